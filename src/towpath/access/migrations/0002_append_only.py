"""The database itself refuses to change, replace or delete a line of the audit trail."""

from __future__ import annotations

from typing import Any

from django.db import migrations

_SQLITE = (
    ("update", "BEFORE UPDATE ON access_auditevent", ""),
    ("delete", "BEFORE DELETE ON access_auditevent", ""),
    # INSERT OR REPLACE deletes without asking the trigger above.
    (
        "replace",
        "BEFORE INSERT ON access_auditevent",
        "WHERE EXISTS (SELECT 1 FROM access_auditevent WHERE sequence = NEW.sequence)",
    ),
)
_SAYS = "the audit trail is only ever added to"
_POSTGRES = f"""
CREATE FUNCTION access_auditevent_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{_SAYS}'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER access_auditevent_rows BEFORE UPDATE OR DELETE ON access_auditevent
FOR EACH ROW EXECUTE FUNCTION access_auditevent_refuse();
CREATE TRIGGER access_auditevent_table BEFORE TRUNCATE ON access_auditevent
FOR EACH STATEMENT EXECUTE FUNCTION access_auditevent_refuse();
"""


def _close(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(_POSTGRES)
        return
    for name, when, where in _SQLITE:
        schema_editor.execute(
            f"CREATE TRIGGER access_auditevent_{name} {when} "
            f"BEGIN SELECT RAISE(ABORT, '{_SAYS}') {where}; END"
        )


class Migration(migrations.Migration):
    """There is no way back: a trail that could be opened again would prove nothing."""

    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(_close)]

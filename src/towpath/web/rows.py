"""All rows of the site's database as lines of text, the same from SQLite and PostgreSQL.

The first line says how far the database had been migrated. A database to read into is migrated just
as far, filled, and migrated on: so a backup of an older version is restored by a newer one. What
the libraries make anew is left out, and sessions end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO, Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.recorder import MigrationRecorder

from towpath.access.models import AuditEvent, Person
from towpath.foundation import NotUnderstood

RESTORED = "restored a backup"
LEFT_OUT = frozenset(("auth", "contenttypes", "sessions"))
_PLAIN = (type(None), bool, int, float, str, list, dict)
_MANY = 500


def kept(registry: Apps) -> list[type[models.Model]]:
    """The tables that a backup holds, by name."""
    every = registry.get_models(include_auto_created=True)
    own = [one for one in every if one._meta.managed and not one._meta.proxy]
    return sorted(
        (one for one in own if one._meta.app_label not in LEFT_OUT),
        key=lambda one: one._meta.label_lower,
    )


def write(stream: IO[str], using: str = "default") -> dict[str, Any]:
    """Write every row; what the first line says."""
    head = _head(using)
    _put(stream, head)
    graph = MigrationExecutor(connections[using]).loader.graph
    for model in kept(graph.make_state(_ends(graph, head)).apps):
        fields = model._meta.concrete_fields
        _put(stream, {"model": model._meta.label_lower, "fields": [f.attname for f in fields]})
        for row in model._base_manager.using(using).order_by("pk").iterator(chunk_size=_MANY):
            _put(stream, [_said(field, row) for field in fields])
    return head


def read(stream: IO[str], last: Callable[[], None], using: str = "default") -> None:
    """Fill an empty database, all of it or nothing; leave one in which this was done already.

    `last` puts RESTORED on the trail, in the transaction of the rows.

    Raises NotUnderstood where it holds anything else, or where the rows are of a newer version.
    """
    head = json.loads(stream.readline())
    executor = MigrationExecutor(connections[using])
    if not executor.loader.graph.nodes.keys() >= set(map(tuple, head["migrations"])):
        raise NotUnderstood(
            "The backup was made by a newer Towpath than this one.",
            "Bring Towpath to that version first.",
        )
    if _inhabited(using):
        _require_same(head, using)
        return
    ends = _ends(executor.loader.graph, head)
    executor.migrate(ends)
    then = executor.loader.graph.make_state(ends).apps
    with transaction.atomic(using=using):
        held = kept(then)
        for model in held:  # what migrations put there themselves
            model._base_manager.using(using)._raw_delete(using)
        for model, fields, rows in _tables(stream, then):
            model._base_manager.using(using)._insert(  # type: ignore[attr-defined]
                rows, fields, raw=True, using=using
            )
        _reset_sequences(held, using)
        last()


def _head(using: str) -> dict[str, Any]:
    applied = MigrationRecorder(connections[using]).applied_migrations()
    last = AuditEvent._base_manager.using(using).order_by("-sequence").first()
    return {
        "migrations": sorted([app, name] for app, name in applied),
        "events": last.sequence if last else 0,
        "head": last.mac if last else "",
    }


def _ends(graph: MigrationGraph, head: dict[str, Any]) -> list[tuple[str, str]]:
    """The migrations that no other one stands on."""
    applied = {(app, name) for app, name in head["migrations"]} & graph.nodes.keys()
    return sorted(
        one for one in applied if not any(x.key in applied for x in graph.node_map[one].children)
    )


def _put(stream: IO[str], said: Any) -> None:
    stream.write(json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n")


def _said(field: models.Field[Any, Any], row: models.Model) -> Any:
    """A value to the last microsecond: Django's own serialiser cuts them, and the trail breaks."""
    value = field.value_from_object(row)
    return value if isinstance(value, _PLAIN) else field.value_to_string(row)


def _inhabited(using: str) -> bool:
    """Whether a partnership lives in this database already."""
    there = connections[using].introspection.table_names()
    if Person._meta.db_table not in there:
        return False
    people, events = Person._base_manager.using(using), AuditEvent._base_manager.using(using)
    return people.exists() or events.exists()


def _require_same(head: dict[str, Any], using: str) -> None:
    """A restore that was killed after its last commit left these rows and its line: it goes on."""
    events = AuditEvent._base_manager.using(using)
    same = events.filter(sequence=head["events"], mac=head["head"]).exists()
    after = list(events.filter(sequence__gt=head["events"]).values_list("what", flat=True))
    if not same or after != [RESTORED]:
        raise NotUnderstood(
            "The database holds a partnership already.",
            "Name an empty one: nothing is restored over what is there.",
        )


Table = tuple[type[models.Model], list[models.Field[Any, Any]], list[models.Model]]


def _tables(stream: IO[str], registry: Apps) -> Iterator[Table]:
    """Rows in handfuls, each with its table as the backup's version knew it."""
    model: type[models.Model] | None = None
    fields: list[models.Field[Any, Any]] = []
    rows: list[models.Model] = []
    for line in stream:
        said = json.loads(line)
        if (isinstance(said, dict) or len(rows) == _MANY) and model and rows:
            yield model, fields, rows
            rows = []
        if isinstance(said, dict):
            model = registry.get_model(said["model"])
            known = {field.attname: field for field in model._meta.concrete_fields}
            fields = [known[name] for name in said["fields"]]
        elif model:
            pairs = zip(fields, said, strict=True)
            rows.append(model(**{f.attname: f.to_python(value) for f, value in pairs}))
    if model and rows:
        yield model, fields, rows


def _reset_sequences(held: list[type[models.Model]], using: str) -> None:
    """So that the next row does not take a number that a restored one has."""
    connection = connections[using]
    statements = connection.ops.sequence_reset_sql(no_style(), held)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

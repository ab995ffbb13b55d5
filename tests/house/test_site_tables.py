"""Every field of every table of the site declares its handling; every model has its migration."""

import tomllib
from importlib import resources

import pytest
from django.apps import apps
from django.core.management import call_command

from towpath.foundation import Handling
from towpath.foundation.handling import Sensitivity

MODELS = apps.get_models(include_auto_created=True)
OF_LIBRARIES = tomllib.loads((resources.files("towpath.web") / "handling.toml").read_text("utf-8"))


def declared(model: type) -> dict[str, str]:
    """The handling of each field, by the model itself or by the page on libraries."""
    fields = [field.name for field in model._meta.concrete_fields]
    if model.__module__.startswith("towpath."):
        return getattr(model, "HANDLING", {})
    through = model._meta.auto_created
    app, _, name = (through or model)._meta.label.rpartition(".")
    said = OF_LIBRARIES.get(app, {}).get(name, {})
    return {field: said.get(field, said.get("*")) for field in fields if said}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_field_declares_its_handling(model: type) -> None:
    fields = {field.name for field in model._meta.concrete_fields}
    assert set(declared(model)) == fields


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_what_is_personal_in_a_table_is_kept_for_a_number_of_years(model: type) -> None:
    for said in declared(model).values():
        handling = Handling.parse(said)
        assert handling.sensitivity < Sensitivity.PERSONAL or handling.years_kept


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

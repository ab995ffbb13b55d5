"""Schemathesis over the whole API, in-process, with each role's key: nothing fails inside."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import people
from towpath.access.permissions import Reach, Role, reach
from towpath.evidence.homes import Home

schemathesis = pytest.importorskip("schemathesis", reason="Schemathesis is in set check")
EFFORT = os.environ.get("TOWPATH_TESTS", "quick")
EXAMPLES = {"quick": 3, "check": 8, "soak": 200}[EFFORT]
MODES = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)
WITH_KEYS = [role.value for role in Role if reach(role, "key.issue") is not Reach.NONE]
WHO = ("nobody", *WITH_KEYS)


@pytest.fixture
def headers(with_key: Callable[..., Client]) -> Callable[[str], dict[str, str]]:
    """The headers of a program of a role, or of one without a key."""

    def made(who: str) -> dict[str, str]:
        if who == "nobody":
            return {"Host": "localhost"}
        client = with_key(people.person(f"The {who}", Role(who), "aldermere-council"))
        return {"Host": "localhost", "Authorization": client.defaults["HTTP_AUTHORIZATION"]}

    return made


# What a schema lets through, any words, may still name no area and no period; and of a question
# without a body there is no wrong one that every check agrees on.
LEFT_OUT = ("positive_data_acceptance",)


def checks() -> list[Any]:
    importlib.import_module("schemathesis.specs.openapi.checks")  # which adds those of OpenAPI
    known = schemathesis.checks.CHECKS
    return [known.get_one(name) for name in known.get_all_names() if name not in LEFT_OUT]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("who", WHO)
def test_no_question_makes_the_api_fail(
    who: str, home: Home, headers: Callable[[str], dict[str, str]]
) -> None:
    application = get_wsgi_application()
    known = {"headers": headers(who)}
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application, **known)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
            phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=st.one_of(*(operation.as_strategy(generation_mode=one) for one in MODES)))
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(checks=checks(), **known)

        ask()
    assert asked > 14


WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=EXAMPLES * 5, suppress_health_check=list(HealthCheck))
@given(where=WORDS, when=WORDS, what=WORDS, against=WORDS)
def test_no_words_make_the_counts_fail(
    home: Home, owner: Any, where: str, when: str, what: str, against: str
) -> None:
    client = people.client(owner)
    said = {"where": where, "when": when, "what": what, "against": against}
    for path in ("counts", "change"):
        assert client.get(f"/api/{path}", said).status_code in (200, 404, 422)

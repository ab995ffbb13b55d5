"""The small world, opened for questions about places; its truth is known."""

from collections.abc import Iterator

import pytest

from towpath.evidence import held
from towpath.evidence.held import Held
from towpath.foundation import Period, categories
from towpath.places.ground import Question


@pytest.fixture(scope="module")
def evidence(loaded_home) -> Iterator[Held]:
    home, _ = loaded_home
    with held.open_held(home, home.owner()) as opened:
        yield opened


@pytest.fixture(scope="module")
def truth(loaded_home):
    return loaded_home[1].truth


@pytest.fixture(scope="module")
def ask(evidence):
    """`ask("burglary")`: the question of Aldermere, in 2025 unless a period is named."""

    def question(category, period="2025", area="Aldermere", **also) -> Question:
        known = evidence.pack.find(area)
        return Question(categories.find(category), known, Period.parse(period), **also)

    return question

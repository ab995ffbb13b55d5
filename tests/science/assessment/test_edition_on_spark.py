"""The same edition on Spark: every figure the same, to the last digit."""

import pytest

from towpath.assessment import compiling
from towpath.assessment.study import Study
from towpath.evidence import held

# PySpark 4.3 warns of pandas 3; no answer goes through pandas.
pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]


def test_every_figure_is_the_same_on_spark(whole):
    study, edition = whole
    home = study.held.home
    printing = compiling.Printing(edition.partnership, edition.colour, edition.notice)
    with held.open_held(home, home.owner(), engine="spark") as evidence:
        again = Study(study.question, evidence, study.pack)
        other = compiling.compile(again, printing, at=edition.compiled)
    assert len(edition.figures) > 1_000
    assert other.figures == edition.figures
    assert other == edition

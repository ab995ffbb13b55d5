"""False discovery: the published example, statsmodels as an oracle, and nan left alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from towpath.analysis import false_discovery
from towpath.analysis.errors import ImpossibleNumbers

# Benjamini and Hochberg 1995, section 3: fifteen comparisons of a trial of two treatments.
PUBLISHED = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
probabilities = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_the_published_example_finds_four() -> None:
    adjusted = false_discovery.adjust(PUBLISHED)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


@given(probabilities, st.booleans())
def test_it_agrees_with_statsmodels(p, dependent) -> None:
    oracle = multipletests(p, method="fdr_by" if dependent else "fdr_bh")[1]
    assert np.allclose(false_discovery.adjust(p, dependent=dependent), oracle)


@given(probabilities)
def test_never_below_the_p_value_and_never_out_of_order(p) -> None:
    adjusted = np.asarray(false_discovery.adjust(p))
    assert (adjusted >= np.array(p) - 1e-12).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= -1e-12).all()


def test_what_could_not_be_tested_does_not_count() -> None:
    adjusted = false_discovery.adjust([0.01, np.nan, 0.04])
    assert np.isnan(adjusted[1])
    assert adjusted[[0, 2]] == pytest.approx([0.02, 0.04])
    assert false_discovery.adjust(0.03) == 0.03


def test_a_probability_above_one_is_refused() -> None:
    with pytest.raises(ImpossibleNumbers, match="outside 0 to 1"):
        false_discovery.adjust([0.5, 1.2])

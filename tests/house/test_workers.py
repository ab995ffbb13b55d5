"""How tests are shared among workers: what shares a costly start goes to one of them."""

import os

import pytest


@pytest.mark.xdist_group("an_example")
def test_a_worker_sorts_a_test_by_its_group(request: pytest.FixtureRequest) -> None:
    """xdist reads the group off the test's name; a name without it is dealt out to anybody."""
    shared = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith("@an_example") == shared

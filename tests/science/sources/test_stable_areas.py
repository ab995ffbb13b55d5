"""Stable areas: the components of the lookup, against a plain union-find."""

from hypothesis import given
from hypothesis import strategies as st

from towpath.sources.reference import stable

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=40)


def naive(pairs: list[tuple[str, str]]) -> set[frozenset[str]]:
    groups: list[set[str]] = []
    for pair in pairs:
        touching = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touching]
        groups.append(set(pair).union(*touching))
    return {frozenset(group) for group in groups}


@given(PAIRS)
def test_components_are_those_of_a_plain_union_find(numbers: list[tuple[int, int]]) -> None:
    pairs = [(f"old{a:02}", f"new{b:02}") for a, b in numbers]
    found = stable.components([a for a, _ in pairs], [b for _, b in pairs], {})
    groups: dict[str, set[str]] = {}
    for vintage in (2011, 2021):
        for code, area in found.of[vintage].items():
            groups.setdefault(area, set()).add(code)
    assert {frozenset(group) for group in groups.values()} == naive(pairs)


def test_a_merger_says_so_in_code_and_name() -> None:
    names = {"E01000001": "Ely 001A", "E01000002": "Ely 001B", "E01000003": "Ely 001C"}
    found = stable.components(
        ["E01000001", "E01000002", "E01000003", "E01000003"],
        ["E01000009", "E01000009", "E01000007", "E01000008"],
        names,
    )
    assert found.names == {"E01000001+": "Ely 001A/Ely 001B merged", "E01000003": "Ely 001C"}
    assert found.of[2021]["E01000008"] == "E01000003"

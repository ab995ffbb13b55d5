"""The declarations that ship: each whole, each recognised, each word mapped to something known."""

from dataclasses import replace
from pathlib import Path

import pytest

from towpath.foundation import NotUnderstood, Sensitivity, categories, flags
from towpath.sources import feeds, outcomes
from towpath.sources.declarations import Check, Kind, Type
from towpath.sources.parts import DeliveryRefused

ALL = sorted(feeds.every())
OPTIONS = {
    Check.NOT_BEFORE: {"date"}, Check.PATTERN: {"pattern"}, Check.ONE_OF: {"values"},
    Check.AT_LEAST: {"value"}, Check.AT_MOST: {"value"},
}  # fmt: skip


@pytest.mark.parametrize("slug", ALL)
def test_a_feed_is_recognised_by_its_official_header(slug: str) -> None:
    feed = feeds.get(slug)
    if feed.named:
        assert feeds.recognise(feed.official_header, feed=feed).slug == slug
        return
    assert feeds.recognise(feed.official_header).slug == slug
    assert feeds.recognise([h.upper() for h in reversed(feed.official_header)]).slug == slug


@pytest.mark.parametrize("slug", ALL)
def test_every_word_is_mapped_to_something_known(slug: str) -> None:
    feed = feeds.get(slug)
    assert set(feed.categories.values()) <= set(categories.tree())
    assert set(feed.outcomes.values()) <= set(outcomes.every())
    kinds = {field.type for field in feed.fields}
    assert bool(feed.categories) == (Type.CATEGORY in kinds)
    assert bool(feed.outcomes) == (Type.OUTCOME in kinds)


@pytest.mark.parametrize("slug", ALL)
def test_every_rule_has_a_sentence_and_the_options_of_its_check(slug: str) -> None:
    for rule in feeds.get(slug).rules:
        assert rule.sentence[0].isupper()
        assert rule.sentence.endswith(".")
        assert set(rule.options) == OPTIONS.get(rule.check, set())
    names = [rule.name for rule in feeds.get(slug).rules]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("slug", ALL)
def test_what_is_handed_over_in_confidence_is_never_declared_open(slug: str) -> None:
    feed = feeds.get(slug)
    opened = feed.licence == "OGL-3.0"
    assert feed.handling.open == opened
    if feed.handling.sensitivity >= Sensitivity.PERSONAL:
        assert feed.handling.years_kept


def test_flags_of_a_feed_are_flags_of_the_second_axis() -> None:
    extract = feeds.get("force-extract")
    said = {f.name.removeprefix("attributes.") for f in extract.fields if f.type is Type.FLAG}
    assert said - {"cancelled"} <= set(flags.every())


def test_the_schedule_of_the_statutory_return_can_be_delivered() -> None:
    slugs = {f"statutory-{agency}" for agency in ("police", "fire", "health", "ambulance")}
    assert slugs <= set(feeds.every())
    assert all(feeds.get(slug).kind is Kind.INCIDENTS for slug in slugs)
    assert all(feeds.get(slug).mappable for slug in slugs)
    fire = set(feeds.get("statutory-fire").categories.values())
    assert {"fire-deliberate-primary-vehicle", "fire-dwelling-no-alarm"} <= fire


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Violent crime", "violence-and-sexual-offences"),
        ("Public disorder and weapons", "public-disorder-and-weapons"),
        ("Anti-social behaviour", "asb"),
    ],
)
def test_labels_of_every_year_are_known(words: str, slug: str) -> None:
    assert feeds.get("police-uk-street").categories[words] == slug


def test_a_header_that_fits_several_feeds_asks_which() -> None:
    with pytest.raises(DeliveryRefused, match="statutory-ambulance, statutory-fire") as refused:
        feeds.recognise(["Category", "Date"], "q1.csv")
    assert "--feed" in refused.value.remedy
    assert feeds.recognise(["Category", "Date"], feed=feeds.get("statutory-fire"))


def test_an_analyst_s_extract_is_read_as_one_only_where_it_is_named() -> None:
    header = ["Date", "X", "Y"]
    with pytest.raises(DeliveryRefused):
        feeds.recognise(header)
    assert feeds.recognise(header, feed=feeds.get("event-extract")).slug == "event-extract"


def test_a_file_name_settles_what_a_header_leaves_open() -> None:
    header = feeds.get("police-uk-street").official_header
    assert feeds.recognise(header, "2024-01-kent-street.csv").slug == "police-uk-street"


def test_a_missing_column_comes_with_the_option_to_type() -> None:
    header = ["Case reference", "Type of report", "When it was logged"]
    with pytest.raises(DeliveryRefused) as refused:
        feeds.recognise(header, feed=feeds.get("council-asb"))
    assert '--column "Date reported=When it was logged"' in refused.value.remedy


def test_a_feed_that_nobody_declared() -> None:
    with pytest.raises(NotUnderstood, match="police-uk-street"):
        feeds.get("nonsense")


def test_a_partnership_declares_a_feed_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "taxi.toml").write_text("""
slug = "taxi-complaints"
title = "Complaints about taxis"
kind = "incidents"
version = 1
licence = "partnership"
handling = "internal, 3 years"
snapped = false
precision = "day"
category = "incident-other"
fields = [{ name = "occurred_from", headers = ["Day"], type = "date", required = true }]
""")
    own = feeds.read_folder(tmp_path)
    assert own["taxi-complaints"].fields[0].handling.years_kept == 3
    assert feeds.recognise(["Day"], feeds=own).slug == "taxi-complaints"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("slug = ", "cannot be read"),
        ('slug = "x"\n', "cannot be used"),
        ('slug = "x"\nhandling = "secret"\nkind = "incidents"', "cannot be used"),
    ],
)
def test_a_declaration_that_cannot_be_used_says_why(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(NotUnderstood, match=words):
        feeds.read_folder(tmp_path)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ('categories = { "Begging" = "asb-beging" }', 'ours.toml.*"asb-beging".*asb-begging'),
        ('outcomes = { "Let off" = "let-off" }', 'ours.toml.*the outcome "let-off"'),
        ('category = "no-such"', 'ours.toml.*"no-such"'),
    ],
)
def test_words_mapped_to_what_does_not_exist_are_refused(
    tmp_path: Path, table: str, words: str
) -> None:
    (tmp_path / "ours.toml").write_text(f'slug = "ours"\nbased_on = "force-extract"\n{table}\n')
    with pytest.raises(NotUnderstood, match=words):
        feeds.read_folder(tmp_path)


def test_a_rule_over_an_undeclared_field_is_refused() -> None:
    rows = {
        "slug": "x", "title": "X", "kind": "incidents", "version": 1, "licence": "partnership",
        "handling": "internal", "snapped": False, "precision": "day",
        "fields": [{"name": "month", "headers": ["Month"], "type": "month"}],
        "rules": [{"name": "r", "sentence": "S.", "check": "not-future", "fields": ["day"]}],
    }  # fmt: skip
    with pytest.raises(NotUnderstood, match="day"):
        feeds.parse(rows)


def test_outcomes_fall_into_their_groups() -> None:
    assert outcomes.get("no-suspect-identified").group is outcomes.Group.NO_SUSPECT
    assert "charged" in outcomes.of_group(outcomes.Group.POSITIVE)
    groups = [outcomes.of_group(group) for group in outcomes.Group]
    assert sum(map(len, groups)) == len(outcomes.every())
    with pytest.raises(NotUnderstood):
        outcomes.get("nonsense")


BASED = """
slug = "force-extract"
based_on = "force-extract"
fields = [
  { name = "recorded", format = "%Y-%m-%d %H:%M:%S" },
  { name = "attributes.beat", headers = ["Beat"], type = "text" },
]
categories = { "Begging" = "asb-begging" }
"""


def test_a_declaration_based_on_another_says_only_what_differs(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(BASED)
    ours, theirs = feeds.read_folder(tmp_path)["force-extract"], feeds.get("force-extract")
    changed, before = ours.field("recorded"), theirs.field("recorded")
    assert changed is not None
    assert before is not None
    assert changed == replace(before, format="%Y-%m-%d %H:%M:%S")
    assert len(ours.fields) == len(theirs.fields) + 1
    assert ours.rules == theirs.rules
    assert ours.categories == {**theirs.categories, "Begging": "asb-begging"}
    assert ours.outcomes == theirs.outcomes


def test_a_feed_of_ones_own_wins_over_the_one_it_is_based_on(tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(BASED.replace('slug = "force-extract"', 'slug = "ours"', 1))
    known = {**feeds.every(), **feeds.read_folder(tmp_path)}
    header = feeds.get("force-extract").official_header
    assert feeds.recognise(header, feeds=known).slug == "ours"


def test_a_base_that_does_not_exist_is_named() -> None:
    with pytest.raises(NotUnderstood, match="nonsense"):
        feeds.parse({"slug": "x", "based_on": "nonsense"})

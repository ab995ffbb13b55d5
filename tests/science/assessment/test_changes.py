"""Findings of section two: what they say of a small world whose changes are known."""

import pytest

from towpath.assessment import contents, frozen
from towpath.assessment.changes import alike, comparison, quality, signals
from towpath.documents import numbers
from towpath.documents.blocks import Chart, Paragraph, Table
from towpath.documents.charts import spec

KEYS = ("2a", "2b", "2c", "2d", "2e", "2f", "2g", "2h", "3a", "3b")


@pytest.fixture(scope="module")
def study(ask):
    """The year 2025 against 2024."""
    return ask()


def finding(key, study):
    entry = next(one for one in contents.entries() if one.key == key)
    return study.remembered(f"finding {key}", entry.find)


def table(found, key):
    held = [block.table if isinstance(block, Chart) else block for block in found.blocks]
    return next(one for one in held if isinstance(one, Table) and one.key == key)


def lines(found, key):
    return {row[0]: [numbers.cell_text(cell) for cell in row[1:]] for row in table(found, key).rows}


@pytest.mark.parametrize("key", KEYS)
def test_a_finding_is_a_sentence_and_can_be_kept(study, key):
    found = finding(key, study)
    said = numbers.sentence(found.sentence)
    assert found.supplied, said
    assert said.endswith(".")
    assert "not supplied" not in said
    assert "  " not in said
    assert frozen.loads(frozen.dumps(found)) == found


@pytest.mark.parametrize("key", KEYS)
def test_every_chart_can_be_drawn_and_says_what_it_shows(study, key):
    for block in finding(key, study).blocks:
        if isinstance(block, Chart):
            assert spec(block)
            assert block.alt.endswith(".")


def test_what_rose_and_fell_is_told_and_noise_is_not(study, aldermere):
    _, world = aldermere
    told = {row.category: row.verdict for row in comparison.of(study).rows}
    wanted = {"rise": "rose", "fall": "fell"}
    made = {one.category: wanted[one.what] for one in world.truth.changes if one.what in wanted}
    assert {name: told[name] for name in made} == made
    others = set(told) - set(made) - {"crime", "asb", "public-order"}
    assert {told[name] for name in others} == {"no clear change"}


def test_a_category_recorded_otherwise_shows_no_percentage(study):
    found = lines(finding("2a", study), "change-by-category")
    for label in ("Anti-social behaviour", "Public order", "All recorded crime"):
        assert found[label][-1] == "recording changed"
        assert not any("%" in cell for cell in found[label])
    assert found["Shoplifting"][-1] == "rose"


def test_the_rest_of_crime_is_told_where_the_headline_cannot_be(study):
    found = alike.of(study)
    assert found.without == ("Public order",)
    public_order = comparison.of(study)["public-order"]
    assert found.after.value + public_order.after.value == study.total()


def test_the_exact_limits_lie_inside_the_wider_ones(study):
    for row in comparison.of(study).rows:
        low, high = row.exact
        assert row.change.low <= low + 1e-9
        assert high <= row.change.high + 1e-9


def test_a_baseline_that_is_not_held_is_named_not_filled(study):
    words = [numbers.sentence(b.spans) for b in finding("2a", study).blocks
             if isinstance(b, Paragraph)]  # fmt: skip
    assert any("the time before COVID: not supplied" in one for one in words)


@pytest.mark.parametrize("kind", ["category", "ward"])
def test_the_steps_add_up_to_the_change(study, kind):
    rows = table(finding("2b", study), f"change-made-of-{kind}").rows
    first, *steps, last = (row[1].value for row in rows)
    assert first + sum(steps) == pytest.approx(last)


def test_rolling_sums_are_real_counts(study):
    rows = [row for row in table(finding("2c", study), "rolling-twelve-months").rows
            if row[0] == "All recorded crime"]  # fmt: skip
    assert rows[-1][2].value == study.total()


def test_breaks_that_are_known_are_marked(study):
    (chart,) = (b for b in finding("2c", study).blocks if isinstance(b, Chart))
    assert any("recorded otherwise" in words for _, words in chart.breaks)


def test_the_number_of_false_alarms_is_printed(study):
    seen = signals.watch(study)
    words = numbers.sentence(finding("2d", study).sentence)
    assert "By chance alone" in words
    assert 0 < seen.found.false_alarms < 2 * len(seen.words)


def test_a_new_hotspot_is_among_the_fastest_risers(study, aldermere):
    _, world = aldermere
    emerged = {spot.category for spot in world.truth.hotspots if spot.since.startswith("2025")}
    top = {row[0].lower() for row in table(finding("2e", study), "fastest-risers").rows[:3]}
    assert {one.replace("-", " ") for one in emerged} & top


def test_neighbours_of_the_force_stand_beside_us_and_we_are_not_our_own_neighbour(study):
    rows = table(finding("2f", study), "change-by-district").rows
    names = [row[0] for row in rows]
    assert names.count("Aldermere") == 1
    assert len(names) > 1


def test_a_force_that_delivers_for_itself_is_shown_apart(study):
    rows = table(finding("2f", study), "change-by-district").rows
    assert any("(another force)" in row[0] for row in rows)


def test_shares_of_all_records_add_up(study):
    rows = table(finding("2g", study), "share-jumps").rows
    assert sum(row[1].value for row in rows) == pytest.approx(100)


def test_the_answer_is_given_twice(study):
    found = finding("2h", study)
    counted = {row[0]: row for row in table(found, "change-unplaced-allocated").rows}
    once, again = counted["Shoplifting"][1], counted["Shoplifting"][3]
    assert again.value > once.value  # more rows were lost in the later window
    lights = lines(found, "quality-of-windows")
    assert lights["Months held"][-1] == quality.GREEN
    assert lights["Recording"][-1] == quality.RED


def test_outcomes_are_compared_when_equally_old(study):
    words = numbers.sentence(finding("3a", study).sentence)
    assert words.startswith("Followed for 6 months each")
    assert words.endswith("no clear change.")


def test_the_accounted_steps_add_up(study):
    rows = table(finding("3b", study), "change-accounted").rows
    first, *steps, last = (row[1].value for row in rows)
    assert first + sum(steps) == pytest.approx(last)


@pytest.mark.parametrize("key", ["2a", "2b", "2c", "2d", "2e", "2f", "2g", "3b"])
def test_a_window_that_is_not_wholly_held_is_not_supplied(ask, key):
    found = finding(key, ask("12 months to January 2026"))
    assert not found.supplied
    assert "January 2026" in found.missing


@pytest.mark.parametrize("key", ["2a", "2d", "2g", "2h", "3a", "3b"])
def test_a_month_is_told_like_a_year(ask, key):
    found = finding(key, ask("December 2025", "the same month last year"))
    assert found.supplied
    assert frozen.dumps(found)


def test_a_mean_of_years_is_told_like_a_year(ask):
    study = ask("12 months to September 2025", "two-year mean")
    for key in ("2a", "2b", "2e", "2g", "2h", "3b"):
        found = finding(key, study)
        assert found.supplied or "not held" in found.missing, key

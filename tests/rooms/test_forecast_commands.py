"""`towpath places forecast` and `score`: said, kept, obeyed, refused."""

import json

from towpath.foundation import ExitCode

QUICK = ("--formats", "csv,geojson")
BURGLARY = ("--category", "burglary")


def places(towpath, aldermere, command, *words):
    return towpath("places", command, *words, home=aldermere[0])


def test_a_forecast_is_said_and_kept_once(towpath, aldermere):
    words = (*BURGLARY, "--as-of", "2025-11-03", "--days", "7", *QUICK)
    first = places(towpath, aldermere, "forecast", *words)
    assert first.code == ExitCode.DONE
    assert "of the ground over the last 90 days; last year's counts caught" in first.out.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "Kept as fc-" in first.err
    again = places(towpath, aldermere, "forecast", *words)
    assert "left as it is: fc-" in again.err
    kept = list((aldermere[0] / "results" / "forecasts").glob("fc-*/forecast.json"))
    facts = [json.loads(file.read_text()) for file in kept]
    assert [one["question"]["as_of"] for one in facts].count("2025-11-03") == 1
    said = places(towpath, aldermere, "score", "--kept", *QUICK)
    assert "of those kept can be scored" in said.out


def test_a_score_is_told_and_its_figures_can_be_explained(towpath, aldermere):
    words = (*BURGLARY, "--methods", "promap", "--days", "95", *QUICK, "--json")
    record = places(towpath, aldermere, "score", *words).json
    rows = record["tables"]["scorecard"]
    assert [row["Method"] for row in rows] == ["Last year's counts", "ProMap"]
    figure = rows[1]["In 5\N{NO-BREAK SPACE}%"]["figure"]
    told = towpath("explain", figure, "--json", home=aldermere[0]).json
    assert told["definition"]["slug"] == "forecast-caught"


def test_months_are_refused_by_day_and_foreseen_by_month(towpath, aldermere):
    street = (*BURGLARY, "--feed", "police-uk-street", *QUICK)
    said = places(towpath, aldermere, "forecast", *street)
    assert said.code == ExitCode.NO_SUCH_DATA
    assert "--by month" in said.err
    month = places(towpath, aldermere, "forecast", *street, "--by", "month")
    assert month.code == ExitCode.DONE
    assert "of the small areas over" in month.out


def test_wrong_words_end_in_a_sentence(towpath, aldermere):
    for words, sentence in (
        ((*BURGLARY, "--by", "year"), "--by day or --by month"),
        ((*BURGLARY, "--share", "3"), "Say one of 0.5, 1, 2, 5, 10, 20"),
        ((*BURGLARY, "--as-of", "2025"), "is not a day"),
        ((*BURGLARY, "--set", "weeks"), "sets nothing"),
    ):
        said = places(towpath, aldermere, "forecast", *words)
        assert said.code == ExitCode.WRONG_USE, words
        assert sentence in " ".join(said.err.split())
    assert places(towpath, aldermere, "score").code == ExitCode.WRONG_USE

"""An edition is whole: kept, written again to the same bytes, reckoned to the same figures."""

from dataclasses import replace

import docx as word_library
import pytest

from towpath.assessment import compiling, contents, editions, layout, publishing, rendering
from towpath.documents import contents as held
from towpath.documents.audience import Public, Restricted
from towpath.documents.writers import Format
from towpath.foundation import NoSuchData


@pytest.fixture
def edition(whole):
    _, compiled = whole
    return compiled


def test_it_has_the_six_sections_the_law_asks_for(edition):
    assert [section.number for section in edition.contents.sections] == [1, 2, 3, 4, 5, 6]
    assert {finding.key for finding in edition.contents} == {e.key for e in contents.entries()}


def test_every_finding_says_something_in_a_sentence(edition):
    for finding in edition.contents:
        assert finding.sentence, finding.key
        assert finding.supplied or finding.owner, finding.key


def test_what_nobody_supplied_is_named_with_its_owner_and_never_invented(edition):
    gaps = [finding for finding in edition.contents if not finding.supplied]
    assert gaps
    assert all(finding.missing and finding.owner for finding in gaps)


def test_every_figure_says_what_it_means(edition):
    meant = dict(edition.definitions)
    assert all(meant[figure.definition] for figure in edition.figures)
    assert {figure.snapshot for figure in edition.figures} == {edition.snapshot}


def test_what_is_kept_is_what_was_compiled(edition, tmp_path):
    editions.keep(tmp_path, edition)
    assert editions.get(tmp_path, edition.id[:9]) == edition


def test_reckoning_again_gives_the_same_figures(edition, ask):
    printing = compiling.Printing(edition.partnership, edition.colour, edition.notice)
    again = compiling.compile(ask(), printing, at=edition.compiled)
    assert again.id == edition.id
    assert again.figures == edition.figures


def test_an_edition_that_was_never_kept_is_no_such_data(tmp_path):
    with pytest.raises(NoSuchData, match="no edition"):
        editions.get(tmp_path, "nowhere")


def test_the_partnerships_form_names_its_readers_and_the_public_form_has_none(edition):
    document = layout.assessment(edition)
    exact = rendering.address(document, rendering.PARTNERSHIP, ("The board",))
    assert isinstance(exact, Restricted)
    assert "The board" in exact.marking
    assert isinstance(rendering.address(document, rendering.PUBLIC, ()), Public)


def test_closed_figures_do_not_leave_in_the_public_form(edition):
    public = publishing.publish(layout.assessment(edition)).document
    for figure in publishing.found.block_figures(public.blocks):
        if not figure.handling.open and figure.unit.value == "count" and figure.value is not None:
            assert figure.value % 5 == 0
            assert figure.value > 7


def test_a_caveat_is_said_in_full_once(edition):
    blocks = [one for one in layout.assessment(edition).blocks if hasattr(one, "grave")]
    full = [(one.name, one.spans) for one in blocks if one.name != "Bear in mind also"]
    assert len(full) == len(set(full))


@pytest.mark.slow
def test_writing_again_gives_the_same_bytes(edition, tmp_path):
    wanted = rendering.Wanted(("The board",))
    places = [editions.keep(tmp_path / name, edition) for name in ("a", "b")]
    first, second = (rendering.render(place, wanted) for place in places)
    assert {path.suffix[1:] for path in first} >= {one.value for one in Format}
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_assessment_opens_with_the_boards_summary_a_level_lower(edition):
    opening = [h for h, _ in held.headings(layout.assessment(edition))]
    board = [(h.text, h.level + 1) for h, _ in held.headings(edition.board)]
    assert opening[0].text == "Summary for the board"
    assert [(h.text, h.level) for h in opening[1 : len(board) + 1]] == board


def test_the_pieces_of_an_edition_lead_to_each_other(edition):
    made = {one.name: one for one in rendering.pieces(edition)}
    listed = dict(made["assessment"].document.siblings).values()
    assert "board.html" in listed
    assert {f"profiles/{name}.html" for name in made if made[name].folder} < set(listed)


def test_the_word_file_wears_the_partnerships_template(edition, tmp_path):
    template = word_library.Document()
    template.styles["Heading 1"].font.name = "Georgia"
    template.save(str(tmp_path / "ours.docx"))
    short = replace(
        edition, contents=replace(edition.contents, sections=edition.contents.sections[-1:])
    )
    place = editions.keep(tmp_path, short)
    wanted = rendering.Wanted(("The board",), (Format.DOCX,), tmp_path / "ours.docx")
    (path,) = rendering.render(place, wanted, forms=(rendering.PUBLIC,))
    assert word_library.Document(str(path)).styles["Heading 1"].font.name == "Georgia"


def test_other_judgements_are_other_grounds(ask):
    home = ask().held.home
    before = compiling.judged(home)
    file = home.definitions / "own.toml"
    file.write_text('[a]\ntitle = "A"\nunit = "count"\nsays = "A."\n', "utf-8")
    try:
        assert compiling.judged(home) != before
    finally:
        file.unlink()
    assert compiling.judged(home) == before

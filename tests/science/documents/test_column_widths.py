"""How columns share a page: no word is broken while there is room, and long texts take the rest."""

from hypothesis import given
from hypothesis import strategies as st

from towpath.documents import widths

WORDS = st.text("abcdefgh \N{NO-BREAK SPACE}", max_size=30)


def test_a_long_text_leaves_room_for_the_longest_word_of_each_column():
    head = ("Setting", "Recorded crime", "Share", "More there than elsewhere")
    row = ("Petrol and motorway services", "1,878", "60.6\N{NO-BREAK SPACE}%", "Violence " * 9)
    found = widths.shares(head, [row], page=70)
    assert sum(found) <= 70
    for width, word in zip(found, ("motorway", "Recorded", row[2], "elsewhere"), strict=True):
        assert width > len(word)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5))
def test_every_column_has_its_word_where_all_of_them_fit(rows):
    columns = zip(*rows, strict=True)
    words = [max(len(word) for text in column for word in text.split(" ")) for column in columns]
    found = widths.shares(rows[0], rows[1:], page=130)
    assert all(width >= min(word, 30) for width, word in zip(found, words, strict=True))


def test_where_they_do_not_all_fit_the_page_is_shared_by_the_longest_words():
    narrow, wide = widths.shares(("a" * 10, "b" * 30), [], page=20)
    assert narrow < wide

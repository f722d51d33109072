"""Two texts into the words that stayed, went and came."""

from hypothesis import given
from hypothesis import strategies as st

from report.review.words import COME, GONE, SAME, compare_words, find_turns, likeness, split_words

TEXTS = st.text(alphabet="abc 中文\n.", max_size=30)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_pieces(before, after):
    pieces = compare_words(before, after)
    for text, fates in ((before, (SAME, GONE)), (after, (SAME, COME))):
        told = "".join(piece.text for piece in pieces if piece.fate in fates)
        assert "".join(told.split()) == "".join(text.split())


@given(TEXTS)
def test_a_text_and_itself_with_other_white_space_have_one_piece_at_most(text):
    spaced = "  ".join(text.split()) + "\n"
    assert {piece.fate for piece in compare_words(text, spaced)} <= {SAME}


@given(TEXTS, TEXTS)
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= likeness(one, other) <= 1 and likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == (1 if one.split() else 0)


def test_scripts_without_spaces_are_compared_sign_by_sign():
    fates = [(fate, text.strip()) for fate, text in compare_words("农村劳动力", "农村劳务力")]
    assert fates == [(SAME, "农村劳"), (GONE, "动"), (COME, "务"), (SAME, "力")]
    assert split_words("ab 中文") == ["ab ", "中", "文 "]


def test_words_that_compare_or_deny_turn_a_sentence_and_others_do_not():
    assert find_turns("The count rose.", "The count fell.") == (["rose"], ["fell"])
    assert find_turns("It is true.", "It is not true.") == ([], ["not"])
    assert find_turns("It rose in May.", "In May it rose.") == ([], [])

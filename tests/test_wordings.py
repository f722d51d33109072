"""Sentences of two states are paired: the same one, edited, added or removed."""

from hypothesis import given
from hypothesis import strategies as st
from synthetic_records import record, sentence

from report.records.wordings import keep_ids, match_sentences

LONG = "The texts that were seen count many persons in the region"


def pairs(before, after):
    return {(old and old["sentence_id"], new and new["sentence_id"])
            for old, new in match_sentences(before, after)}  # fmt: skip


def test_the_id_decides_before_any_likeness():
    one, other = sentence("a", LONG), sentence("b", LONG + ".")
    assert pairs([one, other], [sentence("b", "Else."), sentence("a", LONG)]) == {
        ("a", "a"), ("b", "b"),
    }  # fmt: skip


def test_an_edited_sentence_is_found_and_another_one_is_not():
    after = [sentence("b", f"{LONG} today."), sentence("c", "Nothing of it.")]
    assert pairs([sentence("a", f"{LONG}.")], after) == {("a", "b"), (None, "c")}


def test_a_sentence_of_another_page_is_another_sentence():
    moved = sentence("b", f"{LONG}!") | {"page": "chapters/two"}
    assert pairs([sentence("a", f"{LONG}.")], [moved]) == {("a", None), (None, "b")}


def test_the_most_alike_are_paired_first():
    before = [sentence("a", f"{LONG} of it.")]
    after = [sentence("far", f"{LONG}, and much else."), sentence("near", f"{LONG} of it!")]
    assert pairs(before, after) == {("a", "near"), (None, "far")}


def test_an_edited_sentence_keeps_the_id_that_it_had():
    earlier = record("2001.1", sentences=[sentence("a", f"{LONG}.")])
    kept = keep_ids(record("x", sentences=[sentence("b", f"{LONG}!")]), earlier)
    assert [row["sentence_id"] for row in kept.table("sentences")] == ["a"]


NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(NAMES, NAMES)
def test_each_sentence_of_either_state_stands_in_one_pair(before, after):
    texts = [[sentence(name, f"{name * 9} {LONG[: 9 * i]}") for i, name in enumerate(names)]
             for names in (before, after)]  # fmt: skip
    found = match_sentences(*texts)
    assert sorted(old["sentence_id"] for old, _ in found if old) == sorted(before)
    assert sorted(new["sentence_id"] for _, new in found if new) == sorted(after)

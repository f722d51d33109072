"""Turns the claims behind a finding into two words: how much evidence, how much agreement.

The two scales and their words follow the guidance of the Intergovernmental Panel on
Climate Change (Mastrandrea and others, 2010); the rules that choose a word are ours.
"""

from report.numbers import Word

LIMITED, MEDIUM, ROBUST = "limited", "medium", "robust"
UNTESTED = "not tested"
NONE_COMPARED = "no sides were compared"


def weigh(evidence, *claim_ids: str) -> Word:
    """`robust` for three sources or more with a primary text (grade A) among them,
    `medium` for two or more with one of grade A or B, else `limited`.

    claim_ids: those on which the finding rests; one not stated by the day of the
    evidence counts for nothing. It is the number and the kind of texts that is
    weighed, not whether they are right.
    """
    rows = evidence.rows(*claim_ids)
    sources, grades = rows["source_id"].nunique(), set(rows["grade"])
    word = LIMITED
    if sources >= 2 and grades & {"A", "B"}:
        word = ROBUST if sources >= 3 and "A" in grades else MEDIUM
    how = f"{sources} sources, the best of grade {min(grades, default='none')}"
    known = (evidence.claim(claim_id) for claim_id in rows["claim_id"])
    return Word.of(word, *known, how=how)


def compare_sides(*answers: Word) -> Word:
    """The agreement between sides: `high` where their claims hold together under each
    of the readings that were tried, `low` under none, `medium` under some.

    answers: "yes" or "no" a reading; any other word, such as that a claim was not
    stated by the day, leaves the agreement `not tested`, as does no answer.
    """
    if not answers:
        return Word.read_in(UNTESTED, how=NONE_COMPARED)
    if set(answers) - {"yes", "no"}:
        word = UNTESTED
    elif len(set(answers)) > 1:
        word = "medium"
    else:
        word = "high" if answers[0] == "yes" else "low"
    return Word.of(word, *answers, how="whether the sides' claims fit, reading by reading")

"""Turns the prose of the book into findings on numbers that lead nowhere.

A numeral is computed (`{num}`), quoted from a source cited after it, or a name: a
date, a law, an id. A word that compares ("fell", "most") in a sentence with a
computed number must be computed too, so that it turns with the data.

What this cannot see: "one", "first" and "once", which are pronouns more often than
numbers; a count that looks like a year; a comparison in a sentence of its own,
without a number; a wrong number in a right place; a word that is not listed below;
what a chapter's call of the package prints, which the package computes.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from report.checks.pages import Page
from report.checks.prose import COMPUTED, Sentence, read_sentences
from report.checks.snapshots import normalise
from report.findings import Finding

MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October"
    "|November|December)"
)
SPAN = r"(?:[- ](?:calendar|fiscal|whole|full))?[- ](?:day|week|month|quarter|year)s?\b"
COUNTED = r"(?! (?:person|people|shipment|entr|transfer|claim|source|percent|dollar))"
# Numerals that are names: nothing in the data decides them.
NAMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b\d{{1,2}} {MONTH}(?: \d{{4}})?\b|\b{MONTH} \d{{1,2}}(?:, \d{{4}})?\b",
        r"\b\d{4}-\d\d(?:-\d\d)?\b",
        r"\bFY ?\d{2,4}\b",
        rf"\b(?:19|20)\d\d\b(?!,\d){COUNTED}",
        r"\b\d+th\b(?= (?:five-year|plan))",
        r"\b(?:Convention|Protocol|Article|Section|Regulation|Figure|Table|Chapter"
        r"|paragraph|edition|Resolution|Directive)(?: \(?[A-Z]+\)?)? \d[\d./()-]*",
        r"\b(?:CC BY|Python|UTF-|ISO|RFC|sha|SHA-?)[ -]?\d[\d.]*\b",
        r"\b[A-Za-z]+-\d+(?:-\w+)*\b",
    )
)
# Words that compare, where they state nothing that a number decides.
FIXED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bmore than one source\b",
        r"\bby a majority of\b",
        r"\b(?:counts?|figures?|tables?|parts?|named|listed) (?:above|below)\b",
        r"\bUnder Secretary\b",
        # Kinds of answers that are counted, and what was sorted before.
        rf"\bgives? a (?:rise|fall)\b|{COMPUTED}\s+a (?:rise|fall)\b",
        # What these print is chosen as the largest, so that the word holds.
        r"\bhighest whole-year count found\b|\bof the larger\b",
    )
)
MULTIPLES = r"dozens?|hundreds?|thousands?|millions?|billions?"
WORDS = (
    "zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    "|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty"
    "|fifty|sixty|seventy|eighty|ninety"
)
# Number words that name a span of time, or count what the text itself lists.
SPELLED_NAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{WORDS}){SPAN}",
        rf"\b(?:the|these|those|its|his|her|their|of|last)\s+(?:other )?(?:{WORDS})\b",
        rf"\b(?:{WORDS}) (?:that differ|sides|kinds|units|countings|readings)\b",
    )
)
NUMERAL = re.compile(r"(?<![\w.])[-+]?\d[\d,.]*(?<![,.])\w*")
SPELLED = re.compile(rf"\b(?:{WORDS}|{MULTIPLES})\b", re.IGNORECASE)
COMPARING = re.compile(
    r"\b(?:rose|risen?|rises|rising|fell|fall(?:s|en|ing)?|gr[eo]w(?:s|n|ing)?"
    r"|shr[aiu]nk(?:s|ing)?|(?:in|de)creas(?:e[sd]?|ing)|declin(?:e[sd]?|ing)"
    r"|drop(?:s|ped|ping)?|exceed(?:s|ed|ing)?|surpass(?:es|ed|ing)?"
    r"|(?:more|less|fewer|greater) than|at least|at most|up to|above|below"
    r"|(?:high|low|larg|small|great)e(?:r|st)|most|mostly|none|majority|minority"
    r"|half|halved|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|twice|thrice|\w+-?fold)\b"
    rf"|\b(?:over|under|nearly|almost|close to|short of)(?= {COMPUTED})",
    re.IGNORECASE,
)
UNITS = re.compile(rf"\b(?:{MULTIPLES})\b", re.IGNORECASE)

USE_NUMBER = "Publish it in the chapter's code and write {num}`key`"
ANCHOR = "quote it with its source cited after it"
USE_TEXT = "Fill it in from an estimate: text(estimate)"
USE_WORD = "Publish the word that a computation chooses (report.numbers.direction)"


class Numeral(NamedTuple):
    """A numeral or comparing word where it stands; `how` is what it leads to."""

    sentence: Sentence
    word: str
    how: str  # computed, quoted, unanchored, named, naked, comparing
    place: int = 0


class Tally(NamedTuple):
    """How many numerals and comparing words there are, and how many lead on."""

    leading: int
    all: int
    named: int

    def __str__(self) -> str:
        share = 100 * self.leading // self.all if self.all else 100
        return (
            f"{self.leading} of {self.all} numerals lead to their source, "
            f"{share} percent ({self.named} dates and names aside)"
        )


def check_numerals(pages: Iterable[Page], quotes: Mapping | None) -> list[Finding]:
    """A finding for each numeral and each comparing word that leads nowhere.

    quotes: source id -> the quotes that the tables hold of it, or None where they
    could not be read; then a citation after the quotation is enough.
    """
    found = find_numerals(pages, quotes)
    return [_say(one) for one in found if one.how in FAULTS]


def count_numerals(pages: Iterable[Page], quotes: Mapping | None) -> Tally:
    """The share of numerals that lead on, for the last line of `report check`."""
    hows = [one.how for one in find_numerals(pages, quotes)]
    named = hows.count("named")
    leading = hows.count("computed") + hows.count("quoted")
    return Tally(leading, len(hows) - named, named)


def find_numerals(pages: Iterable[Page], quotes: Mapping | None) -> Iterator[Numeral]:
    """Every numeral of every page, and every word that compares."""
    for page in pages:
        for sentence in read_sentences(page):
            # 1. What is computed, and what others say.
            for _ in range(0 if sentence.in_code else sentence.computed):
                yield Numeral(sentence, COMPUTED, "computed")
            yield from _judge_quotations(sentence, quotes)
            # 2. What is typed: names first, so that only the rest is judged.
            text, names = _blank_all(sentence.text, NAMES)
            yield from (Numeral(sentence, name, "named") for name in names)
            yield from _match(NUMERAL, sentence, text, "naked")
            # 3. The same in words.
            text, _ = _blank_all(text, SPELLED_NAMES + FIXED)
            yield from _match(SPELLED, sentence, _drop_units(sentence, text), "naked")
            if sentence.computed:
                yield from _match(COMPARING, sentence, text, "comparing")


def _judge_quotations(sentence: Sentence, quotes) -> Iterator[Numeral]:
    for quotation in sentence.quotations:
        rest, names = _blank_all(quotation.text, NAMES + SPELLED_NAMES)
        yield from (Numeral(sentence, name, "named") for name in names)
        words = [*NUMERAL.findall(rest), *SPELLED.findall(rest)]
        how = "quoted" if _is_anchored(quotation, quotes) else "unanchored"
        yield from (Numeral(sentence, word, how) for word in words)


def _is_anchored(quotation, quotes: Mapping | None) -> bool:
    if quotes is None or not quotation.sources:
        return bool(quotation.sources)
    words = normalise(quotation.text).strip(" .,;")
    held = (quote for key in quotation.sources for quote in quotes.get(key, ()))
    return any(words in normalise(quote) for quote in held)


def _drop_units(sentence: Sentence, text: str) -> str:
    """In code "million" names the unit of an axis; in prose it is part of a number."""
    return UNITS.sub("", text) if sentence.in_code else text


def _blank_all(text: str, patterns) -> tuple[str, list[str]]:
    names = []
    for pattern in patterns:
        if found := [match[0] for match in pattern.finditer(text)]:
            names += found
            text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text, names


def _match(pattern, sentence: Sentence, text: str, how: str) -> Iterator[Numeral]:
    for match in pattern.finditer(text):
        yield Numeral(sentence, match[0], how, match.start())


FAULTS = {
    "naked": ("is a number typed by hand", USE_NUMBER, USE_TEXT),
    "unanchored": ("stands in a quotation that no cited source holds", "", ""),
    "comparing": ("compares, and would not turn with the data", USE_WORD, USE_WORD),
}


def _say(one: Numeral) -> Finding:
    sentence = one.sentence
    fault, cure, cure_in_code = FAULTS[one.how]
    if one.how == "unanchored":
        cure = "Cite its source after it, and enter the words as a quote in data/"
    elif sentence.in_code:
        cure = cure_in_code
    elif one.how == "naked":
        cure += f", or {ANCHOR}"
    at = sentence.line - 1 + sentence.text.count("\n", 0, one.place)
    line = sentence.cell.source.splitlines()[at]
    found = sentence.page.find(sentence.cell, line.strip(), fault, f"{cure}.")
    row = found.row if sentence.page.is_notebook else at + 1
    return replace(found, value=one.word, row=row)

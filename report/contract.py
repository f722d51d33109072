"""Turns `params/schema.yml` into what is wrong with its form, before anything leans on it.

People write it by hand, and all that checks a set, runs a chapter or guards what it
reads follows it without looking again.
"""

import datetime
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from report.data import DESCRIPTOR
from report.findings import Finding, did_you_mean

PROPERTIES, INPUTS, EVERY = "properties", "inputs", "every"
# A parameter is one value; a list of them is what a sweep takes.
TYPES = ("string", "integer", "number", "boolean")
ENDS = {"minimum": "maximum", "minimum_date": "maximum_date"}
ENDS |= {high: low for low, high in ENDS.items()}
# A word of the contract: whether its value will do, what is said if not, and the cure.
Words = Mapping[str, tuple[Callable[[object], bool], str, str]]


def _is_text(value) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole or isinstance(value, float) and math.isfinite(value)


def is_date(value) -> bool:
    """Whether it is the text of a day that exists."""
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except (TypeError, ValueError):
        return False


def _is_filled(value, kind=list) -> bool:
    return isinstance(value, kind) and len(value) > 0


def _are_names(value) -> bool:
    return _is_filled(value) and all(map(_is_text, value))


_TEXT = (_is_text, "is no text", "Write it in words.")
_NUMBER = (_is_number, "is no number", "Write a number, as in 2010.")
_DATE = (is_date, "is no day", "Write a day, as in 2024-01-31.")
WHOLE: Words = {
    "$schema": _TEXT,
    "title": _TEXT,
    "type": (lambda v: v == "object", "is not object", "Write object; a set is one."),
    "additionalProperties": (lambda v: v is False, "is not false",
                             "Write false; a set holds no other names."),
    INPUTS: (lambda v: isinstance(v, dict), "is no mapping of chapters to files",
             "Write `every:` or a chapter, and its files in brackets."),
    PROPERTIES: (lambda v: _is_filled(v, dict), "is no mapping of parameters",
                 "Write each as `name:`, with its type, description and chapters below."),
}  # fmt: skip
PARAMETER: Words = {
    "type": (lambda v: v in TYPES, "is no type", f"Use one of {', '.join(TYPES)}."),
    "description": (_is_text, "is no text", "Say in a sentence what it does."),
    "chapters": (_are_names, "is no list of chapters",
                 "Name them in brackets, as in [tibet]."),
    "format": (lambda v: v == "date", "is no format", "Write date, or delete it."),
    "enum": (_is_filled, "is no list of choices",
             "Write them in brackets, as in [first, revised]."),
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "minimum_date": _DATE,
    "maximum_date": _DATE,
    "not_after": (_is_text, "is no name of a parameter", "Name one, as in as_of."),
    "unit": _TEXT,
}  # fmt: skip
NEEDED = ("type", "description", "chapters")
NO_NAME = ("is no name of a file", "Write a name or a pattern, as in data/*.csv.")


@dataclass(frozen=True)
class Contract:
    """The contract as it was read: its file, the rows of its names, and the project."""

    read: dict
    file: str
    rows: Mapping[str, int]
    root: Path

    def find(self, name, column: str, value, what: str, cure: str) -> Finding:
        """A fault in the row where `name` stands."""
        shown = None if value is None else str(value)
        return Finding(self.file, self.rows.get(str(name)), column, shown, what, cure)

    def mapping(self, word: str) -> dict:
        """What stands under `properties` or `inputs`; nothing if that is no mapping."""
        found = self.read.get(word)
        return found if isinstance(found, dict) else {}

    def patterns(self) -> Iterator[tuple[object, object]]:
        """Each chapter that has inputs, with each of them, sound or not."""
        for name, given in self.mapping(INPUTS).items():
            for pattern in given if isinstance(given, list) else ():
                yield name, pattern


def check_form(contract: Contract) -> Iterator[Finding]:
    """All that nobody could follow in the contract; a file that is absent is no such fault."""
    if PROPERTIES not in contract.read:
        cure = WHOLE[PROPERTIES][2]
        yield contract.find(PROPERTIES, PROPERTIES, None, "is missing", cure)
    for word, value in contract.read.items():
        if fault := _judge(word, value, WHOLE):
            yield contract.find(word, str(word), value, *fault)
    for name, rule in contract.mapping(PROPERTIES).items():
        yield from _check_parameter(contract, name, rule)
    yield from _check_inputs(contract)


def check_presence(contract: Contract) -> Iterator[Finding]:
    """Inputs of what is no chapter, and those that are not there.

    A run goes on all the same: that a file is absent is part of what a result rests on.
    """
    chapters = {path.stem for path in (contract.root / "chapters").glob("*.ipynb")}
    for rule in contract.mapping(PROPERTIES).values():
        named = rule.get("chapters") if isinstance(rule, dict) else None
        chapters.update(named if _are_names(named) else ())
    for name in contract.mapping(INPUTS):
        if name != EVERY and name not in chapters:
            cure = did_you_mean(str(name), chapters) + "Delete it, or name a chapter."
            yield contract.find(name, INPUTS, name, "is no chapter", cure)
    for name, pattern in contract.patterns():
        # The check of the data tells of an absent descriptor.
        if pattern == DESCRIPTOR or _judge_pattern(pattern, contract.root):
            continue
        if not any(contract.root.glob(pattern)):
            cure = "Correct or delete it; patterns such as data/*.csv are allowed."
            yield contract.find(name, INPUTS, pattern, "matches no file", cure)


def _judge(word, value, words: Words) -> tuple[str, str] | None:
    """What is wrong with a word and its value, and the cure."""
    if word not in words:
        near = did_you_mean(str(word), words)
        return "is no word of the contract", f"{near}Delete it; known: {', '.join(words)}."
    suits, what, cure = words[word]
    return None if suits(value) else (what, cure)


def _check_parameter(contract: Contract, name, rule) -> Iterator[Finding]:
    if not isinstance(name, str) or not name.isidentifier():
        cure = "Write letters, digits and _, as in tibet_first_year."
        yield contract.find(name, PROPERTIES, name, "is no name of a parameter", cure)
        return
    if not isinstance(rule, dict):
        cure = "Write its type, description and chapters below it."
        yield contract.find(name, name, rule, "has no rules", cure)
        return
    for word in NEEDED:
        if word not in rule:
            yield contract.find(name, name, word, "is missing", PARAMETER[word][2])
    for word, value in rule.items():
        if fault := _judge(word, value, PARAMETER):
            shown = f"{word}: {'' if value is None else value}".strip()
            yield contract.find(name, name, shown, *fault)
    yield from _check_ties(contract, name, rule)


def _check_ties(contract: Contract, name: str, rule: dict) -> Iterator[Finding]:
    """Words that ask for another: an end of a range, and a name that must exist."""
    for word, other in ENDS.items():
        if word in rule and other not in rule:
            cure = f"Give it beside {word}; a range has two ends."
            yield contract.find(name, name, other, "is missing", cure)
    known, after = contract.mapping(PROPERTIES), rule.get("not_after")
    if _is_text(after) and after not in known:
        cure = did_you_mean(after, map(str, known)) + "Name a parameter, or delete it."
        yield contract.find(name, name, f"not_after: {after}", "is no parameter", cure)


def _check_inputs(contract: Contract) -> Iterator[Finding]:
    for name, given in contract.mapping(INPUTS).items():
        if not isinstance(given, list):
            shown = f"{name}: {'' if given is None else given}".strip()
            cure = "Write its files in brackets, as in [data/bridges.yml]."
            yield contract.find(name, INPUTS, shown, "is no list of files", cure)
    for name, pattern in contract.patterns():
        if fault := _judge_pattern(pattern, contract.root):
            yield contract.find(name, INPUTS, pattern, *fault)


def _judge_pattern(pattern, root: Path) -> tuple[str, str] | None:
    """What is wrong with an input, and the cure; that nothing matches it is not."""
    if not _is_text(pattern) or not pattern.isprintable() or not Path(pattern).parts:
        return NO_NAME
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        cure = "Write it from the root of the project, as in data/claims.csv."
        return "is outside the project", cure
    try:
        if any(path.is_file() for path in root.glob(pattern)) or not any(root.glob(pattern)):
            return None
    except ValueError:
        return "is no pattern", "Let ** stand alone, as in data/**/*.csv."
    except OSError:  # longer than a name can be
        return NO_NAME
    return "is a folder", f"Name its files, as in {pattern.rstrip('/')}/*."

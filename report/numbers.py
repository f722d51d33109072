"""Turns an estimate into a named number that prose refers to with `{num}`.

A chapter calls `publish(key, estimate)`; the number travels as a notebook output,
and the book's role `{num}` finds it there, in this chapter or in any other.
"""

import math
import re
from collections.abc import Iterable
from string import Formatter

from report.estimates import Estimate, NotStated
from report.findings import ReportError, did_you_mean
from report.wording import LEADS, say_not_stated

MIME = "application/vnd.report.number+json"
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def _grouped(value: float) -> str:
    return f"{value:,.0f}"


def _trimmed(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


STYLES = {
    "count": _grouped,
    "rounded": lambda value: f"{_significant(value, 3):,.0f}",
    "plain": lambda value: _trimmed(value, 2),
    "ratio": lambda value: f"{value:,.2f}",
    "million": lambda value: f"{_trimmed(value / 1e6, 2)} million",
    "percent": lambda value: f"{value * 100:,.0f} percent",
    "percent1": lambda value: f"{value * 100:,.1f} percent",
    "percent2": lambda value: f"{value * 100:,.2f} percent",
    "dollars": lambda value: f"${value:,.0f}",
    "dollars-rounded": lambda value: f"${_significant(value, 2):,.0f}",
    "dollars-million": lambda value: f"${_trimmed(value / 1e6, 1)} million",
    "dollars-million2": lambda value: f"${_trimmed(value / 1e6, 2)} million",
    "dollars-billion": lambda value: f"${_trimmed(value / 1e9, 2)} billion",
    "yuan-billion": lambda value: f"{_trimmed(value / 1e9, 2)} billion yuan",
    "size-percent": lambda value: f"{abs(value) * 100:,.0f} percent",
    "size-percent1": lambda value: f"{abs(value) * 100:,.1f} percent",
    "size-percent2": lambda value: f"{abs(value) * 100:,.2f} percent",
}

# The style in which a unit is printed when the chapter asks for no other.
UNIT_STYLES = {
    "fraction": "percent",
    "ratio": "ratio",
    "number": "plain",
    "year": "plain",
    "usd": "dollars",
    "usd/month": "dollars",
    "usd/shipment": "dollars-rounded",
}


class Word(str):
    """A word that a computation chose, with what it rests on.

    lineage: ids of claims; sources: where rows were read that are no claims
    (positions, names); how: the computation, in words.
    """

    lineage: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    how: str = ""

    @classmethod
    def of(cls, text: str, *numbers: "Estimate | Word", how: str = "") -> "Word":
        """The word, resting on all that the estimates or words rest on."""
        return cls.on(text, frozenset().union(*(n.lineage for n in numbers)), how)

    @classmethod
    def on(cls, text: object, claim_ids: Iterable[str], how: str = "") -> "Word":
        """The word, resting on these claims."""
        word = cls(text)
        word.lineage = frozenset(claim_ids)
        word.how = how
        return word

    @classmethod
    def read_in(cls, text: object, source_ids: Iterable[str] = (), how: str = "") -> "Word":
        """The word, resting on no claim, but on rows that were read in these sources."""
        word = cls(text)
        word.sources = frozenset(source_ids)
        word.how = how
        return word


def publish(
    key: str, estimate: Estimate | str, style=None, lead: str = "", parameter: str = ""
) -> None:
    """Make `estimate` citable in prose as `` {num}`key` ``.

    `estimate` may be a `Word` that a computation chose ("rose", "fell"). `style` is
    one of `STYLES`; without it the unit decides. `lead` stands before the number in
    every style. `parameter` names the choice where the text is one. Raises
    ReportError for a key that is not lower-case words joined by hyphens, an
    unknown style, or a text that does not say what it rests on.
    """
    from IPython.display import display

    if isinstance(estimate, str) and not isinstance(estimate, Word) and not parameter:
        raise ReportError(
            f"number {key!r}: the text {estimate!r} does not say what it rests on. "
            "Make it with Word.of (estimates), Word.on (claims) or Word.read_in "
            "(sources), or name the parameter that it is."
        )
    payload = describe_number(key, estimate, style, lead)
    if parameter:
        payload |= {"parameter": parameter, "lineage": [], "sources": []}
    display({MIME: payload, "text/plain": f"{key} = {payload['text']}"}, raw=True)


def publish_claims(evidence, *claim_ids: str) -> None:
    """Publish each claim as it was printed, under its own id."""
    for claim_id in claim_ids:
        style = style_as_printed(evidence, claim_id)
        publish(claim_id, evidence.claim(claim_id), style)


def style_as_printed(evidence, claim_id: str) -> str | None:
    """The style that keeps a share's printed digits: 86.5 percent stays 86.5."""
    claim = evidence.known_claim(claim_id)
    if claim and claim.unit == "fraction":
        return f"percent{count_decimals(claim.rounding, 0.01) or ''}"
    return None


def count_decimals(grain: float, unit: float = 1) -> int:
    """The decimals of a number printed to `grain` and counted in `unit`."""
    return max(round(math.log10(unit / grain)), 0)


def publish_stated(evidence, *claim_ids: str, style: str | None = None) -> None:
    """Publish each claim with its words ("more than 80,000") as `stated-<claim id>`."""
    for claim_id in claim_ids:
        shown = style or style_as_printed(evidence, claim_id)
        lead = find_lead(evidence, claim_id)
        publish(f"stated-{claim_id}", evidence.claim(claim_id), shown, lead)


def text_stated(evidence, claim_id: str, style: str | None = None) -> str:
    """The claim with its words ("at least 2,200,000"), for titles."""
    return text(evidence.claim(claim_id), style, find_lead(evidence, claim_id))


def find_lead(evidence, claim_id: str) -> str:
    """What the source puts before its number; nothing where it was not yet stated."""
    claim = evidence.known_claim(claim_id)
    return LEADS[claim.relation] if claim else ""


def text(estimate: Estimate | str, style: str | None = None, lead: str = "") -> str:
    """The number as prose would print it, for titles, cells and alt texts."""
    return describe_number("text", estimate, style, lead)["text"]


def describe_number(key: str, estimate: Estimate | str, style=None, lead="") -> dict:
    """The number as plain data: key, text, value, bounds, unit, measure, lineage."""
    if not KEY.fullmatch(key):
        raise ReportError(f"number key {key!r}. Use lower-case words joined by hyphens.")
    if isinstance(estimate, str):
        return _describe_word(key, estimate)
    payload = {
        "key": key,
        "value": _finite(estimate.value),
        "low": _finite(estimate.low),
        "high": _finite(estimate.high),
        "unit": estimate.unit,
        "measure": estimate.measure,
        "lineage": sorted(estimate.lineage),
        "how": estimate.how,
        "notes": list(estimate.notes),
        "style": style or UNIT_STYLES.get(estimate.unit, "count"),
    }
    if lead:
        payload["lead"] = lead
    if isinstance(estimate, NotStated):
        payload["as_of"] = estimate.as_of
    return payload | {"text": format_number(payload)}


def _describe_word(key: str, word: str) -> dict:
    word = word if isinstance(word, Word) else Word(word)
    payload = {"key": key, "text": str(word), "lineage": sorted(word.lineage)}
    return payload | {"how": word.how, "notes": [], "sources": sorted(word.sources)}


def format_number(payload: dict, style: str | None = None) -> str:
    """The text of a published number, in its own style or in another."""
    if payload.get("as_of"):
        return say_not_stated(payload["as_of"])
    if payload.get("value") is None:
        return payload["text"]
    style = style or payload["style"]
    if style not in STYLES:
        raise ReportError(
            f"number {payload['key']!r}: no style {style!r}. "
            f"{did_you_mean(style, STYLES)}Use one of {', '.join(sorted(STYLES))}."
        )
    number = STYLES[style](payload["value"]).replace("-", "\N{MINUS SIGN}")
    return payload.get("lead", "") + number


def direction(change: Estimate, up="rose", down="fell", flat="did not change") -> str:
    """The word that a change decides; `flat` where its bounds allow both."""
    if isinstance(change, NotStated):
        return Word.of(change.words, change)
    word, sign = flat, "its bounds allow both signs"
    if change.low > 0:
        word, sign = up, "it is positive"
    elif change.high < 0:
        word, sign = down, "it is negative"
    return Word.of(word, change, how=f"the sign of {change.how}: {sign}")


def tell(numbers: dict, *sentences: str) -> str:
    """The first sentence whose numbers had all been stated, with them filled in.

    numbers: name -> Estimate or word. A sentence refers to one as `{name}` or, in
    another style, `{name:percent1}`. The last sentence is used when nothing fits,
    with its gaps named.
    """
    printed = {name: _Printed(number) for name, number in numbers.items()}
    for sentence in sentences:
        names = {name for _, name, _, _ in Formatter().parse(sentence) if name}
        if not any(isinstance(numbers[name], NotStated) for name in names):
            break
    used = [numbers[name] for name in sorted(names)]
    resting = [number for number in used if hasattr(number, "lineage")]
    return Word.of(sentence.format(**printed), *resting)


class _Printed:
    """An estimate that takes a style as its format."""

    def __init__(self, number):
        self.number = number

    def __format__(self, style: str) -> str:
        return describe_number("told", self.number, style or None)["text"]


def _finite(number: float) -> float | None:
    """JSON has no infinity; an open bound is null."""
    return float(number) if math.isfinite(number) else None


def _significant(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")

"""Turns published numbers into the chain behind them: claims, sources, other sides.

One description serves the pages, the PDF, the downloads and `provenance.json`.
"""

import re
from dataclasses import dataclass, field

from report.wording import SEEN_AS, say_claim, say_grain, say_unit

# How many other statements an entry lists; the register holds them all.
OTHERS_SHOWN = 6
MANY = 12
# A claim's id as a computation names it.
BARE = re.compile(r"\[([a-z0-9.-]+)\]")


@dataclass(frozen=True)
class Entry:
    """All that opens behind one number, as plain text and ids.

    measure: the title of what is measured with its colon, for a claim as printed.
    notes: reasons for steps across definitions.
    others: the first of what is stated besides; left_out: how many more there are.
    """

    key: str
    text: str
    measure: str
    exact: str
    computation: str
    claims: list[dict] = field(default_factory=list)
    others: list[dict] = field(default_factory=list)
    left_out: int = 0
    sources: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Chain:
    """The tables, indexed for walking from a number to who said it."""

    def __init__(self, data):
        self._claims = data.claims.set_index("claim_id", drop=False).to_dict("index")
        self._actors = data.actors.set_index("actor_id")["name"].to_dict()
        self._measures = data.measures.set_index("measure_id").to_dict("index")
        self._sources = data.sources.set_index("source_id").to_dict("index")
        self._related = _relate(data.identities)
        self._of_measure: dict[str, list[str]] = {}
        for claim_id, claim in self._claims.items():
            self._of_measure.setdefault(claim["measure_id"], []).append(claim_id)

    @property
    def claim_ids(self) -> list[str]:
        """Every claim known, in the order of the tables."""
        return list(self._claims)

    def describe(self, payload: dict) -> Entry:
        """The entry of a published number; `payload` as in `report.numbers`."""
        lineage = [i for i in payload["lineage"] if i in self._claims]
        claims = [self.say(claim_id) for claim_id in lineage]
        sources = {claim["source_id"] for claim in claims} | set(payload.get("sources", []))
        others = [row["claim_id"] for row in self.find_answers(lineage)]
        return Entry(
            key=payload["key"],
            text=payload["text"],
            measure=self._name_measure(payload["measure"]) if _is_printed(payload) else "",
            exact=_say_exactly(payload, self._claims),
            computation=_say_computation(payload, self._claims),
            claims=claims,
            others=[self.say(claim_id) for claim_id in others[:OTHERS_SHOWN]],
            left_out=len(others[OTHERS_SHOWN:]),
            sources=sorted(sources),
            notes=[self._say_note(note) for note in dict.fromkeys(payload.get("notes", []))],
        )

    def say(self, claim_id: str) -> dict:
        """A claim in words: who, what, when, in which unit, where, how seen."""
        claim = self._claims[claim_id]
        source = self._sources[claim["source_id"]]
        relay = self._actors.get(claim["reported_by"])
        measure = self._measures[claim["measure_id"]]
        return {
            "claim_id": claim_id,
            "figure": say_claim(claim),
            "actor": self._actors[claim["actor_id"]],
            "reported_by": relay or "",
            "period": claim["period_label"],
            "unit": say_unit(measure["counting_unit"]),
            "definition": measure["definition_status"],
            "grain": say_grain(claim),
            "quote": claim["quote"],
            "locator": claim["locator"],
            "source_id": claim["source_id"],
            "publisher": source["publisher"],
            "published": source["published"] or "undated",
            "grade": source["grade"],
            "seen": SEEN_AS[source["seen_as"]],
        }

    def name_source(self, source_id: str) -> str:
        """Publisher and date of a source, as the registers name it."""
        source = self._sources[source_id]
        return f"{source['publisher']}, {source['published'] or 'undated'}"

    def title_of(self, source_id: str) -> str:
        """The title of a source, which tells apart those of one publisher and day."""
        return self._sources[source_id]["title"]

    def _name_measure(self, measure_id: str | None) -> str:
        known = self._measures.get(measure_id)
        return f"{known['title']}: " if known else ""

    def _say_note(self, note: str) -> str:
        """A reason as `Estimate` keeps it, with the measure by its title."""
        first, colon, reason = note.partition(": ")
        known = self._measures.get(first.removeprefix("read as "))
        return f"read as “{known['title']}”: {reason}" if known else note

    def find(self, payload: dict) -> list[dict]:
        """The rows of the claims on which a published number rests."""
        return [self._claims[i] for i in payload["lineage"] if i in self._claims]

    def find_printed(self, payload: dict) -> dict | None:
        """The claim that a published number repeats as it was printed, if it does so."""
        if payload.get("value") is None or not _is_printed(payload):
            return None
        return next(iter(self.find(payload)), None)

    def find_answers(self, lineage: list[str]) -> list[dict]:
        """What others state of the same quantity, or of one that may be the same.

        The measure is the same or joined to it by an identity, hypotheses
        included, the periods overlap, and the actor is another.
        """
        if not lineage or len(lineage) > MANY:
            return []
        mine = [self._claims[claim_id] for claim_id in lineage]
        near = {
            claim_id
            for own in mine
            for measure in self._related.get(own["measure_id"], set()) | {own["measure_id"]}
            for claim_id in self._of_measure.get(measure, [])
            if _answers(self._claims[claim_id], own)
        }
        return [c for i, c in self._claims.items() if i in near and i not in lineage]


def write_prov(entries: list[Entry], edition: dict) -> dict:
    """The chain in the terms of W3C PROV, as PROV-JSON: numbers, claims, sources."""
    claims = {claim["claim_id"]: claim for entry in entries for claim in entry.claims}
    agents = sorted({claim["actor"] for claim in claims.values()})
    names = {name: f"report:actor-{position}" for position, name in enumerate(agents)}
    entity = {f"report:number-{e.key}": {"prov:value": e.text, "report:exact": e.exact,
              "report:computation": e.computation} for e in entries}  # fmt: skip
    entity |= {f"report:claim-{i}": {"prov:label": c["figure"], "report:period": c["period"],
               "report:grade": c["grade"]} for i, c in claims.items()}  # fmt: skip
    sources = {s for e in entries for s in e.sources}
    entity |= {f"report:source-{s}": {"prov:type": "prov:PrimarySource"} for s in sources}
    derived = [(f"number-{e.key}", f"claim-{c['claim_id']}") for e in entries for c in e.claims]
    derived += [(f"number-{e.key}", f"source-{s}") for e in entries if not e.claims
                for s in e.sources]  # fmt: skip
    derived += [(f"claim-{i}", f"source-{c['source_id']}") for i, c in claims.items()]
    return {
        "prefix": {"report": "urn:report:", "prov": "http://www.w3.org/ns/prov#"},
        "report:edition": edition,
        "entity": dict(sorted(entity.items())),
        "agent": {key: {"prov:label": name} for name, key in names.items()},
        "wasDerivedFrom": {
            f"_:d{n}": {"prov:generatedEntity": f"report:{a}", "prov:usedEntity": f"report:{b}"}
            for n, (a, b) in enumerate(sorted(set(derived)))
        },
        "wasAttributedTo": {
            f"_:a{n}": {"prov:entity": f"report:claim-{i}", "prov:agent": names[c["actor"]]}
            for n, (i, c) in enumerate(sorted(claims.items()))
        },
    }


def _relate(identities) -> dict[str, set[str]]:
    """Each measure with those that an identity calls the same series, or may."""
    related: dict[str, set[str]] = {}
    for row in identities.to_dict("records"):
        if row["kind"] == "same_series":
            group = {row["whole_measure_id"], *row["part_measure_ids"].split()}
            for measure in group:
                related.setdefault(measure, set()).update(group - {measure})
    return related


def _answers(claim: dict, own: dict) -> bool:
    same_kind = claim["unit"] == own["unit"] and claim["place"] == own["place"]
    other = claim["actor_id"] not in (own["actor_id"], "report-computed")
    other = other or claim["measure_id"] != own["measure_id"]
    return same_kind and other and _overlap(claim, own)


def _overlap(a: dict, b: dict) -> bool:
    dates = [x[k] for x in (a, b) for k in ("period_start", "period_end")]
    if None in dates:
        return False
    return a["period_start"] <= b["period_end"] and b["period_start"] <= a["period_end"]


def _say_exactly(payload: dict, claims: dict) -> str:
    """The value at full precision with its bounds; empty for a word."""
    if payload.get("value") is None:
        return ""
    number, low, high = (
        _say_number(payload.get(end), payload["unit"]) for end in ("value", "low", "high")
    )
    value = f"{number} {say_unit(payload['unit'], number == '1')}".rstrip()
    if number == low == high:
        if not _is_printed(payload):
            return value
        claim = claims.get(BARE.fullmatch(payload["how"])[1], {})
        added = claim.get("statistic") == "parts_sum"
        return f"{value}, {'added up from printed parts' if added else 'exactly as printed'}"
    if not low or not high:
        end = "" if number == (low or high) else f", {low or high}"
        return f"{value}{end} or {'less' if high else 'more'}"
    return f"{value}, between {low} and {high}"


def _say_number(value: float | None, unit: str) -> str:
    """A number with more digits than it is known to, a fraction as percent."""
    if value is None:
        return ""
    value, tail = (100 * value, " percent") if unit == "fraction" else (value, "")
    digits = f"{value:,.4f}" if abs(value) < 1000 else f"{value:,.1f}"
    return digits.rstrip("0").rstrip(".").replace("-", "\N{MINUS SIGN}") + tail


def _is_printed(payload: dict) -> bool:
    return bool(BARE.fullmatch(payload.get("how", "")))


def _say_computation(payload: dict, claims: dict) -> str:
    """How it came about, as a sentence without its stop; empty for a claim as printed.

    A formula has each claim's printed value before its id.
    """
    how = payload.get("how", "")
    if payload.get("parameter"):
        return f"Set by the parameter {payload['parameter']}"
    if not how or _is_printed(payload):
        return ""  # the list of claims says it

    def printed(match):
        claim = claims.get(match[1])
        return f"{_say_number(claim['value'], '')} [{match[1]}]" if claim else match[0]

    lead = "Computed as " if BARE.search(how) else "How: "
    return lead + BARE.sub(printed, how)

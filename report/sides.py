"""Turns claims and actors into sides: whose countings a number rests on, what others state.

Which actor is of which side stands in `data/actors.csv`, what a side is called in
`data/sides.csv`. Nothing is computed anew for a side: it is shown as it was stated.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from report import paths
from report.data import read_rows
from report.provenance import Chain
from report.wording import say_claim

# More of a side's own figures are left to the number's card.
FIGURES_SHOWN = 2


@dataclass(frozen=True)
class Side:
    """One side: its name on the switch and within a sentence, and who counts as it."""

    side_id: str
    label: str
    name: str
    scope: str


def read_sides(folder: Path = paths.DATA) -> list[Side]:
    """The sides that a reader can choose, in the order of the table."""
    rows = read_rows("sides", Path(folder)).to_dict("records")
    return [
        Side(*(row[name] for name in ("side_id", "label", "name", "scope")))
        for row in rows
        if row["offered"] == "true"
    ]


class Countings:
    """Actors and claims, indexed for asking whose counting something is."""

    def __init__(self, chain: Chain, actors, offered: list[Side]):
        self.offered = offered
        self._chain = chain
        self._side_of = dict(zip(actors["actor_id"], actors["side_id"]))
        self._labels = {side.side_id: side.label for side in offered}

    def of_actors(self, actor_ids: Iterable[str]) -> list[str]:
        """The sides of these actors, each once, in order of name."""
        return sorted({self._side_of[actor] for actor in actor_ids})

    def of_number(self, payload: dict) -> list[str]:
        """The sides on whose statements a number rests; none where it rests on no claim."""
        return self.of_actors(claim["actor_id"] for claim in self._chain.find(payload))

    def find_own(self, payload: dict) -> dict[str, str]:
        """Side -> its own figure for the quantity of a number, in words with its period.

        Only for a claim as it was printed, since a figure beside a computed number
        would answer another question. The figure is of the same measure or of one
        that an identity joins to it; of the same period if there is one, else of
        those that overlap; of the same statistic if there is one.
        """
        claim = self._chain.find_printed(payload)
        if claim is None:
            return {}
        of = self.of_actors([claim["actor_id"]])
        stated: dict[str, list[dict]] = {}
        for other in self._chain.find_answers([claim["claim_id"]]):
            side = self._side_of[other["actor_id"]]
            if side in self._labels and side not in of:
                stated.setdefault(side, []).append(other)
        return {side: self._say(side, rows, claim) for side, rows in stated.items()}

    def _say(self, side: str, rows: list[dict], claim: dict) -> str:
        fits = [_fit(row, claim) for row in rows]
        best = [row for row, fit in zip(rows, fits, strict=True) if fit == min(fits)]
        said = list(dict.fromkeys(f"{say_claim(row)}, {row['period_label']}" for row in best))
        more = ["more in its card"] if len(said) > FIGURES_SHOWN else []
        return f"{self._labels[side]}: {'; '.join([*said[:FIGURES_SHOWN], *more])}"


def _fit(row: dict, claim: dict) -> tuple[bool, ...]:
    """How far a statement is from being about the same; the least is nearest."""
    kinds = (("period_start", "period_end"), ("statistic",), ("measure_id",))
    return tuple(any(row[name] != claim[name] for name in kind) for kind in kinds)

"""Turns the records of editions into what each said of one number, claim or figure."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from report import paths
from report.records import Record, Row, read_record, to_number

# What of a row readers see, and what else would make it another one.
SAID = {"numbers": ("text", "value"), "claims": ("value", "relation")}


@dataclass(frozen=True)
class Stage:
    """What editions that followed one another said, from the first to the last."""

    first: str
    last: str
    text: str
    value: str

    @property
    def editions(self) -> str:
        """The editions, in words."""
        one = self.first == self.last
        return f"edition {self.first}" if one else f"editions {self.first} to {self.last}"


class History:
    """The numbers, claims and data of editions, oldest first, by what names them."""

    def __init__(self, records: list[Record]):
        self._rows = [
            (record.name, {table: record.index(table) for table in SAID}) for record in records
        ]
        self._data = {record.name: record.data for record in records}

    def find(self, table: str, name: str, present: Row) -> tuple[Stage, ...]:
        """What editions said of a row, oldest first; nothing where all say the present.

        present: the columns of `SAID` as they are now.
        """
        said = [
            (edition, rows[table][name]) for edition, rows in self._rows if name in rows[table]
        ]
        now = _key(table, present)
        if all(_key(table, row) == now for _, row in said):
            return ()
        stages = []
        for _, run in groupby(said, key=lambda pair: _key(table, pair[1])):
            (first, row), *_, (last, _) = [*(run := list(run)), run[-1]]
            stages.append(Stage(first, last, row[SAID[table][0]], row["value"]))
        return tuple(stages)

    def find_other_data(self, name: str, present: list[list[str]]) -> list[str]:
        """The editions in which a figure or table had other data, oldest first."""
        return [
            edition for edition, data in self._data.items()
            if data.get(name, present) != present
        ]  # fmt: skip

    def find_gone(self, present: set[str]) -> dict[str, tuple[Stage, ...]]:
        """The numbers that some edition published and `present` no longer names."""
        names = {name for _, rows in self._rows for name in rows["numbers"]} - present
        nothing = {"text": "", "value": ""}
        return {name: self.find("numbers", name, nothing) for name in sorted(names)}


def read_history(editions: list[str]) -> History:
    """The history that these frozen editions tell."""
    return History([read_record(paths.EDITIONS / edition) for edition in editions])


def say_stages(stages: tuple[Stage, ...], say: Callable[[Stage], str] | None = None) -> str:
    """Stages in one line: "edition 2026.1: 12; editions 2026.2 to 2026.4: 13".

    `say` words a stage; without it, its text stands, and its value too where the
    texts of several are the same.
    """
    texts = [stage.text for stage in stages]
    same = len(set(texts)) < len(texts)
    say = say or (lambda stage: f"{stage.text} ({stage.value})" if same else stage.text)
    return "; ".join(f"{stage.editions}: {say(stage)}" for stage in stages)


def _key(table: str, row: Row) -> tuple:
    cells = (row.get(column) for column in SAID[table])
    return tuple(_plain(cell) for cell in cells)


def _plain(cell):
    """Records keep text: a number as text is the number."""
    number = to_number(str(cell)) if cell is not None else None
    return ("" if cell is None else str(cell)) if number is None else number

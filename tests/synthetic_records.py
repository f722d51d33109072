"""Turns a few words into synthetic records, so that tests of changes need no build."""

from report.records import COLUMNS, Record

CLAIM = {"claim_id": "", "measure_id": "test.boxes", "source_id": "test-source", "value": "1",
         "printed": "1", "note": "", "superseded_by": ""}  # fmt: skip
SOURCE = {"source_id": "", "title": "A test source", "grade": "A", "note": ""}
POSITION = {"position_id": "", "source_id": "test-source", "summary": "Says so", "note": ""}


def number(key: str, value="", text=None, **cells: str) -> dict[str, str]:
    """A row of numbers; it rests on the claim of the same name."""
    row = dict.fromkeys(COLUMNS["numbers"], "")
    given = {"key": key, "value": str(value), "text": text or str(value), "unit": "box",
             "how": f"[{key}]", "lineage": key, "chapter": "one", "code": "c0"}  # fmt: skip
    return row | given | cells


def claim(claim_id: str, value=1, **cells: str) -> dict[str, str]:
    """A row of claims, printed as it is used."""
    given = {"claim_id": claim_id, "value": str(value), "printed": str(value)}
    return CLAIM | given | cells


def figure(name: str, **cells: str) -> dict[str, str]:
    """A row of figures."""
    row = dict.fromkeys(COLUMNS["figures"], "")
    given = {"name": name, "title": "Boxes", "chapter": "one", "code": "c0",
             "sources": "test-source"}  # fmt: skip
    return row | given | cells


def sentence(sentence_id: str, text: str, *keys: str, wording="w0") -> dict[str, str]:
    """A row of sentences that prints the numbers of these keys."""
    row = dict.fromkeys(COLUMNS["sentences"], "")
    return row | {"sentence_id": sentence_id, "page": "chapters/one", "text": text,
                  "numbers": " ".join(keys), "wording": wording}  # fmt: skip


def parameter(name: str, value) -> dict[str, str]:
    return {"name": name, "value": str(value), "chapters": "one"}


def part(name: str, value: str) -> dict[str, str]:
    """A row of inputs: what the chapter was run on."""
    return {"input_id": f"one: {name}", "chapter": "one", "part": name, "value": value}


def record(name="before", data=None, **tables: list[dict]) -> Record:
    """A record of these tables."""
    return Record(name, tables, data or {})

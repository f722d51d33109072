"""Turns the data behind figures into files that readers can take away."""

import csv
import io
from pathlib import Path

from report.figures import cell_text

FOLDER = "_downloads"
# A spreadsheet runs a cell that begins so; an apostrophe makes it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
README = """Data behind the figures of {project}, edition {edition}
(parameter set {parameter_set}, evidence as of {as_of}).

One SVG drawing and one CSV file a figure: UTF-8, comma-separated, a header, one row a mark.
The column source_id names the bibliography entry that the row was read in.
A cell that a spreadsheet would run as a formula begins with an apostrophe.

To cite: {author}, {project}, edition {edition}, figure NAME (the file's name).

{files}
"""


def write_csv(outdir: str, payload: dict) -> str:
    """Write one figure's table; returns its address inside the book."""
    table = payload["table"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table["columns"])
    writer.writerows([_safe(cell) for cell in row] for row in table["rows"])
    path = Path(outdir, FOLDER, f"{payload['name']}.csv")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8")
    return f"{FOLDER}/{path.name}"


def write_svg(outdir: str, name: str, svg: str) -> None:
    """Write one figure's drawing, as the page shows it."""
    path = Path(outdir, FOLDER, f"{name}.svg")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(svg + "\n", encoding="utf-8")


def write_readme(outdir: str, edition: dict, titles: dict[str, str]) -> None:
    """Say beside the files what they are and how to cite them."""
    files = "\n".join(f"{name}.csv: {title}" for name, title in sorted(titles.items()))
    path = Path(outdir, FOLDER, "README.txt")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(README.format(files=files, **edition), encoding="utf-8")


def _safe(cell):
    """Numbers as they are; text that a spreadsheet would run, as text."""
    if isinstance(cell, int | float):
        return cell
    text = cell_text(cell)
    return f"'{text}" if text.startswith(FORMULA) else text

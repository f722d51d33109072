"""Turns names of columns and rows of cells into a table of the book."""

from collections.abc import Iterable

from docutils import nodes

Cell = Iterable[nodes.Node]


def box_table(names: Iterable[str], rows: Iterable[Iterable[Cell]]) -> nodes.container:
    """A whole table without a caption, in the box that all tables stand in."""
    group = group_rows(names, map(make_row, rows))
    table = nodes.table("", group, classes=["report-table"])
    return nodes.container("", table, classes=["report-table-box"])


def group_rows(
    names: Iterable[str], rows: Iterable[nodes.row], numeric: Iterable[int] = ()
) -> nodes.tgroup:
    """Head and body of a table, its columns of one width.

    The heads at the places in `numeric` stand over numbers.
    """
    head = make_row(([nodes.Text(name)] for name in names), numeric)
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    group += [nodes.thead("", head), nodes.tbody("", *rows)]
    return group


def make_row(cells: Iterable[Cell], numeric: Iterable[int] = ()) -> nodes.row:
    """A row; the cells at the places in `numeric` hold numbers."""
    entries = (
        nodes.entry("", nodes.paragraph("", "", *cell),
                    classes=["numeric"] if place in numeric else [])
        for place, cell in enumerate(cells)
    )  # fmt: skip
    return nodes.row("", *entries)

"""Turns screen tables into ones that fit a sheet, and gathers the data of figures."""

import re

from lxml.html.builder import E

# Characters that a line of a table holds, by the class that sets its type.
ROOM = (("", 84), ("dense", 118), ("broad", 170))
# A table with more rows may break across pages; its header then repeats.
KEPT_WHOLE = 24
APPENDIX = "Data behind the figures"


def prepare_tables(section) -> None:
    """Name header cells as such, and choose how each table is set."""
    for table in section.iter("table"):
        for cell in table.xpath("./thead//th | ./thead//td"):
            cell.tag = "th"
            cell.set("scope", "col")
        for cell in table.xpath("./tbody//th[not(@scope)]"):
            cell.set("scope", "row")
        if table.find("colgroup") is not None:
            # Equal widths are Sphinx's guess; the content knows better.
            table.remove(table.find("colgroup"))
        classes = [_kind(table)]
        classes += ["long"] * (len(table.xpath("./tbody/tr")) > KEPT_WHOLE)
        _add_class(table, *classes)
        _lift_if_broad(table)


def move_figure_data(sections: list):
    """Move the tables behind charts into an appendix; links lead there and back.

    Returns the appendix, or None where no figure has data.
    """
    known = {e.get("id") for s in sections for e in s.xpath(".//*[@id]")}
    appendix = E.section({"class": "chapter appendix", "id": "figure-data"})
    appendix.append(E.h1(APPENDIX))
    for section in sections:
        for box in section.xpath(".//details[contains(@class,'figure-data')]"):
            appendix.append(_data_section(box, known))
            box.drop_tree()
    return appendix if len(appendix) > 1 else None


def room_needed(table) -> int:
    """The characters that the longest words of all columns take side by side."""
    widest: dict[int, int] = {}
    for row in table.iter("tr"):
        for index, cell in enumerate(row):
            words = re.findall(r"\S+", cell.text_content()) or [""]
            longest = max(len(word) for word in words)
            # Two characters of white between columns.
            widest[index] = max(widest.get(index, 0), longest + 2)
    return sum(widest.values())


def _kind(table) -> str:
    needed = room_needed(table)
    return next((name for name, room in ROOM if needed <= room), "broad crowded")


def _lift_if_broad(table) -> None:
    """A sheet turned sideways is chosen by a block that holds the whole table."""
    if "broad" not in table.get("class").split():
        return
    box = table.getparent()
    if "report-table-box" in box.get("class", ""):
        _add_class(box, "turned")
        return
    frame = E.div({"class": "turned"})
    frame.tail, table.tail = table.tail, None
    box.replace(table, frame)
    frame.append(table)


def _data_section(box, known: set):
    figure = next(box.iterancestors("figure"))
    name = figure.get("id", "")
    number = "".join(figure.xpath("string(.//*[@class='caption-number'])")).strip()
    title = "".join(figure.xpath("string(.//*[@class='caption-text'])")).strip()
    table = box.find(".//table")
    _link_sources(table, known)
    link = E.p({"class": "to-data"}, E.a({"href": f"#data-{name}"}, "Data of this figure"))
    figure.find("figcaption").append(link)
    heading = E.h2({"id": f"data-{name}"}, E.a({"href": f"#{name}"}, number), f" {title}")
    return E.section(heading, table)


def _link_sources(table, known: set) -> None:
    """Where a column names sources by id, the id leads to the register."""
    head = [cell.text_content().strip() for cell in table.xpath("./thead/tr[1]/*")]
    if "source_id" not in head:
        return
    column = head.index("source_id")
    for row in table.xpath("./tbody/tr"):
        cell = row[column]
        keys = cell.text_content().split()
        if keys and all(f"source-{key}" in known for key in keys):
            cell.text = None
            for key in keys:
                cell.append(E.a({"href": f"#source-{key}"}, key))
                cell[-1].tail = " "


def _add_class(element, *names: str) -> None:
    words = element.get("class", "").split() + [name for name in names if name]
    element.set("class", " ".join(words))

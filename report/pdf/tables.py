"""Turns screen tables into ones that fit a sheet, and gathers the data of figures."""

from lxml.html.builder import E

from report.pdf.columns import count_lines, measure_columns, share_room

# How a table may be set: the class that `print.css` knows, the letters that a line
# holds, its millimetres, and the lines beyond which it is better set smaller.
SETTINGS = (
    ("plain", 86, 142, 60),
    ("dense", 112, 162, 9999),
    ("broad", 175, 253, 9999),
)
# A table of more lines may break across pages; its header then repeats.
KEPT_WHOLE = 20
APPENDIX = "Data behind the figures"


def prepare_tables(section) -> None:
    """Name header cells as such, and choose how each table is set."""
    small = "appendix" in section.get("class", "")
    for table in section.iter("table"):
        for cell in table.xpath("./thead//th | ./thead//td"):
            cell.tag = "th"
            cell.set("scope", "col")
        for cell in table.xpath("./tbody//th[not(@scope)]"):
            cell.set("scope", "row")
        for wrapper in table.xpath(".//td/p[1][last()] | .//th/p[1][last()]"):
            wrapper.drop_tag()
        _set_columns(table, SETTINGS[small:])
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


def _set_columns(table, settings) -> None:
    """Choose the setting, then write the widths down for the typesetter."""
    for group in table.findall("colgroup"):
        # Equal widths are Sphinx's guess; the content knows better.
        table.remove(group)
    columns = measure_columns(table)
    for name, room, millimetres, most_lines in settings:
        widths = share_room(columns, room)
        lines = count_lines(table, widths)
        if sum(widths) <= room + 0.5 and lines <= most_lines:
            break
    _add_class(table, name, *["long"] * (lines > KEPT_WHOLE))
    total = sum(widths)
    group = E.colgroup(*(E.col(style=f"width:{w / total:.2%}") for w in widths))
    table.insert(1 if table.find("caption") is not None else 0, group)
    table.set("style", f"width:{min(total / room, 1) * millimetres:.1f}mm")


def _lift_if_broad(table) -> None:
    """A sheet turned sideways is chosen by a block that holds the whole table."""
    if "broad" not in table.get("class").split():
        return
    box = table.getparent()
    # The heading of a table that has a section to itself goes with it.
    alone = box.tag == "section" and [part.tag for part in box] == ["h2", "table"]
    if alone or "report-table-box" in box.get("class", ""):
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
    there = E.a({"href": f"#data-{name}"}, "Data of this figure")
    figure.find("figcaption").append(E.p({"class": "to-data"}, there))
    back = E.a({"href": f"#{name}"}, number)
    return E.section(E.h2({"id": f"data-{name}"}, back, f" {title}"), table)


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

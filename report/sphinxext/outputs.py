"""Turns the report's notebook outputs into figures, tables and hidden numbers."""

from docutils import nodes
from myst_nb.core.render import MimeRenderPlugin

from report import paths
from report.figures import FIGURE_MIME, TABLE_MIME, cell_text
from report.numbers import MIME as NUMBER_MIME
from report.sphinxext.biographies import tell_data
from report.sphinxext.citation import cite_part
from report.sphinxext.figures import chart, data_table
from report.sphinxext.sides import name_classes
from report.sphinxext.tables import group_rows, make_row

# A longer list of sources would be longer than the figure above it.
MOST_CITED = 24
EMPTY = "No claim on this had been stated by then."


class number_anchor(nodes.Invisible, nodes.Element):
    """Where a chapter publishes a number; prints nothing."""


class ReportOutputs(MimeRenderPlugin):
    """The renderer that myst-nb asks first, by entry point."""

    mime_priority_overrides = [
        ("*", NUMBER_MIME, 1),
        ("*", FIGURE_MIME, 1),
        ("*", TABLE_MIME, 1),
    ]

    @staticmethod
    def handle_mime(renderer, data, inline):
        if inline or data.mime_type not in (NUMBER_MIME, FIGURE_MIME, TABLE_MIME):
            return None
        env, content = renderer.renderer.sphinx_env, data.content
        # Where the package is installed, every book of myst-nb asks; this one's knows.
        if "report" not in env.domains:
            return None
        read = content.get("claims") or content.get("lineage", [])
        env.get_domain("report").note_read(env.docname, read)
        for table in ("actors", "sides"):
            env.note_dependency(str(paths.DATA / f"{table}.csv"))
        make = {NUMBER_MIME: _publish, FIGURE_MIME: _figure, TABLE_MIME: _table}
        return [make[data.mime_type](renderer.renderer, data.content, data.line)]


def _publish(renderer, payload, line):
    env = renderer.sphinx_env
    location = (env.docname, line)
    env.get_domain("report").publish(env.docname, payload, location)
    return number_anchor(key=payload["key"])


def _figure(renderer, payload, line):
    env = renderer.sphinx_env
    figures = env.get_domain("report").data["figures"]
    figures[payload["name"]] = (env.docname, payload["title"])
    node = nodes.figure(classes=["report-figure"])
    if payload["table"]["rows"]:
        drawing = chart(payload=payload)
        node += drawing
    node += nodes.caption(payload["title"], payload["title"])
    legend = nodes.legend()
    if not payload["table"]["rows"]:
        legend += nodes.paragraph("", EMPTY)
    legend += _source_line(renderer, payload, line, unit=payload["unit"])
    legend += data_table(payload=payload)
    legend += cite_part(kind="figure", key=payload["name"], title=payload["title"])
    node += legend
    return _named(renderer, node, payload["name"])


def _table(renderer, payload, line):
    env = renderer.sphinx_env
    env.get_domain("report").data["tables"][payload["name"]] = (env.docname, payload["title"])
    node = nodes.table(classes=["report-table"])
    node += nodes.title(payload["title"], payload["title"])
    node += _table_group(renderer, payload, line)
    _named(renderer, node, payload["name"])
    box = nodes.container(classes=["report-table-box"])
    box += node
    # Rows and cells cite their own sources, so only a note and the past stand below.
    if payload["note"] or tell_data(env.app, payload):
        box += _source_line(renderer, payload | {"sources": []}, line)
    box += cite_part(kind="table", key=payload["name"], title=payload["title"])
    return box


def _named(renderer, node, name):
    node["names"].append(name)
    renderer.document.note_explicit_target(node, node)
    return node


def _source_line(renderer, payload, line, unit=""):
    """Unit, note and sources, the sources as citations that can be followed."""
    paragraph = nodes.paragraph(classes=["source-line"])
    if unit:
        paragraph += nodes.Text(f"Unit: {unit}. ")
    if payload["note"]:
        paragraph += nodes.Text(payload["note"].rstrip() + " ")
    if len(payload["sources"]) > MOST_CITED:
        paragraph += nodes.Text(f"Sources: {len(payload['sources'])}, one or more a row.")
    elif payload["sources"]:
        paragraph += nodes.Text("Sources: ")
        paragraph += _cite(renderer, payload["sources"], line)
    if past := tell_data(renderer.sphinx_env.app, payload):
        paragraph += nodes.Text(f" {past}")
    return paragraph


def _cite(renderer, source_ids, line, role="cite:t"):
    text = f"{{{role}}}`{','.join(source_ids)}`"
    with renderer.current_node_context(nodes.paragraph()):
        renderer.nested_render_text(text, line or 0, inline=True)
        return list(renderer.current_node.children)


def _table_group(renderer, payload, line):
    plain = payload["table"]
    shown = [i for i, name in enumerate(plain["columns"]) if name != "source_id"]
    cited = len(shown) < len(plain["columns"])
    names = [plain["columns"][i] for i in shown] + ["Source"] * cited
    numeric = [k for k, i in enumerate(shown) if plain["kinds"][i] == "number"]
    rows = []
    for place, row in enumerate(plain["rows"]):
        cells = [_cell_content(renderer, row[i], line) for i in shown]
        if cited:
            keys = str(row[plain["columns"].index("source_id")]).split()
            cells.append(_cite(renderer, keys, line) if keys else [])
        rows.append(make_row(cells, numeric))
        stated_by = payload["actors"][place : place + 1]
        rows[-1]["classes"] += name_classes(renderer.sphinx_env.app, *stated_by or [[]])
    return group_rows(names, rows, numeric)


def _cell_content(renderer, value, line):
    """A cell as text, with the citations that it carries, if any, in brackets.

    A source named outside of them would read as what the cell speaks of.
    """
    content = [nodes.Text(cell_text(value))]
    if isinstance(value, dict) and value["sources"]:
        content += [nodes.Text(" "), *_cite(renderer, value["sources"], line, "cite:p")]
    return content


def drop_empty_cells(app, doctree):
    """A cell that only publishes numbers leaves no box on the page."""
    for cell in list(doctree.findall(nodes.container)):
        if cell.get("nb_element") != "cell_code":
            continue
        seen = [n for n in cell.findall() if isinstance(n, nodes.Text | chart)]
        if not seen and not list(cell.findall(nodes.literal_block)):
            anchors = list(cell.findall(number_anchor))
            cell.replace_self(anchors) if anchors else cell.parent.remove(cell)


def register_nodes(app):
    """Tell the HTML writer how to print the nodes of this module."""
    app.add_node(number_anchor, html=(_skip, _leave))


def _skip(self, node):
    raise nodes.SkipNode


def _leave(self, node):
    pass

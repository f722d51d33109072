"""Turns the tables of claims and sources into pages in which each row has an address."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from report import paths
from report.corrections import read_corrections
from report.data import load_data
from report.figures import cell_text

SCRIPT = "registers.js"

THEMES = {
    "labor-transfers": "Labour transfers in Xinjiang",
    "tibet": "Tibet",
    "enforcement": "The enforcement dispute",
    "responses": "Political responses",
}
RELATIONS = {
    "equal": "", "about": "about ", "more_than": "more than ",
    "at_least": "at least ", "at_most": "at most ", "between": "between ",
}  # fmt: skip
STATISTICS = {
    "total": "total", "count": "count", "monthly_mean": "monthly mean",
    "annual_mean": "yearly mean", "share": "share", "ratio": "ratio",
    "growth": "growth", "parts_sum": "sum of printed parts",
}  # fmt: skip
# Counting units as readers say them.
UNITS = {"person_time": "person-times", "list_row": "list rows", "entry": "entries",
         "entity": "entities", "company": "companies", "industry": "industries",
         "body": "bodies", "factory": "factories", "yuan": "yuan", "usd": "US dollars",
         "unknown": "not known"}  # fmt: skip
SEEN_AS = {
    "full_text": "seen in full", "excerpt": "seen as an excerpt",
    "quoted_in": "seen as quoted by another text", "mirror": "seen on a copying site",
}  # fmt: skip


class register_entry(nodes.container):
    """One row of a register; `data` are the values by which readers filter."""


class Register(SphinxDirective):
    """Common to both: read the tables, and be read again when they change."""

    def run(self):
        for path in sorted(paths.DATA.glob("*.csv")):
            self.env.note_dependency(str(path))
        data = load_data(self.config.report_as_of or None)
        return [nodes.paragraph("", self.lead(data)), *self.entries(data)]

    def parse(self, text: str) -> list[nodes.Node]:
        """Inline markup that we write ourselves (citations), never data."""
        return self.parse_inline(text)[0]

    def section(self, title: str, children) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(title)])
        section += nodes.title(title, title)
        section += children
        return section


class ClaimsRegister(Register):
    """Every claim under its theme, with who, what, when, unit, wording and source."""

    def lead(self, data):
        measures = data.claims["measure_id"].nunique()
        sources = data.claims["source_id"].nunique()
        return (
            f"{len(data.claims)} claims on {measures} measures, read in {sources} "
            "sources. A claim says that somebody stated a figure, not that it is so."
        )

    def entries(self, data):
        measures = data.measures.set_index("measure_id").to_dict("index")
        actors = data.actors.set_index("actor_id")["name"].to_dict()
        sections = []
        for theme, title in THEMES.items():
            rows = data.claims[data.claims["theme"] == theme]
            boxes = []
            for measure_id, group in rows.groupby("measure_id", sort=False):
                measure = measures[measure_id]
                boxes += self._measure(measure_id, measure)
                for claim in group.to_dict("records"):
                    boxes.append(self._claim(claim, actors))
                    boxes[-1]["data"] = filter_values(claim, title, actors, measure)
            sections.append(self.section(title, boxes))
        return sections

    def _measure(self, measure_id, measure):
        name = nodes.rubric("", measure["title"], ids=[f"measure-{measure_id}"])
        unit = measure["counting_unit"]
        unit = UNITS.get(unit, f"{unit}s")
        text = f"{measure['definition']} Counting unit: {unit}, "
        text += f"definition {measure['definition_status']}. {measure['note']}"
        return [name, nodes.paragraph("", text.strip(), classes=["definition"])]

    def _claim(self, claim, actors):
        box = register_entry(classes=["register-entry"], ids=[f"claim-{claim['claim_id']}"])
        head = nodes.paragraph()
        head += nodes.strong("", claim_text(claim))
        head += nodes.Text(f", {claim['period_label']}, {claim['place']}")
        who = actors[claim["actor_id"]]
        relay = actors.get(claim["reported_by"])
        said = f"Stated by {who}" + (f", reported by {relay}" if relay else "")
        said += f", {claim['stated_on']}. " if claim["stated_on"] else ". "
        body = nodes.paragraph("", said)
        body += self.parse(f"{{cite:t}}`{claim['source_id']}`")
        tail = f" ({claim['locator']})" if claim["locator"] else ""
        quote = f" “{claim['quote']}”." if claim["quote"] else ""
        body += nodes.Text(f"{tail}.{quote} {claim['note']}".rstrip() + " ")
        body += nodes.literal("", claim["claim_id"])
        box += [head, body]
        if claim["value"] != claim["printed"]:
            box += nodes.paragraph("", f"This report uses {_used(claim)}, see corrections.")
        return box


class SourcesRegister(Register):
    """Every source with its grade and how it was seen, beside the bibliography."""

    def lead(self, data):
        grades = data.sources["grade"].value_counts()
        return f"{len(data.sources)} sources: " + ", ".join(
            f"{grades.get(grade, 0)} of grade {grade}" for grade in "ABC"
        )

    def entries(self, data):
        claims = data.claims["source_id"].value_counts()
        grades = {"A": [], "B": [], "C": []}
        for source in data.sources.to_dict("records"):
            grades[source["grade"]].append(self._source(source, claims))
        return [self.section(f"Grade {g}", boxes) for g, boxes in grades.items()]

    def _source(self, source, claims):
        key = source["source_id"]
        box = nodes.container(classes=["register-entry"], ids=[f"source-{key}"])
        body = nodes.paragraph()
        body += self.parse(f"{{cite:t}}`{key}`")
        number = int(claims.get(key, 0))
        text = f": {source['title']}. {source['publisher']}, "
        text += f"{source['published'] or 'undated'}; {SEEN_AS[source['seen_as']]}; "
        text += f"{number} claim{'' if number == 1 else 's'}. {source['note']}"
        body += nodes.Text(text.rstrip() + " ")
        body += nodes.literal("", key)
        box += body
        return box


class CorrectionsTable(SphinxDirective):
    """What sources print and what is used in its place, a row a correction."""

    COLUMNS = ("Claim", "Printed", "Used", "A repaired source would say", "Why")

    def run(self):
        self.env.note_dependency(str(paths.DATA / "corrections.yml"))
        corrections, _ = read_corrections(paths.DATA)
        if not corrections:
            return [nodes.paragraph("", "No source is corrected.")]
        group = nodes.tgroup(cols=len(self.COLUMNS))
        group += [nodes.colspec(colwidth=1) for _ in self.COLUMNS]
        group += nodes.thead("", _row([[nodes.Text(name)] for name in self.COLUMNS]))
        group += nodes.tbody("", *(_row(self._cells(one)) for one in corrections))
        table = nodes.table("", group, classes=["report-table"])
        return [nodes.container("", table, classes=["report-table-box"])]

    def _cells(self, one):
        cited = self.parse_inline(f"{{cite:t}}`{one.source_id}`")[0]
        expected = "not known" if one.expected is None else cell_text(_whole(one.expected))
        used = cell_text(_whole(one.use)) if one.replaces else "as printed"
        said = cell_text(_whole(one.says))
        name = [nodes.literal("", one.claim_id), nodes.Text(", "), *cited]
        return [name, *([nodes.Text(text)] for text in (said, used, expected, one.why))]


def register_nodes(app):
    """Tell the HTML writer how to print an entry, and which page needs the script."""
    app.add_node(register_entry, html=(_visit_entry, _depart_entry))
    app.connect("html-page-context", _load_filter)


def _load_filter(app, _page, _template, _context, doctree):
    if doctree and any(node.get("data") for node in doctree.findall(register_entry)):
        app.add_js_file(SCRIPT, loading_method="defer")


def _visit_entry(self, node):
    data = {f"data-{name}": value for name, value in node.get("data", {}).items()}
    self.body.append(self.starttag(node, "div", CLASS="docutils container", **data))


def _depart_entry(self, _node):
    self.body.append("</div>\n")


def filter_values(claim: dict, theme: str, actors: dict, measure: dict) -> dict[str, str]:
    """The values of an entry by which readers filter, as they read them."""
    years = {"from": claim["period_start"], "to": claim["period_end"]}
    return {
        "theme": theme,
        "actor": actors[claim["actor_id"]],
        "measure": measure["title"],
    } | {name: str(day.year) for name, day in years.items() if day}


def claim_text(claim: dict) -> str:
    """The figure in words as it is printed: statistic, wording, value, unit."""
    value = _value(claim.get("printed", claim["value"]), claim["unit"])
    if claim["relation"] == "between":
        value += f" and {_value(claim['value_high'], claim['unit'])}"
    unit = claim["unit"].replace("_", "-")
    unit = "" if unit in ("fraction", "ratio") else f" {unit}"
    statistic = STATISTICS[claim["statistic"]]
    return f"{statistic.capitalize()}: {RELATIONS[claim['relation']]}{value}{unit}"


def _value(number: float, unit: str) -> str:
    if unit == "fraction":
        return f"{number * 100:,.4g} percent"
    return cell_text(_whole(number))


def _used(claim: dict) -> str:
    return _value(claim["value"], claim["unit"])


def _whole(number: float) -> float:
    return int(number) if float(number).is_integer() else number


def _row(cells) -> nodes.row:
    row = nodes.row()
    for content in cells:
        row += nodes.entry("", nodes.paragraph("", "", *content))
    return row

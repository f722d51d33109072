"""Turns tables into parts of pages in which each row has an address."""

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from report import paths
from report.corrections import read_corrections
from report.figures import cell_text
from report.sphinxext.biographies import tell_claim
from report.sphinxext.provenance import find_data
from report.sphinxext.tables import box_table
from report.sphinxext.uses import claim_use
from report.wording import (
    LANGUAGES,
    SEEN_AS,
    say_claim,
    say_counting_unit,
    say_unit,
    say_value,
)

SCRIPT = "registers.js"

THEMES = {
    "labor-transfers": "Labour transfers in Xinjiang",
    "tibet": "Tibet",
    "enforcement": "The enforcement dispute",
    "responses": "Political responses",
}
IDENTITIES = {
    "same_series": "one series under several names",
    "sum": "the first is the sum of the others",
    "parts_of": "the others are parts of the first that do not overlap",
    "part_of": "each of the others is a part of the first",
    "stock_flow": "the first grows by the others",
}
BY_TIME = ["period_end", "period_start"]
GROUNDS = {"documented": "documented", "inferred": "inferred", "hypothesis": "hypothetical"}


class register_entry(nodes.container):
    """One row of a register; `data` are the values by which readers filter."""


class Register(SphinxDirective):
    """Common to all registers: read the tables, and be read again when they change."""

    def run(self):
        for path in sorted(paths.DATA.glob("*.csv")):
            self.env.note_dependency(str(path))
        data = find_data(self.env.app)
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
        sources = data.sources.set_index("source_id", drop=False).to_dict("index")
        sections = []
        for theme, title in THEMES.items():
            rows = data.claims[data.claims["theme"] == theme]
            boxes = []
            for measure_id, group in rows.groupby("measure_id", sort=False):
                measure = measures[measure_id]
                boxes += self._measure(measure_id, measure)
                for claim in group.sort_values(BY_TIME, kind="stable").to_dict("records"):
                    boxes.append(self._claim(claim, actors, sources[claim["source_id"]]))
                    boxes[-1]["data"] = filter_values(claim, title, actors, measure)
            sections.append(self.section(title, boxes))
        return sections

    def _measure(self, measure_id, measure):
        name = nodes.rubric("", measure["title"], ids=[f"measure-{measure_id}"])
        unit = say_counting_unit(say_unit(measure["counting_unit"]))
        text = f"{measure['definition']} {unit}, "
        text += f"definition {measure['definition_status']}. {measure['note']}"
        return [name, nodes.paragraph("", text.strip(), classes=["definition"])]

    def _claim(self, claim, actors, source):
        name = f"claim-{claim['claim_id']}"
        box = register_entry(classes=["register-entry"], ids=[name])
        head = nodes.paragraph()
        head += nodes.strong("", say_claim(claim))
        place = f", {claim['place']}"
        # A label that names the place already says it once.
        place = "" if claim["period_label"].endswith(place) else place
        head += nodes.Text(f", {claim['period_label']}{place}")
        who = actors[claim["actor_id"]]
        relay = actors.get(claim["reported_by"])
        said = f"Stated by {who}" + (f", {claim['stated_on']}" if claim["stated_on"] else "")
        said += f", reported by {relay}. " if relay else ". "
        body = nodes.paragraph("", said)
        body += nodes.Text("Read in ")
        body += refer_to_source(source)
        tail = f" ({claim['locator']})" if claim["locator"] else ""
        quote = f" “{claim['quote']}”." if claim["quote"] else ""
        body += nodes.Text(f"{tail}.{quote} {claim['note']}".rstrip() + " ")
        body += nodes.literal("", claim["claim_id"])
        about = (claim["measure_id"], claim["period_start"], claim["period_end"])
        body += [nodes.Text(". "), claim_use(claim_id=claim["claim_id"], about=about)]
        box += [head, body]
        if claim["value"] != claim["printed"]:
            used = say_value(claim["value"], claim["unit"])
            box += nodes.paragraph("", f"This report uses {used}, see corrections.")
        if past := tell_claim(self.env.app, claim):
            box += nodes.paragraph("", past)
        return box


def refer_to_source(source: dict) -> addnodes.pending_xref:
    """A link to the source's entry in the register, by publisher and date.

    A citation would do the same and takes Sphinx ten times as long.
    """
    words = f"{source['publisher']}, {source['published'] or 'undated'}"
    target = f"source-{source['source_id']}"
    return addnodes.pending_xref(
        "", nodes.inline("", words), refdomain="report", reftype="source",
        reftarget=target, refexplicit=True,
    )  # fmt: skip


class SourcesRegister(Register):
    """Every source with its grade and how it was seen, beside the bibliography."""

    def lead(self, data):
        grades = data.sources["grade"].value_counts()
        parts = (f"{grades.get(grade, 0)} of grade {grade}" for grade in "ABC")
        return f"{len(data.sources)} sources: {', '.join(parts)}."

    def entries(self, data):
        claims = data.claims["source_id"].value_counts()
        grades = {"A": [], "B": [], "C": []}
        names = data.sources["authors"].where(data.sources["authors"] != "", data.sources["publisher"])
        named = data.sources.assign(names=names)
        named = named.sort_values(["names", "published"], key=_fold, kind="stable")
        for source in named.to_dict("records"):
            grades[source["grade"]].append(self._source(source, claims))
        return [self.section(f"Grade {g}", boxes) for g, boxes in grades.items()]

    def _source(self, source, claims):
        key = source["source_id"]
        box = nodes.container(classes=["register-entry"], ids=[f"source-{key}"])
        body = nodes.paragraph()
        body += self.parse(f"{{cite:t}}`{key}`")
        number = int(claims.get(key, 0))
        stop = "" if source["title"].endswith(("?", "!")) else "."
        # Without authors the citation has named the publisher already.
        where = f"{source['publisher']}, " if source["authors"] else ""
        text = f": {source['title']}{stop} {where}{source['published'] or 'undated'}"
        text += f"; {SEEN_AS[source['seen_as']]}{say_language(source['language'])}; "
        text += f"{number} claim{'' if number == 1 else 's'}. {source['note']}"
        body += nodes.Text(text.rstrip() + " ")
        body += nodes.literal("", key)
        box += body
        return box


class IdentitiesRegister(Register):
    """Every identity: what it says of which measures, on what ground, and if it is
    taken without being asked for."""

    def lead(self, data):
        grounds = data.identities["status"].value_counts()
        parts = [f"{number} {GROUNDS[ground]}" for ground, number in grounds.items()]
        return f"{len(data.identities)} identities: " + ", ".join(parts) + "."

    def entries(self, data):
        titles = dict(zip(data.measures["measure_id"], data.measures["title"]))
        return [self._identity(row, titles) for row in data.identities.to_dict("records")]

    def _identity(self, row, titles):
        name = row["identity_id"]
        box = nodes.container(classes=["register-entry"], ids=[f"identity-{name}"])
        taken = "by default" if row["default"] == "true" else "only where assumed"
        head = nodes.paragraph()
        head += nodes.literal("", name)
        head += nodes.Text(f" ({row['status']}, taken {taken}): {IDENTITIES[row['kind']]}.")
        whole, others = name_joined(row, titles)
        joined = f"The first: {whole}. The others: {'; '.join(others)}."
        if row["kind"] == "same_series":
            joined = f"{'; '.join([whole, *others])}."
        body = nodes.paragraph("", f"{joined} {row['note']} ")
        body += self.parse(f"{{cite:p}}`{row['source_id']}`")
        box += [head, body]
        return box


def _fold(column):
    return column.str.casefold()


def say_language(code: str) -> str:
    """The language of a text that is not English, after its comma."""
    return "" if code == "en" else f", in {LANGUAGES.get(code, code)}"


def name_joined(row: dict, titles: dict) -> tuple[str, list[str]]:
    """The measures that an identity joins, the whole first, each with its place where
    places differ."""
    parts = row["part_measure_ids"].split()
    places = row["part_places"].split(";") if row["part_places"] else [""]
    others = [_at(titles[part], place) for part in parts for place in places]
    return _at(titles[row["whole_measure_id"]], row["whole_place"]), others


def _at(title: str, place: str) -> str:
    words = "each place by itself" if place == "*" else f"place: {place}"
    return f"{title} ({words})" if place else title


class CorrectionsTable(SphinxDirective):
    """What sources print and what is used in its place, a row a correction."""

    COLUMNS = ("Claim", "Printed", "Used", "A repaired source would say", "Why")

    def run(self):
        self.env.note_dependency(str(paths.DATA / "corrections.yml"))
        corrections, _ = read_corrections(paths.DATA)
        if not corrections:
            return [nodes.paragraph("", "No source is corrected.")]
        return [box_table(self.COLUMNS, map(self._cells, corrections))]

    def _cells(self, one):
        cited = self.parse_inline(f"{{cite:t}}`{one.source_id}`")[0]
        said, used, expected = (
            "not known" if number is None else cell_text(_whole(number))
            for number in (one.says, one.use, one.expected)
        )
        used = used if one.replaces else "as printed"
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


def filter_values(claim: dict, theme: str, actors: dict, measure: dict) -> dict:
    """The values of an entry by which readers filter, as they read them."""
    years = {"from": claim["period_start"], "to": claim["period_end"]}
    return {
        "theme": theme,
        "actor": actors[claim["actor_id"]],
        "measure": measure["title"],
    } | {name: str(day.year) for name, day in years.items() if day}


def _whole(number: float) -> float:
    return int(number) if float(number).is_integer() else number

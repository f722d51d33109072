"""Turns what is known of this build into the box that names edition, day and set."""

import datetime

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from report import paths
from report.params import load_set


class AboutEdition(SphinxDirective):
    """Edition, evidence as of, parameter set, and the PDF where one is made."""

    def run(self):
        citation = yaml.safe_load(paths.CITATION.read_text("utf-8"))
        self.env.note_dependency(str(paths.CITATION))
        chosen = self.config.report_set
        as_of = self.config.report_as_of or load_set(chosen)["as_of"]
        day = datetime.date.fromisoformat(as_of)
        text = f"Edition {citation['version']}. "
        text += f"Evidence as of {day.day} {day:%B %Y}. Parameter set: {chosen}. "
        box = nodes.container(classes=["about-edition"])
        paragraph = nodes.paragraph("", text)
        if self.config.report_pdf:
            link = nodes.reference("", "The book as PDF", refuri="report.pdf")
            paragraph += [link, nodes.Text(".")]
        box += paragraph
        return [box]

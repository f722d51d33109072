"""Turns what is known of this build into the box that names edition, day and set."""

import datetime

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from report import paths
from report.citation.metadata import Metadata, read_metadata
from report.params import load_set


class AboutEdition(SphinxDirective):
    """Edition, evidence as of, parameter set, and the PDF where one is made."""

    def run(self):
        self.env.note_dependency(str(paths.CITATION))
        chosen = self.config.report_set
        as_of = self.config.report_as_of or load_set(chosen)["as_of"]
        day = datetime.date.fromisoformat(as_of)
        text = f"Edition {find_metadata(self.env.app).version}. "
        text += f"Evidence as of {day.day} {day:%B %Y}. Parameter set: {chosen}. "
        box = nodes.container(classes=["about-edition"])
        paragraph = nodes.paragraph("", text)
        if self.config.report_pdf:
            link = nodes.reference("", "The book as PDF", refuri="report.pdf")
            paragraph += [link, nodes.Text(".")]
        box += paragraph
        return [box]


def find_metadata(app) -> Metadata:
    """The description of the report, read once a build."""
    if not hasattr(app, "report_metadata"):
        app.report_metadata = read_metadata(parameter_set=app.config.report_set)
    return app.report_metadata

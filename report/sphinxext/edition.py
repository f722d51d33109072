"""Turns what is known of this build into the box that names edition, day and set."""

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from report import paths
from report.citation.metadata import Metadata, read_metadata
from report.params import load_set
from report.sphinxext.downloads import FOLDER
from report.wording import say_date

CITE = "chapters/cite"


class AboutEdition(SphinxDirective):
    """Edition, day, parameter set; at hand the PDF, the data and how to cite.

    It stands on the first page, and print leaves it out: paper says it on its title.
    """

    def run(self):
        self.env.note_dependency(str(paths.CITATION))
        chosen = self.config.report_set
        as_of = self.config.report_as_of or load_set(chosen)["as_of"]
        text = f"Edition {find_metadata(self.env.app).version}. "
        text += f"Evidence as of {say_date(as_of)}. Parameter set: {chosen}. "
        box = nodes.container(classes=["about-edition"])
        paragraph = nodes.paragraph("", text)
        for words, address in self._list_links():
            paragraph += [nodes.reference("", words, refuri=address), nodes.Text(". ")]
        box += paragraph
        return [box]

    def _list_links(self):
        if self.config.report_pdf:
            yield "The book as PDF", "report.pdf"
        yield "The data behind its figures", f"{FOLDER}/README.txt"
        if CITE in self.env.found_docs:
            yield "How to cite it", f"{CITE}.html"


def find_metadata(app) -> Metadata:
    """The description of the report, read once a build."""
    if not hasattr(app, "report_metadata"):
        app.report_metadata = read_metadata(parameter_set=app.config.report_set)
    return app.report_metadata

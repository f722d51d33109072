"""Turns what the chapters have read into where each claim is used, or why it is not."""

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from report.sphinxext.provenance import CLAIMS


class claim_use(nodes.General, nodes.Element):
    """Where a claim's use is said, once every chapter has been read."""


class FillUses(SphinxPostTransform):
    """Put the words in place of each mark on the page of claims."""

    default_priority = 6

    def run(self, **kwargs):
        marks = list(self.document.findall(claim_use))
        if not marks:
            return
        titles = {doc: title.astext() for doc, title in self.env.titles.items()}
        claims = {mark["claim_id"]: mark["about"] for mark in marks}
        uses = Uses(self.env.get_domain("report").data["read"], claims)
        for mark in marks:
            mark.replace_self(nodes.inline("", uses.say(mark["claim_id"], titles)))


class Uses:
    """Which page rests on which claim.

    read: page -> ids of the claims behind its numbers, figures and tables; claims:
    id -> (measure, first day, last day), the days None where they are not known.
    """

    def __init__(self, read: dict[str, set[str]], claims: dict[str, tuple]):
        self._pages: dict[str, list[str]] = {}
        for page in sorted(read):
            for claim_id in sorted(read[page]):
                self._pages.setdefault(claim_id, []).append(page)
        self._claims = claims
        self._measures = {claims[i][0] for i in self._pages if i in claims}

    def say(self, claim_id: str, titles: dict[str, str]) -> str:
        """The pages by title, or the reason why there is none."""
        if pages := self._pages.get(claim_id):
            return f"Used in {'; '.join(titles[page] for page in pages)}."
        return f"Not used in a chapter: {self._explain(claim_id)}."

    def _explain(self, claim_id: str) -> str:
        about = self._claims[claim_id]
        if about[0] not in self._measures:
            return "no chapter asks about its measure"
        twin = next(
            (other for other in self._pages if about[1] and self._claims.get(other) == about), None
        )
        if twin:
            return f"for the same time the chapters use {twin}"
        return "of its measure the chapters use other periods"


def remember_read(app, env, _docnames):
    """Keep what was read before this build, to see whether it changes."""
    read = env.get_domain("report").data["read"]
    app.report_read = {page: set(claims) for page, claims in read.items()}


def find_claims_page(app, env):
    """The page of claims is written again where another claim is used."""
    changed = env.get_domain("report").data["read"] != app.report_read
    return [CLAIMS] if changed and CLAIMS in env.found_docs else []

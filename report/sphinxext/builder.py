"""Turns pages that were read into HTML, each put together in the process that writes it.

Sphinx puts every page together in the one process that has read them, and hands the
whole to others for writing; most of the work is the putting together. What it does
page by page touches nothing but the page, so here the others do both.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import SphinxError
from sphinx.util import logging
from sphinx.util.build_phase import BuildPhase
from sphinx.util.display import status_iterator

LOGGER = logging.getLogger(__name__)
ENDED = (
    "a process that wrote pages was ended from outside, perhaps for want of memory. "
    "Type the command again."
)


class PageBuilder(StandaloneHTMLBuilder):
    """Sphinx's HTML builder, which writes as many pages at once as there are cores."""

    def _write_parallel(self, docnames, nproc):
        # In this process, so that the others find the templates compiled.
        first = self.config.root_doc if self.config.root_doc in docnames else docnames[0]
        self._write_page(first)
        # The largest first, so that no core waits for one at the end.
        rest = sorted(set(docnames) - {first}, key=self._measure, reverse=True)
        try:
            self._write_side_by_side(rest)
        except BrokenProcessPool as fault:
            raise SphinxError(ENDED) from fault

    def _write_side_by_side(self, pages: list[str]) -> None:
        # Forked, they have all that was read.
        forked, workers = get_context("fork"), max(1, min(os.cpu_count() or 1, len(pages)))
        with ProcessPoolExecutor(workers, forked, _take, (self,)) as pool:
            written = zip(pages, pool.map(_write, pages), strict=True)
            name, said = (lambda one: one[0]), "writing output... "
            bar = status_iterator(written, said, length=len(pages), stringify_func=name)
            for _page, (images, logs) in bar:
                self.images.update(images)
                for log in logs:
                    LOGGER.handle(log)

    def _write_page(self, page: str) -> dict:
        """Write a page, and return the images that it shows, which are copied at the end."""
        self.app.phase = BuildPhase.RESOLVING
        document = self.env.get_and_resolve_doctree(page, self)
        self.app.phase = BuildPhase.WRITING
        self.write_doc_serialized(page, document)
        self.write_doc(page, document)
        return self.images

    def _measure(self, page: str) -> int:
        return os.path.getsize(os.path.join(self.doctreedir, f"{page}.doctree"))


def _take(builder: PageBuilder) -> None:
    global _BUILDER
    _BUILDER = builder


def _write(page: str) -> tuple[dict, list]:
    """In a process of the pool: write a page, and hand on what it shows and warns of."""
    collector = logging.LogCollector()
    with collector.collect():
        images = _BUILDER._write_page(page)
    logging.convert_serializable(collector.logs)
    return images, collector.logs

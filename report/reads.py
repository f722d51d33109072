"""Turns what a notebook cell asks of the evidence into the lineage of its words.

A word that a computation chose ("below", "can both be true") rests on the claims
that its cell read, or, where it only goes on with what earlier cells read, on all
that the chapter has read up to it.
"""

_CLAIMS: set[str] = set()
_SOURCES: set[str] = set()
_ALL_CLAIMS: set[str] = set()
_ALL_SOURCES: set[str] = set()


def note(claim_ids) -> None:
    """Remember that the running cell asked for these claims."""
    ids = list(claim_ids)
    _CLAIMS.update(ids)
    _ALL_CLAIMS.update(ids)


def note_sources(source_ids) -> None:
    """Remember rows that are no claims (positions, events) by their sources."""
    ids = list(source_ids)
    _SOURCES.update(ids)
    _ALL_SOURCES.update(ids)


def seen() -> tuple[list[str], list[str]]:
    """The claims and the sources on which a word of the running cell rests."""
    if _CLAIMS or _SOURCES:
        return sorted(_CLAIMS), sorted(_SOURCES)
    return sorted(_ALL_CLAIMS), sorted(_ALL_SOURCES)


def forget(*_event) -> None:
    """Start anew; IPython calls this before each cell."""
    _CLAIMS.clear()
    _SOURCES.clear()


def follow_cells() -> None:
    """Let IPython, where the code runs in it, say when a cell begins."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None and forget not in shell.events.callbacks["pre_run_cell"]:
        shell.events.register("pre_run_cell", forget)

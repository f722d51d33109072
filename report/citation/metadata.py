"""Turns CITATION.cff and _config.yml into one description of the report and its parts.

Nothing is filled in that nobody wrote: address, repository, DOI and day of release
are empty until they are set, and each is set in one place.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from report import paths
from report.findings import ReportError

FILE = paths.CITATION.name
REQUIRED = ("title", "version", "authors", "license")
LICENCES = "https://spdx.org/licenses/"


@dataclass(frozen=True)
class Author:
    """A collective by its name, or a person by family and given name."""

    name: str = ""
    family: str = ""
    given: str = ""
    orcid: str = ""
    website: str = ""

    @property
    def is_person(self) -> bool:
        return bool(self.family)

    @property
    def said(self) -> str:
        """As a sentence says it: Given Family, or the collective's name."""
        return f"{self.given} {self.family}".strip() if self.is_person else self.name

    @property
    def sorted(self) -> str:
        """As a list sorts it: Family, Given, or the collective's name."""
        return ", ".join(filter(None, (self.family, self.given))) or self.name

    @property
    def address(self) -> str:
        """Where the author is described: the ORCID, else a website, else nothing."""
        return self.orcid or self.website


@dataclass(frozen=True)
class Metadata:
    """What CITATION.cff says; texts that nobody set are empty.

    `parameter_set` is the one that a build was made with.
    """

    title: str
    version: str
    authors: tuple[Author, ...]
    licences: tuple[str, ...]
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    released: str = ""
    doi: str = ""
    url: str = ""
    repository: str = ""
    parameter_set: str = paths.BASELINE

    @property
    def year(self) -> str:
        """The year of release; before one is set, that by which the edition is named."""
        named = re.match(r"(\d{4})\b", self.released or self.version)
        return named[1] if named else ""

    @property
    def date(self) -> str:
        """The day of release, or the year alone."""
        return self.released or self.year

    @property
    def licence(self) -> str:
        """The licence of text and data: the first of Creative Commons, if there is one."""
        content = [name for name in self.licences if name.startswith("CC")]
        return [*content, *self.licences][0]

    @property
    def names(self) -> str:
        """The authors as a sentence lists them."""
        return ", ".join(author.said for author in self.authors)

    @property
    def institution(self) -> str:
        """Who issues the report: the collectives among the authors, else the authors."""
        issuing = [author.said for author in self.authors if not author.is_person]
        return ", ".join(issuing) or self.names

    @property
    def permanent(self) -> str:
        """The address under which the report is cited: its DOI, else its URL."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    def locate(self, page: str = "", anchor: str = "") -> str:
        """The full address of a page of the book; empty until `url` is set."""
        if not self.url:
            return ""
        return f"{self.url.rstrip('/')}/{page}" + (f"#{anchor}" if anchor else "")


@dataclass(frozen=True)
class Part:
    """Something in the report that is cited by itself.

    kind: chapter, figure, table, number or data; key: its permanent name; page: its
    file in the book, with slashes; content_id: its SWHID, where it has one.
    """

    kind: str
    key: str
    title: str
    page: str
    anchor: str = ""
    content_id: str = ""


def licence_address(spdx: str) -> str:
    """Where a licence's text is named, from its SPDX id."""
    return f"{LICENCES}{spdx}"


def read_metadata(root: Path | None = None, parameter_set: str = paths.BASELINE) -> Metadata:
    """The description of the report in a folder.

    `url` and `repository-code` of CITATION.cff may stand in _config.yml instead, as
    `html.baseurl` and `repository.url`. Raises ReportError naming what lacks.
    """
    root = root or paths.ROOT
    cff, config = _read(root / paths.CITATION.name), _read(root / paths.CONFIG.name)
    if lacking := [name for name in REQUIRED if not cff.get(name)]:
        raise ReportError(f"{FILE} lacks {', '.join(lacking)}. Add it.", file=FILE)
    licences = cff["license"]
    return Metadata(
        title=_one_line(cff["title"]),
        version=str(cff["version"]),
        authors=tuple(map(_read_author, cff["authors"])),
        licences=tuple([licences] if isinstance(licences, str) else licences),
        abstract=_one_line(cff.get("abstract", "")),
        keywords=tuple(cff.get("keywords", ())),
        released=str(cff.get("date-released", "")),
        doi=cff.get("doi", ""),
        url=cff.get("url") or (config.get("html") or {}).get("baseurl") or "",
        repository=cff.get("repository-code")
        or (config.get("repository") or {}).get("url") or "",
        parameter_set=parameter_set,
    )  # fmt: skip


def _read(path: Path) -> dict:
    import yaml

    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        said = " ".join(str(error).split())
        fault = f"{path.name} cannot be read: {said}. Mend it."
        raise ReportError(fault, file=path.name) from error
    if not isinstance(found, dict):
        raise ReportError(
            f"{path.name} must hold `name: value` lines. "
            f"Restore it with: git checkout -- {path.name}",
            file=path.name,
        )
    return found


def _read_author(row: dict) -> Author:
    family = " ".join(filter(None, (row.get("name-particle"), row.get("family-names"))))
    suffix = row.get("name-suffix", "")
    return Author(
        name=row.get("name", row.get("alias", "")),
        family=f"{family} {suffix}".strip(),
        given=row.get("given-names", ""),
        orcid=row.get("orcid", ""),
        website=row.get("website", ""),
    )


def _one_line(text: str) -> str:
    return " ".join(str(text).split())

"""Turns `datapackage.json` into the codebook `data/README.md`, or says it is stale."""

from pathlib import Path

from report import paths
from report.checks.meaning import OWN_ACTOR, OWN_STATISTIC, QUOTE_WORDS, UNITS
from report.data import DESCRIPTOR, read_package
from report.findings import Finding, ReportError
from report.formatting import find_first_change

TEMPLATE = paths.PACKAGE / "checks" / "templates" / "codebook.md"
NAME = "README.md"
# Limits that the table of columns names, in the order in which it names them.
LIMITS = {
    "pattern": "pattern", "minimum": "at least", "maximum": "at most",
    "minLength": "letters at least", "maxLength": "letters at most",
}  # fmt: skip


def render_codebook(package: dict) -> str:
    """The codebook as Markdown.

    It counts no rows, so that adding one does not make it stale. Raises ReportError
    where the descriptor lacks an entry.
    """
    from jinja2 import Environment, StrictUndefined, UndefinedError

    environment = Environment(
        undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    template = environment.from_string(TEMPLATE.read_text("utf-8"))
    try:
        return template.render(
            package=package,
            allowed=_say_allowed,
            cell=_escape_cell,
            keys=_say_keys,
            quote_words=_spell(QUOTE_WORDS),
            own_actor=OWN_ACTOR,
            own_statistic=OWN_STATISTIC,
            unit_table=_list_units(package),
        )
    except UndefinedError as error:
        fault = f"{DESCRIPTOR} lacks what the codebook says: {error}. Add it."
        raise ReportError(fault) from error


def write_codebook(folder: Path = paths.DATA) -> Path:
    """Write the codebook of the package in `folder`; returns where."""
    path = Path(folder) / NAME
    text = render_codebook(read_package(Path(folder)))
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def check_codebook(folder: Path = paths.DATA) -> list[Finding]:
    """One finding where the codebook is not what the package makes it."""
    path, file = Path(folder) / NAME, f"data/{NAME}"
    due = render_codebook(read_package(Path(folder)))
    written = path.read_text("utf-8", "replace") if path.is_file() else None
    if written == due:
        return []
    fault = "is missing" if written is None else "is not what datapackage.json says"
    row = find_first_change(written, due) if written else None
    return [Finding(file, row, None, None, fault, "Type: report codebook")]


def _escape_cell(text: str) -> str:
    return text.replace("|", r"\|").replace("\n", " ")


def _say_allowed(field: dict) -> str:
    limits = field.get("constraints", {})
    said = [", ".join(f"`{value}`" for value in limits.get("enum", ()))]
    said += [f"{words} `{limits[name]}`" for name, words in LIMITS.items()
             if name in limits]  # fmt: skip
    return _escape_cell("; ".join(part for part in said if part))


def _say_keys(resource: dict) -> list[str]:
    schema = resource["schema"]
    lines = []
    if schema.get("primaryKey"):
        lines.append(f"- Key: {_join(schema['primaryKey'])}.")
    for key in schema.get("foreignKeys", ()):
        target = key["reference"]
        name = target["resource"] or resource["name"]
        lines.append(
            f"- {_join(key['fields'])} is {_join(target['fields'])} "
            f"in [`{name}`](#{name})."
        )
    return lines


def _join(names: str | list[str]) -> str:
    listed = [names] if isinstance(names, str) else names
    return ", ".join(f"`{name}`" for name in listed)


def _list_units(package: dict) -> list[tuple[str, str]]:
    fields = {
        field["name"]: field
        for resource in package["resources"]
        if resource["name"] == "measures"
        for field in resource["schema"]["fields"]
    }
    counted = fields.get("counting_unit", {}).get("constraints", {}).get("enum", [])
    return [(unit, _join(sorted(UNITS.get(unit, {unit})))) for unit in counted]


def _spell(number: int) -> str:
    return {10: "ten"}.get(number, str(number))

"""Turns a file of `params/` into checked values, or into findings.

`params/schema.yml` is the contract, `params/baseline.yml` the complete set that is
published; every other file holds only what differs from it.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

from report import paths
from report.contract import EVERY, INPUTS, PROPERTIES, Contract, check_form, check_presence, is_date
from report.findings import Finding, MisuseError, did_you_mean, sorted_findings

SCHEMA, BASELINE_FILE = "schema.yml", f"{paths.BASELINE}.yml"
# Files of params/ that are no parameter sets.
MULTIVERSE = "multiverse.yml"
NOT_SETS = {SCHEMA, MULTIVERSE}
GRIDS = "sweep"  # what begins so are further grids of values, for `report sweep`


def load_set(name: str = paths.BASELINE, folder: Path | None = None) -> dict:
    """The complete, checked values of a set named by its file, with or without .yml.

    Raises MisuseError (exit 2) with every finding, before any kernel starts.
    """
    folder = folder or paths.PARAMS
    if faults := check_contract(folder):
        raise MisuseError(f"{name_file(folder / SCHEMA)} cannot be used:", faults)
    path = folder / f"{Path(name).stem}.yml"
    if not path.is_file():
        known = [p.stem for p in list_sets(folder)]
        near = did_you_mean(Path(name).stem, known)
        raise MisuseError(
            f"params/ has no set {Path(name).stem!r}. {near}Known: {', '.join(known)}."
        )
    findings = check_set(path, folder)
    if findings:
        raise MisuseError(f"params/{path.name} cannot be used:", findings)
    return read_yaml(folder / BASELINE_FILE) | read_yaml(path)


def list_sets(folder: Path | None = None) -> list[Path]:
    """The files of parameter sets, in order of name."""
    files = sorted((folder or paths.PARAMS).glob("*.yml"))
    own = [path for path in files if not path.name.startswith(GRIDS)]
    return [path for path in own if path.name not in NOT_SETS]


def for_chapter(values: dict, chapter: str) -> dict:
    """Those of the values that the chapter declares."""
    return {name: values[name] for name in declared(chapter)}


def declared(chapter: str, folder: Path | None = None) -> list[str]:
    """The names of the parameters of a chapter, in the order of the contract."""
    properties = read_schema(folder)[PROPERTIES]
    return [name for name, rule in properties.items() if chapter in rule["chapters"]]


def declared_inputs(chapter: str, folder: Path | None = None) -> list[str]:
    """The files and patterns that a chapter may read, those of every chapter first.

    They stand in the contract under `inputs`: `every`, and a list a chapter.
    """
    inputs = read_schema(folder).get(INPUTS, {})
    return [*inputs.get(EVERY, []), *inputs.get(chapter, [])]


def check_params(folder: Path | None = None) -> list[Finding]:
    """All faults in the contract and in all sets; the baseline must be complete."""
    folder = folder or paths.PARAMS
    findings = check_contract(folder)
    # By a contract that nobody can follow no set can be judged.
    for path in () if findings else list_sets(folder):
        findings += _gather(lambda path=path: check_set(path, folder))
    findings += _gather(lambda: check_presence(_open_contract(folder)))
    return sorted_findings(findings)  # each once, where two sets stumble over one file


def check_contract(folder: Path | None = None) -> list[Finding]:
    """The faults in the form of `params/schema.yml`; where it has one, nothing runs."""
    return _gather(lambda: check_form(_open_contract(folder or paths.PARAMS)))


def _open_contract(folder: Path) -> Contract:
    path = folder / SCHEMA
    return Contract(read_yaml(path), name_file(path), _rows(path), folder.parent)


def _gather(check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What a check finds, or why a file cannot be read, so that it hides no other fault."""
    try:
        return list(check())
    except MisuseError as error:
        return error.findings


def check_set(path: Path, folder: Path, given: dict | None = None) -> list[Finding]:
    """The faults of one file: unknown, missing, ill-typed, out of range, crossed.

    `given` are the values to check in place of the file's own, as in a sweep.
    """
    given = read_yaml(path) if given is None else given
    schema, rows = read_schema(folder), _rows(path)
    findings = [
        _finding(path, rows, error)
        for error in _validator(schema).iter_errors(given)
        if error.validator != "additionalProperties"
    ]
    findings += [_unknown(path, rows, k, schema) for k in given if k not in schema[PROPERTIES]]
    complete = {} if path.name == BASELINE_FILE else read_yaml(folder / BASELINE_FILE)
    complete |= given
    for name in schema[PROPERTIES]:
        if name not in complete:
            findings.append(
                Finding(name_file(path), None, name, None, "is missing",
                        "Add it; the baseline names every parameter.")
            )  # fmt: skip
    return findings + list(_check_dates(path, rows, given, complete, schema))


def name_file(path: Path) -> str:
    """The file as messages name it: from the root of its project, else as it was given."""
    return f"params/{path.name}" if path.parent.name == paths.PARAMS.name else str(path)


def read_schema(folder: Path | None = None) -> dict:
    """The contract: a JSON Schema whose properties are the parameters."""
    return read_yaml((folder or paths.PARAMS) / SCHEMA)


def read_yaml(path: Path) -> dict:
    """A YAML mapping; dates become ISO text, as papermill hands them to a chapter.

    Raises MisuseError with what is wrong, as for a name that stands twice.
    """
    import yaml

    file = name_file(path)
    try:
        loader = _dateless_loader()(path.read_text("utf-8"))
        node = loader.get_single_node()
        faults = list(_find_repeated(node, file))
        values = (loader.construct_document(node) if node else None) or {}
    except (OSError, yaml.YAMLError, ValueError) as error:
        said = " ".join(str(error).split())
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        fault = Finding(file, row, None, None, f"cannot be read: {said}", "Mend it.")
        raise MisuseError(f"{file} cannot be read:", [fault]) from error
    if not isinstance(values, dict):
        cure = "Write `name: value` lines, as the baseline does."
        faults.append(Finding(file, None, None, None, "holds no values with names", cure))
    if faults:
        raise MisuseError(f"{file} cannot be used:", faults)
    return values


def _find_repeated(root, file: str) -> Iterator[Finding]:
    """Names that stand twice in one mapping, of which YAML would take the last in silence.

    What `<<` brings in stands elsewhere and may be said anew.
    """
    waiting, known = [root] if root else [], set()
    while waiting:
        node = waiting.pop()
        if node.id == "scalar" or id(node) in known:
            continue
        known.add(id(node))
        if node.id == "sequence":
            waiting += node.value
            continue
        waiting += [value for _, value in node.value]
        yield from _compare_names(node.value, file)


def _compare_names(pairs, file: str) -> Iterator[Finding]:
    first: dict[tuple, int] = {}
    for key, value in pairs:
        if key.id != "scalar" or key.tag.endswith(":merge"):
            continue
        row, name = key.start_mark.line + 1, (key.tag, key.value)
        if name in first:
            shown = value.value if value.id == "scalar" else None
            cure = f"Delete one of the two; the other is in row {first[name]}."
            yield Finding(file, row, key.value, shown, "stands twice", cure)
        first.setdefault(name, row)


def _dateless_loader():
    """As papermill reads a file: a date stays text, so that a wrong one is seen."""
    import yaml

    # The same in C, ten times as fast, where PyYAML was built with it.
    base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):
        yaml_implicit_resolvers = {
            letter: [rule for rule in rules if not rule[0].endswith(":timestamp")]
            for letter, rules in base.yaml_implicit_resolvers.items()
        }

    return Loader


def _validator(schema):
    from jsonschema import FormatChecker

    return _strict_validator()(schema, format_checker=FormatChecker(["date"]))


@cache
def _strict_validator():
    """JSON Schema, but 2012.0 is no integer, for chapters count and slice with it; and
    no number is .nan, which lies in every range."""
    from jsonschema import Draft202012Validator, validators

    whole = lambda _, value: isinstance(value, int) and not isinstance(value, bool)
    finite = lambda _, value: whole(_, value) or isinstance(value, float) and math.isfinite(value)
    types = Draft202012Validator.TYPE_CHECKER.redefine_many({"integer": whole, "number": finite})
    return validators.extend(Draft202012Validator, type_checker=types)


def _rows(path: Path) -> dict[str, int]:
    """Where each name stands, the first time: one deeper down may be called the same."""
    numbered = enumerate(path.read_text("utf-8").splitlines(), 1)
    return {line.split(":")[0].strip(): n for n, line in reversed(list(numbered)) if ":" in line}


def _finding(path, rows, error) -> Finding:
    name = str(error.path[0]) if error.path else ""
    rule = error.schema
    cure = rule.get("description", "")
    if "enum" in rule:
        cure = f"Use one of {', '.join(map(str, rule['enum']))}. {cure}"
    elif "minimum" in rule:
        cure = f"Use {rule['minimum']} to {rule['maximum']}. {cure}"
    elif rule.get("type"):
        cure = f"It is a {rule.get('format') or rule['type']}. {cure}"
    if rule.get("type") == "integer" and _is_whole(error.instance):
        cure = f"Write {int(error.instance)}. {cure}"
    return Finding(
        name_file(path), rows.get(name), name, str(error.instance),
        _said(error.message), cure.strip(),
    )  # fmt: skip


def _is_whole(value) -> bool:
    return isinstance(value, float) and value.is_integer()


def _said(message: str) -> str:
    return message.rstrip(".").replace("\n", " ")


def _unknown(path, rows, name, schema) -> Finding:
    near = did_you_mean(str(name), schema[PROPERTIES])
    cure = f"{near}Correct it, or declare it in params/{SCHEMA}."
    return Finding(
        name_file(path), rows.get(name), str(name), None, "is no parameter", cure
    )


def _check_dates(path, rows, given, complete, schema):
    for name, rule in schema[PROPERTIES].items():
        if rule.get("format") != "date" or not is_date(complete.get(name)):
            continue
        value, file = complete[name], name_file(path)
        low, high = rule.get("minimum_date"), rule.get("maximum_date")
        if name in given and (low and value < low or high and value > high):
            cure = f"Use {low} to {high}."
            yield Finding(file, rows.get(name), name, value, "is out of range", cure)
        other = rule.get("not_after")
        if other and is_date(complete.get(other)) and value > complete[other]:
            cure = f"Move one of the two: {other} is {complete[other]}."
            yield Finding(file, rows.get(name), name, value, f"is after {other}", cure)

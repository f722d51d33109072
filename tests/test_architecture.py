"""The house: rooms listed, imports in one direction, modules that say what they do."""

import ast
import graphlib
import re

from conftest import ROOT

PACKAGE = ROOT / "report"
LONGEST = 320


def modules():
    return sorted(p for p in PACKAGE.rglob("*.py") if "__pycache__" not in p.parts)


def room_of(path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "report":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("report."):
            yield node.module.split(".")[1]


def test_imports_between_rooms_point_in_one_direction():
    rooms = {room_of(path) for path in modules()}
    graph = {room: set() for room in rooms}
    for path in modules():
        graph[room_of(path)] |= set(imported_rooms(path)) & rooms - {room_of(path)}
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) == len(rooms)


def test_each_room_is_listed_where_people_look_for_it_and_no_other():
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("| room |")[1]
    named = set(re.findall(r"`([a-z]+)/?`", "".join(
        line.split("|")[1] for line in table.splitlines() if line.startswith("| `")
    )))  # fmt: skip
    assert named == {room_of(p) for p in modules()} - {"__init__", "__main__"}


def test_the_first_line_of_each_module_says_what_it_turns_into_what():
    for path in modules():
        said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert said, path
        assert re.match(r"Turns |The |What |Which ", said), path


def test_no_module_is_longer_than_a_reader_can_hold():
    for path in modules():
        length = len(path.read_text("utf-8").splitlines())
        assert length <= LONGEST, f"{path.name} has {length} lines"

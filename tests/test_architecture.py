"""The house: rooms listed, imports in one direction, modules that say what they do."""

import ast
import graphlib
import re
from itertools import pairwise

from conftest import ROOT

PACKAGE = ROOT / "report"
LONGEST = 300
PLAN = (PACKAGE / "README.md").read_text("utf-8")


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


def imports() -> dict[str, set[str]]:
    """The rooms that each room imports from, itself aside."""
    rooms = {room_of(path) for path in modules()}
    graph = {room: set() for room in rooms}
    for path in modules():
        graph[room_of(path)] |= set(imported_rooms(path)) & rooms - {room_of(path)}
    return graph


def rows() -> list[tuple[str, list[str]]]:
    """Floor and rooms of each row of the table, from the top."""
    table = PLAN.split("| floor | room |")[1].splitlines()[2:]
    cells = [line.split("|")[1:3] for line in table if line.startswith("| ")]
    return [(floor.strip(), re.findall(r"`([a-z]+)/?`", rooms)) for floor, rooms in cells]


def floors() -> dict[str, str]:
    return {room: floor for floor, rooms in rows() for room in rooms}


def drawn_arrows() -> set[tuple[str, str]]:
    """From where to where the arrows of the diagram run."""
    drawn = re.sub(r"\[/.*?/\]", "", PLAN.split("```mermaid\nflowchart TD\n")[1].split("```")[0])
    chains = [line.split(" --> ") for line in drawn.split("\n")]
    return {(a.strip(), b.strip()) for chain in chains for a, b in pairwise(chain)}


def told_arrows() -> set[tuple[str, str]]:
    found = set()
    for name, given in re.findall(r"^\d+\. `(\w+)`, from (.*?):", PLAN, re.M):
        found |= {(one.rstrip("/"), name) for one in re.findall(r"`([^`]+)`", given)}
    return found


def test_imports_between_rooms_point_in_one_direction():
    graph = imports()
    assert len(list(graphlib.TopologicalSorter(graph).static_order())) == len(graph)


def test_each_room_is_listed_once_where_people_look_for_it_and_no_other():
    named = [room for _, rooms in rows() for room in rooms]
    assert sorted(named) == sorted(imports().keys() - {"__init__", "__main__"})


def test_the_plan_is_linked_from_where_people_begin():
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "](report/README.md)" in (ROOT / name).read_text("utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", PLAN):
        assert (PACKAGE / link).is_file(), link


def test_each_row_imports_from_itself_and_from_rows_below():
    places = {room: place for place, (_, rooms) in enumerate(rows()) for room in rooms}
    graph = imports()
    for room, place in places.items():
        above = {other for other in graph[room] & places.keys() if places[other] < place}
        assert not above, f"{room} imports from above: {above}"


def test_arrows_between_floors_are_the_imports_without_those_that_others_imply():
    floor_of, graph = floors(), imports()
    leans: dict[str, set[str]] = {floor: set() for floor in floor_of.values()}
    for room, floor in floor_of.items():
        leans[floor] |= {floor_of[other] for other in graph[room]} - {floor}

    def reach(floor: str) -> set[str]:
        return leans[floor].union(*map(reach, leans[floor]))

    needed = {(other, floor) for floor, below in leans.items() for other in below
              if not any(other in reach(between) for between in below)}  # fmt: skip
    between_floors = {arrow for arrow in drawn_arrows() if set(arrow) <= leans.keys()}
    assert between_floors == needed


def test_the_diagram_and_its_words_say_the_same():
    assert told_arrows() | {("publish", "editions")} == drawn_arrows()
    assert "frozen editions in `editions/`" in PLAN


def test_each_folder_in_the_diagram_exists_and_its_floor_names_it():
    floor_of = floors()
    ends = [set(arrow) - set(floor_of.values()) for arrow in drawn_arrows()]
    folders = {end for pair in ends for end in pair}
    assert folders == {"data", "params", "chapters", "editions"}
    for start, end in drawn_arrows():
        for folder, floor in ((start, end), (end, start)):
            if folder in folders:
                assert (ROOT / folder).is_dir()
                texts = [path.read_text("utf-8") for path in modules()
                         if floor_of.get(room_of(path)) == floor]  # fmt: skip
                assert any(f"paths.{folder.upper()}" in text for text in texts), folder


def test_the_first_line_of_each_module_says_what_it_turns_into_what():
    for path in modules():
        said = ast.get_docstring(ast.parse(path.read_text("utf-8")))
        assert said, path
        assert re.match(r"Turns .+ into ", said), path
        assert said.split("\n\n")[0].count("\n") == 0, f"{path}: its first line is two"


def test_no_module_is_longer_than_a_reader_can_hold():
    for path in modules():
        length = len(path.read_text("utf-8").splitlines())
        assert length <= LONGEST, f"{path.name} has {length} lines"

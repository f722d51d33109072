"""Turns the last run and the files as they are into what would run, and why."""

import json
from dataclasses import dataclass
from pathlib import Path

from report import params, paths
from report.runs import store
from report.runs.keys import Job, list_jobs
from report.runs.notebooks import write_whole

UNCHANGED, STORED, STALE = "unchanged", "in the store", "would run"


@dataclass(frozen=True)
class Plan:
    """What a run would do with a chapter; `changes` are (part, before, now)."""

    chapter: str
    state: str
    changes: tuple[tuple[str, str | None, str | None], ...]
    first: bool


def plan_runs(set_name: str = paths.BASELINE, chapters: list[Path] | None = None) -> list[Plan]:
    """One plan a chapter, with each part that differs from the last run."""
    from report.runs import list_chapters, run_folder

    values = params.load_set(set_name)
    folder = run_folder(set_name)
    return [_plan(job, folder) for job in list_jobs(values, chapters or list_chapters())]


def _plan(job: Job, folder: Path) -> Plan:
    before = read_parts(folder, job.chapter)
    whole = store.read_entry(job.key) is not None
    state = (UNCHANGED if before == job.parts else STORED) if whole else STALE
    changes = () if before is None else tuple(compare_parts(before, job.parts))
    return Plan(job.chapter, state, changes, first=before is None)


def compare_parts(before: dict, now: dict) -> list[tuple[str, str | None, str | None]]:
    """The parts that differ, with what they were and are; None is absent."""
    names = sorted(before.keys() | now.keys(), key=_in_order)
    return [(n, before.get(n), now.get(n)) for n in names if before.get(n) != now.get(n)]


def _in_order(name: str) -> tuple[str, int]:
    head, _, number = name.rpartition(" ")
    return (head, int(number)) if number.isdigit() else (name, 0)


def read_parts(folder: Path, chapter: str) -> dict | None:
    """The parts of a chapter's last run with a parameter set."""
    try:
        parts = json.loads(_file(folder, chapter).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return parts if isinstance(parts, dict) else None


def write_parts(folder: Path, chapter: str, parts: dict) -> None:
    """Remember what a chapter's present result rests on."""
    text = json.dumps(parts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if read_parts(folder, chapter) != parts:
        write_whole(_file(folder, chapter), text.encode())


def format_plans(plans: list[Plan]) -> str:
    """A line a chapter, and under it a line for each part that changed."""
    lines = []
    for plan in plans:
        lines.append(f"{plan.chapter}  {plan.state}{', never run' if plan.first else ''}")
        lines += [f"  {name}  {_short(was)} → {_short(now)}" for name, was, now in plan.changes]
    return "\n".join(lines)


def format_plan(plan: Plan) -> str:
    """One line: what would be done, and the names of what changed."""
    names = [name for name, *_ in plan.changes]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    reason = "never run" if plan.first else ", ".join(names[:3]) + more
    return f"{plan.chapter}  {plan.state}" + (f": {reason}" if reason else "")


def _short(value: str | None) -> str:
    if value is None:
        return "absent"
    return value[:12] if len(value) == 64 else value


def _file(folder: Path, chapter: str) -> Path:
    return folder / f"{chapter}.key.json"


def find_chapters(names: tuple[str, ...]) -> list[Path]:
    """Chapter files by name; all of them without names. Raises MisuseError."""
    from report.findings import MisuseError, did_you_mean
    from report.runs import list_chapters

    known = {path.stem: path for path in list_chapters()}
    for name in names:
        if Path(name).stem not in known:
            hint = did_you_mean(Path(name).stem, known)
            raise MisuseError(
                f"there is no chapter {name!r}. {hint}Known: {', '.join(known)}."
            )
    return [known[Path(name).stem] for name in names] or list(known.values())

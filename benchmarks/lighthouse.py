"""Turns the built book into Lighthouse's four scores, and fails below the targets.

Lighthouse, in the version of `lighthouse/package-lock.json`, loads the front page and
the heaviest chapter as a phone on a slow line does. They come from a local host that
compresses text and lets it be kept, as plain static hosts do; without compression
the chapter's performance is lower.

Usage: make lighthouse, or .venv/bin/python benchmarks/lighthouse.py
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import click
import host

from report import paths
from report.findings import ReportError
from report.system import find_chromium
from trees import WORK

PINNED = Path(__file__).with_name("lighthouse")
TARGETS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
# What the pages' own policy keeps Lighthouse from seeing, and so costs points.
UNSEEN = {"robots-txt": "a page may fetch nothing, its own host's robots.txt included"}
FLAGS = "--headless --no-sandbox --disable-gpu --disable-background-networking"


@click.command()
def main() -> None:
    """Print the scores and what costs points; exit 1 where a target is missed
    for a reason other than the policy."""
    program, server = install(), host.serve(paths.HTML)
    missed = 0
    for name in ("index", heaviest_chapter()):
        address = f"http://127.0.0.1:{server.server_port}/{name}.html"
        found = read_scores(json.loads(judge(program, address)))
        print(f"{name}: " + ", ".join(f"{kind} {score}" for kind, (score, _) in found.items()))
        for kind, (score, costs) in found.items():
            if score < TARGETS[kind]:
                missed += not UNSEEN.keys() >= set(costs)
                told = [f"{cost} ({UNSEEN[cost]})" if cost in UNSEEN else cost for cost in costs]
                print(f"  {kind} below {TARGETS[kind]}: {'; '.join(told)}")
    server.shutdown()
    raise SystemExit(bool(missed))


def install() -> Path:
    """Lighthouse below `_build`, exactly as locked; hands back its program."""
    if not shutil.which("npm"):
        raise ReportError("Lighthouse needs Node and npm. Type: sudo apt-get install -y npm")
    folder = WORK / "lighthouse"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        shutil.copytree(PINNED, folder, dirs_exist_ok=True)
        words = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
        if done.returncode:
            raise ReportError(f"npm could not install Lighthouse: {done.stderr.strip()[-400:]}")
    return program


def heaviest_chapter() -> str:
    """The chapter whose page has most bytes."""
    chapters = [p.with_suffix(".html").name for p in paths.CHAPTERS.glob("*.ipynb")]
    pages = [paths.HTML / "chapters" / name for name in chapters]
    heaviest = max(pages, key=lambda page: page.stat().st_size)
    return f"chapters/{heaviest.stem}"


def judge(program: Path, address: str) -> str:
    """Lighthouse's report of one page, as JSON."""
    words = [program, address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}"]
    done = subprocess.run(
        words, capture_output=True, text=True, env=os.environ | {"CHROME_PATH": find_chromium()}
    )
    if done.returncode:
        raise ReportError(f"Lighthouse stopped: {done.stderr.strip()[-400:]}")
    return done.stdout


def read_scores(report: dict) -> dict[str, tuple[int, list[str]]]:
    """For each category its score of 100, and the audits that cost points."""
    found = {}
    for kind, category in report["categories"].items():
        audits = [report["audits"][part["id"]] for part in category["auditRefs"] if part["weight"]]
        costs = [a["id"] for a in audits if a["score"] is not None and a["score"] < 1]
        found[kind] = round(100 * category["score"]), costs
    return found


if __name__ == "__main__":
    main()

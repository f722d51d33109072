"""Turns missing system libraries into installed ones, or into the command to type."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from report.findings import ReportError


@dataclass(frozen=True)
class Need:
    """Something outside Python, how to see it, and what carries it."""

    name: str
    purpose: str
    debian: tuple[str, ...]
    brew: str
    present: callable


def _has_library(name: str):
    def present() -> bool:
        from ctypes.util import find_library

        return find_library(name) is not None

    return present


def _has_font(*families: str):
    def present() -> bool:
        if not shutil.which("fc-list"):
            return False
        listed = subprocess.run(
            ["fc-list", ":", "family"], capture_output=True, text=True, check=False
        ).stdout
        return all(family in listed for family in families)

    return present


def _has_program(*names: str):
    return lambda: any(shutil.which(name) for name in names)


CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FIREFOX = ("firefox-esr", "firefox")
BOOK = [
    Need("Pango", "sets the PDF", ("libpango-1.0-0", "libpangoft2-1.0-0"), "pango",
         _has_library("pangoft2-1.0")),
    Need("HarfBuzz subsetting", "embeds only the glyphs used",
         ("libharfbuzz-subset0",), "harfbuzz", _has_library("harfbuzz-subset")),
    Need("fontconfig", "finds fonts", ("fontconfig",), "fontconfig",
         _has_program("fc-list")),
    Need("Noto fonts", "hold Latin, Uyghur and Tibetan script", ("fonts-noto-core",),
         "--cask font-noto-sans font-noto-serif font-noto-naskh-arabic font-noto-serif-tibetan",
         _has_font("Noto Sans", "Noto Serif", "Noto Naskh Arabic", "Noto Serif Tibetan")),
    Need("Noto CJK fonts", "hold Chinese", ("fonts-noto-cjk",),
         "--cask font-noto-sans-cjk-sc", _has_font("Noto Sans CJK SC")),
]  # fmt: skip
TEST = BOOK + [
    Need("Chromium", "walks the book as a reader", ("chromium",), "--cask chromium",
         _has_program(*CHROMIUM)),
    Need("Firefox", "walks it with a second engine", ("firefox-esr",), "--cask firefox",
         _has_program(*FIREFOX)),
    Need("Poppler", "reads the PDF back", ("poppler-utils",), "poppler",
         _has_program("pdftotext")),
]  # fmt: skip
NEEDS = {"book": BOOK, "test": TEST}


def provide(purpose: str, say=print) -> None:
    """Install what `book` or `test` lacks, where that is allowed.

    Raises ReportError with the exact command where it is not.
    """
    missing = [need for need in NEEDS[purpose] if not need.present()]
    if not missing:
        return
    names = ", ".join(f"{need.name} ({need.purpose})" for need in missing)
    packages = [package for need in missing for package in need.debian]
    prefix = _root_prefix()
    if shutil.which("apt-get") and prefix is not None:
        say(f"Installing {names} ...")
        _apt(prefix, packages)
        missing = [need for need in missing if not need.present()]
    if missing:
        raise ReportError(f"missing: {names}. Type: {command_to_type(missing)}")


def command_to_type(missing: list[Need]) -> str:
    """The command that installs the missing things on this kind of machine."""
    packages = " ".join(package for need in missing for package in need.debian)
    if shutil.which("apt-get"):
        return f"sudo apt-get update && sudo apt-get install -y {packages}"
    if shutil.which("brew"):
        return " && ".join(f"brew install {need.brew}" for need in missing)
    return f"(with your system's installer) {packages}"


def find_chromium() -> str:
    """The path of a Chromium; raises ReportError with the cure where there is none."""
    return _find_program("Chromium", CHROMIUM)


def find_firefox() -> str:
    """The path of a Firefox; raises ReportError with the cure where there is none."""
    return _find_program("Firefox", FIREFOX)


def _find_program(title: str, names: tuple[str, ...]) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise ReportError(f"no {title}. Type: sudo apt-get install -y {names[0]}")


def _root_prefix() -> list[str] | None:
    """How to act as root without being asked: as root, or by a silent sudo."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        silent = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if silent.returncode == 0:
            return ["sudo", "-n"]
    return None


def _apt(prefix: list[str], packages: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*prefix, "apt-get", "-q", *words],
            capture_output=True, text=True, check=False, env=environment,
        )  # fmt: skip
        if done.returncode:
            raise ReportError(
                f"apt-get {words[0]} failed: {done.stderr.strip()[-400:]}. "
                f"Type: sudo apt-get update && sudo apt-get install -y {' '.join(packages)}"
            )
    if Path("/usr/bin/fc-cache").exists():
        subprocess.run(["/usr/bin/fc-cache"], check=False)

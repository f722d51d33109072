"""Turns `python -m report` into the `report` command."""

from report.cli import main

main()

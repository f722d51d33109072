"""Turns CITATION.cff into everything by which the report and its parts are cited."""

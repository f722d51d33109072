"""Turns attributed claims in data/ into a versioned, citable report."""

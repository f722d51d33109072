"""Turns evidence into the tables and charts that the chapters show."""

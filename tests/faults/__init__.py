"""Faults: kills, torn writes, broken lines, and their controls."""

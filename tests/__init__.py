"""Mirrors the tree; stories, conformance, faults and bench beside it."""

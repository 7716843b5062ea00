"""How a connection says that its transaction will write."""

from __future__ import annotations

WRITE = "zc_write"
"""Execution option of a transaction that takes the write lock at its start."""

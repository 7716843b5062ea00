"""How a connection says that its transaction will write."""

from __future__ import annotations

WRITE = "zc_write"
"""Execution option of a transaction that takes the write lock at its start."""

BESIDE = "zc_beside"
"""Execution option of a transaction that others write beside: it takes a lock for each thing that it touches."""

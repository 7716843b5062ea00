"""What all tables of the platform are made upon."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

metadata = MetaData()
Position = BigInteger().with_variant(Integer(), "sqlite")
"""A place in the log, or a running number: SQLite counts by itself in this type alone."""

"""Tables of the platform about devices: terminals and their pictures, keys, and the halls in which devices stand."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text

from sync.platform.tables_meta import metadata

kiosk_beats = Table(
    "kiosk_beats",
    metadata,
    Column("device", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("phase", "faults", "calls", "figures")),
    *(Column(name, Text, nullable=False, server_default="") for name in ("region", "hall")),
)
"""The last sign of life of each terminal; ``calls`` since staff answered them; its hall, empty where it named none."""
Index("kiosk_beats_hall", kiosk_beats.c.hall, kiosk_beats.c.region)

kiosk_locks = Table(
    "kiosk_locks",
    metadata,
    Column("device", Text, primary_key=True),
    Column("locked", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
    Column("changed_ms", BigInteger, nullable=False),
)

kiosk_tickets = Table(
    "kiosk_tickets",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("lines", Text, nullable=False),
    Column("until_ms", BigInteger, nullable=False),
)
"""Tickets by which telephones send pictures to a terminal; the ticket itself is kept nowhere."""

kiosk_pictures = Table(
    "kiosk_pictures",
    metadata,
    Column("digest", Text, ForeignKey("kiosk_tickets.digest"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
"""What they sent, sealed under the ticket: with the ticket gone nobody reads it, whatever copy of this file is kept."""

device_keys = Table(
    "device_keys",
    metadata,
    Column("device", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("bound_ms", BigInteger, nullable=False),
)
"""The key that speaks for each device; ``via`` instead names the hall's server that brings its words."""

device_releases = Table(
    "device_releases",
    metadata,
    Column("device", Text, primary_key=True),
    Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("via", Text, nullable=False),
    Column("by", Text, nullable=False),
)
"""Who let a device have another key, and which it had."""

request_nonces = Table(
    "request_nonces",
    metadata,
    Column("device", Text, primary_key=True),
    Column("nonce", Text, primary_key=True),
    Column("until_s", BigInteger, nullable=False),
    Index("request_nonces_until", "until_s"),
)
"""Requests heard in the last minutes, where several workers must know of each other's (PostgreSQL)."""

device_halls = Table(
    "device_halls",
    metadata,
    Column("device", Text, primary_key=True),
    *(Column(name, Text, nullable=False) for name in ("region", "hall", "also", "by")),
    Column("since_ms", BigInteger, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("said_region", "said_hall")),
    Column("said_ms", BigInteger, nullable=False),
    Index("device_halls_hall", "hall", "region"),
    Index("device_halls_said", "said_ms"),
)
"""The hall in which each device stands; ``also``: names it had before it was renamed, a line each. ``by``: whose word
it is, empty: the device's own, heard first. ``said_…``: what the device names instead since ``said_ms``, 0: nothing
else."""

device_hall_acts = Table(
    "device_hall_acts",
    metadata,
    Column("device", Text, primary_key=True),
    Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
    *(Column(name, Text, nullable=False) for name in ("region", "hall", "was_region", "was_hall", "by")),
)
"""Who bound a device to which hall, and where it stood before; ``by`` empty: the device named it first."""

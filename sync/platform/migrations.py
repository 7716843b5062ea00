"""Every step of the platform's tables, one function each. A step never changes again once it was delivered.

A step says what it makes by itself instead of asking ``tables``: that one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from alembic.operations import Operations
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    false,
    inspect,
    text,
)

_Position = BigInteger().with_variant(Integer(), "sqlite")
Hit = Callable[[str], None]


def halls_and_staff(op: Operations, hit: Hit) -> None:
    """1 → 2: commits heard from above; what a hall's server relays; people of the staff page; partners' tables."""
    op.add_column("commits", Column("imported", Boolean, nullable=False, server_default=false()))
    hit("column")
    asked = text("type = 'partner_asked' AND NOT parked")
    op.create_index("events_asked", "events", ["position"], sqlite_where=asked, postgresql_where=asked)
    hit("index")
    _partners(op)
    hit("partners")
    _halls(op, hit)
    op.create_table(
        "staff_users",
        Column("number", Text, primary_key=True),
        Column("name", Text, nullable=False),
        Column("verifier", Text, nullable=False),
        Column("failures", Integer, nullable=False),
        Column("locked_until_ms", BigInteger, nullable=False),
    )


def _partners(op: Operations) -> None:
    """They came with the first question or never, as long as nobody kept versions."""
    if inspect(op.get_bind()).has_table("partner_asks"):
        return
    op.create_table(
        "partner_records",
        *(Column(name, Text, primary_key=True) for name in ("system", "key")),
        *(Column(name, Text, nullable=False) for name in ("state", "data")),
        Column("at_ms", BigInteger, nullable=False),
    )
    op.create_table(
        "partner_asks",
        Column("ask", LargeBinary(16), primary_key=True),
        Column("case_id", LargeBinary(16), nullable=False),
        Column("position", _Position, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("device", "operator", "system", "subject", "data")),
        Column("at_ms", BigInteger, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("state", "outcome")),
    )
    op.create_index("partner_asks_open", "partner_asks", ["state", "position"])


def _halls(op: Operations, hit: Hit) -> None:
    op.create_table(
        "members", Column("device", Text, primary_key=True), Column("joined_ms", BigInteger, nullable=False)
    )
    op.create_table(
        "relayed",
        Column("device", Text, primary_key=True),
        Column("epoch", Integer, primary_key=True),
        Column("seq", BigInteger, nullable=False),
        Column("trouble", Text, nullable=False),
    )
    hit("halls")
    op.create_table(
        "relay_receipts",
        Column("position", _Position, ForeignKey("commits.position"), primary_key=True, autoincrement=False),
        *(Column(name, Text, nullable=False) for name in ("outcome", "reason", "receipt")),
    )
    op.create_table(
        "relay_cursors", Column("device", Text, primary_key=True), Column("cursor", Text, nullable=False)
    )
    op.create_table("relayed_blobs", Column("digest", Text, primary_key=True))
    op.create_table(
        "spare_blocks",
        *(Column(name, Text, primary_key=True) for name in ("device", "series")),
        *(Column(name, Integer, nullable=False) for name in ("epoch", "size")),
        *(Column(name, Text, nullable=False) for name in ("key", "id")),
        *(Column(name, BigInteger, nullable=False) for name in ("first", "last")),
    )


def catalogue_by_line(op: Operations, hit: Hit) -> None:
    """3 → 4: catalogues as they were published."""
    op.create_table(
        "catalogue_versions",
        Column("version", Text, primary_key=True),
        Column("serial", BigInteger, nullable=False, unique=True),
        *(Column(name, Text, nullable=False) for name in ("statement", "signature")),
    )
    hit("catalogue")
    op.create_table(
        "catalogue_rows",
        *(Column(name, Text, primary_key=True) for name in ("version", "code")),
        Column("digest", Text, nullable=False),
    )
    op.create_table(
        "catalogue_bodies", Column("digest", Text, primary_key=True), Column("body", Text, nullable=False)
    )


def terminals(op: Operations, hit: Hit) -> None:
    """2 → 3: signs of life of unattended terminals, and their locks."""
    op.create_table(
        "kiosk_beats",
        Column("device", Text, primary_key=True),
        *(Column(name, BigInteger, nullable=False) for name in ("at_ms", "received_ms")),
        *(Column(name, Text, nullable=False) for name in ("phase", "faults", "calls", "figures")),
    )
    hit("beats")
    op.create_table(
        "kiosk_locks",
        Column("device", Text, primary_key=True),
        Column("locked", Boolean, nullable=False),
        Column("words", Text, nullable=False),
        *(Column(name, BigInteger, nullable=False) for name in ("until_ms", "changed_ms")),
    )


def halls_grown_up(op: Operations, hit: Hit) -> None:
    """4 → 5: cases that left a device; what a hall grants and carries for its province."""
    op.create_table(
        "gone",
        Column("device", Text, primary_key=True),
        Column("case_id", LargeBinary(16), primary_key=True),
        Column("position", _Position, nullable=False, unique=True),
        Column("id", LargeBinary(16), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("kind", "reason")),
        Column("at_ms", BigInteger, nullable=False),
    )
    hit("gone")
    op.create_table(
        "hall_leases",
        Column("position", _Position, primary_key=True, autoincrement=False),
        Column("case_id", LargeBinary(16), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("device", "request", "state", "detail")),
        Column("at_ms", BigInteger, nullable=False),
    )
    op.create_index("ix_hall_leases_case_id", "hall_leases", ["case_id"])
    hit("leases")
    op.create_table(
        "hall_carries",
        Column("digest", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("device", "answer", "trouble")),
    )


def telephones(op: Operations, hit: Hit) -> None:
    """5 → 6: tickets by which telephones send pictures to a terminal."""
    op.create_table(
        "kiosk_tickets",
        Column("digest", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("device", "lines")),
        Column("until_ms", BigInteger, nullable=False),
    )
    hit("tickets")
    op.create_table(
        "kiosk_pictures",
        Column("digest", Text, ForeignKey("kiosk_tickets.digest"), primary_key=True),
        Column("n", Integer, primary_key=True, autoincrement=False),
        Column("line", Text, nullable=False),
        Column("size", Integer, nullable=False),
        Column("sealed", LargeBinary, nullable=False),
    )


def device_keys(op: Operations, hit: Hit) -> None:
    """6 → 7: keys that devices sign their requests with, who released them, and nonces that several workers share."""
    op.create_table(
        "device_keys",
        Column("device", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("key", "role", "via")),
        Column("bound_ms", BigInteger, nullable=False),
    )
    hit("keys")
    op.create_table(
        "device_releases",
        Column("device", Text, primary_key=True),
        Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
        *(Column(name, Text, nullable=False) for name in ("key", "via", "by")),
    )
    op.create_table(
        "request_nonces",
        *(Column(name, Text, primary_key=True) for name in ("device", "nonce")),
        Column("until_s", BigInteger, nullable=False),
    )
    op.create_index("request_nonces_until", "request_nonces", ["until_s"])


def accounts(op: Operations, hit: Hit) -> None:
    """7 → 8: 对账 of a hall with its province, days that both ends signed, and what is left to a person."""
    op.create_table(
        "relay_heard",
        *(Column(name, Text, primary_key=True) for name in ("device", "writer")),
        Column("epoch", Integer, primary_key=True),
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
    )
    # What was heard for whom is not known of the past: all is asked for once more, and changes nothing else.
    op.execute("DELETE FROM relay_cursors")
    hit("heard")
    op.create_table(
        "day_accounts",
        *(Column(name, Text, primary_key=True) for name in ("side", "device", "day")),
        Column("at_ms", BigInteger, nullable=False),
        Column("settled", Boolean, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("ours", "our_receipt", "theirs", "their_receipt")),
    )
    op.create_table(
        "account_items",
        Column("n", _Position, primary_key=True),
        Column("case_id", LargeBinary(16), nullable=False),
        *(Column(name, Text, nullable=False) for name in ("kind", "places", "devices")),
        *(Column(name, BigInteger, nullable=False) for name in ("found_ms", "seen_ms", "closed_ms")),
        *(Column(name, Text, nullable=False) for name in ("closed_by", "note")),
    )


def gone_by_case(op: Operations, hit: Hit) -> None:
    """8 → 9: which devices a case left is asked at every push, by the case."""
    op.create_index("gone_case", "gone", ["case_id"])
    hit("gone-case")


def terminals_of_a_hall(op: Operations, hit: Hit) -> None:
    """9 → 10: where a terminal stands is found by its hall, which all its windows ask for."""
    for name in ("region", "hall"):
        op.add_column("kiosk_beats", Column(name, Text, nullable=False, server_default=""))
    op.create_index("kiosk_beats_hall", "kiosk_beats", ["hall", "region"])
    hit("terminals-of-a-hall")


def halls_of_devices(op: Operations, hit: Hit) -> None:
    """10 → 11: in which hall a device stands, as it named it first or its keeper said, and who said so when."""
    op.create_table(
        "device_halls",
        Column("device", Text, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("region", "hall", "also", "by")),
        Column("since_ms", BigInteger, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("said_region", "said_hall")),
        Column("said_ms", BigInteger, nullable=False),
    )
    op.create_index("device_halls_hall", "device_halls", ["hall", "region"])
    op.create_index("device_halls_said", "device_halls", ["said_ms"])
    hit("halls-of-devices")
    op.create_table(
        "device_hall_acts",
        Column("device", Text, primary_key=True),
        Column("at_ms", BigInteger, primary_key=True, autoincrement=False),
        *(Column(name, Text, nullable=False) for name in ("region", "hall", "was_region", "was_hall", "by")),
    )


STEPS: Mapping[int, Callable[[Operations, Hit], None]] = {
    1: halls_and_staff,
    2: terminals,
    3: catalogue_by_line,
    4: halls_grown_up,
    5: telephones,
    6: device_keys,
    7: accounts,
    8: gone_by_case,
    9: terminals_of_a_hall,
    10: halls_of_devices,
}
"""The step that leaves each version behind."""

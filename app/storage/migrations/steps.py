"""Every step, one function each. A step changes tables of plain rows and projections; the log it never touches.

A step says what it makes by itself instead of asking ``schema``: that one goes on, a step never changes again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from uuid import UUID, uuid4

from alembic.operations import Operations
from sqlalchemy import BLOB, Column, Integer, PrimaryKeyConstraint, Text, text


def visits_days_and_the_pad(op: Operations) -> None:
    """1 → 2: a case knows its visit; tables of visits, of the papers of a day, of the sheets of the pad."""
    op.add_column("case_row", Column("visit", BLOB))
    op.create_index("case_row_visit", "case_row", ["visit"])
    op.create_table(
        "visits",
        Column("id", BLOB, primary_key=True),
        *(
            Column(name, Text, nullable=False)
            for name in ("state", "device", "operator", "name", "proof", "reason")
        ),
        Column("opened_ms", Integer, nullable=False),
        Column("changed_ms", Integer, nullable=False),
    )
    op.create_index("visits_state", "visits", ["state", "changed_ms"])
    op.create_table(
        "day_records",
        Column("id", BLOB, primary_key=True),
        *(Column(name, Text, nullable=False) for name in ("kind", "day", "device")),
        Column("at_ms", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("by", "second")),
        Column("open_points", Integer, nullable=False),
        Column("body", Text, nullable=False),
    )
    op.create_index("day_records_day", "day_records", ["day", "kind"])
    op.create_table(
        "pad_sheets",
        Column("number", Text, primary_key=True),
        Column("n", Integer, nullable=False),
        Column("device", Text, nullable=False),
        Column("document_id", BLOB, nullable=False, unique=True),
        Column("state", Text, nullable=False),
        Column("case_id", BLOB),
        *(Column(name, Text, nullable=False) for name in ("reason", "operator")),
        Column("issued_ms", Integer, nullable=False),
        Column("changed_ms", Integer, nullable=False),
    )


def ledgers_of_blanks_and_seals(op: Operations) -> None:
    """2 → 3: entries behind the list of blanks, made up for what is there; the register of seals."""
    op.add_column("stock", Column("holder", Text, nullable=False, server_default=""))
    op.create_table(
        "stock_moves",
        Column("n", Integer, primary_key=True, autoincrement=True),
        Column("id", BLOB, nullable=False, unique=True),
        Column("batch", BLOB, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("act", "kind", "serial", "day")),
        Column("at_ms", Integer, nullable=False),
        *(
            Column(name, Text, nullable=False)
            for name in ("operator", "second", "holder", "reason", "picture", "box")
        ),
        Column("case_id", BLOB),
        Column("was", Text),
        *(Column(name, Text, nullable=False) for name in ("now", "hash")),
        sqlite_autoincrement=True,
    )
    op.create_index("stock_moves_sheet", "stock_moves", ["kind", "serial"])
    op.create_table(
        "seal_moves",
        Column("n", Integer, primary_key=True, autoincrement=True),
        Column("id", BLOB, nullable=False, unique=True),
        *(
            Column(name, Text, nullable=False)
            for name in ("act", "seal", "holder", "place", "reason", "operator")
        ),
        Column("at_ms", Integer, nullable=False),
        Column("hash", Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("seal_moves_seal", "seal_moves", ["seal"])
    _open_the_ledger(op)
    for table in ("stock_moves", "seal_moves"):
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
            )


_OLD_ENTRIES = {
    "on_hand": (("receive", None, "in_store"), ("issue", "in_store", "on_hand")),
    "used": (("use", "on_hand", "used"),),
    "void": (("void", "on_hand", "void"),),
}


def _open_the_ledger(op: Operations) -> None:
    """Every sheet that is listed was received and issued some day, and then used or spoiled."""
    connection, prev = op.get_bind(), "0" * 64
    for kind, serial, state, case_id, reason, at_ms in connection.exec_driver_sql(
        "SELECT kind, serial, state, case_id, reason, changed_ms FROM stock ORDER BY kind, serial"
    ).fetchall():
        day = datetime.fromtimestamp(at_ms / 1000, timezone(timedelta(hours=8))).date().isoformat()
        for act, was, now in (*_OLD_ENTRIES["on_hand"], *(_OLD_ENTRIES[state] if state != "on_hand" else ())):
            own, of_log = uuid4(), act in ("use", "void")
            values = (
                *(own, own, act, kind, serial, day, at_ms, "device", "", ""),
                *(reason if of_log else "", "", "旧账", UUID(bytes=case_id) if of_log and case_id else None),
                *(was, now),
            )
            words = "\x1f".join((prev, *(str(value) for value in values)))
            prev = hashlib.sha256(words.encode()).hexdigest()
            row = tuple(value.bytes if isinstance(value, UUID) else value for value in values)
            marks = ", ".join("?" * (len(row) + 1))
            columns = (
                "id, batch, act, kind, serial, day, at_ms, operator, second, holder, reason, picture, box"
            )
            connection.exec_driver_sql(
                f"INSERT INTO stock_moves ({columns}, case_id, was, now, hash) VALUES ({marks})",  # noqa: S608
                (*row, prev),
            )


def bundles_of_originals(op: Operations) -> None:
    """3 → 4: bundles of originals as a projection; the rebuilding that follows every climb fills it."""
    op.create_table(
        "bundles",
        Column("code", Text, nullable=False),
        Column("case_id", BLOB, nullable=False),
        *(Column(name, Integer, nullable=False) for name in ("originals", "copies")),
        Column("place", Text, nullable=False),
        Column("since_ms", Integer, nullable=False),
        Column("steps", Text, nullable=False),
        PrimaryKeyConstraint("code", "case_id"),
    )
    op.create_index("bundles_place", "bundles", ["place"])
    op.create_index("bundles_case", "bundles", ["case_id"])


def halls_and_gone_cases(op: Operations) -> None:
    """4 → 5: the province's word behind a hall; cases that left this device."""
    op.create_table(
        "second_receipts",
        Column("commit_id", BLOB, primary_key=True),
        *(Column(name, Integer, nullable=False) for name in ("seq", "epoch")),
        *(Column(name, Text, nullable=False) for name in ("receipt", "refused")),
        Column("at_ms", Integer, nullable=False),
    )
    op.create_index("second_through", "second_receipts", ["epoch", "seq"])
    op.create_index("second_refused", "second_receipts", ["seq"], sqlite_where=text("refused != ''"))
    op.create_table(
        "gone_cases",
        Column("case_id", BLOB, primary_key=True),
        Column("id", BLOB, nullable=False),
        *(Column(name, Text, nullable=False) for name in ("kind", "reason")),
        *(Column(name, Integer, nullable=False) for name in ("at_ms", "told_ms", "aside")),
    )


def where_gone_cases_are(op: Operations) -> None:
    """5 → 6: which window has a case that moved away, and how far it is there."""
    for name in ("home", "stage"):
        op.add_column("gone_cases", Column(name, Text, nullable=False, server_default=""))


def clocks_of_each_promise(op: Operations) -> None:
    """6 → 7: no table changes. The check of one promise ends no other's clock any more; the rebuilding that follows
    every climb counts the clocks of old cases anew.
    """


def indexes_of_what_waits(op: Operations) -> None:
    """7 → 8: scans that wait and receipts of today are found without looking at all that ever were."""
    acked = text("ack_ms IS NOT NULL")
    op.create_index("commits_acked", "commits", ["device", "ack_ms"], sqlite_where=acked)
    unsent = text("state IN ('waiting', 'damaged')")
    op.create_index("blobs_unsent", "blobs", ["case_id", "state", "size"], sqlite_where=unsent)


def keys_of_each_case(op: Operations) -> None:
    """8 → 9: the search keys of the newest cases are found without sorting all that begin with what was typed."""
    op.create_index("search_key_case", "search_key", ["case_id"])


def what_a_printer_may_still_have(op: Operations) -> None:
    """9 → 10: what is to be taken back from a printer outlives the program. What was given up before and has a reprint
    waiting, what goes again, and what was voided at the printer, is asked for once more.
    """
    op.add_column("jobs", Column("withdrawal", Text, nullable=False, server_default=""))
    unwanted = text("withdrawal = 'wanted'")
    op.create_index("jobs_unwanted", "jobs", ["created_ms"], sqlite_where=unwanted)
    op.execute(
        text(
            "UPDATE jobs SET withdrawal = 'wanted' WHERE printer != '' AND (state = 'allocated'"
            " OR (state IN ('sent', 'unsure') AND instr(detail, '已作废，出来了也不能用') > 0) OR (state = 'settled'"
            " AND document_id IN (SELECT document_id FROM jobs WHERE state = 'allocated')))"
        )
    )


def what_corrects_what(op: Operations) -> None:
    """10 → 11: a case knows which one it corrects (更正件). The column is filled from what the log says of how a case
    came in: to replay every case for the few of them would take minutes.
    """
    op.add_column("case_row", Column("corrects", BLOB))
    op.create_index("case_row_corrects", "case_row", ["corrects"], sqlite_where=text("corrects IS NOT NULL"))
    connection = op.get_bind()
    came_in = connection.exec_driver_sql(
        "SELECT case_id, CAST(payload AS BLOB) FROM events WHERE type IN ('opened', 'received', 'online_arrived')"
        " AND (instr(payload, '\"corrects\":\"') > 0 OR instr(payload, '\"corrects\": \"') > 0) ORDER BY arrival"
    ).fetchall()
    for case_id, payload in came_in:
        corrects = _corrected_by(payload)
        if corrects is not None:
            values = (corrects.bytes, case_id)
            connection.exec_driver_sql("UPDATE case_row SET corrects = ? WHERE case_id = ?", values)


def _corrected_by(payload: bytes) -> UUID | None:
    """What a case corrects by the event with which it came in; None where it says of none (a form may have a field of
    that name), or cannot be read: the check of the data tells that, and no update may stop at it for ever.
    """
    try:
        return UUID(json.loads(payload)["intake"]["corrects"])
    except (ValueError, TypeError, LookupError, AttributeError):
        return None


def how_names_sound(op: Operations) -> None:
    """11 → 12: names by their sound. Made empty, so that no morning begins late: it is filled while people work."""
    op.create_table(
        "name_sound",
        Column("key", Text, nullable=False),
        Column("case_id", BLOB, nullable=False),
        PrimaryKeyConstraint("key", "case_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("name_sound_case", "name_sound", ["case_id"])
    op.create_table(
        "sounded",
        Column("n", Integer, primary_key=True),
        *(Column(name, Integer, nullable=False) for name in ("oldest", "newest")),
    )


def order_within_a_day(op: Operations) -> None:
    """12 → 13: the due list finds its first lines without sorting all that are due on one day."""
    op.execute("DROP INDEX IF EXISTS due_date")
    op.create_index("due_date", "due", ["date", "case_id"])


STEPS: Mapping[int, Callable[[Operations], None]] = {
    1: visits_days_and_the_pad,
    2: ledgers_of_blanks_and_seals,
    3: bundles_of_originals,
    4: halls_and_gone_cases,
    5: where_gone_cases_are,
    6: clocks_of_each_promise,
    7: indexes_of_what_waits,
    8: keys_of_each_case,
    9: what_a_printer_may_still_have,
    10: what_corrects_what,
    11: how_names_sound,
    12: order_within_a_day,
}
"""The step that leaves each version behind."""
INDEXES_ONLY = frozenset({7, 8, 9, 10, 11, 12})
"""Steps that leave every row as the log tells it: no case is replayed for them, which takes minutes with 100,000."""

"""Tables of the profile. The log (commits, events) is never rewritten; projections may be dropped and
rebuilt from it.
"""

from __future__ import annotations

from sqlalchemy import (
    BLOB,
    DDL,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    event,
    literal_column,
)

SCHEMA_VERSION = 13

metadata = MetaData()

commits = Table(
    "commits",
    metadata,
    Column("arrival", Integer, primary_key=True, autoincrement=True),
    Column("device", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("id", BLOB, nullable=False, unique=True),
    Column("case_id", BLOB, nullable=False),
    Column("body", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("ack", Text),
    Column("ack_ms", Integer),
    Column("parked", Text),
    UniqueConstraint("device", "epoch", "seq"),
    sqlite_autoincrement=True,
)
Index(
    "commits_waiting", commits.c.device, commits.c.epoch, commits.c.seq, sqlite_where=commits.c.ack.is_(None)
)
Index("commits_case", commits.c.case_id)
# Counted for a badge every few seconds: without it, a scan of the whole log.
Index("commits_acked", commits.c.device, commits.c.ack_ms, sqlite_where=commits.c.ack_ms.is_not(None))
Index("commits_parked", commits.c.seq, sqlite_where=commits.c.parked.is_not(None))

second_receipts = Table(
    "second_receipts",
    metadata,
    Column("commit_id", BLOB, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("refused", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
)
"""The province's word for own commits that a hall's server took first; ``refused``: why it did not apply, or empty."""
Index("second_through", second_receipts.c.epoch, second_receipts.c.seq)
Index("second_refused", second_receipts.c.seq, sqlite_where=second_receipts.c.refused != "")

gone_cases = Table(
    "gone_cases",
    metadata,
    Column("case_id", BLOB, primary_key=True),
    Column("id", BLOB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("told_ms", Integer, nullable=False),
    Column("aside", Integer, nullable=False),
    Column("home", Text, nullable=False, server_default=""),
    Column("stage", Text, nullable=False, server_default=""),
)
"""墓碑: cases that the platform took from this device; ``aside``: own work stands against it, nothing was put away.

``home`` and ``stage``: of a case that moved, which window has it and how far it is there.
"""

events = Table(
    "events",
    metadata,
    Column("arrival", Integer, primary_key=True, autoincrement=True),
    Column("id", BLOB, nullable=False, unique=True),
    Column("case_id", BLOB, nullable=False),
    Column("device", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("commit_id", BLOB, nullable=False),
    Column("type", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("case_id", "device", "version"),
    sqlite_autoincrement=True,
)

number_blocks = Table(
    "number_blocks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("series", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("next", Integer, nullable=False),
)

numbers = Table(
    "numbers",
    metadata,
    Column("series", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("document_id", BLOB, nullable=False, unique=True),
    PrimaryKeyConstraint("series", "n"),
)

drafts = Table(
    "drafts",
    metadata,
    Column("draft", BLOB, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    PrimaryKeyConstraint("draft", "field"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", BLOB, primary_key=True),
    Column("document_id", BLOB, nullable=False),
    Column("case_id", BLOB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("printing", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("printer", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("created_ms", Integer, nullable=False),
    Column("changed_ms", Integer, nullable=False),
    Column("withdrawal", Text, nullable=False, server_default=""),
    UniqueConstraint("document_id", "printing"),
)
Index("jobs_state", jobs.c.state)
UNWANTED_JOBS = jobs.c.withdrawal == literal_column("'wanted'")
"""What a printer may still have though nobody wants it; in these words SQLite knows the index."""
Index("jobs_unwanted", jobs.c.created_ms, sqlite_where=UNWANTED_JOBS)

blobs = Table(
    "blobs",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("case_id", BLOB),
)
UNSENT_SCANS = blobs.c.state.in_((literal_column("'waiting'"), literal_column("'damaged'")))
"""What the platform has not got; in these words SQLite knows the index, without them it looks at all that ever was."""
Index("blobs_unsent", blobs.c.case_id, blobs.c.state, blobs.c.size, sqlite_where=UNSENT_SCANS)

stock = Table(
    "stock",
    metadata,
    Column("kind", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("case_id", BLOB),
    Column("reason", Text, nullable=False, default=""),
    Column("changed_ms", Integer, nullable=False, default=0),
    Column("holder", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("kind", "serial"),
)

# The ledger behind ``stock``: entries are added and never changed; the triggers of ``ledgers`` see to it.
stock_moves = Table(
    "stock_moves",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("id", BLOB, nullable=False, unique=True),
    Column("batch", BLOB, nullable=False),
    Column("act", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("serial", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("operator", Text, nullable=False),
    Column("second", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("picture", Text, nullable=False),
    Column("box", Text, nullable=False),
    Column("case_id", BLOB),
    Column("was", Text),
    Column("now", Text, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("stock_moves_sheet", stock_moves.c.kind, stock_moves.c.serial)

# 印章登记: which seal was taken by whom, where it is, and when it came back.
seal_moves = Table(
    "seal_moves",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("id", BLOB, nullable=False, unique=True),
    Column("act", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("seal_moves_seal", seal_moves.c.seal)

operators = Table(
    "operators",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("number", Text, nullable=False, unique=True),
    Column("password", Text, nullable=False),
    Column("grants", Text, nullable=False),
    Column("failed", Integer, nullable=False, default=0),
    Column("locked_until_ms", Integer, nullable=False, default=0),
    Column("disabled", Integer, nullable=False, default=0),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=True),
    Column("at_ms", Integer, nullable=False),
    Column("operator", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    sqlite_autoincrement=True,
)

guides = Table(
    "guides",
    metadata,
    Column("code", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("code", "version"),
)

# 来访: one agent, several principals; which cases belong to it the log says (``Intake.visit``).
visits = Table(
    "visits",
    metadata,
    Column("id", BLOB, primary_key=True),
    Column("state", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("proof", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened_ms", Integer, nullable=False),
    Column("changed_ms", Integer, nullable=False),
)
Index("visits_state", visits.c.state, visits.c.changed_ms)

# Papers of a working day, as they were signed for.
day_records = Table(
    "day_records",
    metadata,
    Column("id", BLOB, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("second", Text, nullable=False),
    Column("open_points", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
Index("day_records_day", day_records.c.day, day_records.c.kind)

# Sheets of the numbered pad: each is used by a case, void with a reason, missing with a reason, or still there.
pad_sheets = Table(
    "pad_sheets",
    metadata,
    Column("number", Text, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("device", Text, nullable=False),
    Column("document_id", BLOB, nullable=False, unique=True),
    Column("state", Text, nullable=False),
    Column("case_id", BLOB),
    Column("reason", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("issued_ms", Integer, nullable=False),
    Column("changed_ms", Integer, nullable=False),
)

items = Table(
    "items",
    metadata,
    Column("rowid_", Integer, primary_key=True, autoincrement=True),
    Column("code", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("sub_name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("synonyms", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("guided", Integer, nullable=False),
)

case_row = Table(
    "case_row",
    metadata,
    Column("case_id", BLOB, primary_key=True),
    Column("state", Text, nullable=False),
    Column("lease", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("applicant", Text, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("opened_ms", Integer, nullable=False),
    Column("changed_ms", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("awaits_seal", Integer, nullable=False),
    Column("visit", BLOB),
    Column("corrects", BLOB),
)
Index("case_row_visit", case_row.c.visit)
# 更正件 are few: what corrects a case is found without looking at all that ever were.
Index("case_row_corrects", case_row.c.corrects, sqlite_where=case_row.c.corrects.is_not(None))
Index("case_row_state", case_row.c.state, case_row.c.changed_ms)
Index("case_row_changed", case_row.c.changed_ms)

due = Table(
    "due",
    metadata,
    Column("case_id", BLOB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("firm", Integer, nullable=False),
    PrimaryKeyConstraint("case_id", "kind"),
)
# With the case in it, since of a hall with a million cases thousands are due on one day, and 200 are shown.
Index("due_date", due.c.date, due.c.case_id)

papers = Table(
    "papers",
    metadata,
    Column("document_id", BLOB, primary_key=True),
    Column("case_id", BLOB, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("printings", Integer, nullable=False),
    Column("out", Integer, nullable=False),
    Column("blank", Text, nullable=False),
    Column("issued_ms", Integer, nullable=False),
)
Index("papers_case", papers.c.case_id)
Index("papers_number", papers.c.number)
Index("papers_state", papers.c.state)

search_key = Table(
    "search_key",
    metadata,
    Column("key", Text, nullable=False),
    Column("case_id", BLOB, nullable=False),
    PrimaryKeyConstraint("key", "case_id"),
    sqlite_with_rowid=False,
)
Index("search_key_case", search_key.c.case_id)

bundles = Table(
    "bundles",
    metadata,
    Column("code", Text, nullable=False),
    Column("case_id", BLOB, nullable=False),
    Column("originals", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("place", Text, nullable=False),
    Column("since_ms", Integer, nullable=False),
    Column("steps", Text, nullable=False),
    PrimaryKeyConstraint("code", "case_id"),
)
Index("bundles_place", bundles.c.place)
Index("bundles_case", bundles.c.case_id)

# How the names in ``search_key`` sound. A save writes none of it: ``sound_filler`` does, some seconds later.
name_sound = Table(
    "name_sound",
    metadata,
    Column("key", Text, nullable=False),
    Column("case_id", BLOB, nullable=False),
    PrimaryKeyConstraint("key", "case_id"),
    sqlite_with_rowid=False,
)
Index("name_sound_case", name_sound.c.case_id)

sounded = Table(
    "sounded",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("oldest", Integer, nullable=False),
    Column("newest", Integer, nullable=False),
)
"""Its one row: from which commit to which (``commits.arrival``) the cases have their sounds. Without it none has."""

PROJECTIONS = (case_row, due, papers, search_key, name_sound, bundles)


def fixed(table: str) -> tuple[str, ...]:
    """Triggers that refuse to change or erase an entry of a ledger, whoever asks."""
    return tuple(
        f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
        for what in ("UPDATE", "DELETE")
    )


for _ledger in (stock_moves, seal_moves):
    for _trigger in fixed(_ledger.name):
        event.listen(_ledger, "after_create", DDL(_trigger))  # type: ignore[no-untyped-call]

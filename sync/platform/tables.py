"""The platform's own tables. Nothing here is shared with a window, or "equal" would prove nothing."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    and_,
    false,
)

from sync.platform import tables_devices as _devices
from sync.platform.tables_meta import Position as _Position
from sync.platform.tables_meta import metadata as metadata

_Uuid = LargeBinary(16)

server = Table(
    "server",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""Epoch and signing seed of this platform."""

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
"""Last position given out; taken inside the writing transaction, so that positions have the order of commits."""

heads = Table(
    "heads",
    metadata,
    Column("device", Text, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)
"""How far each device and epoch has come, without gaps."""

commits = Table(
    "commits",
    metadata,
    Column("position", _Position, primary_key=True, autoincrement=False),
    Column("device", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("id", _Uuid, nullable=False),
    Column("case_id", _Uuid, nullable=False),
    Column("body", Text),
    Column("digest", Text, nullable=False),
    Column("prev", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("parked", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
    Column("receipt", Text, nullable=False),
    Column("imported", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("device", "epoch", "seq"),
)
"""The log. ``imported``: heard from the platform above (a hall's server); of such devices it need not have all."""
Index("commits_case", commits.c.case_id)
Index(
    "commits_id",
    commits.c.id,
    unique=True,
    sqlite_where=commits.c.parked == false(),
    postgresql_where=commits.c.parked == false(),
)

events = Table(
    "events",
    metadata,
    Column("id", _Uuid, primary_key=True),
    Column("position", _Position, ForeignKey("commits.position"), nullable=False, index=True),
    Column("case_id", _Uuid, nullable=False),
    Column("device", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("parked", Boolean, nullable=False),
)
_asked = and_(events.c.type == "partner_asked", events.c.parked == false())
Index("events_asked", events.c.position, sqlite_where=_asked, postgresql_where=_asked)

cases = Table(
    "cases",
    metadata,
    Column("case_id", _Uuid, primary_key=True),
    Column("stage", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("home", Text, nullable=False),
    Column("lease_epoch", Integer, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("item_name", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("received_on", Text, nullable=False),
    Column("accepted_on", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("decided_on", Text, nullable=False),
    Column("events", Integer, nullable=False),
    Column("flags", Text, nullable=False),
)
"""Where each case stands; no applicant, since an overview needs none."""

writers = Table(
    "writers",
    metadata,
    Column("case_id", _Uuid, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("joined", Boolean, nullable=False),
)
"""Who writes about a case, the writer's own count of events, and whether it hears of the case.

One whose commits were all parked does not: a stranger could ask for any case by writing to it."""

papers = Table(
    "papers",
    metadata,
    Column("document_id", _Uuid, primary_key=True),
    Column("number", Text, nullable=False, index=True),
    Column("case_id", _Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("position", _Position, nullable=False),
    Column("conflict", Boolean, nullable=False),
)
"""Numbers that stand on paper; one used twice is marked, never refused."""

feed = Table(
    "feed",
    metadata,
    Column("position", _Position, primary_key=True, autoincrement=False),
    Column("device", Text, nullable=False),
    Column("commit_position", _Position, ForeignKey("commits.position"), nullable=False),
)
"""What each device is still to hear of; a device that joins a case late hears its beginning too."""
Index("feed_device", feed.c.device, feed.c.position)

blocks = Table(
    "blocks",
    metadata,
    Column("id", Text, primary_key=True),
    Column("series", Text, nullable=False, index=True),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("key", Text, nullable=False),
    Column("reserved_ms", BigInteger, nullable=False),
    UniqueConstraint("device", "key"),
)

forks = Table(
    "forks",
    metadata,
    Column("n", _Position, primary_key=True),
    Column("device", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("id", _Uuid, nullable=False),
    Column("digest", Text, nullable=False),
    Column("body", Text),
    Column("received_ms", BigInteger, nullable=False),
    UniqueConstraint("device", "epoch", "seq", "digest"),
)
"""The other body of a sequence fork: both are kept, a person decides."""

blobs = Table(
    "blobs",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("received_ms", BigInteger, nullable=False),
)
"""Scans that are whole here; ``digest`` is SHA-256 of the content."""

uploads = Table(
    "uploads",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("size", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("device", Text, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
)
"""Scans on their way; ``offset`` counts bytes that are on disk, ``id`` is the one writer's."""

case_blobs = Table(
    "case_blobs",
    metadata,
    Column("case_id", _Uuid, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("device", Text, nullable=False),
)
"""Scans of a case, as its uploads or its events name them; one that is not here yet is awaited."""

epochs = Table(
    "epochs",
    metadata,
    Column("device", Text, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("opened_ms", BigInteger, nullable=False),
)
"""Epochs that devices announced; one more than the first means that a device was restored."""

gone = Table(
    "gone",
    metadata,
    Column("device", Text, primary_key=True),
    Column("case_id", _Uuid, primary_key=True),
    Column("position", _Position, nullable=False, unique=True),
    Column("id", _Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""墓碑: cases that left a device; ``position`` is a place in its feed. What came before it is not told again."""
Index("gone_case", gone.c.case_id)

case_digests = Table(
    "case_digests",
    metadata,
    Column("device", Text, primary_key=True),
    Column("bucket", Text, primary_key=True),
    Column("case_id", _Uuid, primary_key=True),
    Column("commits", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
)
"""What a device should have of each of its cases, kept with every commit (``sync.wire.ranges``)."""

range_digests = Table(
    "range_digests",
    metadata,
    Column("device", Text, primary_key=True),
    Column("bucket", Text, primary_key=True),
    Column("commits", Integer, nullable=False),
    Column("digest", LargeBinary(32), nullable=False),
)
"""The same, summed up per bucket of cases."""

catalogue_versions = Table(
    "catalogue_versions",
    metadata,
    Column("version", Text, primary_key=True),
    Column("serial", BigInteger, nullable=False, unique=True),
    Column("statement", Text, nullable=False),
    Column("signature", Text, nullable=False),
)
"""Catalogues as published, with their signed manifests; never changed."""

catalogue_rows = Table(
    "catalogue_rows",
    metadata,
    Column("version", Text, primary_key=True),
    Column("code", Text, primary_key=True),
    Column("digest", Text, nullable=False),
)

catalogue_bodies = Table(
    "catalogue_bodies",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("body", Text, nullable=False),
)
"""Texts of catalogue rows, each once."""
records = Table(
    "partner_records",
    metadata,
    Column("system", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""What the counterparts of the partners keep."""

asks = Table(
    "partner_asks",
    metadata,
    Column("ask", _Uuid, primary_key=True),
    Column("case_id", _Uuid, nullable=False),
    Column("position", _Position, nullable=False),
    Column("device", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("system", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text, nullable=False),
)
"""Questions that came in: ``state`` is open, waiting (for people), answered or failed."""
Index("partner_asks_open", asks.c.state, asks.c.position)

members = Table(
    "members",
    metadata,
    Column("device", Text, primary_key=True),
    Column("joined_ms", BigInteger, nullable=False),
)
"""The windows of a hall, on the hall's own server: each hears of every case of the hall."""

relayed = Table(
    "relayed",
    metadata,
    Column("device", Text, primary_key=True),
    Column("epoch", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("trouble", Text, nullable=False),
)
"""How far the platform above has acknowledged each device; ``trouble`` is why it goes no further, or empty."""

relay_receipts = Table(
    "relay_receipts",
    metadata,
    Column("position", _Position, ForeignKey("commits.position"), primary_key=True, autoincrement=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("receipt", Text, nullable=False),
)
"""The word of the platform above for a commit that was forwarded."""

relay_cursors = Table(
    "relay_cursors",
    metadata,
    Column("device", Text, primary_key=True),
    Column("cursor", Text, nullable=False),
)
"""How far the changes for each device were heard from the platform above; moved with what they brought."""

relayed_blobs = Table("relayed_blobs", metadata, Column("digest", Text, primary_key=True))
"""Scans that the platform above has whole."""

hall_leases = Table(
    "hall_leases",
    metadata,
    Column("position", _Position, primary_key=True, autoincrement=False),
    Column("case_id", _Uuid, nullable=False, index=True),
    Column("device", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
)
"""Cases that a hall gave from window to window while its province was out of reach; ``position``: of the commit that
says so. ``state``: waiting, granted or refused by the province."""

hall_carries = Table(
    "hall_carries",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("trouble", Text, nullable=False),
)
"""Sealed files for the province that a hall holds; ``answer``: what the province said, empty while it was not asked."""

relay_heard = Table(
    "relay_heard",
    metadata,
    *(Column(name, Text, primary_key=True) for name in ("device", "writer")),
    Column("epoch", Integer, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
)
"""Which commits of others the platform above told for each window of a hall: both should have them (对账)."""

day_accounts = Table(
    "day_accounts",
    metadata,
    *(Column(name, Text, primary_key=True) for name in ("side", "device", "day")),
    Column("at_ms", BigInteger, nullable=False),
    Column("settled", Boolean, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("ours", "our_receipt", "theirs", "their_receipt")),
)
"""日终对账: a day at both ends, each signed; ``side`` of the other end: ``above`` (a hall asked) or ``below``."""

account_items = Table(
    "account_items",
    metadata,
    Column("n", _Position, primary_key=True),
    Column("case_id", _Uuid, nullable=False),
    *(Column(name, Text, nullable=False) for name in ("kind", "places", "devices")),
    *(Column(name, BigInteger, nullable=False) for name in ("found_ms", "seen_ms", "closed_ms")),
    *(Column(name, Text, nullable=False) for name in ("closed_by", "note")),
)
"""What a hall's 对账 left to a person; ``closed_ms`` 0: open, ``closed_by`` empty: it was gone by itself."""

spares = Table(
    "spare_blocks",
    metadata,
    Column("device", Text, primary_key=True),
    Column("series", Text, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in ("epoch", "size")),
    *(Column(name, Text, nullable=False) for name in ("key", "id")),
    *(Column(name, BigInteger, nullable=False) for name in ("first", "last")),
)
"""A block per device and series that the platform above reserved in advance (``id`` empty: still asked for)."""

staff_users = Table(
    "staff_users",
    metadata,
    Column("number", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until_ms", BigInteger, nullable=False),
)
"""Who may use the staff page: 工号, name, Argon2id verifier, wrong passwords since the last right one."""

kiosk_beats, kiosk_locks = _devices.kiosk_beats, _devices.kiosk_locks
kiosk_tickets, kiosk_pictures = _devices.kiosk_tickets, _devices.kiosk_pictures
device_keys, device_releases = _devices.device_keys, _devices.device_releases
device_halls, device_hall_acts = _devices.device_halls, _devices.device_hall_acts
request_nonces = _devices.request_nonces

"""Commits that are kept and have no place in the log: held until something proves them, and the losers of a fork.

A copied profile may send another commit where the platform lost the true one. While nothing that is left tells which
is which, either is kept word for word and has its receipt; the next one of the sequence holds the hash of the true one,
and what does not fit is a fork, kept for a person. Where nothing ever comes, a person ends it (``platform held``).
"""

from __future__ import annotations

import json
import logging
import re
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from sync.platform import tables
from sync.platform.judge import Sender, kept_text
from sync.platform.rebirth import put
from sync.wire.models import Command, CommandResult, Outcome
from sync.wire.problems import BUSY, ProblemError

_log = logging.getLogger(__name__)

_HELD, _ACCEPTED = "held:", "held_accepted:"
_MOST = 8
"""So many are held at one place: more profiles than anybody copies."""
_PAGE = 50
_BEGINNING = 400
_CASE = re.compile(r'"case"\s*:\s*"([0-9A-Za-z-]{1,64})"')
"""A text names its case before its events."""
DISMISSED = "dismissed"
"""Why a device's commit is not in force: nothing proved it, and a person decided so."""


class ForkError(Exception):
    """Another commit has the place of ``command``."""

    def __init__(self, command: Command) -> None:
        super().__init__(command.seq)
        self.command = command


@dataclass(frozen=True)
class Held:
    """A commit beside the log, since when (UTC ms, 0: kept by an older version), and what a person decided of it.

    ``by`` and ``why``: who dismissed it, empty while it waits; ``ended_ms`` when; ``receipt`` the word its device gets;
    ``out``: whether it lay in the sums as parked, which it was taken out of by that (None: it was not).
    """

    name: str
    sender: Sender
    command: Command
    since_ms: int = 0
    by: str = ""
    why: str = ""
    ended_ms: int = 0
    receipt: str = ""
    out: bool | None = None

    @property
    def text(self) -> str:
        """As it is stored."""
        decided = {"by": self.by, "why": self.why, "ended_ms": self.ended_ms, "receipt": self.receipt}
        decided |= {"out": self.out}
        kept = {"command": json.loads(self.command.model_dump_json()), "since_ms": self.since_ms, **decided}
        return json.dumps(kept, ensure_ascii=False)


def hold(connection: Connection, sender: Sender, command: Command, now_ms: int) -> bool:
    """Keep a commit whose place nothing proves yet; again changes nothing. Whether it waits, and was not dismissed.

    ProblemError: too many wait there; a person may dismiss some.
    """
    there = held_at(connection, sender, command.seq)
    name = f"{_place(sender, command.seq)}{command.digest}:{command.hash}"
    known = next((one for one in there if one.name == name), None)
    if known is not None:
        return not known.by
    if sum(not one.by for one in there) >= _MOST:
        raise ProblemError(BUSY, f"too many are held at seq {command.seq}")
    put(connection, name, Held(name, sender, command, now_ms).text)
    _log.error("commit %s/%s/%s was lost here and is held", sender.device, sender.epoch, command.seq)
    return True


def fitting(connection: Connection, sender: Sender, seq: int, hash_: str | None) -> Command | None:
    """The one held at ``seq`` that has ``hash_``; dismissed or not, for a proof counts more than a person's guess."""
    found = (one.command for one in held_at(connection, sender, seq) if one.command.hash == hash_)
    return next(found, None)


def settle(connection: Connection, sender: Sender, true: Command, now_ms: int) -> bool:
    """``true`` has its place now: it is held no longer, and what else waited there is a fork.

    Gives whether the sums lack this place, as they were told by a dismissal that it stays empty.
    """
    lacking = False
    for one in held_at(connection, sender, true.seq):
        command = one.command
        same = (command.id, command.digest, command.hash) == (true.id, true.digest, true.hash)
        lacking = lacking or one.out is not None
        if one.by and not same:
            if one.out is not None:
                put(connection, one.name, replace(one, out=None).text)
            continue  # a person said so already, and it is kept with his word
        connection.execute(delete(tables.server).where(tables.server.c.name == one.name))
        if not same:
            keep_fork(connection, sender, command, now_ms)
    return lacking


def counted_out(connection: Connection, sender: Sender) -> dict[tuple[int, str], bool]:
    """(seq, hash) of what dismissals took out of the sums → whether it lay there as parked."""
    mine = (one for one in every(connection, sender.device) if one.sender == sender)
    return {(one.command.seq, one.command.hash): one.out for one in mine if one.out is not None}


def dismiss(connection: Connection, one: Held) -> None:
    """A person decided that it gets no place, as it says itself; its text stays, and ``receipt`` tells its device."""
    put(connection, one.name, one.text)
    where = (one.sender.device, one.sender.epoch, one.command.seq)
    _log.warning("what was held at %s/%s/%s was dismissed by %s", *where, one.by)


def note_accepted(connection: Connection, one: Held, by: str, why: str, now_ms: int) -> None:
    """Who vouched for what has its place now."""
    accepted = replace(one, by=by, why=why, ended_ms=now_ms)
    put(connection, one.name.replace(_HELD, _ACCEPTED, 1), accepted.text)


def history(connection: Connection, device: str = "") -> list[tuple[str, Held]]:
    """("dismissed" | "accepted", what it was about) of every decision, the last first."""
    found = [(DISMISSED, one) for one in every(connection, device) if one.by]
    beginning = f"{_ACCEPTED}{device}:" if device else _ACCEPTED
    found += [("accepted", one) for one in _named(connection, beginning)]
    return sorted(found, key=lambda pair: -pair[1].ended_ms)


def decided(connection: Connection, sender: Sender, first: int, last: int) -> list[CommandResult]:
    """What the device is told of its commits ``first``..``last`` that a person dismissed."""
    return [
        CommandResult(
            seq=one.command.seq, id=one.command.id, outcome=Outcome.PARKED, reason=DISMISSED, receipt=one.receipt
        )
        for one in every(connection, sender.device)
        if one.by and one.sender == sender and first <= one.command.seq <= last
    ]


def keep_fork(connection: Connection, sender: Sender, command: Command, now_ms: int) -> None:
    """Keep what came for a place that another commit has; the same one again changes nothing."""
    table = tables.forks
    key = {"device": sender.device, "epoch": sender.epoch, "seq": command.seq, "digest": command.digest}
    if connection.execute(select(table.c.n).filter_by(**key)).first() is None:
        values = key | {"id": command.id.bytes, "body": kept_text(command.body), "received_ms": now_ms}
        connection.execute(insert(table).values(**values))
    _log.error("fork at seq %s of %s/%s", command.seq, sender.device, sender.epoch)


def forks(connection: Connection, device: str = "", limit: int = _PAGE, after: int = 0) -> list[dict[str, Any]]:
    """Forks of ``device`` (empty: of all) behind number ``after``, in order; ``text``: whether their text is kept.

    The texts stay where they are: no more is read of them than tells the case.
    """
    table, named = tables.forks, ("n", "device", "epoch", "seq", "digest", "received_ms")
    beginning, kept = func.substr(table.c.body, 1, _BEGINNING).label("begins"), table.c.body.is_not(None).label("text")
    query = select(*(table.c[name] for name in named), table.c.id, beginning, kept)
    query = query.where(table.c.n > after).order_by(table.c.n).limit(limit)
    rows = connection.execute(query.where(table.c.device == device) if device else query)
    return [
        {name: row._mapping[name] for name in named}
        | {"id": str(UUID(bytes=row.id)), "case": _case_of(row.begins), "text": bool(row.text)}
        for row in rows
    ]


def counts(connection: Connection, device: str = "") -> tuple[int, int]:
    """How many forks there are, and how many commits are held; of ``device``, or of all."""
    forked = select(func.count()).select_from(tables.forks)
    if device:
        forked = forked.where(tables.forks.c.device == device)
    return connection.execute(forked).scalar_one(), len(waiting(connection, device))


def waiting(connection: Connection, device: str = "") -> list[Held]:
    """What is held; not what came to its place in the log since, by being sent again, nor what was dismissed."""
    found = []
    for one in every(connection, device):
        place = {"device": one.sender.device, "epoch": one.sender.epoch, "seq": one.command.seq}
        log = select(tables.commits.c.seq).filter_by(**place, digest=one.command.digest)
        if not one.by and connection.execute(log).first() is None:
            found.append(one)
    return found


def every(connection: Connection, device: str = "") -> list[Held]:
    """All that is kept beside the log, dismissed or not, in the order of places."""
    return sorted(
        _named(connection, f"{_HELD}{device}:" if device else _HELD),
        key=lambda one: (one.sender.device, one.sender.epoch, one.command.seq, one.name),
    )


def held_at(connection: Connection, sender: Sender, seq: int) -> list[Held]:
    """What is kept for one place."""
    return _named(connection, _place(sender, seq))


def _named(connection: Connection, beginning: str) -> list[Held]:
    table = tables.server
    mine = table.c.name.startswith(beginning, autoescape=True)
    rows = connection.execute(select(table.c.name, table.c.value).where(mine).order_by(table.c.name))
    # SQLite's LIKE takes W-01 and w-01 for one.
    return [_read(row.name, row.value) for row in rows if row.name.startswith(beginning)]


def _read(name: str, value: str) -> Held:
    _, device, epoch, *_ = name.split(":")
    kept = json.loads(value)
    # Versions before this one kept the commit alone.
    command = Command.model_validate(kept.pop("command", kept))
    decided = {key: kept[key] for key in ("since_ms", "by", "why", "ended_ms", "receipt", "out") if key in kept}
    return Held(name, Sender(device, int(epoch)), command, **decided)


def _place(sender: Sender, seq: int) -> str:
    return f"{_HELD}{sender.device}:{sender.epoch}:{seq}:"


def _case_of(beginning: str | None) -> str:
    found = _CASE.search(beginning or "")
    return found.group(1) if found else ""

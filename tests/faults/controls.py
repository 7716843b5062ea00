"""Windows, lines and platforms with one mistake each: what the suites must catch. Every suite takes them from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.records import Ack, AckOutcome, StoredCommit
from app.errors import LineError
from app.ports.delivery import ScanProgress, WaitingScan
from app.storage.sync_store import SqlOutbox
from sync.client.http import HttpPlatform
from sync.client.loop import SyncLoop
from sync.platform.judge import Sender
from sync.platform.ledger import Ledger
from sync.wire.models import Command, CommandResult
from tests.sync.support import Window

GREEDY = 1000
"""Who asks for so many commits at once is a check that looks what waits, not the loop that sends."""


def signed_for(commits: Sequence[StoredCommit], receipt: str) -> list[Ack]:
    """Acknowledgements that nobody gave."""
    return [Ack(commit.seq, commit.id, AckOutcome.APPLIED, receipt) for commit in commits]


class MistakenLine:
    """A line that does one thing wrong and all others as the real one."""

    def __init__(self, platform: HttpPlatform) -> None:
        self._platform = platform

    def __getattr__(self, name: str) -> object:
        return getattr(self._platform, name)


class Believes(MistakenLine):
    """Takes any 200 for an acknowledgement."""

    def push(self, commits: Sequence[StoredCommit]) -> Sequence[Ack]:
        """Send; a portal's page is good enough."""
        try:
            return self._platform.push(commits)
        except LineError as error:
            if error.kind != "captive":
                raise
        return signed_for(commits, "200")


class Skips(MistakenLine):
    """Passes over what the platform refuses, as if a refusal were final for what was sent."""

    def push(self, commits: Sequence[StoredCommit]) -> Sequence[Ack]:
        """Send; what is refused counts as done with."""
        try:
            return self._platform.push(commits)
        except LineError as error:
            if not error.detail.startswith("damaged"):
                raise
        return signed_for(commits, "skipped")


class BelievesAboutScans(MistakenLine):
    """Takes a broken answer about a scan for an acknowledgement."""

    def open_scan(self, scan: WaitingScan) -> ScanProgress:
        """Ask; an error means that it is there."""
        try:
            return self._platform.open_scan(scan)
        except LineError:
            return ScanProgress("", scan.size, True)


class Stubborn(MistakenLine):
    """Insists on the offset that it believes in."""

    def open_scan(self, scan: WaitingScan) -> ScanProgress:
        """Ask, and begin at the first byte whatever was said."""
        return ScanProgress(self._platform.open_scan(scan).upload, 0, False)

    def append_scan(self, upload: str, offset: int, data: bytes) -> ScanProgress:
        """Send; a refusal is nothing to learn from."""
        try:
            return self._platform.append_scan(upload, offset, data)
        except LineError as error:
            raise LineError("transient", error.detail) from error


class RunsAhead:
    """An outbox that marks commits as sent when it hands them out (the checkpoint runs ahead of the data)."""

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        """Hand out and acknowledge."""
        found: Sequence[StoredCommit] = super().pending(limit, max_bytes)  # type: ignore[misc]
        if limit < GREEDY:
            self.acknowledge(signed_for(found, "early"), 0)  # type: ignore[attr-defined]
        return found

    def rewind(self, seq: int, server: str = "") -> int:
        """Its acknowledgements are final."""
        return 0


class Hasty(RunsAhead, Window):
    """A window in memory with this outbox."""


class EarlyOutbox(RunsAhead, SqlOutbox):
    """The real outbox with this mistake."""


class SkippingOutbox(SqlOutbox):
    """Gives up a batch that was handed out twice without an answer, as one that skips what fails."""

    def pending(self, limit: int, max_bytes: int) -> Sequence[StoredCommit]:
        """Hand out; the second time, only what comes after."""
        found = super().pending(limit, max_bytes)
        seen: set[int] = self.__dict__.setdefault("_seen", set())
        again = [commit for commit in found if commit.seq in seen]
        if limit < GREEDY:
            self.acknowledge(signed_for(again, "skipped"), 0)
            seen.update(commit.seq for commit in found)
        return [commit for commit in found if commit not in again]

    def rewind(self, seq: int, server: str = "") -> int:
        """What was given up stays given up."""
        return 0


class AnswersEarly(Ledger):
    """A platform that answers for what it has not committed yet, and sometimes never does."""

    def submit(self, sender: Sender, commands: Any) -> tuple[int, list[CommandResult]]:
        """Take in; every third time the commit never comes."""
        if commands[-1].seq % 3:
            return super().submit(sender, commands)
        with self._database.engine.connect() as connection, connection.begin() as transaction:
            answer = self._apply(connection, sender, list[Command](commands))
            transaction.rollback()
            return answer


def always_greets(loop: SyncLoop) -> None:
    """Begins every step with hello, and so never gets beyond it on a line that fails by rule."""
    real = loop._step

    def step(progress: Any) -> Any:
        loop._greeted = False
        return real(progress)

    loop._step = step  # type: ignore[method-assign]

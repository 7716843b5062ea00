"""The loop that keeps a window and the platform in step, and that never stops trying.

One step: hello, send what waits, fetch what others wrote, refill numbers, send scans. A failure of one part does not
keep the others from their turn, unless it is the line itself that failed.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import uuid
from collections.abc import Callable, Sequence
from typing import Protocol

from app.domain.records import Ack, AckOutcome, StoredCommit, SyncStatus
from app.errors import LineError
from app.ports import Blocks, Cancel, Clock, Hello, Inbox, Outbox, Platform, Scheduler
from app.values import dataclass, replace
from sync.client.above import SecondHand
from sync.client.scans import ScanSender, Sent
from sync.client.step import Progress, StepResult
from sync.wire.models import MAX_ITEMS, SCHEMA

__all__ = ["Pace", "StepResult", "SyncListener", "SyncLoop"]

_log = logging.getLogger(__name__)

_MAX_BYTES = 768 * 1024  # of bodies: as JSON strings inside the request they grow by about a fifth
_MIN_BYTES = 4 * 1024
_PAGE = 200
_COUNTED = 1000
_HELD_SPAN = 499
_GAPS = 3
_LONGEST_ASKED = 3600.0
_SCANS = 8
_SCAN_S = 20.0

_LINE_DOWN = frozenset(
    {"offline", "captive", "transient", "auth", "misaddressed", "device-key", "device-signature"}
    | {"bad-signature", "bad-receipt"}
)
_BROKE_OFF = frozenset(
    {"offline", "captive", "transient", "bad-signature", "bad-receipt", "cursor-stuck", "garbage", "misaddressed"}
)
_NOT_THE_LINE = {"server-full": "server-full", "status 507": "server-full", "status 429": "busy"}
_STATES = {
    "offline": "offline",
    "transient": "offline",
    "captive": "captive",
    "bad-signature": "wrong",
    "bad-receipt": "wrong",
    "cursor-stuck": "wrong",
    "garbage": "wrong",
    "upstream-wrong": "wrong",
}


@dataclass(frozen=True)
class Pace:
    """Seconds to the next step: ``idle`` after success; after the n-th failure in a row a random time up to
    ``first`` · 2ⁿ⁻¹, at most ``cap`` (full jitter, so that a hall does not come back all at once).
    """

    first: float = 1.0
    cap: float = 300.0
    idle: float = 30.0


class SyncListener(Protocol):
    """Who wants to know after each step; called on the thread of the step."""

    def on_sync(self, status: SyncStatus, result: StepResult) -> None:
        """A step ended."""
        ...


class SyncLoop:
    """See the module. ``run`` hands a step to the thread it may block; the default runs it where the timer fires.

    ``wake`` may be called from any thread; steps never overlap.
    """

    def __init__(
        self,
        platform: Platform,
        outbox: Outbox,
        inbox: Inbox,
        blocks: Blocks,
        scheduler: Scheduler,
        clock: Clock,
        listener: SyncListener | None = None,
        *,
        scans: ScanSender | None = None,
        older: Callable[[], None] | None = None,
        catalogue: Callable[[], None] | None = None,
        above: SecondHand | None = None,
        pace: Pace = Pace(),
        chance: random.Random | None = None,
        run: Callable[[Callable[[], None]], None] = lambda call: call(),
        alarm: Callable[[str], None] = lambda _life: None,
    ) -> None:
        self._platform = platform
        self._outbox = outbox
        self._inbox = inbox
        self._blocks = blocks
        self._scheduler = scheduler
        self._clock = clock
        self._listener = listener
        self._scans = scans
        self._older = older
        self._catalogue = catalogue
        self._above = above
        self._pace = pace
        self._chance = chance or random.Random()
        self._run = run
        self._alarm = alarm
        self._lock = threading.Lock()
        self._stepping = threading.Lock()
        self._timer: Cancel | None = None
        self._started = False
        self._woken = False
        self._failures = 0
        self._items = MAX_ITEMS
        self._bytes = _MAX_BYTES
        self._known: Hello | None = None
        self._greeted = False
        self._broke_at = 0
        self._asked: dict[str, tuple[int, str]] = {}
        self._wait = 0.0
        self._done = StepResult(state="never")
        self._status = SyncStatus(0, None, None, 0, "never")

    def start(self) -> None:
        """Begin; the first step comes at once."""
        with self._lock:
            self._started = True
        self._arm(0.0)

    def stop(self) -> None:
        """No further step begins; one that runs comes to its end."""
        with self._lock:
            self._started = False
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

    def wake(self) -> None:
        """Something changed (a commit, the network, a click): do a step now."""
        with self._lock:
            self._woken = True
        self._arm(0.0)

    def status(self) -> SyncStatus:
        """How things stood after the last step. ``pending`` counts to 1000, ``parked`` since the program started."""
        return self._status

    def run_once(self) -> StepResult:
        """One step, now, on this thread. Errors of the line are in the result; any other error travels."""
        with self._stepping:
            progress = Progress()
            result: StepResult | None = None
            try:
                result = self._step(progress)
            finally:
                self._note(progress.result("error", "internal") if result is None else result)
            return result

    def _arm(self, seconds: float) -> None:
        with self._lock:
            if not self._started:
                return
            if self._timer is not None:
                self._timer.cancel()
            self._timer = self._scheduler.after(seconds, self._fire)

    def _fire(self) -> None:
        """The timer is set again before anything can go wrong: whatever happens to the step, there is a next one."""
        self._arm(self._pace.cap)
        self._run(self._work)

    def _work(self) -> None:
        with self._lock:
            self._woken = False
        try:
            self.run_once()
        finally:
            self._arm(0.0 if self._woken else self._wait)

    def _delay(self) -> float:
        if self._failures == 0:
            return 0.0 if self._done.more else self._pace.idle
        ceiling = min(self._pace.cap, self._pace.first * 2.0 ** min(self._failures - 1, 30))
        asked = min(self._done.retry_after, _LONGEST_ASKED)
        return max(self._chance.uniform(0.0, ceiling), asked)

    def _note(self, result: StepResult) -> None:
        self._done = result
        if result.ok:
            self._failures = 0
        else:
            # What arrived is progress: on a line that drops every other request we go on at once.
            moved = result.pushed or result.pulled or result.scan_bytes or result.scans
            self._failures = 1 if moved else self._failures + 1
        self._wait = self._delay()
        self._status = replace(
            self._status, state=result.state, detail=result.detail,
            next_ms=self._clock.now().ms + round(self._wait * 1000),
        )
        waiting = self._outbox.pending(_COUNTED, _MAX_BYTES * _COUNTED)
        self._status = replace(
            self._status,
            pending=len(waiting),
            oldest_ms=_written_ms(waiting[0]) if waiting else None,
            last_ack_ms=self._clock.now().ms if result.pushed else self._status.last_ack_ms,
            parked=self._status.parked + result.parked,
        )
        if self._listener is not None:
            self._listener.on_sync(self._status, result)

    def _step(self, progress: Progress) -> StepResult:
        failure: LineError | None = None
        parts = (
            self._greet,
            self._settle_older,
            self._push_all,
            self._hear_of_held,
            self._pull_all,
            self._refill,
            self._fetch_catalogue,
            self._hear_above,
            self._send_scans,
        )
        # What broke off last time comes first: else, on a line that fails every second request, a part behind one that
        # always passes would never have its turn.
        begin = self._broke_at if self._greeted else 0
        self._broke_at = 0
        for at in (*range(begin, len(parts)), *range(1, begin)):
            try:
                parts[at](progress)
            except LineError as error:
                _log.info("sync: %s", error.kind)
                failure = failure or error
                # Scans come first only every other time: else those who write to us would wait for all of them.
                self._broke_at = self._broke_at or (at if at != begin or at != _SCANS else 0)
                if error.kind in _LINE_DOWN or self._known is None:
                    break
        self._greeted = self._greeted and failure is not None and failure.kind in _BROKE_OFF
        progress.hall_only = self._only_in_the_hall()
        if failure is None:
            return progress.result("online", "")
        state = _STATES.get(failure.kind, "refused")
        return replace(progress.result(state, _told_as(failure)), retry_after=failure.retry_after)

    def _greet(self, progress: Progress) -> None:
        if self._greeted:
            # The last step broke off after its hello. To begin anew each time would never get further on a line
            # that fails every second request; so each request is repeated until it passes, then comes the next.
            return
        asked = self._clock.monotonic()
        hello = self._platform.hello()
        progress.server_ms = hello.time_ms + round((self._clock.monotonic() - asked) * 500)
        if hello.min_schema > SCHEMA:
            # Nothing is sent that would be refused; what waits stays here until the program is renewed.
            raise LineError("schema-too-old", f"version {SCHEMA}, at least {hello.min_schema}")
        known = self._known
        lost = known is not None and _lost_something(known, hello)
        if known is None or lost:
            # Costs nothing when nothing was lost: every receipt speaks of a seq up to accepted_through.
            lost = self._outbox.rewind(hello.accepted_through, hello.server_epoch) > 0 or lost
        progress.server = hello.server_epoch
        if lost and (known is None or known.server_epoch == hello.server_epoch):
            self._found_older(progress, hello)
        if self._above is not None:
            self._above.meet(hello)
        if self._scans is not None:
            self._scans.meet(hello.server_epoch, lost)
        self._known = hello
        self._greeted = True

    def _found_older(self, progress: Progress, known: Hello) -> None:
        """Said at once: if the program ends before the step does, nothing would ever tell it again."""
        progress.older, progress.server = True, known.server_epoch
        self._alarm(known.server_epoch)

    def _only_in_the_hall(self) -> int | None:
        known = self._known
        if known is None or known.relayed_through is None:
            return None
        return max(0, known.accepted_through - known.relayed_through)

    def _settle_older(self, _progress: Progress) -> None:
        """What was written before a restore goes first: a case goes on from there."""
        if self._older is not None:
            self._older()

    def _fetch_catalogue(self, _progress: Progress) -> None:
        """What may be asked of applicants is fetched before their scans are sent."""
        if self._catalogue is not None:
            self._catalogue()

    def _hear_above(self, progress: Progress) -> None:
        """Behind a hall: the province's own receipts for what the hall took first."""
        if self._above is not None:
            progress.above += self._above.fetch()

    def _push_all(self, progress: Progress) -> None:
        gaps = 0
        last: tuple[int, uuid.UUID] | None = None
        while batch := _contiguous(self._outbox.pending(self._items, self._bytes)):
            first = (batch[0].seq, batch[0].id)
            if first == last:
                raise LineError("garbage", f"seq {batch[0].seq} stays in the outbox")
            try:
                acks = self._settle(batch)
            except LineError as error:
                if error.kind == "sequence-gap" and gaps < _GAPS and error.expected > 0:
                    gaps += 1
                    self._known_through(error.expected - 1, lower=True)
                    self._outbox.rewind(error.expected - 1)
                    continue
                if error.kind != "too-large":
                    self._items = max(1, min(self._items, len(batch)) // 2)
                    raise
                acks = self._shrink(batch)
                if not acks:
                    continue
            else:
                self._grow(batch)
            last = first
            self._outbox.acknowledge(acks, self._clock.now().ms)
            self._known_through(max((ack.seq for ack in acks if ack.receipt), default=0))
            progress.count(acks)

    def _hear_of_held(self, _progress: Progress) -> None:
        """What is only held there may have its place by now, or a person there may have said that it gets none."""
        held = self._outbox.placeless()
        left = sorted(held)
        while left:
            first = left[0]
            asked = [seq for seq in left if seq <= first + _HELD_SPAN]
            left = left[len(asked) :]
            said = self._platform.look_back(first, asked[-1])
            acks = [ack for ack in said if held.get(ack.seq) == ack.commit_id]
            if acks:
                self._outbox.acknowledge(acks, self._clock.now().ms)

    def _known_through(self, seq: int, lower: bool = False) -> None:
        assert self._known is not None
        if lower or seq > self._known.accepted_through:
            self._known = replace(self._known, accepted_through=seq)

    def _settle(self, batch: Sequence[StoredCommit]) -> Sequence[Ack]:
        """Receipts for the first commits of ``batch``: looked up when the platform has them already, else sent for."""
        assert self._known is not None
        had = [commit for commit in batch if commit.seq <= self._known.accepted_through]
        if had:
            waiting = {(commit.seq, commit.id) for commit in had}
            found = self._platform.look_back(had[0].seq, had[-1].seq)
            known = [ack for ack in found if (ack.seq, ack.commit_id) in waiting]
            if known and (known[0].seq, known[0].commit_id) == (batch[0].seq, batch[0].id):
                return known
        return self._platform.push(batch)

    def _grow(self, batch: Sequence[StoredCommit]) -> None:
        if len(batch) >= self._items:
            self._items = min(MAX_ITEMS, self._items * 2)
        self._bytes = min(_MAX_BYTES, self._bytes * 2)

    def _shrink(self, batch: Sequence[StoredCommit]) -> Sequence[Ack]:
        """After "too large": smaller pieces; a single commit that is too large is parked and shown."""
        if len(batch) > 1:
            self._items = max(1, len(batch) // 2)
            self._bytes = max(_MIN_BYTES, self._bytes // 2)
            return ()
        _log.error("commit %s is too large for the platform and was parked", batch[0].seq)
        return (Ack(batch[0].seq, batch[0].id, AckOutcome.PARKED, "", "too-large"),)

    def _pull_all(self, progress: Progress) -> None:
        cursor = self._inbox.cursor()
        more = True
        while more:
            try:
                commits, following, more = self._platform.changes(cursor, _PAGE)
            except LineError as error:
                if error.kind != "older-province" or not cursor or self._known is None:
                    raise
                # It gave this cursor out and does not know the place: all from the start, which changes nothing known.
                self._found_older(progress, self._known)
                cursor = ""
                continue
            if following == cursor:
                if more or commits:
                    raise LineError("cursor-stuck", "the cursor does not move")
                return
            self._inbox.apply(commits, following)
            progress.pulled += len(commits)
            cursor = following

    def _refill(self, progress: Progress) -> None:
        for series, size in self._blocks.low():
            # Kept until the block is in: the same question with the same key gives the same block again.
            wanted, key = self._asked.setdefault(series, (size, uuid.uuid4().hex))
            try:
                block = self._platform.reserve(series, wanted, key)
            except LineError as error:
                if error.kind != "out-of-reach":
                    raise
                # The hall has none in hand and its province is out of reach: nothing else waits for that.
                return
            self._blocks.add(block)
            del self._asked[series]
            progress.blocks += 1

    def _send_scans(self, progress: Progress) -> None:
        if self._scans is None:
            return

        def commands_first() -> None:
            self._push_all(progress)

        sent = Sent()
        try:
            self._scans.send(commands_first, _SCAN_S, sent)
        finally:
            progress.scans += sent.scans
            progress.scan_bytes += sent.bytes
            progress.more = sent.more


def _told_as(failure: LineError) -> str:
    """The kind of failure for people: a full disk over there and "not now" are told apart from a line that broke."""
    if failure.kind != "transient":
        return failure.kind
    return _NOT_THE_LINE.get(failure.detail.strip(), failure.kind)


def _lost_something(before: Hello, now: Hello) -> bool:
    """The platform was restored from a backup: another history, or less of ours than it had."""
    return before.server_epoch != now.server_epoch or now.accepted_through < before.accepted_through


def _contiguous(commits: Sequence[StoredCommit]) -> Sequence[StoredCommit]:
    """The run from the first on; commits behind an acknowledged one come in the next batch."""
    for n, commit in enumerate(commits):
        if commit.seq != commits[0].seq + n:
            return commits[:n]
    return commits


def _written_ms(commit: StoredCommit) -> int | None:
    try:
        written = json.loads(commit.body).get("at")
    except (ValueError, AttributeError):
        return None
    return written if isinstance(written, int) else None

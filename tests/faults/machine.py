"""Windows with real stores and a province with a real database, driven by Hypothesis: any order of work and bad luck.

What must hold (I1–I9 of the plan of proofs) is asked of the stores themselves: on every death and at the end of every
history, when the line has healed and nobody did anything.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event, select

from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.storage.blobs import BlobStore
from app.storage.reckoning import SqlReckoning
from app.storage.scans import SqlScans
from app.storage.schema import numbers
from app.storage.sync_store import SqlOutbox
from app.storage.units import SqlUnitOfWork, Writer
from app.usecases.accept import accept
from app.usecases.issue_notice import issue_notice
from sync.client.http import HttpPlatform
from sync.client.loop import SyncLoop
from sync.client.reconcile import Reconciler
from sync.client.scans import ScanSender
from sync.platform.staff import decide
from sync.platform.staff_facts import StaffError
from tests.app.domain.kit import CLERK
from tests.app.storage.house import Chance, House
from tests.app.storage.kit import KEY
from tests.faults import invariants
from tests.faults.report import scratch
from tests.faults.simulated import FAULTS, DiesNow, Province, Wire, connected
from tests.sync.support import MovedTime

DEVICES = ("D07", "D08")
HEALED_S = 2 * 300.0
"""After the line healed everything has gone within twice the longest wait (seconds)."""
SELDOM = st.sampled_from((False, False, False, True))
_YEAR_MS = 365 * 86_400_000


@dataclass
class JumpedClock:
    """The clock of a window's machine: jumps as it pleases; what is told by it never runs backwards unnoticed."""

    house: House
    time: MovedTime

    def now(self) -> Timestamp:
        """Each look is a millisecond later."""
        return self.house.clock.now()

    def monotonic(self) -> float:
        """Seconds that no jump touches."""
        return self.time.monotonic()


@dataclass
class Planned(Wire):
    """The wire, with the next faults told beforehand; then as bad as ``badness``."""

    coming: list[str] = field(default_factory=list)

    def send(self, request: Any, *args: Any, **more: Any) -> Any:
        """Carry one request, or not."""
        if not self.coming:
            return super().send(request, *args, **more)
        for old in [self.late.pop() for _ in range(len(self.late))]:
            self._ask(old)
        fault = self.coming.pop(0)
        self.met[fault] += 1
        return self._carry(fault, request)


class Seat:
    """A window at work. It dies at any commit or between two, and comes back from the files as they were then."""

    def __init__(self, folder: Path, device: str, province: Province, time: MovedTime, outbox: Any) -> None:
        self.folder, self.device, self.time = folder, device, time
        self.lives = 0
        self.doomed = False
        self.told: dict[UUID, int] = {}
        self.scanned: dict[str, bytes] = {}
        self.wire = Planned(province, random.Random(device), 0.0)
        self._outbox_of = outbox
        self._ms = 0
        self.epoch = 1
        self._open()

    def _open(self) -> None:
        self.house = House(self._home(), self.device, numbers=0)
        house = self.house
        house.clock.ms = max(self._ms, house.clock.ms)
        event.listen(house.database.write, "commit", self._at_commit)
        self.epoch = self._epoch_of(house)
        writer = Writer(self.device, self.epoch, house.clock, Chance(f"{self.device}/{self.lives}"), lambda: CLERK.id)
        house.units = SqlUnitOfWork(house.database, writer, house.committed.extend)
        house.desk = replace(house.desk, units=house.units, entropy=Chance(f"{self.device}/desk/{self.lives}"))
        self.scans = SqlScans(house.database, BlobStore(self.folder / f"{self.device}-blobs", KEY))
        self.outbox: SqlOutbox = self._outbox_of(house.database, self.device, self.epoch)
        # Signed by the machine's clock, which jumps with its battery.
        self.line = self._line_under(self.epoch)
        clock = JumpedClock(house, self.time)
        ends = (self.line, self.outbox, house.inbox, house.blocks, self.time, clock)
        chance = random.Random(f"{self.device}/{self.lives}")
        scans = ScanSender(self.line, self.scans, self.time.monotonic)
        self.loop = SyncLoop(*ends, scans=scans, chance=chance, older=self._older(clock))
        self.loop.start()

    def _line_under(self, epoch: int) -> HttpPlatform:
        house = self.house
        return connected(self.device, epoch, self.wire, lambda: house.clock.ms // 1000)

    def _epoch_of(self, house: House) -> int:
        """Under which epoch it writes."""
        del house
        return 1

    def _older(self, clock: JumpedClock) -> Callable[[], None] | None:
        """What a restored window does about its older epochs."""
        del clock
        return None

    def _home(self) -> Path:
        return self.folder / f"{self.device}-{self.lives}"

    def _at_commit(self, _connection: object) -> None:
        if self.doomed:
            raise DiesNow

    def die(self) -> None:
        """The process is gone; what the disk has is what the next one finds."""
        old, self._ms = self._home(), self.house.clock.ms
        self.loop.stop()
        self.lives += 1
        self._home().mkdir()
        for name in ("zc.db", "zc.db-wal"):
            if (old / name).exists():
                shutil.copy(old / name, self._home() / name)
        self.close()
        self.doomed = False
        self._open()
        assert invariants.sound(self.house.database) == [], "after a death"

    def close(self) -> None:
        """Let go of the files."""
        self.loop.stop()
        self.line.close()
        self.house.close()

    def count(self, case_id: UUID) -> int:
        """How many events of a case are on this disk; 0 when there is none."""
        case = self.house.views.case(case_id)
        return case.count if case is not None else 0


class Hall(RuleBasedStateMachine):
    """Two windows, a province, and everything that may happen to them."""

    outbox: ClassVar[Any] = SqlOutbox
    seat: ClassVar[type[Seat]] = Seat
    met: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        base = scratch(Path(tempfile.gettempdir()))
        base.mkdir(exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(dir=base))
        self.time = MovedTime()
        self.province = Province(self.folder / "province", self.time)
        self.seats: list[Seat] = []
        self.forgot = False

    @initialize()
    def open_the_hall(self) -> None:
        """Both windows met the province once and have numbers; each has taken in something, one case is accepted."""
        for device in DEVICES:
            self.seats.append(type(self).seat(self.folder, device, self.province, self.time, type(self).outbox))
        self._try(lambda: self.time.pass_(1))
        for seat in self.seats:
            for _ in range(2):
                self._tell(seat, seat.house.take_in())
            self._go_on(seat, next(iter(seat.told)))

    # work

    @rule(who=st.sampled_from((0, 1)), rows=st.lists(st.integers(0, 2), min_size=1, max_size=4), dies=SELDOM)
    def take_in(self, who: int, rows: list[int], dies: bool) -> None:
        """收件, each with so many rows missing; or the machine dies in the middle of the last."""
        seat = self.seats[who]
        with self._mortal(seat):
            for n, wrong in enumerate(rows, start=1):
                seat.doomed = dies and n == len(rows)
                try:
                    self._tell(seat, seat.house.take_in(wrong=wrong))
                except UserFacingError as refusal:
                    self.met[f"refused {refusal.code}"] += 1

    @rule(who=st.sampled_from((0, 1)), pick=st.integers(0, 99), dies=SELDOM)
    def go_on(self, who: int, pick: int, dies: bool) -> None:
        """受理 or 一次性告知, whichever the case allows."""
        seat = self.seats[who]
        if not seat.told:
            return
        case = list(seat.told)[pick % len(seat.told)]
        seat.doomed = dies
        with self._mortal(seat):
            self._go_on(seat, case)

    @rule(who=st.sampled_from((0, 1)), size=st.integers(0, 200_000), pick=st.integers(0, 99))
    def scan(self, who: int, size: int, pick: int) -> None:
        """A scan is put away for a case."""
        seat = self.seats[who]
        if seat.told:
            data = random.Random(f"{len(seat.scanned)}/{size}").randbytes(size + 1)
            case = list(seat.told)[pick % len(seat.told)]
            seat.scanned[seat.scans.keep(data, case)] = data

    @rule(pick=st.integers(0, 99))
    def decide(self, pick: int) -> None:
        """The department decides, where a case lies with it."""
        cases = [case for seat in self.seats for case in seat.told]
        if cases:
            with contextlib.suppress(StaffError):
                decide(str(self.province.db), str(cases[pick % len(cases)]), "grant", at_ms=self.time.now().ms)
                self.met["decisions"] += 1

    # the line and bad luck

    @rule(who=st.sampled_from((0, 1)), faults=st.lists(st.sampled_from((*FAULTS, "none", "none")), max_size=6))
    def step(self, who: int, faults: list[str]) -> None:
        """One step of the line, in which these things happen one after the other."""
        seat = self.seats[who]
        seat.wire.coming = list(faults)
        with self._mortal(seat):
            seat.loop.run_once()
        seat.wire.coming = []

    @rule(seconds=st.sampled_from((1, 40, 400)), badness=st.sampled_from((0.0, 0.3, 0.8)))
    def time_passes(self, seconds: int, badness: float) -> None:
        """The loops run by themselves on a line of that badness."""
        for seat in self.seats:
            seat.wire.badness = badness
        self._try(lambda: self.time.pass_(seconds))

    @rule(who=st.sampled_from((0, 1)), pulled=SELDOM)
    def kill_a_window(self, who: int, pulled: bool) -> None:
        """Now, or in the middle of what the line writes next."""
        self.seats[who].doomed = pulled
        if pulled:
            with self._mortal(self.seats[who]):
                self.seats[who].loop.run_once()
        else:
            self.seats[who].die()
        self.met["kills"] += 1

    @rule()
    def kill_the_province(self) -> None:
        """It dies and starts again."""
        self.province.die()
        self.met["kills of the province"] += 1

    @rule()
    def back_up(self) -> None:
        """A copy of the province's files."""
        self.province.copy()

    @rule()
    def put_back(self) -> None:
        """The province begins a new life from its last copy, if there is one."""
        if self.province.put_back():
            self.forgot = True
            self.met["put back"] += 1

    @rule(who=st.sampled_from((0, 1)), years=st.sampled_from((-10, -1, 1, 10)))
    def jump_the_clock(self, who: int, years: int) -> None:
        """The battery of a machine is empty, or somebody set its date."""
        self.seats[who].house.clock.ms += years * _YEAR_MS
        self.met["clock jumps"] += 1

    # what must hold

    @invariant()
    def what_was_told_is_on_the_disk(self) -> None:
        """I1, at every moment."""
        for seat in self.seats:
            told = [(case, n) for case, count in seat.told.items() for n in range(count)]
            there = {(case, n) for case in seat.told for n in range(seat.count(case))}
            found = invariants.told_is_there(told, there)
            assert found == [], found

    def teardown(self) -> None:
        """The line heals and nobody does anything; then everything is everywhere, once."""
        try:
            if self.seats:
                self._heal()
                for seat in self.seats:
                    assert not seat.wire.broken_into, f"a request was believed: {seat.wire.broken_into}"
                    self._arrived(seat)
                self._numbers()
                assert invariants.sound_platform(self.province.db) == []
                self.met["histories"] += 1
        finally:
            for seat in self.seats:
                seat.close()
                self.met.update({f"line: {name}": count for name, count in seat.wire.met.items()})
            self.province.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _heal(self) -> None:
        for seat in self.seats:
            seat.doomed, seat.wire.badness, seat.wire.coming = False, 0.0, []
        self._try(lambda: self.time.pass_(HEALED_S))

    def _arrived(self, seat: Seat) -> None:
        own = seat.house.outbox.pending(10_000, 10**9)
        held = self.province.held(seat.device)
        rows = [row for row in seat.house.rows_of("commits") if row["device"] == seat.device]
        mine = [row["id"] for row in sorted(rows, key=lambda row: row["seq"])]
        found = invariants.drained(own, seat.loop.status().state)
        found += invariants.arrived_once(mine, held, mine)
        found += invariants.sound(seat.house.database)
        found += invariants.scans_whole(seat.scanned, self._scan_there)
        if not self.forgot:
            # What a province decided after its backup is gone there; the reconciliation names it, and rightly.
            compared = Reconciler(seat.line, SqlReckoning(seat.house.database, seat.device), seat.device)
            found += invariants.agreed(compared.compare(deep=True))
        assert found == [], found

    def _scan_there(self, digest: str) -> bytes | None:
        there = self.province.folder / "blobs" / "sha256" / digest[:2] / digest
        return there.read_bytes() if there.is_file() else None

    def _numbers(self) -> None:
        given: list[tuple[str, int]] = []
        for seat in self.seats:
            with seat.house.database.read.connect() as connection:
                given += [(row.series, row.n) for row in connection.execute(select(numbers))]
        assert invariants.numbers_once(given) == []

    # help

    def _go_on(self, seat: Seat, case: UUID) -> None:
        for act in (accept, issue_notice):
            with contextlib.suppress(UserFacingError):
                act(seat.house.desk, case)
                self._tell(seat, case)
                return

    def _tell(self, seat: Seat, case: UUID) -> None:
        seat.told[case] = seat.count(case)
        self.met["acts"] += 1

    @contextlib.contextmanager
    def _mortal(self, seat: Seat) -> Any:
        """What is in here may be the last thing that this window does."""
        try:
            yield
        except DiesNow:
            seat.die()
            self.met["deaths at a commit"] += 1
        finally:
            seat.doomed = False

    def _try(self, call: Any) -> None:
        """A loop that meets a fault of the program goes on; it is no crash."""
        with contextlib.suppress(DiesNow):
            call()


"""The machine of all orders, with windows that come back from a copy, and with a profile that runs on two machines.

A restored window writes under a new epoch and gets back what only the province had. Of two machines with one profile
one is refused, in words, with everything kept: no history is ever mixed out of two.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from sqlalchemy import func, select

from app.errors import UserFacingError
from app.storage.backup import RESTORED_KEY
from app.storage.epochs import SqlEpochs, current_epoch
from app.storage.schema import numbers
from app.storage.verify import verify
from sync.client.epochs import NoBlocks, NoInbox, OlderEpochs
from sync.client.loop import SyncLoop
from sync.platform import tables
from tests.app.storage.house import House
from tests.faults.machine import Hall, JumpedClock, Seat
from ui.line import trouble_of

FILES = ("zc.db", "zc.db-wal")


class CopiedSeat(Seat):
    """A window with a second medium, from which it may come back."""

    restored = 0

    def __init__(self, *given: Any) -> None:
        self.given: dict[tuple[str, int], bytes] = {}
        super().__init__(*given)

    def _epoch_of(self, house: House) -> int:
        extra = {RESTORED_KEY: self.restored} if self.restored else {}
        config: Any = SimpleNamespace(device=self.device, extra=extra)
        profile: Any = SimpleNamespace(config=config, holds_lock=True)
        return current_epoch(house.database, profile)

    def _older(self, clock: JumpedClock) -> Callable[[], None]:
        def loop_for(epoch: int) -> SyncLoop:
            outbox = self._outbox_of(self.house.database, self.device, epoch)
            return SyncLoop(self._line_under(epoch), outbox, NoInbox(), NoBlocks(), self.time, clock)

        epochs = SqlEpochs(self.house.database, self.device, self.epoch)
        return OlderEpochs(self.line, epochs, clock, loop_for).settle

    def copy_to(self, folder: Path) -> None:
        """The files as they are at this moment."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name in FILES:
            if (self._home() / name).exists():
                shutil.copy(self._home() / name, folder / name)

    @property
    def medium(self) -> Path:
        """Where its second copy lies."""
        return self.folder / f"{self.device}-medium"

    def restore(self) -> None:
        """The disk is gone: it begins again with what the medium had."""
        self.note_numbers()
        self._ms = self.house.clock.ms
        self.loop.stop()
        # What is still under way from a machine that burnt is for the reconciliation to find.
        self.wire.late.clear()
        self.lives += 1
        shutil.copytree(self.medium, self._home())
        self.close()
        self.doomed = False
        self.restored += 1
        self._open()
        self.told = {case: self.count(case) for case in self.told if self.count(case)}
        known = {row["digest"] for row in self.house.rows_of("blobs")}
        self.scanned = {digest: data for digest, data in self.scanned.items() if digest in known}

    def note_numbers(self) -> None:
        """Numbers that were given in this life; the same on another paper is seen."""
        with self.house.database.read.connect() as connection:
            for row in connection.execute(select(numbers)):
                before = self.given.setdefault((row.series, row.n), row.document_id)
                assert before == row.document_id, f"{row.series} {row.n} stands on two papers"

    def open_outbox(self) -> int:
        """Own commits that wait, of every epoch."""
        return sum(
            row["device"] == self.device and row["ack"] is None for row in self.house.rows_of("commits")
        )


class Twin(CopiedSeat):
    """A second machine with the files of ``of``: the same name, the same key, the same numbers."""

    def __init__(self, of: CopiedSeat, province: Any) -> None:
        folder = of.folder / f"twin-of-{of.device}"
        self.restored = of.restored
        of.copy_to(folder / f"{of.device}-0")
        if (of.folder / f"{of.device}-blobs").is_dir():
            shutil.copytree(of.folder / f"{of.device}-blobs", folder / f"{of.device}-blobs")
        super().__init__(folder, of.device, province, of.time, of._outbox_of)
        self.told = dict(of.told)
        self.scanned = dict(of.scanned)

    def _home(self) -> Path:
        return self.folder / f"{self.device}-{self.lives - 100 if self.lives >= 100 else self.lives}"

    def _open(self) -> None:
        # Chance of its own: two machines do not make the same identifiers.
        self.lives += 100 if self.lives < 100 else 0
        super()._open()


class SecondLives(Hall):
    """The hall, in which a disk may burn and a profile may be copied."""

    seat: ClassVar[type[Seat]] = CopiedSeat

    def __init__(self) -> None:
        super().__init__()
        self.twins: dict[str, Twin] = {}

    @initialize()
    def open_the_hall(self) -> None:
        """As ever, and the medium of each window has what it began with."""
        super().open_the_hall()
        for who in (0, 1):
            self.copy_to_the_medium(who)

    @rule(who=st.sampled_from((0, 1)))
    def copy_to_the_medium(self, who: int) -> None:
        """The second medium gets everything."""
        seat = self._seat(who)
        seat.copy_to(seat.medium)

    @rule(who=st.sampled_from((0, 1)))
    def the_disk_burns(self, who: int) -> None:
        """The window comes back from its medium, if that ever had anything."""
        seat = self._seat(who)
        if seat.medium.is_dir() and seat.device not in self.twins:
            seat.restore()
            self.met["restored"] += 1

    @rule(who=st.sampled_from((0, 1)), rows=st.integers(0, 2))
    def run_it_twice(self, who: int, rows: int) -> None:
        """Somebody copies the profile to another machine; both go on."""
        seat = self._seat(who)
        if seat.device not in self.twins:
            self.twins[seat.device] = Twin(seat, self.province)
            self.met["cloned"] += 1
        self._take_in_at(self.twins[seat.device], rows)

    def _seat(self, who: int) -> CopiedSeat:
        seat = self.seats[who]
        assert isinstance(seat, CopiedSeat)
        return seat

    def _take_in_at(self, seat: Seat, wrong: int = 0) -> None:
        with contextlib.suppress(UserFacingError), self._mortal(seat):
            self._tell(seat, seat.house.take_in(wrong=wrong))

    def _heal(self) -> None:
        # No history is without both: chance alone would leave out one or the other.
        if not self.twins:
            self.run_it_twice(1, 0)
        if not any(self._seat(who).restored for who in (0, 1)):
            self.the_disk_burns(0)
            self._take_in_at(self.seats[0])
        for seat in self.seats:
            twin = self.twins.get(seat.device)
            if twin is not None:
                twin.doomed, twin.wire.badness = False, 0.0
                for one in (seat, twin):
                    self._take_in_at(one)
        super()._heal()

    def _arrived(self, seat: Seat) -> None:
        twin = self.twins.get(seat.device)
        if twin is None:
            self._wins(seat)
            return
        pair = (seat, twin)
        frozen = [one for one in pair if one.loop.status().detail == "sequence-fork"]
        assert len(frozen) == 1, f"lost: two machines are one to the province: {[s.loop.status() for s in pair]}"
        self._frozen(frozen[0])
        self._wins(twin if frozen[0] is seat else seat)
        self.met["forks told"] += 1

    def _wins(self, seat: Seat) -> None:
        super()._arrived(seat)
        assert isinstance(seat, CopiedSeat) and seat.open_outbox() == 0, "stuck: an older epoch"
        seat.note_numbers()

    def _frozen(self, seat: Seat) -> None:
        """Nothing of it is lost, nothing of it counts, and the clerk is told what it is."""
        assert seat.loop.status().state == "refused" and "复制" in trouble_of("sequence-fork 1")["words"]
        waiting = {row.id.bytes for row in seat.outbox.pending(10_000, 10**9)}
        assert waiting and not waiting & set(self.province.held(seat.device)), "lost: two histories are mixed"
        assert verify(seat.house.database).problems == []
        for case, count in seat.told.items():
            assert seat.count(case) >= count, f"lost: {case} of the frozen {seat.device}"
        with self.province.database.read() as connection:
            kept = connection.execute(select(func.count()).select_from(tables.forks)).scalar_one()
        assert kept or self.forgot, "lost: the other body is kept too"

    def _numbers(self) -> None:
        given: list[tuple[str, int]] = []
        for seat in self.seats:
            twin = self.twins.get(seat.device)
            frozen = twin is not None and seat.loop.status().detail == "sequence-fork"
            wins = twin if frozen and twin is not None else self._seat(self.seats.index(seat))
            given += wins.given
        assert len(given) == len(set(given)), "a number on two papers"

    def teardown(self) -> None:
        """As ever; the second machines end too."""
        try:
            super().teardown()
        finally:
            for twin in self.twins.values():
                twin.close()


"""Rarer acts at the line and at the beginning: a scan goes up with its commit, both ends are compared and cured, a
profile is made from the second copy, a device is enrolled, a stick is handed in.
"""

from __future__ import annotations

import io
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from app.errors import UserFacingError
from app.storage.blobs import BlobStore
from app.storage.config import profile_exists
from app.storage.operators import list_operators
from app.storage.reckoning import SqlReckoning
from app.storage.restore_copy import restore_from_copy
from app.storage.scans import ScanState, SqlScans
from sync.client.http import HttpPlatform
from sync.client.loop import SyncLoop
from sync.client.reconcile import Difference, Reconciler
from sync.client.scans import ScanSender
from sync.platform.report import digest_report
from tests.app.storage.house import House
from tests.app.storage.kit import KEY
from tests.faults import invariants
from tests.faults.simulated import TOKEN, URL, Province, Wire
from tests.sync.support import MovedTime
from tests.sync.support import Province as Served
from tests.sync.test_dead_disk import NOW, digests, opened
from ui.bootstrap import Enrolment, Settings, enrol, open_workplace
from ui.cli import main

CASE = UUID("019a0000-0000-7000-8000-00000000ca5e")
SCAN = bytes(range(256)) * 700
STEPS = 12
"""Steps of the line after which everything has gone, on a line without fault."""
WANTED = Enrolment("D09", "测试大厅", "9号窗口", "210100")
PASSWORD = "correct horse"


@dataclass
class Ends:
    """A window with its database and its scans, and the province, in one process."""

    house: House
    scans: SqlScans
    province: Province
    line: HttpPlatform
    loop: SyncLoop

    def send(self) -> None:
        """Steps of the line until nothing waits."""
        for _ in range(STEPS):
            self.loop.run_once()
            if not (self.house.outbox.pending(9, 10**6) or self.scans.waiting(9)):
                return

    def held(self) -> list[bytes]:
        return self.province.held(self.house.device)

    def mine(self) -> list[bytes]:
        return [commit["id"] for commit in self._own()]

    def signed(self) -> set[bytes]:
        return {commit["id"] for commit in self._own() if commit["ack"] is not None}

    def _own(self) -> list[dict[str, Any]]:
        rows = (row for row in self.house.rows_of("commits") if row["device"] == self.house.device)
        return sorted(rows, key=lambda row: row["seq"])

    def there(self, digest: str) -> bytes | None:
        file = self.province.folder / "blobs" / "sha256" / digest[:2] / digest
        return file.read_bytes() if file.is_file() else None

    def reconciler(self) -> Reconciler:
        return Reconciler(self.line, SqlReckoning(self.house.database, self.house.device), self.house.device)

    def unsound(self) -> list[str]:
        """What is wrong at either end, whatever is still under way."""
        store = BlobStore(self.house.path.parent / "blobs", KEY)
        return invariants.sound(self.house.database, store) + invariants.sound_platform(self.province.db)

    def unsettled(self) -> list[str]:
        """What is still different between them."""
        waiting = [*self.house.outbox.pending(9, 10**6), *self.scans.waiting(9)]
        found = invariants.drained(waiting, self.loop.status().state)
        found += invariants.arrived_once(self.mine(), self.held(), self.mine())
        return found + invariants.agreed(self.reconciler().compare(deep=True))


@contextmanager
def ends(folder: Path) -> Iterator[Ends]:
    """Open both."""
    time, house = MovedTime(), House(folder / "window")
    scans = SqlScans(house.database, BlobStore(folder / "window" / "blobs", KEY))
    province = Province(folder / "province", time)
    line = HttpPlatform(URL, house.device, 1, TOKEN, province.database.signer.key)
    line._transport._session.mount("http://", Wire(province, random.Random(1), 0.0))
    loop = SyncLoop(line, house.outbox, house.inbox, house.blocks, time, time, scans=ScanSender(line, scans))
    try:
        yield Ends(house, scans, province, line, loop)
    finally:
        line.close()
        province.close()
        house.close()


# a scan with its commit


def at_work(folder: Path) -> None:
    """A window that met its province and took in two cases."""
    with ends(folder) as both:
        both.house.take_in()
        both.send()
        both.house.take_in()


def send_up(folder: Path) -> None:
    """One more case with its scan, and all of it to the province."""
    with ends(folder) as both:
        if both.house.views.case(CASE) is None:
            both.house.take_in(case_id=CASE)
        both.scans.keep(SCAN, CASE)
        both.send()


def signed_for(folder: Path) -> list[str]:
    """What the window was told is at the province, and neither end is torn."""
    with ends(folder) as both:
        found = both.unsound() + invariants.told_is_there(both.signed(), both.held())
        gone_up = [row["digest"] for row in both.house.rows_of("blobs") if row["state"] == ScanState.HELD]
        return found + invariants.scans_whole(gone_up, both.there)


def arrived(folder: Path) -> list[str]:
    """All of it is there."""
    with ends(folder) as both:
        both.loop.run_once()
        digest = [row["digest"] for row in both.house.rows_of("blobs")]
        return both.unsettled() + invariants.scans_whole(digest, both.there)


# both ends are compared


def forgetful(folder: Path) -> None:
    """The province came back from an older copy of its database, and the window has not met it since."""
    with ends(folder) as both:
        both.house.take_in()
        both.send()
        both.province.copy()
        for _ in range(3):
            both.house.take_in()
        both.send()
        assert both.reconciler().compare().equal
        both.province.put_back()


def reconcile(folder: Path) -> None:
    """Compare, have sent again what is lacking, send it."""
    with ends(folder) as both:
        both.reconciler().cure(both.reconciler().compare().findings)
        both.send()


def torn(folder: Path) -> list[str]:
    """Neither end is torn."""
    with ends(folder) as both:
        return both.unsound()


def settled(folder: Path) -> list[str]:
    """Both say the same again."""
    with ends(folder) as both:
        both.loop.run_once()
        # What the province did itself after its backup is gone there; the reconciliation names it, and rightly.
        lost_there = f"unequal: {Difference.ACT_LOST_THERE}"
        return [each for each in both.unsettled() if not each.startswith(lost_there)]


# a profile from the second copy


def restore(folder: Path) -> None:
    """The disk is gone; what is on the stick becomes a profile."""
    if not profile_exists(folder / "again"):
        restore_from_copy(folder / "medium", folder / "again", lambda profile: profile.unlock_plain(), NOW)


def whole_or_not_there(folder: Path) -> list[str]:
    """What came back is the whole log, or nothing is there."""
    if not (folder / "again").exists():
        return []
    with opened(folder / "again") as at, opened(folder / "profile") as old:
        return invariants.sound(at.database) + invariants.alike(digests(old), digests(at))


def back(folder: Path) -> list[str]:
    """It came back."""
    return [] if profile_exists(folder / "again") else ["lost: no profile was made"]


def moved(folder: Path) -> None:
    """The window and its stick know each other by this place."""
    for file in (folder / "profile" / "config.toml", *(folder / "medium").glob("*/identity.json")):
        here = str(folder / "medium")
        file.write_text(re.sub(r"/[^\"]*/medium\b", here, file.read_text("utf-8")), "utf-8")


# a device is enrolled


def enrolled(folder: Path) -> None:
    """A real device is set up; nothing of it lies there before."""
    if not profile_exists(folder / "profile"):
        enrol(folder / "profile", WANTED, "赵六", "0712", PASSWORD)


def can_be_set_up(folder: Path) -> list[str]:
    """Either nothing is there that would be in the way, or a device at which its first operator can log in."""
    if not profile_exists(folder / "profile"):
        return []
    try:
        at = open_workplace(Settings(profile=folder / "profile"), ("0712", PASSWORD))
    except UserFacingError as error:
        return [f"half: a profile that nobody can open: {error.code}"]
    try:
        with at.database.read.connect() as connection:
            known = [each.number for each in list_operators(connection)]
        return invariants.sound(at.database) + invariants.told_is_there(["0712"], known)
    finally:
        at.close()


def set_up(folder: Path) -> list[str]:
    """It is set up."""
    return [] if profile_exists(folder / "profile") else ["lost: no profile was made"]


# a stick is handed in


def import_stick(folder: Path, province: Served) -> None:
    """A connected machine hands the stick in; the receipts lie beside it."""
    line = ["--url", province.url, "--token", province.token, "--key", province.key]
    if not profile_exists(folder / "connected"):
        open_workplace(Settings(profile=folder / "connected", rehearsal=True, device="D08")).close()
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        words = ["--profile", str(folder / "connected"), "sync", "import", str(folder / "newest.zcc")]
        status = main([*words, *line, "--json"])
    if status != 0:
        code = re.search(r"ZC-[A-Z]+-\d+", said.getvalue())
        assert code is not None, said.getvalue()
        raise UserFacingError(code[0], said.getvalue(), "", "")


def taken_once(folder: Path, province: Served) -> list[str]:
    """The province has the cases of the stick as they are at the window, or has none of them yet."""
    with opened(folder / "profile") as at:
        mine, there = digests(at), digest_report(str(province.db), at.device)
    theirs = {case: one["digest"] for case, one in there["by_case"].items()}
    return invariants.alike(theirs, mine) + [f"parked: {there['parked']}"] * bool(there["parked"])


def handed_in(folder: Path, province: Served) -> list[str]:
    """All of it is there, and the receipts lie beside the stick."""
    with opened(folder / "profile") as at:
        mine, there = digests(at), digest_report(str(province.db), at.device)
    found = invariants.alike(mine, {case: one["digest"] for case, one in there["by_case"].items()})
    return found + ([] if (folder / "newest.zcc.receipts").is_file() else ["lost: no receipts"])

"""Acts that are rarer than a 收件, each with what must hold in the middle of it and after it: what suites kill.

A catalogue is switched, scans are cleared away, a stick is written or read, the second copy grows and is restored from,
both ends are compared and cured, a scan goes up with its commit, a device is enrolled.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import select, update

from app.domain.records import StoredCommit
from app.storage.blobs import BlobStore
from app.storage.catalogue_shadow import SqlCatalogueShadow
from app.storage.catalogue_store import CatalogueStore
from app.storage.database import Database
from app.storage.purge import SqlPurge
from app.storage.restore_copy import restore_from_copy
from app.storage.scans import ScanState, SqlScans
from app.storage.schema import blobs, case_row, commits, metadata
from sync.client.catalogue import CatalogueKeeper
from sync.wire.carry import CarryError, read_head
from tests.app.storage.house import House
from tests.app.storage.kit import KEY
from tests.bench.profile import applicant, nurse_intake
from tests.faults import invariants, rarer_line
from tests.faults.driver import FOOD, Driver, prepare
from tests.faults.report import ROOT
from tests.faults.test_kills import in_child
from tests.sync.support import MovedTime, Province
from tests.sync.test_catalogue import FOOD as FOOD_GUIDE
from tests.sync.test_catalogue import NURSE as NURSE_GUIDE
from tests.sync.test_catalogue import Liar, renamed, row
from tests.sync.test_dead_disk import NOW, digests, opened
from tests.sync.test_old_wire import FILES, recorded
from ui.bootstrap import Settings, open_workplace
from ui.children import Address
from ui.still import StillScheduler
from ui.workplace import KEY_SETTING

NAMES = (
    "pull", "catalogue", "purge", "carry-out", "carry-back", "second-copy", "restore", "scan", "reconcile", "enrol",
    "carry-in",
)  # fmt: skip
UNNAMED = frozenset(("reconcile", "carry-in"))
"""Acts whose points have no names of their own; the kernel finds them."""
PAGE = 5
BESIDE = "D99"
"""A window beside the one whose commits were recorded."""
SCANS = 6
HELD_MS = 1_790_000_000_000


@dataclass(frozen=True)
class Flow:
    """``act`` is done in a child that is killed; ``wrong`` looks at what is there, ``settled`` at the end of it.

    ``prefixes`` are the beginnings of the named points that the act passes.
    """

    prefixes: tuple[str, ...]
    act: Callable[[Path], None]
    wrong: Callable[[Path], list[str]]
    settled: Callable[[Path], list[str]]
    placed: Callable[[Path], None] = lambda _: None
    """What a copy of the template needs to know of its new place."""


def points(prefixes: tuple[str, ...]) -> list[str]:
    """Named points with these beginnings, found in the source."""
    files = [file for folder in ("app", "ui") for file in (ROOT / folder).rglob("*.py")]
    names = {name for file in files for name in re.findall(r'\bhit\("([^"]+)"\)', file.read_text("utf-8"))}
    return sorted(name for name in names if name.startswith(prefixes))


# the catalogue


def catalogue(folder: Path) -> None:
    """A window that works with the old catalogue."""
    database = Database(folder / "zc.db", KEY, read_only=False)
    with database.writing() as connection:
        metadata.create_all(connection)
    database.close()
    _fetch(folder, Liar(dict(row(guide) for guide in (FOOD_GUIDE, NURSE_GUIDE))))


def _fetch(folder: Path, line: Liar) -> None:
    with closing(Database(folder / "zc.db", KEY, read_only=False)) as database:
        CatalogueKeeper(line, SqlCatalogueShadow(database), MovedTime()).step()


def _new_catalogue(folder: Path) -> None:
    rows = dict(row(renamed(guide, f"新{guide.item.name}", "v2")) for guide in (FOOD_GUIDE, NURSE_GUIDE))
    _fetch(folder, Liar(rows, serial=2, version="v2", page=1))


def _names(folder: Path) -> set[str]:
    with closing(Database(folder / "zc.db", KEY, read_only=False)) as database:
        store = CatalogueStore(database)
        found = {item.name for item in store.everything()}
        assert {hit.name for name in found for hit in store.search(name)} >= found, "what is there is found"
        return found


def _old_or_new(folder: Path) -> list[str]:
    names, old = _names(folder), {FOOD_GUIDE.item.name, NURSE_GUIDE.item.name}
    return [] if names in (old, {f"新{name}" for name in old}) else [f"half a catalogue: {names}"]


def _new(folder: Path) -> list[str]:
    return [] if all(name.startswith("新") for name in _names(folder)) else ["the new catalogue did not come"]


# clearing away


def cleared(folder: Path) -> None:
    """Scans of a case that ended long ago, all of them at the platform and in its backup."""
    house = House(folder)
    case = house.take_in()
    scans = SqlScans(house.database, BlobStore(folder / "blobs", KEY))
    for n in range(SCANS):
        scans.keep(bytes([n]) * 5_000, case)
    with house.database.writing() as connection:
        connection.execute(update(blobs).values(state=ScanState.HELD))
        connection.execute(update(case_row).values(state="S70", changed_ms=1))
        connection.execute(update(commits).values(ack="r", ack_ms=1))
    house.close()


def _clear(folder: Path) -> None:
    house = House(folder)
    purge = SqlPurge(house.database, BlobStore(folder / "blobs", KEY), house.device, 1)
    for each in purge.clearable(10**6, HELD_MS):
        purge.clear(each.digest)
    purge.sweep()
    house.close()


def scans(folder: Path) -> dict[str, tuple[str, bool]]:
    house, store = House(folder), BlobStore(folder / "blobs", KEY)
    with closing(house), house.database.read.connect() as connection:
        return {row.digest: (row.state, store.holds(row.digest)) for row in connection.execute(select(blobs))}


def noted_first(folder: Path) -> list[str]:
    return [f"{digest} is gone and still noted as here" for digest, (state, there) in scans(folder).items()
            if state == ScanState.HELD and not there]  # fmt: skip


def _all_gone(folder: Path) -> list[str]:
    left = [one for one in scans(folder).values() if one != (ScanState.CLEARED, False)]
    return [f"left over: {left}"] if left else []


# the stick


def stick(folder: Path, province: Province) -> None:
    """A window that lost its line for good, an older stick, and the receipts of the newest in a second folder."""
    prepare(folder / "profile")
    at = open_workplace(Settings(profile=folder / "profile", rehearsal=True))
    at.stores.settings.put(KEY_SETTING, province.key)
    at.line.connect(Address(province.url, province.token, province.key))
    assert at.sync_once(StillScheduler()).ok
    at.line.connect(None)
    at.carry_out(folder / "stick.zcc")
    Driver(at).play()
    at.scans.keep(b"scan" * 100_000, FOOD)
    at.carry_out(folder / "newest.zcc")
    at.close()


def _carry_out(folder: Path) -> None:
    with opened(folder / "profile") as at:
        at.carry_out(folder / "stick.zcc")


def _readable(folder: Path) -> list[str]:
    with opened(folder / "profile") as at:
        found = invariants.sound(at.database)
        if not at.sync_status().pending:
            found.append("taken for delivered")
    try:
        with (folder / "stick.zcc").open("rb") as file:
            read_head(file)
    except (OSError, CarryError) as error:
        found.append(f"neither the old stick nor the new one: {error}")
    return found


def _newest(folder: Path) -> list[str]:
    sizes = [(folder / name).stat().st_size for name in ("stick.zcc", "newest.zcc")]
    return [] if abs(sizes[0] - sizes[1]) < 400 else [f"not what waits: {sizes}"]


def _carry_back(folder: Path) -> None:
    with opened(folder / "profile") as at:
        at.carry_back(folder / "newest.zcc.receipts", "")


def _proven(folder: Path) -> list[str]:
    with opened(folder / "profile") as at:
        return invariants.sound(at.database)


def _acknowledged(folder: Path) -> list[str]:
    with opened(folder / "profile") as at:
        waiting = at.sync_status().pending
        # The export itself writes no commit; everything that was on the stick is proven now.
        return [f"{waiting} still wait"] if waiting else []


# the second copy


def copied(folder: Path) -> None:
    """A window with its stick for the second copy."""
    prepare(folder / "profile")
    (folder / "medium").mkdir()
    with opened(folder / "profile", folder / "medium"):
        pass


def _work(folder: Path) -> None:
    with opened(folder / "profile", folder / "medium") as at:
        at.rehearsal_session()
        for n in range(3):
            case = at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(n))).case
            at.scans.keep(b"scan" * (n + 1), case.id)
            assert at.keeper is not None
            at.keeper.nudge()


def in_place(folder: Path) -> None:
    """The profile knows its medium by its path; it is a new one, where nothing was copied yet."""
    file, medium = folder / "profile" / "config.toml", folder / "medium"
    file.write_text(re.sub(r"/[^\"]*/medium\b", str(medium), file.read_text("utf-8")), "utf-8")
    shutil.rmtree(medium)
    medium.mkdir()


def _sound(folder: Path) -> list[str]:
    with opened(folder / "profile", folder / "medium") as at:
        return invariants.sound(at.database)


def _caught_up(folder: Path) -> list[str]:
    with opened(folder / "profile", folder / "medium") as at:
        wanted = digests(at)
    again = folder / "again"
    shutil.rmtree(again, ignore_errors=True)
    restore_from_copy(folder / "medium", again, lambda profile: profile.unlock_plain(), NOW)
    with opened(again) as at:
        return invariants.alike(wanted, digests(at)) + invariants.alike(digests(at), wanted)


# what others wrote


def pull(folder: Path, apply: Callable[[House, Sequence[StoredCommit], str], None] | None = None) -> None:
    """Pages of five commits of another window, from wherever the cursor stands."""
    _, theirs = recorded(FILES[0])
    with closing(House(folder, BESIDE)) as house:
        at = int(house.inbox.cursor() or 0)
        while at < len(theirs):
            page, at = theirs[at : at + PAGE], at + PAGE
            if apply is not None:
                apply(house, page, str(at))
            else:
                house.inbox.apply(page, str(at))


def passed_nothing(folder: Path) -> list[str]:
    _, theirs = recorded(FILES[0])
    with closing(House(folder, BESIDE)) as house:
        here = {row["id"] for row in house.rows_of("commits")}
        passed = theirs[: int(house.inbox.cursor() or 0)]
        found = invariants.passed_nothing([one.id.bytes for one in passed], here)
        return found + invariants.sound(house.database)


def _all_here(folder: Path) -> list[str]:
    _, theirs = recorded(FILES[0])
    with closing(House(folder, BESIDE)) as house:
        return [] if len(house.rows_of("commits")) == len(theirs) else ["not all of it came"]


def flows(province: Province) -> Mapping[str, Flow]:
    """Every act; those with a stick know the province that runs beside."""
    return {
        "pull": Flow(("inbox:",), pull, passed_nothing, _all_here),
        "catalogue": Flow(("catalogue:",), _new_catalogue, _old_or_new, _new),
        "purge": Flow(("purge:",), _clear, noted_first, _all_gone),
        "carry-out": Flow(("carry:",), _carry_out, _readable, _newest),
        "carry-back": Flow(("ack:",), _carry_back, _proven, _acknowledged),
        "second-copy": Flow(("second-copy:", "copy-rest:"), _work, _sound, _caught_up, in_place),
        "restore": Flow(("restore-copy:",), rarer_line.restore, rarer_line.whole_or_not_there, rarer_line.back,
                        rarer_line.moved),
        "scan": Flow(("scans:", "blobs:", "ack:"), rarer_line.send_up, rarer_line.signed_for, rarer_line.arrived),
        "reconcile": Flow((), rarer_line.reconcile, rarer_line.torn, rarer_line.settled),
        "enrol": Flow(("profile:",), rarer_line.enrolled, rarer_line.can_be_set_up, rarer_line.set_up),
        "carry-in": Flow((), partial(rarer_line.import_stick, province=province),
                         partial(rarer_line.taken_once, province=province),
                         partial(rarer_line.handed_in, province=province)),
    }  # fmt: skip


def make_templates(base: Path, province: Province) -> None:
    """A fresh start for each act below ``base``, made once; and the province as it was before the stick came in."""
    makes: dict[str, Callable[[Path], None]] = {
        "pull": lambda folder: House(folder, BESIDE).close(), "catalogue": catalogue, "purge": cleared,
        "carry-out": partial(stick, province=province), "second-copy": copied, "scan": rarer_line.at_work,
        "reconcile": rarer_line.forgetful, "enrol": lambda folder: None,
    }  # fmt: skip
    for name, make in makes.items():
        (base / name).mkdir()
        assert in_child(partial(make, base / name)) == 0, name
    with closing(sqlite3.connect(province.db)) as source, closing(sqlite3.connect(base / "platform.db")) as target:
        source.backup(target)
    shutil.copytree(base / "carry-out", base / "carry-back")
    assert in_child(partial(rarer_line.import_stick, base / "carry-back", province)) == 0
    # The province knows the connected machine by its key from now on: the same one hands the stick in again.
    shutil.copytree(base / "carry-back", base / "carry-in")
    (base / "carry-in" / "newest.zcc.receipts").unlink()
    shutil.copytree(base / "second-copy", base / "restore")
    in_place(base / "restore")
    assert in_child(partial(_work, base / "restore")) == 0

"""SIGKILL where a catalogue is switched, scans are cleared away, a stick is written or read, the second copy grows.

After each kill what is left must be whole, and the same act done again must end as if nobody had been killed. Figures
go to ``faults/rarer-kills.json``.
"""

from __future__ import annotations

import io
import re
import shutil
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
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
from app.storage.stores import put_setting
from app.storage.sync_store import CURSOR
from sync.client.catalogue import CatalogueKeeper
from sync.platform.report import digest_report
from sync.wire.carry import CarryError, read_head
from tests.app.storage.house import House
from tests.app.storage.kit import KEY
from tests.bench.profile import applicant, nurse_intake
from tests.faults import invariants
from tests.faults.driver import FOOD, Driver, prepare
from tests.faults.report import ROOT, report, share
from tests.faults.test_kills import in_child
from tests.sync.support import MovedTime, Province
from tests.sync.test_catalogue import FOOD as FOOD_GUIDE
from tests.sync.test_catalogue import NURSE as NURSE_GUIDE
from tests.sync.test_catalogue import Liar, renamed, row
from tests.sync.test_dead_disk import NOW, digests, opened
from tests.sync.test_old_wire import FILES, recorded
from ui.bootstrap import Settings, open_workplace
from ui.children import Address
from ui.cli import main
from ui.still import StillScheduler
from ui.workplace import KEY_SETTING

PASSAGES = share(2, 40)
PAGE = 5
BESIDE = "D99"
"""A window beside the one whose commits were recorded."""
SCANS = 6
HELD_MS = 1_790_000_000_000


@dataclass(frozen=True)
class Flow:
    """``act`` is done in a child that is killed; ``wrong`` looks at what is there, ``settled`` at the end of it."""

    prefixes: tuple[str, ...]
    act: Callable[[Path], None]
    wrong: Callable[[Path], list[str]]
    settled: Callable[[Path], list[str]]


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


def _scans(folder: Path) -> dict[str, tuple[str, bool]]:
    house, store = House(folder), BlobStore(folder / "blobs", KEY)
    with closing(house), house.database.read.connect() as connection:
        return {row.digest: (row.state, store.holds(row.digest)) for row in connection.execute(select(blobs))}


def _noted_first(folder: Path) -> list[str]:
    return [f"{digest} is gone and still noted as here" for digest, (state, there) in _scans(folder).items()
            if state == ScanState.HELD and not there]  # fmt: skip


def _all_gone(folder: Path) -> list[str]:
    left = [one for one in _scans(folder).values() if one != (ScanState.CLEARED, False)]
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


def _in_place(folder: Path) -> None:
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


def _pull(folder: Path, apply: Callable[[House, Sequence[StoredCommit], str], None] | None = None) -> None:
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


def _passed_nothing(folder: Path) -> list[str]:
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


FLOWS = {
    "pull": Flow(("inbox:",), _pull, _passed_nothing, _all_here),
    "catalogue": Flow(("catalogue:",), _new_catalogue, _old_or_new, _new),
    "purge": Flow(("purge:",), _clear, _noted_first, _all_gone),
    "carry-out": Flow(("carry:",), _carry_out, _readable, _newest),
    "carry-back": Flow(("ack:",), _carry_back, _proven, _acknowledged),
    "second-copy": Flow(("second-copy:", "copy-rest:"), _work, _sound, _caught_up),
}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    made = Province.start(tmp_path_factory.mktemp("province") / "platform.db")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory, province: Province) -> Path:
    """A fresh start for each flow, made once."""
    base = tmp_path_factory.mktemp("rarer")
    makes = {"pull": lambda folder: House(folder, BESIDE).close(), "catalogue": catalogue, "purge": cleared,
             "carry-out": partial(stick, province=province), "second-copy": copied}  # fmt: skip
    for name, make in makes.items():
        (base / name).mkdir()
        assert in_child(partial(make, base / name)) == 0, name
    # The province as it was before anything of the stick came in.
    with closing(sqlite3.connect(province.db)) as source, closing(sqlite3.connect(base / "platform.db")) as target:
        source.backup(target)
    shutil.copytree(base / "carry-out", base / "carry-back")
    assert in_child(partial(_import, base / "carry-back", province)) == 0
    return base


def _import(folder: Path, province: Province) -> None:
    """A connected machine hands the stick in; the receipts lie beside it."""
    line = ["--url", province.url, "--token", province.token, "--key", province.key]
    open_workplace(Settings(profile=folder / "connected", rehearsal=True, device="D08")).close()
    with redirect_stdout(io.StringIO()):
        words = ["--profile", str(folder / "connected"), "sync", "import", str(folder / "newest.zcc")]
        assert main([*words, *line, "--json"]) == 0


@pytest.fixture(scope="module")
def figures() -> Iterator[Counter[str]]:
    """Written down at the end, whatever was found."""
    kept: Counter[str] = Counter()
    yield kept
    report("rarer-kills", {"kills": sum(n for name, n in kept.items() if ":" in name), **kept})


@pytest.mark.parametrize("name", FLOWS)
def test_a_kill_in_a_rare_act_leaves_the_old_or_the_new_and_the_act_can_be_done_again(
    name: str, templates: Path, figures: Counter[str], tmp_path: Path
) -> None:
    """Whoever switches, clears, exports or copies when the mains fail finds everything as before, and does it again."""
    flow, found = FLOWS[name], []
    for point in points(flow.prefixes):
        for count in range(1, PASSAGES + 1):
            place = tmp_path / "place"
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(templates / name, place)
            if (place / "medium").exists():
                _in_place(place)
            status = in_child(partial(flow.act, place), f"{point}:{count}")
            if status == 0:
                break
            assert status == -signal.SIGKILL, f"{point}:{count} ended with {status}"
            figures[point] += 1
            found += [f"{point}:{count}, at once: {each}" for each in flow.wrong(place)]
            if in_child(partial(flow.act, place)) != 0:
                found.append(f"{point}:{count}: it cannot be done again")
                continue
            found += [f"{point}:{count}, at the end: {each}" for each in (*flow.wrong(place), *flow.settled(place))]
        assert figures[point], f"{point} was never passed"
    assert found == []


def test_a_cursor_that_moves_before_its_data_is_caught(templates: Path, tmp_path: Path) -> None:
    """The control: killed between the cursor and what it speaks of, the suite must see what was passed over."""

    def early(house: House, page: Sequence[StoredCommit], cursor: str) -> None:
        with house.database.writing() as connection:
            put_setting(connection, CURSOR, cursor)
        house.inbox.apply(page, cursor)

    place = tmp_path / "place"
    shutil.copytree(templates / "pull", place)
    assert in_child(partial(_pull, place, early), "inbox:before-commit:3") == -signal.SIGKILL
    caught = bool(_passed_nothing(place))
    report("pull-control", {"mutants": 1, "caught": int(caught)})
    assert caught


def test_clearing_a_file_before_it_is_noted_is_caught(templates: Path, tmp_path: Path) -> None:
    """The control: killed between the file and its row, the suite must see a scan that is gone and said to be here."""

    def careless() -> None:
        store = BlobStore(tmp_path / "place" / "blobs", KEY)
        store.delete(next(iter(_scans(tmp_path / "place"))))

    shutil.copytree(templates / "purge", tmp_path / "place")
    assert in_child(careless) == 0
    caught = bool(_noted_first(tmp_path / "place"))
    report("rarer-kills-control", {"mutants": 1, "caught": int(caught)})
    assert caught


def test_a_province_killed_while_it_takes_a_stick_in_takes_it_once(
    templates: Path, figures: Counter[str], tmp_path: Path
) -> None:
    """The connected machine tries again, and nothing of the stick is there twice or in part."""
    for delay in [0.05 + 0.35 * n / PASSAGES for n in range(PASSAGES)]:
        shutil.copy(templates / "platform.db", tmp_path / f"platform-{delay}.db")
        here = Province.start(tmp_path / f"platform-{delay}.db")
        try:
            place = tmp_path / f"place-{delay}"
            shutil.copytree(templates / "carry-out", place)
            timer = threading.Timer(delay, here.kill)
            timer.start()
            in_child(partial(_import, place, here))
            timer.join()
            here = here.again()
            assert in_child(partial(_import, place, here)) == 0
            figures["carry-in:province"] += 1
            with opened(place / "profile") as at:
                mine, there = digests(at), digest_report(str(here.db), at.device)
            theirs = {case: one["digest"] for case, one in there["by_case"].items()}
            assert invariants.alike(mine, theirs) == invariants.alike(theirs, mine) == [] and not there["parked"]
        finally:
            here.stop()

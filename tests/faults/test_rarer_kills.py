"""SIGKILL where a catalogue is switched, scans are cleared away, a stick is written or read, the second copy grows, a
scan goes up, both ends are cured, a profile is restored, a device is enrolled; and a disk that refuses there.

After each what is left must be whole, and the same act done again must end as if nothing had been. First at named
points, then inside the n-th system call of the act. Figures go to ``faults/rarer-kills.json``, ``rarer-calls.json``.
"""

from __future__ import annotations

import re
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from app.domain.records import StoredCommit
from app.storage.blobs import BlobStore
from app.storage.stores import put_setting
from app.storage.sync_store import CURSOR
from tests.app.storage.house import House
from tests.app.storage.kit import KEY
from tests.faults import rarer, replay
from tests.faults.rarer import NAMES, UNNAMED, Flow, points
from tests.faults.rarer_line import handed_in, import_stick, taken_once
from tests.faults.report import part, report, scratch, seeds, share
from tests.faults.test_kills import in_child
from tests.faults.tracing import REFUSED, WRITING, copied, how_often, spread, traced
from tests.sync.support import Province

PASSAGES = share(2, 40)
KILLS = share(3, 200)
"""Kills inside system calls, for each act; at least ``LEAST`` for each kind of call."""
REFUSALS = share(2, 100)
LEAST = share(1, 2)
_CODE = re.compile(r"ZC-[A-Z]+-\d+")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    made = Province.start(tmp_path_factory.mktemp("province") / "platform.db")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def flows(province: Province) -> Mapping[str, Flow]:
    return rarer.flows(province)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory, province: Province) -> Path:
    """A fresh start for each act, made once."""
    base = tmp_path_factory.mktemp("rarer")
    rarer.make_templates(base, province)
    return base


@pytest.fixture(scope="module")
def figures() -> Iterator[Counter[str]]:
    """Written down at the end, whatever was found."""
    kept: Counter[str] = Counter()
    yield kept
    report("rarer-kills", {"kills": sum(n for name, n in kept.items() if ":" in name), **kept})


@pytest.fixture(scope="module")
def calls() -> Iterator[dict[str, Any]]:
    """The same of what was done inside system calls."""
    replay.need_tracing()
    kept: dict[str, Any] = {"kills": 0, "refusals": 0, "acts": {}, "codes": Counter(), "wrong": []}
    yield kept
    report("rarer-calls", kept)


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Path]:
    """A quick place to act in; nothing here is about what a disk keeps."""
    place = scratch(tmp_path)
    yield place
    shutil.rmtree(place, ignore_errors=True)


def place_for(templates: Path, name: str, flow: Flow, place: Path) -> Path:
    """A fresh place to act in."""
    copied(templates / name, place)
    flow.placed(place)
    return place


def aftermath(flow: Flow, place: Path) -> list[str]:
    """What is wrong at once, and at the end when the act was done again."""
    found = [f"at once: {each}" for each in flow.wrong(place)]
    if in_child(partial(flow.act, place)) != 0:
        return [*found, "it cannot be done again"]
    return found + [f"at the end: {each}" for each in (*flow.wrong(place), *flow.settled(place))]


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNNAMED])
def test_a_kill_in_a_rare_act_leaves_the_old_or_the_new_and_the_act_can_be_done_again(
    name: str, flows: Mapping[str, Flow], templates: Path, figures: Counter[str], quick: Path
) -> None:
    """Whoever switches, clears, exports or copies when the mains fail finds everything as before, and does it again."""
    flow, found = flows[name], []
    for point in points(flow.prefixes):
        for count in (1 + seed for seed in seeds(PASSAGES)):
            place = place_for(templates, name, flow, quick / "place")
            status = in_child(partial(flow.act, place), f"{point}:{count}")
            if status == 0:
                break
            assert status == -signal.SIGKILL, f"{point}:{count} ended with {status}"
            figures[point] += 1
            found += [f"{point}:{count}, {each}" for each in aftermath(flow, place)]
        assert figures[point] or part()[0] > 1, f"{point} was never passed"
    assert found == []


@pytest.mark.parametrize("name", NAMES)
def test_a_kill_inside_any_system_call_of_a_rare_act_leaves_it_whole(
    name: str, flows: Mapping[str, Flow], templates: Path, calls: dict[str, Any], quick: Path
) -> None:
    """The machine stops in the middle of a write, where nobody named a point."""
    flow = flows[name]
    counted = how_often(partial(flow.act, place_for(templates, name, flow, quick / "calm")), quick / "log")
    done, wrong = 0, []
    for call, n in spread(counted, KILLS, part(), LEAST):
        place = place_for(templates, name, flow, quick / "place")
        ended = traced(partial(flow.act, place), _inject(f"{call}:signal=SIGKILL:when={n}"), quick / "log")
        assert ended.status in (0, -signal.SIGKILL), f"{call} {n}: {ended.words[-2000:]}"
        done += ended.status != 0
        wrong += [f"{name}, {call} {n}, {each}" for each in aftermath(flow, place)]
    calls["kills"] += done
    calls["acts"][name] = {"calls": counted, "kills": done}
    calls["wrong"] += wrong
    assert wrong == []
    assert done >= KILLS // 2


@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_refuses_in_a_rare_act_is_told_in_words_and_the_act_can_be_done_again(
    name: str, flows: Mapping[str, Flow], templates: Path, calls: dict[str, Any], quick: Path
) -> None:
    """Full or dying, once or for ever after: a code and words, never a traceback; what was there is whole."""
    flow, wrong = flows[name], []
    act = partial(flow.act, place_for(templates, name, flow, quick / "calm"))
    counted = how_often(act, quick / "log", WRITING)
    for turn, (call, n) in enumerate(spread(counted, REFUSALS, part(), LEAST)):
        errno, ever = ("EIO", "ENOSPC")[turn % 2], "+" * (turn // 2 % 2)
        place = place_for(templates, name, flow, quick / "place")
        where = f"{name}, {call} {errno} {n}{ever}"
        ended = traced(partial(flow.act, place), _inject(f"{call}:error={errno}:when={n}{ever}"), quick / "log")
        calls["refusals"] += 1
        calls["codes"].update(_CODE.findall(ended.words))
        if ended.status not in (0, REFUSED):
            wrong.append(f"{where}: {ended.words[-900:]}")
        wrong += [f"{where}, {each}" for each in aftermath(flow, place)]
    calls["wrong"] += wrong
    assert wrong == []


def _inject(what: str) -> list[str]:
    return ["-o", "/dev/null", "-e", f"inject={what}"]


def test_a_cursor_that_moves_before_its_data_is_caught(templates: Path, tmp_path: Path) -> None:
    """The control: killed between the cursor and what it speaks of, the suite must see what was passed over."""

    def early(house: House, page: Sequence[StoredCommit], cursor: str) -> None:
        with house.database.writing() as connection:
            put_setting(connection, CURSOR, cursor)
        house.inbox.apply(page, cursor)

    place = tmp_path / "place"
    shutil.copytree(templates / "pull", place)
    assert in_child(partial(rarer.pull, place, early), "inbox:before-commit:3") == -signal.SIGKILL
    caught = bool(rarer.passed_nothing(place))
    report("pull-control", {"mutants": 1, "caught": int(caught)})
    assert caught


def test_clearing_a_file_before_it_is_noted_is_caught(templates: Path, tmp_path: Path) -> None:
    """The control: killed between the file and its row, the suite must see a scan that is gone and said to be here."""

    def careless() -> None:
        store = BlobStore(tmp_path / "place" / "blobs", KEY)
        store.delete(next(iter(rarer.scans(tmp_path / "place"))))

    shutil.copytree(templates / "purge", tmp_path / "place")
    assert in_child(careless) == 0
    caught = bool(rarer.noted_first(tmp_path / "place"))
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
            in_child(partial(import_stick, place, here))
            timer.join()
            here = here.again()
            assert in_child(partial(import_stick, place, here)) == 0
            figures["carry-in:province"] += 1
            assert taken_once(place, here) + handed_in(place, here) == []
        finally:
            here.stop()

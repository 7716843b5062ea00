"""A power cut as somebody prints at a terminal: her sheets of today are counted with the sheet, or neither is there."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain import kiosk
from app.domain.paper import PaperKind
from app.domain.people import Person
from app.ports import PrintJob
from app.storage.faultpoints import VARIABLE
from app.storage.kiosk_tally import DailyTally
from app.usecases.kiosk import Visitor
from tests.faults.report import report
from tests.faults.test_kills import in_child
from tests.ui.kiosk.booth import START, ZHANG, booth
from ui.bootstrap import Settings, open_workplace
from ui.shots.kiosk_cases import granted
from ui.shots.virtual import VirtualTime

POINTS = ("append:effects-written", "append:projected", "commit:before", "commit:after")


def prints(folder: Path, own: bool, fault: str = "") -> None:
    """Somebody prints a paper of hers again, or her licence; the process dies on the way."""
    with booth(folder) as b:
        case_id, counter = granted(b), b.terminal.counter
        me = Visitor(frozenset({kiosk.Proof.PERSON}), Person("张三", ZHANG.kind, ZHANG.number))
        case = counter._book.case(case_id)
        assert case is not None
        paper = kiosk.printable(case, ZHANG.number)[0]
        if fault:
            os.environ[VARIABLE] = f"{fault}:1"
        if own:
            counter.print_own(me, case_id, paper.document_id)
        else:
            counter.print_licence(me, case_id, "投标")


def printed_and_counted(folder: Path) -> tuple[int, int]:
    """What waits for the printer of it, and what is counted, as the next start finds it."""
    with_clock = VirtualTime(START)
    settings = Settings(
        profile=folder / "profile", rehearsal=True, clock=with_clock, ready_operator=False, device="K01"
    )
    place = open_workplace(settings)
    try:
        hers = [job for job in place.stores.jobs.jobs() if _of_the_terminal(job)]
        tally = DailyTally(place.stores.settings)
        return len(hers), tally.count(ZHANG.number, with_clock.now().date)
    finally:
        place.close()


def _of_the_terminal(job: PrintJob) -> bool:
    return job.printing > 1 or job.kind == PaperKind.LICENCE_COPY.value


@pytest.fixture(scope="module")
def figures() -> Iterator[Counter[str]]:
    """What the suite did."""
    made = Counter[str]()
    yield made
    report("kiosk-tally", dict(made))


@pytest.mark.parametrize("own", [True, False], ids=["paper", "licence"])
@pytest.mark.parametrize("point", POINTS)
def test_a_sheet_is_printed_and_counted_or_neither_wherever_the_power_goes(
    tmp_path: Path, figures: Counter[str], point: str, own: bool
) -> None:
    """Cut between the two she had a sheet that nobody counted."""
    assert in_child(lambda: prints(tmp_path, own, point)) == -signal.SIGKILL
    sheets, counted = printed_and_counted(tmp_path)
    figures.update(kills=1, printed=sheets, counted=counted, apart=sheets != counted)
    assert sheets == counted == (1 if point == "commit:after" else 0)


def test_a_count_that_cannot_be_written_prints_no_sheet_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was printed, she read that it was not, and touched it again."""
    with booth(tmp_path) as b:
        case_id, counter = granted(b), b.terminal.counter
        me = Visitor(frozenset({kiosk.Proof.PERSON}), Person("张三", ZHANG.kind, ZHANG.number))

        def full(*_: object) -> str:
            raise OSError(28, "full")

        monkeypatch.setattr(counter._tally, "_changed", full)
        with pytest.raises(OSError, match="full"):
            counter.print_licence(me, case_id, "投标")
        assert not [job for job in b.place.stores.jobs.jobs() if _of_the_terminal(job)]

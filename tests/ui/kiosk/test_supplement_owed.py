"""补材料: what is wanted, by when, and what is still owed when she goes home with a receipt in her hand."""

from __future__ import annotations

from itertools import product

import pytest

from app.domain.events import ReturnedToWindow
from app.errors import ConcurrencyError
from app.ports import Effects, JobState
from app.usecases import kiosk
from app.usecases.kiosk import TO_BRING
from app.values import replace
from tests.ui.kiosk.booth import Booth
from ui.kiosk.journeys.supplement import SupplementJourney
from ui.kiosk.parts import CardPart
from ui.kiosk.window import KioskWindow
from ui.shots.judge import Words
from ui.shots.kiosk import complaints
from ui.shots.kiosk_cases import noticed


def at_the_list(booth: Booth, note: str = "没有交") -> None:
    noticed(booth, note)
    booth.touch("tile", "supplement")
    booth.prove()
    booth.touch("case")


def told(booth: Booth) -> str:
    return " ".join((booth.screen.lead, *(words for card in booth.screen.cards for words in (card.title, *card.lines))))


def slips_waiting(booth: Booth) -> list[str]:
    """Routing slips in the queue, which no terminal prints."""
    return [job.kind for job in booth.place.stores.jobs.jobs(JobState.ALLOCATED) if job.kind.startswith("D12")]


def test_by_when_it_must_be_there_stands_where_she_hands_it_in(booth: Booth) -> None:
    at_the_list(booth)
    assert "最迟 10月" in booth.screen.lead and "点一样" in booth.screen.lead, booth.screen.lead


def test_who_chose_to_bring_it_later_reads_what_to_bring_and_not_that_she_chose(booth: Booth) -> None:
    at_the_list(booth, TO_BRING)
    (row,) = booth.screen.rows
    assert TO_BRING not in row.note and "交回损坏的旧卡" in row.note, row
    booth.touch("line")
    assert booth.screen.lead == row.note


def test_beside_what_was_found_stands_what_to_do_about_it(booth: Booth) -> None:
    at_the_list(booth, "照片看不清")
    booth.touch("line")
    assert "照片看不清" in booth.screen.lead and "交回损坏的旧卡" in booth.screen.lead, booth.screen.lead


def test_who_hands_in_a_part_goes_home_knowing_of_the_rest(booth: Booth) -> None:
    at_the_list(booth)
    booth.touch("hand-in")
    assert booth.key == "supplement.end"
    words = told(booth)
    assert "还差 1 样" in words and "损坏的社会保障卡" in words and "最迟 10月" in words and "补材料" in words, words
    assert "由部门核对" not in words, "nobody looks at it before it is whole"


def test_who_handed_in_all_of_it_reads_that_the_department_looks_and_it_is_there(booth: Booth) -> None:
    at_the_list(booth)
    booth.touch("line")
    booth.touch("picture")
    booth.touch("next")
    booth.touch("hand-in")
    assert "由部门核对" in told(booth) and not booth.screen.cards
    (case,) = booth.terminal.counter.own_cases(booth.terminal.visitor())
    assert case.lease == "platform", "it does not stay where nobody looks"
    assert not slips_waiting(booth), "the office prints it: no sheet may come out here yet"


def test_what_could_not_go_on_when_it_was_taken_goes_on_when_she_has_gone(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line brought news of the case in that moment: it would lie where nobody looks, for ever."""

    def overtaken(*_: object) -> None:
        raise ConcurrencyError("somebody wrote")

    with monkeypatch.context() as patch:
        patch.setattr(kiosk, "transfer", overtaken)
        case_id = booth.apply("shbzkbl")
    book = booth.terminal.counter._book
    assert book.case(case_id).lease == "K01"  # type: ignore[union-attr]
    booth.print_all()
    booth.home()
    booth.wait(61)
    assert book.case(case_id).lease == "platform"  # type: ignore[union-attr]
    assert not slips_waiting(booth), "the office prints it, and no sheet is told to whoever comes next"


def test_what_can_never_go_on_is_logged_once_and_told_to_staff(
    booth: Booth, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It was tried in silence every minute, each time with a trace in the log, and no person knew."""

    def broken(*_: object) -> None:
        raise ValueError("no such authority")

    with monkeypatch.context() as patch:
        patch.setattr(kiosk, "transfer", broken)
        booth.apply("shbzkbl")
        booth.print_all()
        booth.home()
        caplog.clear()
        booth.wait(61)
        assert "hand-on" not in booth.terminal.machine.faults, "it may go on by itself"
        for _ in range(6):
            booth.wait(61)
        assert len([each for each in caplog.records if "ZC-KIOSK-10" in each.getMessage()]) == 1
        assert booth.keeper.beats[-1].faults == ("hand-on",)
    booth.wait(61)
    booth.wait(61)
    assert not booth.keeper.beats[-1].faults, "it went on"


def test_while_the_book_is_slow_no_second_round_waits_behind_the_first(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[int] = []
    monkeypatch.setattr(booth.terminal.counter, "hand_on", lambda: rounds.append(1))
    booth.hold_answers = True
    booth.wait(301)
    booth.hold_answers = False
    booth.settle()
    assert len(rounds) == 1, "who comes then would wait for all of them"
    booth.wait(61)
    assert len(rounds) == 2


def test_what_the_department_sent_back_is_not_thrown_back_at_it(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    booth.print_all()
    booth.home()
    desk = booth.terminal.counter.desk
    back = ReturnedToWindow(desk.clock.now(), desk.session.operator, "不是本部门的事项")
    with desk.units.begin() as tx:
        tx.append(case_id, tx.case(case_id), (back,), Effects())
    booth.wait(121)
    assert booth.terminal.counter._book.case(case_id).lease == "K01"  # type: ignore[union-attr]


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (1440, 1080)], ids=str)
@pytest.mark.parametrize("switched", ["", "large", "low", "language"])
def test_what_is_still_owed_has_room_on_every_screen(
    booth: Booth, window: KioskWindow, size: tuple[int, int], switched: str
) -> None:
    at_the_list(booth)
    booth.touch("hand-in")
    booth.print_all()
    if switched:
        booth.terminal.touch(switched)
    window.resize(*size)
    window.show_screen()
    assert booth.key == "supplement.end" and booth.screen.cards
    assert not list(complaints(window, size, switched == "low", Words({})))


LONG, SHORT = "法定代表人或者负责人的身份证明及其任职文件复印件", "居民户口簿"
SMALL_SCREENS = ((1921, 1080), (1440, 1080))
"""What a page finds on 1366×768 and on 1024×768, where all of it is drawn smaller."""


def owe(booth: Booth, count: int, name: str) -> tuple[str, ...]:
    """So many papers are still owed; their names."""
    journey = booth.terminal.journey
    assert isinstance(journey, SupplementJourney) and journey.done is not None
    case = journey.done.case
    (row,) = (each for each in case.materials if not each.settled)
    names = tuple(f"{name}（{n}）" for n in range(1, count + 1))
    journey.done = replace(
        journey.done, case=replace(case, materials=tuple(replace(row, name=each) for each in names))
    )
    return names


@pytest.mark.parametrize("tongue", ["zh-CN", "en"])
@pytest.mark.parametrize(("count", "long"), [(1, LONG), (3, LONG), (8, LONG), (8, SHORT)])
def test_whatever_is_still_owed_is_read_whole_on_a_small_screen(
    booth: Booth, window: KioskWindow, count: int, long: str, tongue: str
) -> None:
    at_the_list(booth)
    booth.touch("hand-in")
    booth.print_all()
    names, found = owe(booth, count, long), list[str]()
    if tongue == "en":
        booth.terminal.touch("language")
    for size, large, low in product(SMALL_SCREENS, (False, True), (False, True)):
        booth.terminal.session = replace(booth.terminal.session, large=large, low=low)
        booth.terminal.page, read = 0, set[str]()
        window.resize(*size)
        for _ in range(2 * count + 2):
            window.show_screen()
            page = window.page
            assert page is not None
            found += [f"{size} {large=} {low=}: {each}" for each in complaints(window, size, low, Words({}))]
            for card in page.findChildren(CardPart):
                read |= {words.split(". ")[-1] for words in card.card.lines if card.isVisible()}
            if booth.terminal.page >= page.pages - 1:
                break
            booth.terminal.touch("page-next")
        assert read >= set(names), f"{size} {large=} {low=}: not read: {set(names) - read}"
    assert not found, "\n".join(found)

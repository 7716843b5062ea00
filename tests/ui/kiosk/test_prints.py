"""What comes out of a terminal: licences for their holder, papers again, and the truth about a sheet nobody saw."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from app.domain.case import Case
from app.domain.delivery import PAPER, POST
from app.domain.kiosk import SHEETS_A_DAY, printable
from app.domain.paper import PaperKind
from app.domain.people import Agent, Person
from app.errors import RefusedError, UserFacingError
from app.ports import JobState, Outcome, PrinterState
from app.ports.kiosk import KioskBook
from app.usecases import kiosk
from app.usecases.kiosk_prints import print_own
from printing.pdf_words import words_of
from tests.ui.kiosk.booth import LI, PIN, ZHANG, Booth
from ui.shots.kiosk_cases import LICENCE, granted


def rows(b: Booth, name: str) -> list[str]:
    return [row.value for row in b.screen.rows if row.name == name]


@pytest.mark.law("D21", "A6-29")
def test_her_electronic_licence_comes_out_with_its_code_and_for_one_purpose(booth: Booth) -> None:
    case_id = granted(booth)
    booth.touch("tile", "print")
    booth.prove()
    booth.touch("licence")
    booth.touch("purpose", "办理入学")
    booth.print_all()
    assert booth.screen.band is not None and booth.screen.band.title == "纸出来了"
    words = "".join(words_of(booth.printer.sheets[-1][1]).pages)
    assert "电子证照打印件" in words and "仅供办理入学使用" in words and LICENCE in words
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    (paper,) = case.papers_of(PaperKind.LICENCE_COPY)
    assert (paper.purpose, paper.is_out) == ("办理入学", True), "the case knows who printed what for what"
    booth.touch("taken")
    booth.touch("back")
    booth.touch("licence")
    booth.touch("other-purpose")
    booth.pinyin("shi", "市")
    booth.terminal.touch("key", "ok")
    booth.print_all()
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and len(case.papers_of(PaperKind.LICENCE_COPY)) == 2


@pytest.mark.law("A6-29")
def test_a_licence_is_printed_by_nobody_but_its_holder_and_never_by_the_card_alone(booth: Booth) -> None:
    case_id, counter = granted(booth), booth.terminal.counter
    me = Person("张三", ZHANG.kind.value, ZHANG.number)  # type: ignore[arg-type]
    other = Person("李四", LI.kind.value, LI.number)  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="ZC-KIOSK-01"):
        counter.print_licence(kiosk.Visitor(frozenset({kiosk.Proof.CARD}), me), case_id, "投标")
    proven = frozenset({kiosk.Proof.PERSON})
    with pytest.raises(UserFacingError, match="ZC-KIOSK-03"):
        counter.print_licence(kiosk.Visitor(proven, other), case_id, "投标")
    with pytest.raises(RefusedError, match="ZC-PAPER-61"):
        counter.print_licence(kiosk.Visitor(proven, me), case_id, "  ")
    unmade = booth.apply("shbzkbl")
    with pytest.raises(RefusedError, match="ZC-KIOSK-04"):
        counter.print_licence(kiosk.Visitor(proven, me), unmade, "投标")
    counter.print_licence(kiosk.Visitor(proven, me), case_id, "投标")
    case = counter._book.case(case_id)
    assert case is not None
    assert PaperKind.LICENCE_COPY in {paper.kind for paper in printable(case, me.id_number)}
    assert PaperKind.LICENCE_COPY not in {paper.kind for paper in printable(case, other.id_number)}, "an agent's list"


class _WithAgent:
    """The book of a terminal in which every case was handed in by 李四 for its applicant."""

    def __init__(self, book: KioskBook, agent: Person) -> None:
        self._book, self._agent = book, agent

    def case(self, case_id: UUID) -> Case | None:
        found = self._book.case(case_id)
        assert found is not None and found.intake is not None
        return replace(found, intake=replace(found.intake, agent=Agent(self._agent)))


@pytest.mark.law("D21", "A6-29")
def test_a_copy_of_a_licence_that_was_printed_once_does_not_come_out_for_the_agent(booth: Booth) -> None:
    case_id, counter = granted(booth), booth.terminal.counter
    me = Person("张三", ZHANG.kind.value, ZHANG.number)  # type: ignore[arg-type]
    other = Person("李四", LI.kind.value, LI.number)  # type: ignore[arg-type]
    proven = frozenset({kiosk.Proof.PERSON})
    done = counter.print_licence(kiosk.Visitor(proven, me), case_id, "投标")
    (paper,) = done.case.papers_of(PaperKind.LICENCE_COPY)
    book: Any = _WithAgent(counter._book, other)
    who = kiosk.Visitor(proven, other)
    with pytest.raises(RefusedError, match="ZC-KIOSK-04"):
        print_own(counter.desk, book, counter._tally, who, case_id, paper.document_id)
    assert paper not in printable(done.case, LI.number), "and her list does not offer it"
    assert printable(done.case, LI.number), "the other papers of the case are still hers to print"
    assert paper in printable(done.case, ZHANG.number)


def test_a_sealed_certificate_is_not_printed_but_told_where_when_and_with_what(booth: Booth) -> None:
    granted(booth)
    posted = granted(booth, "hushi", POST, PAPER, "测试路2号")
    booth.touch("tile", "print")
    booth.prove()
    assert not [row for row in booth.screen.rows if row.value.startswith("D21/")]
    fetched = next(value for value in rows(booth, "result") if value != str(posted))
    booth.touch("result", fetched)
    told = str(booth.screen)
    assert "发件台" in told and "工作日 8:30—17:00" in told and "身份证" in told and "授权委托书" in told
    booth.touch("back")
    booth.touch("result", str(posted))
    assert "测试路2号" in str(booth.screen) and "运单号" in str(booth.screen)


def test_ten_sheets_a_day_and_then_a_window_prints_on(booth: Booth) -> None:
    case_id = granted(booth)
    me = Person("张三", ZHANG.kind.value, ZHANG.number)  # type: ignore[arg-type]
    who, counter = kiosk.Visitor(frozenset({kiosk.Proof.PERSON}), me), booth.terminal.counter
    for _ in range(SHEETS_A_DAY - 1):
        counter.print_licence(who, case_id, "投标")
    counter.not_printed(me.id_number)  # one did not come out: it does not count
    for _ in range(2):
        counter.print_licence(who, case_id, "投标")
    booth.touch("tile", "print")
    booth.prove()
    booth.touch("paper")
    assert "ZC-KIOSK-06" in str(booth.screen.band) and "窗口" in str(booth.screen.band)
    assert ZHANG.number not in counter._at.stores.settings.get("kiosk.tally")
    today = booth.time.now().date
    assert counter._tally.count(me.id_number, today) == SHEETS_A_DAY
    assert counter._tally.count(me.id_number, today + timedelta(days=1)) == 0, "tomorrow begins anew"


@pytest.mark.parametrize("known", [Outcome.FAILED, Outcome.UNKNOWN])
def test_a_sheet_that_is_not_known_to_be_out_is_never_called_out_and_somebody_comes(
    booth: Booth, known: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printer is unplugged while a certificate prints."""
    granted(booth)
    booth.touch("tile", "print")
    booth.prove()
    booth.touch("licence")
    monkeypatch.setattr(booth.printer, "outcome", lambda ticket: (known, "断开"))
    booth.touch("purpose", "投标")
    booth.worker.step()
    booth.time._go_to(booth.time.monotonic() + 61)
    booth.worker.step()
    booth.terminal.show()
    assert booth.screen.band is not None and "出来了" not in booth.screen.band.title, booth.screen.band
    booth.terminal.beat()
    assert "print" in booth.keeper.calls
    assert [row.name for row in booth.screen.rows] == ["call"]
    assert "，叫工作人员来看" in booth.voice.said[-1] or "叫工作人员" in booth.voice.said[-1]
    booth.lift()
    booth.terminal.touch("finish")
    waiting = booth.place.stores.jobs.jobs(JobState.UNSURE)
    assert bool(waiting) == (known is Outcome.UNKNOWN), (
        "what nobody knows waits for the staff, nothing else does"
    )
    if not waiting:
        return
    for _ in range(5):
        booth.terminal.touch("badge")
    booth.type(PIN)
    assert "1 份" in str(booth.screen.band)
    booth.touch("prints")
    booth.touch("print-out")
    assert booth.key == "staff.desk" and not booth.place.stores.jobs.jobs(JobState.UNSURE)
    assert booth.place.stores.jobs.jobs(JobState.OUT)


def test_a_sheet_that_the_printer_called_out_meanwhile_is_asked_about_no_more_and_stays_out(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    """没出来, said in that very moment, was written over it."""
    granted(booth)
    booth.touch("tile", "print")
    booth.prove()
    booth.touch("licence")
    monkeypatch.setattr(booth.printer, "outcome", lambda ticket: (Outcome.UNKNOWN, "断开"))
    booth.touch("purpose", "投标")
    booth.worker.step()
    booth.time._go_to(booth.time.monotonic() + 61)
    booth.worker.step()
    booth.terminal.show()
    booth.lift()
    booth.terminal.touch("finish")
    for _ in range(5):
        booth.terminal.touch("badge")
    booth.type(PIN)
    booth.touch("prints")
    (job,) = booth.place.stores.jobs.jobs(JobState.UNSURE)
    assert booth.place.stores.jobs.mark(job.id, JobState.OUT, job.printer)
    booth.touch("print-not")
    assert "ZC-PRN-33" in str(booth.screen)
    booth.terminal.touch("retry")
    assert booth.key == "staff.desk" and "1 份" not in str(booth.screen.band)
    now = booth.place.stores.jobs.job(job.id)
    assert now is not None and now.state is JobState.OUT


def test_without_paper_nothing_is_sent_to_the_printer(booth: Booth) -> None:
    granted(booth)
    booth.touch("tile", "print")
    booth.prove()
    before = len(booth.printer.sheets)
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    (licence,) = [row for row in booth.screen.rows if row.name == "licence"]
    assert licence.kind == "off"
    booth.terminal.touch("licence", licence.value)
    booth.print_all()
    assert booth.key == "print.list" and len(booth.printer.sheets) == before


def test_when_paper_runs_out_while_she_prints_she_reads_her_number_and_no_touch_is_silent(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.home()
    booth.touch("tile", "print")
    booth.prove()
    booth.printer.slow = True
    booth.touch("paper")
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    assert booth.key == "print.end" and "请记下收件号" in str(booth.screen.band)
    number = booth.place.stores.views.papers()[0].number
    assert number in str(booth.screen.band), "she is told to keep it"
    booth.touch("back")
    assert "打印纸用完了" in str(booth.screen.band) and "07 号窗" in str(booth.screen.band)
    (paper,) = [row for row in booth.screen.rows if row.name == "paper"]
    assert paper.kind == "off" and "现在打不了" in paper.note
    booth.printer.now = PrinterState.READY
    booth.terminal.look()
    assert booth.screen.band is None and [row.kind for row in booth.screen.rows if row.name == "paper"] == ["plain"]

"""A day of the courier at one window, off line: five parcels, one left here, one with a wrong label, no paper in the
middle; and two days later one of them comes back. Every step by its key, through the real pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.domain.acts_law import RESULTS
from app.domain.delivery import came_back, parcel_of, posted
from app.domain.paper import PaperKind
from app.domain.records import NumberBlock
from app.domain.serials import WAYBILL
from app.domain.states import CaseState
from app.domain.time import Timestamp
from app.errors import ConcurrencyError, RefusedError
from app.ports import NotSentError, Outcome
from app.ports.equipment import CodeScan
from app.storage.schema import audit
from app.storage.verify import verify
from app.usecases.choose_delivery import choose_delivery
from app.usecases.hand_over import hand_over
from app.usecases.take_parcel_back import take_parcel_back
from app.values import replace
from devices.scanner.protocol import recognise
from tests.app.domain.kit import NOBODY_ELSE
from tests.ui.conftest import app, dressed_app, furnished, garbage_on_the_gui_thread
from tests.ui.window.cases import open_world
from tests.ui.window.days.hall import ALT, CTRL, SHIFT, Hall
from ui import sack
from ui.window.case import rare
from ui.window.case.perform import perform

__all__ = ["app", "dressed_app", "furnished", "garbage_on_the_gui_thread"]


class Unplugged:
    """The printer of the lists: it takes them, loses them, or says nothing, as the story wants."""

    def __init__(self, real: object) -> None:
        self.real = real
        self.says: Outcome | None = Outcome.OUT
        self.titles: list[str] = []

    def send(self, title: str, data: bytes, copies: int) -> str:
        if self.says is None:
            raise NotSentError("ZC-PRN-01", "打印机没有连接", "没有送出去", "请接好打印机")
        self.titles.append(f"{title}×{copies}")
        return title

    def outcome(self, ticket: object) -> tuple[Outcome, str]:
        assert self.says is not None
        return self.says, ""


@pytest.fixture
def hall(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Hall]:
    """A window with waybills, off line as every rehearsal of a test."""
    with open_world(tmp_path, furnished) as world:
        world.place.blocks.add(NumberBlock("w1", WAYBILL, 1, 40))
        made = Hall(world)
        try:
            made.open()
            yield made
        finally:
            made.close()
        assert verify(world.place.database).ok


def packed(hall: Hall, seal: bool = True, book: bool = True) -> tuple[UUID, str]:
    """A result by post, sealed, in its envelope: the case and its waybill (none where it is not booked)."""
    office = hall.office
    case = hall.world.receive("hszyzc", fault=False, answers={})
    office.accept(case, "counter")
    office.decide_on_spot(case, True, "五年")
    office.issue_certificate(case, office.next_blank("护士执业证书"))
    office.act(choose_delivery, case, "邮寄", "纸质件", "样例路1号")
    hall.world.all_out()
    for paper in office.case(case).papers if seal else ():
        if paper.awaits_seal:
            office.record_seal(case, paper.document_id, "机关印章", "赵六", "盖章室")
    if not book:
        return case, ""
    perform(office, rare.POST, case, {})
    parcel = parcel_of(office.case(case))
    assert parcel is not None
    return case, parcel.subject


def plugged(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> Unplugged:
    printers = hall.place.press.printers
    printer = Unplugged(printers.printer_for("R08"))
    monkeypatch.setattr(printers, "printer_for", lambda kind: printer)
    return printer


def go(hall: Hall, key: Qt.Key) -> None:
    """F4 and the key of the page behind it."""
    hall.press(Qt.Key.Key_F4)
    hall.ctrl(key)


def later(hall: Hall, span: timedelta) -> None:
    hall.world.clock.move(Timestamp(hall.world.clock.now().ms + int(span.total_seconds() * 1000)))


def scan(hall: Hall, code: str) -> None:
    hall.face.code_scanned(recognise(code))
    hall.rest()


def went(hall: Hall, *cases: UUID) -> list[bool]:
    return [posted(hall.office.case(case)) is not None for case in cases]


@pytest.mark.law("L26", "P06", "D16")
def test_a_day_of_the_courier_and_what_came_back_two_days_later(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = plugged(hall, monkeypatch)
    parcels = [packed(hall) for _ in range(5)]
    unsealed, _ = packed(hall, seal=False)
    go(hall, Qt.Key.Key_J)
    page = hall.face.pages["parcels"]
    assert hall.shell.place() == "parcels" and page.table.rows.rowCount() == 6
    assert "文书还没有盖章" in [page._mark(each).text for each in page.seen.waiting], "it is named, and goes nowhere"
    # The last of the five stays: she phones its applicant first.
    cases, numbers = [case for case, _ in parcels], [number for _, number in parcels]
    for number in numbers[:3]:
        scan(hall, number)
    hall.press(Qt.Key.Key_P, CTRL)
    assert "还有 2 件没有扫" in hall.words() and not page.seen.sacks, "what nobody held in her hand is on no list"
    scan(hall, numbers[2])
    assert "刚才扫过了" in hall.words()
    scan(hall, "YD2026092100000099")
    assert "不是本机开的运单" in hall.words() and len(page.scanned) == 3, "nothing is lost by a wrong label"
    hall.fill("parcels.scan", numbers[3][-5:])
    hall.press(Qt.Key.Key_Return)
    assert list(page.scanned) == numbers[:4]
    page.table.pick(next(n for n, each in enumerate(page.seen.waiting) if each.waybill == numbers[4]))
    hall.press(Qt.Key.Key_X, ALT)
    assert "寄 4 件，已扫 4，留下 1" in hall.words()
    # The printer has lost its cable.
    printer.says = None
    hall.press(Qt.Key.Key_P, CTRL)
    assert "没有出纸" in hall.words() and went(hall, *cases) == [False] * 5
    listed = page.seen.sacks[0].listed
    assert listed.number.endswith("-R08-0001")
    with pytest.raises(RefusedError, match="ZC-POST-03"):
        sack.sign(hall.place, listed, "快递员甲")
    hall.press(Qt.Key.Key_Escape)  # what the printer said was read
    printer.says = Outcome.OUT
    hall.enter()
    assert printer.titles == [f"{listed.number}×2"] and page.seen.sacks[0].state == sack.SIGNING
    assert sack.paper_of(hall.place, page.seen.sacks[0]).envelope.printing == 1
    # Spoiled by the courier's wet hands: once more, with its number and reason.
    page.lists.setFocus()
    hall.press(Qt.Key.Key_P, CTRL | SHIFT)
    hall.press(Qt.Key.Key_Z)
    assert [note.printing for kind, note in notes(hall) if kind == sack.AGAIN][-1] == 2
    hall.enter()
    hall.type("kuai di yuan")
    hall.enter()
    assert went(hall, *cases) == [True] * 4 + [False] and not went(hall, unsealed)[0]
    first = hall.office.case(cases[0])
    assert first.state is CaseState.AWAITING_PICKUP, "posted is not served"
    assert first.posted[0].sheet == listed.number and first.posted[0].hand == "kuai di yuan"
    assert page.seen.sacks[0].state == sack.DONE and "交寄了 4 件" in hall.told()
    assert [each.waybill for each in page.seen.waiting if not each.why] == [numbers[4]]
    # One was signed for, so its service is recorded; two days later it is in the sack of what came back all the same.
    documents = first.posted[0].documents
    hall.office.act(hand_over, cases[0], NOBODY_ELSE, documents, "邮寄送达", reference=numbers[0])
    later(hall, timedelta(days=2))
    come_back(hall, cases[0], numbers[0])


def come_back(hall: Hall, case: UUID, waybill: str) -> None:
    go(hall, Qt.Key.Key_T)
    page = hall.face.pages["returns"]
    assert hall.shell.place() == "returns"
    scan(hall, "YD2026092100000077")
    assert "不是本机开的运单，没有登记" in hall.words()
    scan(hall, waybill)
    assert page.form.spec is not None and "张" in hall.words()
    scan(hall, "YD2026092100000001")
    assert "还没有登记" in hall.told(), "the one in hand comes first"
    page.form.set_value("then", "again")
    hall.enter()
    found = hall.office.case(case)
    again = parcel_of(found)
    assert found.state is CaseState.AWAITING_PICKUP and again is not None and again.subject != waybill
    assert [paper.void for paper in found.papers if paper.kind is PaperKind.SERVICE_PROOF] == [True]
    assert again.subject in hall.told() and not came_back(found)
    hall.press(Qt.Key.Key_Escape)
    hall.ctrl(Qt.Key.Key_J)
    assert again.subject in [each.waybill for each in hall.face.pages["parcels"].seen.waiting]


def test_results_by_post_that_have_no_waybill_get_theirs_by_one_key_and_wait_to_be_scanned(hall: Hall) -> None:
    """The courier came, and nobody had opened each page to book its parcel."""
    cases = [packed(hall, book=False)[0] for _ in range(2)]
    packed(hall, seal=False, book=False)
    go(hall, Qt.Key.Key_J)
    assert "2 件选了邮寄，还没有开运单" in hall.words()
    hall.press(Qt.Key.Key_B, ALT)
    page = hall.face.pages["parcels"]
    assert sorted(each.case_id for each in page.seen.waiting) == sorted(cases) and not page.seen.unbooked
    assert "寄 2 件，已扫 0" in hall.words() and went(hall, *cases) == [False, False]


def test_a_result_that_is_fetched_is_not_looked_through_for_parcels(hall: Hall) -> None:
    """With hundreds that wait to be fetched the page would be read for seconds."""
    case, _ = packed(hall)
    fetched = hall.world.receive("hszyzc", fault=False, answers={})
    hall.office.accept(fetched, "counter")
    hall.office.decide_on_spot(fetched, True, "五年")
    assert {line.case_id for line in hall.office.pickup_list()} == {case, fetched}
    assert [line.case_id for line in hall.place.stores.views.results_by_post()] == [case]


def test_the_label_of_a_parcel_bears_its_waybill_and_the_whole_address_and_the_look_is_on_record(hall: Hall) -> None:
    case, waybill = packed(hall)
    made = sack.label(hall.place, hall.office.case(case), "〔2026〕D07-000001号")
    assert (made.waybill, made.name, made.phone, made.address) == (waybill, "张三", "13800000001", "样例路1号")
    go(hall, Qt.Key.Key_J)
    hall.press(Qt.Key.Key_L, ALT)
    assert f"面单 {waybill}" in hall.told()
    with hall.place.database.read.connect() as connection:
        looked = connection.execute(select(audit.c.subject).where(audit.c.action == "parcel-label")).scalars().all()
    assert looked == [waybill]


def notes(hall: Hall) -> list[tuple[str, sack.Note]]:
    return [(each.kind, sack._read(sack.Note, each)) for each in hall.place.day_book.records() if "R08-" in each.kind]


def test_a_window_that_died_while_the_sack_was_written_down_goes_on_and_posts_nothing_twice(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(hall, monkeypatch)
    parcels = [packed(hall) for _ in range(3)]
    seen = sack.booked(hall.place)
    listed = sack.make(hall.place, seen.waiting)
    sack.print_list(hall.place, listed)
    real, count = sack.post_parcel, iter(range(9))

    def killed(*given: object) -> object:
        if next(count) == 1:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(sack, "post_parcel", killed)
    with pytest.raises(KeyboardInterrupt):
        sack.sign(hall.place, listed, "快递员甲")
    monkeypatch.setattr(sack, "post_parcel", real)
    cases = [case for case, _ in parcels]
    assert sorted(went(hall, *cases)) == [False, False, True]
    later(hall, timedelta(hours=1))
    go(hall, Qt.Key.Key_J)
    assert went(hall, *cases) == [True] * 3, "opening the page goes on with what the courier signed for"
    events = [hall.office.case(case).posted for case in cases]
    assert [len(each) for each in events] == [1, 1, 1]
    assert len({each[0].handed_at.ms for each in events}) == 1 and {each[0].hand for each in events} == {"快递员甲"}
    assert {each[0].at.ms - each[0].handed_at.ms > 3_600_000 for each in events} == {True, False}, "when she signed"
    with pytest.raises(RefusedError, match="ZC-POST-04"):
        sack.sign(hall.place, listed, "快递员乙")


def test_a_list_that_nobody_saw_come_out_is_asked_about_and_a_void_one_frees_its_parcels(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = plugged(hall, monkeypatch)
    (one, first), (two, second) = packed(hall), packed(hall)
    go(hall, Qt.Key.Key_J)
    page = hall.face.pages["parcels"]
    scan(hall, first)
    scan(hall, second)
    printer.says = Outcome.UNKNOWN
    monkeypatch.setattr("ui.unqueued._PAUSE_S", 0)
    hall.press(Qt.Key.Key_P, CTRL)
    hall.press(Qt.Key.Key_N)
    assert page.seen.sacks[0].state == sack.LYING and went(hall, one, two) == [False, False]
    page.lists.setFocus()
    hall.ctrl(Qt.Key.Key_B)
    hall.type("xie cuo")
    hall.enter()
    assert page.seen.sacks[0].state == sack.VOIDED and len(page.seen.waiting) == 2
    printer.says = Outcome.OUT
    scan(hall, first)
    scan(hall, second)
    hall.press(Qt.Key.Key_P, CTRL)
    assert page.seen.sacks[0].listed.number.endswith("-0002") and page.seen.sacks[0].state == sack.SIGNING


def test_a_parcel_that_may_not_go_any_more_stops_none_of_the_rest_and_is_named(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(hall, monkeypatch)
    (one, first), (two, _) = packed(hall), packed(hall)
    listed = sack.make(hall.place, sack.booked(hall.place).waiting)
    sack.print_list(hall.place, listed)
    hall.office.act(choose_delivery, one, "自取", "纸质件")
    done = sack.sign(hall.place, listed, "快递员甲")
    assert went(hall, one, two) == [False, True]
    assert [each.waybill for each in done.kept] == [first] and done.state == sack.DONE
    with pytest.raises(RefusedError, match="ZC-POST-02"):
        sack.make(hall.place, listed.parcels)
    with pytest.raises(RefusedError, match="ZC-POST-01"):
        sack.make(hall.place, ())


def test_no_list_names_what_lay_in_a_parcel_before_it_was_changed(hall: Hall) -> None:
    """The courier signed for a decision that had been voided, and the new one lay in the hall."""
    (_, first), (_, second) = packed(hall), packed(hall)
    seen = sack.booked(hall.place).waiting
    old = replace(seen[0], inside="准予许可决定书1份，换号以前的")
    with pytest.raises(RefusedError, match="ZC-POST-02") as refused:
        sack.make(hall.place, (old, *seen[1:]))
    assert first in refused.value.what and second not in refused.value.what
    assert not sack.booked(hall.place).sacks and sack.make(hall.place, seen)


def test_lists_of_cases_say_that_the_parcel_came_back_and_a_waybill_finds_its_case(hall: Hall) -> None:
    """查询 said 已送达 of a licence that lay in the hall; the number on the parcel found nothing."""
    case, waybill = packed(hall)
    paper = [p.document_id for p in hall.office.case(case).papers if p.kind in RESULTS]
    hall.office.act(hand_over, case, NOBODY_ELSE, tuple(paper), "邮寄送达", reference=waybill)
    hall.press(Qt.Key.Key_F5)
    line = lambda: hall.face.pages["search"].results.rows.row(0)  # noqa: E731
    assert line().state_name == "已送达"
    hall.office.act(take_parcel_back, case, waybill, "无人收件")
    hall.press(Qt.Key.Key_F4)
    hall.press(Qt.Key.Key_F5)
    assert line().state_name == "邮件退回"
    hall.face.pages["search"].look_for(waybill)
    hall.rest()
    assert line().case_id == case
    assert hall.place.stores.views.case_of_waybill("YD2026092200000001") is None
    hall.face.code_scanned(CodeScan("waybill", waybill, waybill))
    hall.rest()


def test_a_case_that_another_hand_moved_meanwhile_waits_for_its_turn(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugged(hall, monkeypatch)
    (one, _), (two, _) = packed(hall), packed(hall)
    listed = sack.make(hall.place, sack.booked(hall.place).waiting)
    sack.print_list(hall.place, listed)
    real = sack.post_parcel

    def busy(desk: object, case: UUID, *given: object) -> object:
        if case == one:
            raise ConcurrencyError(str(case))
        return real(desk, case, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(sack, "post_parcel", busy)
    half = sack.sign(hall.place, listed, "快递员甲")
    assert half.state == sack.HALF and went(hall, one, two) == [False, True]
    monkeypatch.setattr(sack, "post_parcel", real)
    assert sack.finish(hall.place, listed.number).state == sack.DONE and went(hall, one, two) == [True, True]

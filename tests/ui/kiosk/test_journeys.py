"""What a person comes for, touched from the home page to the end; and what she is not shown, however she asks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.case_number import case_number
from app.domain.electronic import electronic
from app.domain.guide import material_lines
from app.domain.kiosk import CHANNEL
from app.domain.materials import CARD, MaterialStatus, Trust
from app.domain.paper import PaperKind
from app.domain.people import Person
from app.domain.progress import query_code
from app.domain.states import CaseState
from app.errors import RefusedError, UserFacingError
from app.ports import PrinterState
from app.ports.equipment import FaceOutcome
from app.usecases import kiosk
from app.usecases.accept import accept
from sync.wire.carry import carry_key
from sync.wire.sealed import unseal
from tests.ui.kiosk.booth import LI, PIN, ZHANG, Booth, card
from ui.phrases import HAN
from ui.shots.kiosk_cases import noticed
from ui.window.intake.model import person_of


def leave(b: Booth) -> None:
    b.lift()
    b.terminal.touch("taken")
    b.terminal.touch("finish")
    assert b.key == "home"


@pytest.mark.law("A6-29")
def test_an_application_is_received_here_and_accepted_by_the_office(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and case.intake is not None and case.received is not None
    assert (case.intake.channel, case.state, case.lease) == (CHANNEL, CaseState.RECEIVED, "platform")
    assert case.intake.applicant.name == "张三" and case.intake.phone == "13800000001"
    assert case.received.notice_due is not None, "the five working days run from the hand-over here"
    photographed = [m for m in case.materials if not m.is_form and not electronic(m)]
    assert photographed and all((m.status, m.trust) == (MaterialStatus.COPY, Trust.UPLOADED) for m in photographed)
    assert booth.place.scans.counts()["waiting"][0] == len(photographed) + 1, "pictures and the signature"
    with pytest.raises(RefusedError):
        accept(booth.terminal.counter.desk, case_id)
    out = [job.kind for job in booth.worker._store.jobs()]
    assert out == [PaperKind.RECEIPT.value], "the office's own slip does not come out here"
    assert "还没有确认出纸" in str(booth.screen.band), (
        "nothing is said to be printed before the printer says so"
    )
    booth.print_all()
    assert booth.screen.band is not None and booth.screen.band.title == "纸出来了"
    leave(booth)


def test_who_brought_no_papers_is_still_taken_in_and_told_what_to_bring(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl", pictures=False)
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and case.open_faults
    assert all(m.note == "申请人选择到窗口交原件" for m in case.open_faults)
    assert "还要到窗口交" in str(booth.screen.cards)


def test_an_item_of_which_there_are_few_is_received_and_never_accepted(booth: Booth) -> None:
    case_id = booth.apply("yhbz")
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and "烟花爆竹" in case.item.name and case.state is CaseState.RECEIVED
    assert case.accepted is None


def test_who_may_not_apply_alone_is_told_where_to_go(booth: Booth) -> None:
    """Moving an elder's household wants the elder asked in person; the refusal says so, and nothing is written."""
    booth.touch("tile", "apply")
    booth.touch("words")
    for letter in "hkqy":
        booth.terminal.touch("key", letter)
    booth.terminal.touch("key", "ok")
    booth.touch("item")
    booth.lay()
    booth.fill()
    booth.terminal.signed(b"\x89PNG")
    booth.touch("signed")
    assert booth.key == "apply.error"
    assert "当面问清" in str(booth.screen.band) and "024-0000-0107" in booth.screen.lead
    assert not booth.place.stores.views.cases()
    assert not booth.place.scans.waiting(99), "nothing of her is kept for a case that never was"


def test_a_second_receipt_that_did_not_come_out_is_not_called_taken(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.touch("taken")
    assert booth.screen.band is not None and "取走" in booth.screen.band.title
    booth.touch("more")
    booth.printer.now = PrinterState.PAPER_OUT
    booth.terminal.look()
    booth.apply("shbzkbl")
    assert booth.screen.band is not None and booth.screen.band.title == booth.terminal.t("paper.no_paper")
    booth.printer.now = PrinterState.READY
    booth.terminal.look()
    assert booth.screen.band.title == booth.terminal.t("paper.queued")


@pytest.mark.law("A6-29")
def test_a_receipt_code_shows_stage_and_date_and_nothing_else(booth: Booth) -> None:
    booth.apply("shbzkbl")
    leave(booth)
    booth.touch("tile", "progress")
    booth.touch("by-code")
    booth.receipt()
    assert booth.key == "progress.stage"
    words = str(booth.screen)
    assert "已收件" in words and "9月28日" in words
    for secret in ("张三", "440524", "1380000", "社会保障卡", "铁西分局"):
        assert secret not in words
    booth.touch("home")
    booth.touch("tile", "progress")
    booth.touch("by-code")
    booth.receipt("K01000999")
    assert booth.key == "progress.unknown"


def test_whoever_types_the_number_by_which_every_paper_sends_her_here_sees_her_stage(booth: Booth) -> None:
    """凭办件编号查询进度, the paper says; the terminal knew the number of the receipt alone."""
    case_id = booth.apply("shbzkbl")
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    number = case_number(case)
    leave(booth)
    booth.touch("tile", "progress")
    booth.touch("by-code")
    booth.type(f"{number[:-12]}-{number[-12:-4]}-{number[-4:]}")
    booth.type("000G")
    assert booth.key == "progress.unknown", "the number alone opens nothing"
    booth.touch("back")
    booth.type("")
    booth.type(query_code(case_id))
    assert booth.key == "progress.stage" and "已收件" in str(booth.screen)


@pytest.mark.law("A6-29")
def test_the_card_alone_shows_no_cases_and_prints_nothing(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    booth.print_all()
    leave(booth)
    for tile in ("print", "progress", "supplement"):
        booth.touch("tile", tile)
        booth.terminal.touch("by-person")
        booth.lay()
        assert booth.key.endswith(".face"), booth.screen
        assert "社会保障卡" not in str(booth.screen)
        booth.terminal.touch("home")
        booth.lift()
    counter, person = booth.terminal.counter, Person("张三", ZHANG.kind.value, ZHANG.number)  # type: ignore[arg-type]
    card_only = kiosk.Visitor(frozenset({kiosk.Proof.CARD}), person)
    case = counter._book.case(case_id)
    assert case is not None
    with pytest.raises(RefusedError, match="ZC-KIOSK-01"):
        counter.own_cases(card_only)
    with pytest.raises(RefusedError, match="ZC-KIOSK-01"):
        counter.print_own(card_only, case_id, case.papers[0].document_id)
    other = kiosk.Visitor(frozenset({kiosk.Proof.PERSON}), Person("李四", LI.kind.value, LI.number))  # type: ignore[arg-type]
    with pytest.raises(UserFacingError, match="ZC-KIOSK-03"):
        counter.print_own(other, case_id, case.papers[0].document_id)


def test_a_face_that_does_not_match_opens_nothing_and_staff_is_the_other_way(booth: Booth) -> None:
    booth.touch("tile", "print")
    booth.lay()
    for outcome in (FaceOutcome.DIFFERENT, FaceOutcome.UNSURE, FaceOutcome.NOT_ALIVE):
        booth.face.outcome = outcome
        booth.touch("face")
        assert booth.key == "print.face" and booth.screen.band is not None
    face = booth.offered("face")
    assert face is not None and face.kind == "off" and "三次" in face.note
    booth.touch("staff")
    booth.type("135790")
    assert booth.key == "print.error"
    booth.touch("retry")
    booth.touch("staff")
    booth.type(PIN)
    assert booth.key == "print.nothing", booth.screen


def test_a_paper_printed_again_says_so_and_is_counted(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    booth.print_all()
    leave(booth)
    booth.touch("tile", "print")
    booth.prove()
    booth.touch("paper")
    booth.print_all()
    assert booth.printer.sheets[-1][0].endswith("-补2")
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and case.papers[0].printings == 2 and not case.papers[0].is_given


def test_what_a_notice_asked_for_can_be_handed_in_here(booth: Booth) -> None:
    noticed(booth)
    booth.touch("tile", "supplement")
    booth.prove()
    booth.touch("case")
    assert [row.note for row in booth.screen.rows] == ["没有交"]
    booth.touch("line")
    booth.touch("picture")
    booth.touch("next")
    booth.touch("hand-in")
    assert booth.key == "supplement.end"
    (case,) = booth.terminal.counter.own_cases(booth.terminal.visitor())
    assert [row.name for row in case.corrections[-1].materials if row.scans] == ["损坏的社会保障卡"]
    assert not booth.place.scans.abandoned() and len(case.corrections) == 1 and not case.open_faults
    assert case.papers_of(PaperKind.CORRECTION_RECEIPT)


def test_a_card_that_was_just_read_is_not_asked_for_once_more_as_a_picture(booth: Booth) -> None:
    noticed(booth)
    booth.touch("tile", "supplement")
    booth.prove()
    booth.touch("case")
    assert [row.text for row in booth.screen.rows] == ["损坏的社会保障卡"]
    assert booth.screen.band is not None and booth.screen.band.title == "居民身份证：刚读了卡，不用拍"
    booth.touch("hand-in")
    (case,) = booth.terminal.counter.own_cases(booth.terminal.visitor())
    (row,) = case.corrections[-1].materials
    assert (row.name, row.status, row.auth, row.scans) == ("居民身份证", MaterialStatus.ELECTRONIC, CARD, ())
    assert [fault.line_id for fault in case.open_faults] != [row.line_id] and len(case.open_faults) == 1
    booth.touch("more")
    booth.touch("tile", "supplement")
    booth.touch("case")
    assert booth.screen.band is None and len(booth.screen.rows) == 1, "what is in is in"


def test_who_showed_a_code_and_no_card_is_asked_for_the_card_s_line_as_before(booth: Booth) -> None:
    noticed(booth)
    booth.online(True)
    booth.phone.codes["code-of-a-telephone"] = person_of(ZHANG)
    booth.touch("tile", "supplement")
    booth.scan("code-of-a-telephone")
    booth.touch("case")
    assert len(booth.screen.rows) == 2 and booth.screen.band is None


def test_pictures_and_signature_are_of_their_material(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    shown = [row for row in case.materials if row.is_form or row.status is MaterialStatus.COPY]
    assert len(shown) > 1 and all(row.scans for row in shown)
    named = {digest for row in shown for digest in row.scans}
    scans = booth.place.scans
    assert {each.digest for each in scans.waiting(99) if each.case_id == case_id} == named
    assert not scans.abandoned()


def test_a_guessed_number_rates_nothing_in_a_strangers_name(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    leave(booth)
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    booth.type("K01000001")
    for _ in range(4):
        booth.type("000G")
        assert booth.key == "rate.unknown"
        booth.touch("back")
        booth.type("")
    booth.type("000G")
    booth.touch("back")
    booth.type("")
    booth.type(query_code(case_id))
    assert booth.key == "rate.error" and "ZC-KIOSK-15" in str(booth.screen.band), "guessing is slow"
    book, papers = booth.terminal.counter._book, booth.place.stores.views.papers()
    for paper in papers:
        opens = book.of_code(paper.number, query_code(case_id)) is not None
        assert opens == (paper.kind in ("D01", "D01b")), paper.kind
        assert book.of_code(paper.number, "") is None
    forged = kiosk.Visitor(frozenset({kiosk.Proof.CODE}), None, "K01000001")
    with pytest.raises(UserFacingError, match="ZC-KIOSK-03"):
        booth.terminal.counter.rate(forged, case_id, "1", "慢")


def test_a_bad_rating_says_why_and_a_complaint_goes_with_the_case(booth: Booth) -> None:
    seed = bytes(range(32))
    booth.terminal.counter._at.stores.settings.put("platform.carry_key", carry_key(seed))
    case_id = booth.apply("shbzkbl")
    leave(booth)
    booth.touch("tile", "rate")
    booth.touch("what", "rate")
    booth.touch("by-code")
    booth.receipt()
    booth.touch("level", "1")
    assert booth.key == "rate.reasons", "a bad rating is not sent without its reason"
    booth.touch("reason")
    assert booth.key == "rate.end" and "存在本机，不知道送到没有" in str(booth.screen.band), (
        "not 已送出 while the line is down"
    )
    booth.touch("more")
    booth.complain()
    booth.terminal.touch("key", "ok")
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    rating, complaint = case.asked("rating"), case.asked("hotline")
    assert rating is not None and dict(rating.data)["level"] == "1" and dict(rating.data)["detail"]
    assert complaint is not None and "排队" not in str(complaint.data), "sealed to the platform"
    assert unseal(seed, dict(complaint.data)["sealed"])["words"] == "排队"


def test_a_complaint_that_was_written_is_not_lost_by_a_finger_that_slipped(booth: Booth) -> None:
    """Two hundred characters on a keyboard of pinyin, and 不办了 stands where 下一步 stands elsewhere."""
    booth.apply("shbzkbl")
    leave(booth)
    booth.complain()
    for _ in range(2):
        booth.touch("give-up")
        assert booth.key == "rate.leaving"
        booth.touch("stay")
        assert booth.screen.input is None or booth.screen.input.value == "排队"
        booth.touch("back")
    while booth.key != "rate.leaving":
        booth.touch("back")
        assert booth.key != "home", "the way back to the first page leads out too"
    booth.touch("home")
    assert booth.key == "home"


def test_the_keyboard_writes_what_people_write(booth: Booth) -> None:
    booth.touch("tile", "guide")
    booth.touch("words")
    for letters, wanted in (
        ("shenyang", "沈阳"),
        ("ju", "居"),
        ("zhu", "住"),
        ("zheng", "证"),
        ("shbx", "社会保险"),
    ):
        if wanted != "社会保险":
            booth.pinyin(letters, wanted)
    assert booth.screen.input is not None and booth.screen.input.value == "沈阳居住证"
    booth.terminal.touch("key", "erase")
    booth.terminal.touch("key", "plane:digits")
    booth.terminal.touch("key", "7")
    assert booth.screen.input.value == "沈阳居住7"


@pytest.mark.law("H04", "Z13")
def test_by_topic_she_comes_to_what_to_bring_with_its_format_and_how_to_fill_it_in(booth: Booth) -> None:
    booth.touch("tile", "guide")
    booth.touch("topic", "户口、证件")
    booth.touch("item")
    while booth.key == "guide.question":
        booth.terminal.touch("answer", booth.screen.rows[-1].value)
    journey = booth.terminal.journey
    assert journey is not None and journey.guide is not None  # type: ignore[attr-defined]
    first, *rest = material_lines(journey.guide, journey.answers)  # type: ignore[attr-defined]
    told = replace(first, spec="A4", filling="写明日期", sample="样表一")
    journey.guide = replace(journey.guide, materials=(told, *rest))  # type: ignore[attr-defined]
    booth.touch("part", "bring")
    words = str(booth.screen.cards[0])
    assert "规格：A4" in words and "怎么填：写明日期" in words and "样表：样表一" in words
    assert all("规格" not in str(card) for card in booth.screen.cards[1:]), "what the guide leaves open is not invented"


def test_what_is_in_the_way_is_said_at_home_with_a_number_and_a_time(booth: Booth) -> None:
    booth.printer.now = PrinterState.PAPER_OUT
    booth.wait(6)
    tile = booth.offered("tile", "print")
    assert tile is not None and tile.kind == "off" and "024-0000-0107" in tile.note
    booth.terminal.beat()
    words = str(booth.screen.band)
    assert "打印纸用完了" in words and "已报给值班的" in words and "11:20" in words and "024-0000-0107" in words
    booth.apply("shbzkbl")
    assert "凭身份证到 07 号窗 取" in str(booth.screen.band)
    leave(booth)
    booth.printer.now = PrinterState.READY
    booth.wait(6)
    assert booth.screen.band is None and booth.offered("tile", "print").kind == "plain"  # type: ignore[union-attr]


def test_a_call_is_only_said_to_have_arrived_when_the_platform_has_it(booth: Booth) -> None:
    booth.keeper.up = False
    booth.touch("call")
    assert "还不知道送到没有" in str(booth.screen.band) and "024-0000-0107" in booth.screen.lead
    booth.keeper.up = True
    booth.wait(61)
    assert "help" in booth.keeper.calls
    booth.terminal.touch("resume")
    assert "已送到，还没有人回应" in str(booth.screen.band)


def test_five_wrong_pins_lock_the_door_and_outlive_a_restart(booth: Booth) -> None:
    for _ in range(5):
        booth.terminal.touch("badge")
    for n in range(5):
        booth.type("135790")
        assert ("ZC-KIOSK-16" in str(booth.screen.band)) is (n == 4), "the one that begins the wait says so"
        booth.touch("retry")
    booth.type(PIN)
    assert booth.screen.band is not None and "ZC-KIOSK-16" in str(booth.screen.band), "even the right one waits now"
    assert "10时44分以后再输；忘了密码请找信息科" in booth.screen.band.lines[0], "a PIN is no login"
    booth.terminal.touch("language")
    assert not HAN.search(str(booth.screen.band)) and "after 10:44" in str(booth.screen.band)
    booth.terminal.touch("language")
    booth.touch("home")
    booth.wait(70)
    for _ in range(5):
        booth.terminal.touch("badge")
    booth.type(PIN)
    assert booth.key == "staff.desk"


@pytest.mark.law("Z05")
def test_the_keeper_locks_from_afar_and_people_are_told_where_to_go(booth: Booth) -> None:
    from app.ports.kiosk import Orders

    booth.keeper.orders = Orders(True, "设备检修", booth.time.now().ms + 3_600_000)
    booth.wait(61)
    assert (
        booth.key == "locked"
        and "设备检修" in booth.screen.lead
        and "024-0000-0107" in str(booth.screen.band)
    )
    booth.terminal.touch("tile", "apply")
    assert booth.key == "locked"
    booth.keeper.orders = Orders()
    booth.wait(61)
    assert booth.key == "home"


def test_a_rare_name_is_kept_as_on_the_card(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl", card("㛃䶮", "210106190008081160"))
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None and case.intake is not None and case.intake.applicant.name == "㛃䶮"


def test_the_telephone_is_asked_for_once(booth: Booth) -> None:
    booth.touch("tile", "apply")
    booth.touch("topic", "户口、证件")
    booth.touch("item", next(row.value for row in booth.screen.rows if "居住证" in row.text))
    booth.lay()
    while booth.key == "apply.question":
        booth.terminal.touch("answer", booth.screen.rows[0].value)
    booth.type("13800000001")
    asked = []
    while booth.key != "apply.review":
        asked.append(booth.screen.input.label if booth.screen.input is not None else "")
        if booth.key == "apply.choice":
            booth.terminal.touch("value", booth.screen.rows[0].value)
        else:
            booth.field()
    assert not [label for label in asked if "联系电话" in label]
    assert [row.note for row in booth.screen.rows if row.text == "联系电话"][:1] == ["138 0000 0001"]

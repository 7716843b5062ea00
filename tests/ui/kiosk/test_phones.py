"""A telephone at a terminal: it says who she is, sends pictures, shows licences; and forgets with her."""

from __future__ import annotations

import pytest

from app.domain.kiosk import Proof
from app.domain.materials import MaterialStatus
from app.domain.people import IdType, Person
from tests.pictures import TELLING, heic, telephone_jpeg
from tests.ui.kiosk.booth import LI, ZHANG, Booth
from ui.shots.kiosk_cases import LICENCE

ME = Person("张三", IdType.RESIDENT_CARD, ZHANG.number, source="phone")


def to_the_first_material(b: Booth, item: str = "shbzkbl") -> None:
    b.touch("tile", "apply")
    b.find(item)
    b.lay()
    for _ in range(40):
        if b.key == "apply.material":
            return
        if b.key == "apply.question":
            b.terminal.touch("answer", b.screen.rows[-1].value)
        elif b.key == "apply.field":
            b.field()
        elif b.key == "apply.choice":
            b.terminal.touch("value", b.screen.rows[0].value)
        else:
            b.touch("next")


@pytest.mark.law("A6-29", "Z04")
def test_a_lost_card_is_no_lost_way_her_code_serves_for_everything(booth: Booth) -> None:
    case_id = booth.apply("shbzkbl")
    booth.print_all()
    booth.lift()
    booth.touch("taken")
    booth.touch("finish")
    booth.online(True)
    booth.touch("tile", "print")
    booth.touch("by-phone")
    booth.phone.codes["LM-900001"] = ME
    booth.scan("LM-900001")
    assert booth.key == "print.list", booth.screen
    assert booth.terminal.session.proofs >= {Proof.PERSON} and Proof.CARD not in booth.terminal.session.proofs
    booth.touch("paper")
    booth.print_all()
    assert booth.terminal.guest.prints and case_id in booth.terminal.guest.cases
    booth.touch("taken")
    booth.touch("finish")
    assert booth.terminal.guest.person is None


def test_a_code_of_somebody_else_than_the_card_opens_nothing(booth: Booth) -> None:
    booth.online(True)
    booth.touch("tile", "print")
    booth.lay()
    booth.phone.codes["LM-900002"] = Person("李四", IdType.RESIDENT_CARD, LI.number)
    booth.scan("LM-900002")
    assert "不是同一个人" in str(booth.screen) and Proof.PERSON not in booth.terminal.session.proofs
    booth.touch("back")
    booth.scan("LM-unknown")
    assert "ZC-KIOSK-07" in str(booth.screen.band)


def test_without_a_line_a_code_is_not_offered_and_nothing_is_sent(booth: Booth) -> None:
    booth.touch("tile", "print")
    offered = booth.offered("by-phone")
    assert offered is not None and offered.kind == "off" and "网络不通" in offered.note
    booth.phone.codes["LM-900003"] = ME
    booth.scan("LM-900003")
    assert booth.key == "print.card" and booth.phone.codes


def test_pictures_from_a_telephone_become_her_materials_and_the_ticket_ends_with_her(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    assert booth.screen.qr.startswith("https://") and booth.key == "apply.phone"
    lines = [line for line, _ in booth.phone.lines]
    for line in lines:
        booth.phone.upload(line, telephone_jpeg(text=line))
    booth.wait(4)
    assert f"已收到 {len(lines)} 张" in str(booth.screen.band)
    booth.wait(100)
    assert booth.key == "apply.phone", "who looks at her telephone is not quiet"
    booth.touch("phone-done")
    booth.fill()
    assert booth.key == "apply.sign"
    booth.terminal.signed(b"PNG")
    booth.touch("signed")
    (case_id,) = booth.terminal.guest.cases
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    handed = {row.line_id: row for row in case.materials if row.line_id in lines}
    assert all(row.status is MaterialStatus.COPY and row.scans for row in handed.values())
    booth.lift()
    booth.touch("finish")
    assert len(booth.phone.closed) == 1 and not booth.phone.pictures


def test_where_and_with_which_telephone_it_was_taken_is_neither_held_nor_kept(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    line = booth.phone.lines[0][0]
    booth.phone.upload(line, telephone_jpeg(6))
    booth.wait(4)
    (held,) = booth.terminal.journey.pictures[line]  # type: ignore[union-attr]
    assert held.startswith(b"\xff\xd8") and not [each for each in TELLING if each in held]
    booth.touch("phone-done")
    booth.fill()
    booth.terminal.signed(b"PNG")
    booth.touch("signed")
    (case_id,) = booth.terminal.guest.cases
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    digest = next(row for row in case.materials if row.line_id == line).scans[0]
    with booth.place.scans.open(digest) as kept:
        assert kept.read() == held


def test_a_file_that_is_no_picture_is_refused_in_words_and_the_others_stay(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    line = booth.phone.lines[0][0]
    booth.phone.upload(line, telephone_jpeg(text="one"))
    booth.phone.upload(line, heic())
    booth.wait(4)
    assert "第 2 张没有收" in str(booth.screen.band) and "HEIC" in str(booth.screen.band)
    booth.phone.upload(line, telephone_jpeg(text="three"))
    booth.touch("phone-done")
    assert booth.key == "apply.material" and booth.terminal.journey.count(line) == 2  # type: ignore[union-attr]


def test_a_line_that_breaks_while_she_sends_is_said_and_what_came_stays(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    booth.phone.upload(booth.phone.lines[0][0], telephone_jpeg(text="one"))
    booth.wait(4)
    booth.phone.up = False
    booth.wait(4)
    assert "网络断了" in str(booth.screen.band)
    booth.phone.up = True
    booth.phone.upload(booth.phone.lines[0][0], telephone_jpeg(text="two"))
    booth.wait(4)
    assert "已收到 2 张" in str(booth.screen.band)
    booth.touch("phone-done")
    assert booth.key == "apply.material" and "2" in str(booth.screen.band)


def test_a_picture_sent_just_before_she_says_all_sent_is_there_and_a_later_one_too(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    line = booth.phone.lines[0][0]
    booth.phone.upload(line, telephone_jpeg(text="one"))
    booth.wait(4)
    booth.phone.upload(line, telephone_jpeg(text="two"))
    booth.touch("phone-done")
    assert booth.key == "apply.material" and booth.terminal.journey.count(line) == 2  # type: ignore[union-attr]
    booth.phone.upload(line, telephone_jpeg(text="three"))
    booth.wait(4)
    assert booth.terminal.journey.count(line) == 3  # type: ignore[union-attr]


def test_where_no_page_for_telephones_is_served_the_camera_and_the_window_stay(booth: Booth) -> None:
    booth.online(True)
    booth.phone.page = False
    to_the_first_material(booth)
    booth.touch("phone")
    assert booth.key == "apply.material" and "不能用手机传" in str(booth.screen.band)
    booth.touch("picture")


@pytest.mark.law("Z04", "A6-29")
def test_a_licence_on_her_telephone_stands_for_the_paper(booth: Booth) -> None:
    to_the_first_material(booth)
    line = booth.terminal.journey.here()  # type: ignore[union-attr]
    booth.scan("1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.A")
    assert "没有读准" in str(booth.screen.band), "a wrong check character is not taken"
    booth.scan("https://example.invalid/app")
    assert "不是电子证照的码" in str(booth.screen.band)
    booth.scan(LICENCE)
    assert "已读到电子证照" in str(booth.screen.band)
    assert "拍好了" not in str(booth.screen.rows) and not booth.screen.small[:-1], "nothing was photographed"
    booth.touch("next")
    booth.fill()
    booth.terminal.signed(b"PNG")
    booth.touch("signed")
    (case_id,) = booth.terminal.guest.cases
    case = booth.terminal.counter._book.case(case_id)
    assert case is not None
    row = next(each for each in case.materials if each.line_id == line.line)
    assert (row.status, row.evidence) == (MaterialStatus.ELECTRONIC, LICENCE)
    asked = case.asked("licence")
    assert asked is not None and asked.subject == LICENCE, "the register is asked about it"


def test_a_telephone_left_before_the_scanner_is_not_read_as_the_next_licence_too(booth: Booth) -> None:
    """The code counts once: the second material would be missing again when the province answers."""
    to_the_first_material(booth, "jzz")
    booth.scan("LZ-0123456789AB")
    first = booth.screen.title
    booth.touch("next")
    assert booth.key == "apply.material" and booth.screen.title != first
    booth.scan("LZ-0123456789AB")
    assert f"《{first}》" in str(booth.screen.band) and "已读到" not in str(booth.screen.band)
    assert len(booth.terminal.journey.shown) == 1  # type: ignore[union-attr]
    booth.scan("LZ-0123456789AC")
    assert "已读到电子证照" in str(booth.screen.band), "refreshed"


def test_a_licence_code_that_went_in_with_the_last_application_is_not_taken_for_the_next(booth: Booth) -> None:
    """The province counts it once: she would hear of it when she has gone home."""
    to_the_first_material(booth, "jzz")
    booth.scan("LZ-0123456789AB")
    booth.touch("next")
    booth.fill()
    booth.terminal.signed(b"PNG")
    booth.touch("signed")
    booth.touch("more")
    to_the_first_material(booth, "jzz")
    booth.scan("LZ-0123456789AB")
    assert "刚才交件用过了" in str(booth.screen.band) and not booth.terminal.journey.shown  # type: ignore[union-attr]
    booth.scan("LZ-0123456789AC")
    assert "已读到电子证照" in str(booth.screen.band), "refreshed"


def test_a_receipt_held_before_the_scanner_saves_typing_its_number_and_no_more(booth: Booth) -> None:
    booth.apply("shbzkbl")
    booth.print_all()
    booth.lift()
    booth.touch("taken")
    booth.touch("finish")
    number = booth.place.stores.views.papers()[0].number
    booth.scan(number)
    assert booth.key == "progress.query", "the query code is still asked for"


def test_who_says_that_all_was_sent_while_nothing_came_is_told_and_need_not_do_without_it(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    booth.touch("phone-done")
    assert booth.key == "apply.phone" and "还没有传来照片" in str(booth.screen.band)
    booth.phone.upload(booth.phone.lines[0][0], telephone_jpeg())
    booth.wait(4)
    assert "已收到 1 张" in str(booth.screen.band)
    booth.touch("phone-done")
    assert booth.key == "apply.material" and "已收到 1 页" in str(booth.screen.band), "she took no picture here"
    booth.touch("drop")
    booth.touch("picture")
    assert "已拍 1 页" in str(booth.screen.band), booth.screen.band


def test_who_goes_back_from_the_code_with_nothing_sent_is_not_held_there(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    booth.touch("back")
    assert booth.key == "apply.material" and booth.screen.band is None


def test_a_code_whose_time_is_over_is_not_shown_on_and_nobody_blames_the_line_for_it(booth: Booth) -> None:
    booth.online(True)
    to_the_first_material(booth)
    booth.touch("phone")
    booth.phone.upload(booth.phone.lines[0][0], telephone_jpeg())
    for seconds in (200, 200, 202):
        booth.wait(seconds)
        booth.terminal.stroke()
    assert booth.key == "apply.material" and "到时间了" in str(booth.screen.band) and booth.screen.picture
    booth.phone.until_ms += 3_600_000
    booth.touch("phone")
    assert booth.key == "apply.phone" and booth.screen.qr.endswith("-0"), "a fresh one, the old one is gone"


def test_where_no_page_for_telephones_is_served_the_way_is_offered_no_second_time(booth: Booth) -> None:
    booth.online(True)
    booth.phone.page = False
    to_the_first_material(booth)
    booth.touch("phone")
    offered = booth.offered("phone")
    assert offered is not None and offered.kind == "off" and "演练时没有给手机用的网页" in offered.note
    booth.terminal.touch("phone")
    assert booth.key == "apply.material"

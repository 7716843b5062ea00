"""实人核验 at the issue desk: who fetches a result, known by card and face, or by the clerk's eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QRadioButton
from sqlalchemy import select

from app.domain.paper import PaperKind
from app.domain.records import NumberBlock
from app.storage.schema import audit
from devices import codes
from devices.simulated import SIMULATED_FACES
from tests.ui.window.cases import open_world
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_citizen_pad import press
from tests.ui.window.days.test_counter_pad import at_issue_desk, event
from tests.ui.window.test_desk_face import CARD, OTHER, Watched, files_of
from ui.shared.button import KeyButton
from ui.theme import t
from ui.window.case.sentences import sentence


@pytest.fixture
def hall(app: QApplication, furnished: Path, tmp_path: Path) -> Iterator[Hall]:
    """A window whose settings name a face engine."""
    with open_world(tmp_path, furnished, devices=[{"kind": "face-check", "url": "rehearsal:"}]) as world:
        world.place.blocks.add(NumberBlock("pad", "pad", 1, 50))
        made = Hall(world)
        try:
            made.open()
            yield made
        finally:
            made.close()


@pytest.fixture
def camera(hall: Hall) -> Watched:
    found = Watched()
    hall.face.pages["handover"].who.comparison._desk._pictures = found
    return found


def put(hall: Hall, card: Any) -> None:
    """A card on the reader."""
    hall.face.card_read(card)
    hall.rest()


def tap(hall: Hall, name: str) -> None:
    press(hall, name)
    hall.rest()


def audited(hall: Hall) -> list[str]:
    with hall.place.stores.audit._database.read.connect() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.subject)).all()
    return [subject.partition(" ")[2] for action, subject in rows if action == "face-check"]


def test_the_holder_is_known_by_her_face_before_she_is_given_her_licence_and_no_picture_is_left(
    hall: Hall, camera: Watched
) -> None:
    case, page = at_issue_desk(hall)
    before = files_of(hall.place.profile.path)
    put(hall, CARD)
    assert (page.name.value(), page.relation.value()) == ("张三", "本人")
    assert "还没有核对是不是本人" in hall.words()
    tap(hall, "handover.compare.face")
    assert "人像比对通过（居民身份证）" in hall.words()
    assert len(camera.given) == 2 and not any(map(any, camera.given)), "both pictures are zeros"
    assert not page.who.comparison._desk.holds
    assert files_of(hall.place.profile.path) == before, "no picture on the disk"
    hall.look("handover-face")
    hall.sign("handover.pad")
    tap(hall, "handover.primary")
    told = event(hall, case, "handed_over").recipient
    assert told.identity_checked == "card; 人像比对通过（居民身份证）"
    assert told.id_masked == "4405**********0014", "as printed, never whole"
    assert audited(hall) == [f"same {SIMULATED_FACES}"]
    told_in_words = sentence(event(hall, case, "handed_over"), hall.office.case(case), t)
    assert told_in_words.endswith("；人像比对通过（居民身份证）")
    proof = hall.office.case(case).papers_of(PaperKind.SERVICE_PROOF)[0].document_id
    (words,) = {op.text for page in hall.place.pages(hall.office.case(case), proof) for op in page.ops
                if "人像比对通过" in getattr(op, "text", "")}  # fmt: skip
    assert "领取人已在签名板签名" in words


def test_a_stranger_and_a_failing_camera_prove_nothing_and_hold_nobody_up(hall: Hall, camera: Watched) -> None:
    case, page = at_issue_desk(hall)
    put(hall, CARD)
    camera.stranger = True
    tap(hall, "handover.compare.face")
    assert "不影响交付" in hall.told() and page.who.recipient().identity_checked == "card"
    camera.stranger, camera.fails = False, codes.PAGES_ABSENT
    put(hall, CARD)
    tap(hall, "handover.compare.face")
    assert f"没有比对成：没有找到摄像头（{codes.PAGES_ABSENT}）" in hall.words()
    tap(hall, "handover.compare.by_hand")
    dialog = hall.shell.dialog()
    next(b for b in dialog.findChildren(KeyButton) if "设备用不了" in b.text()).click()
    hall.rest()
    assert not page.who.comparison._desk.holds
    hall.sign("handover.pad")
    tap(hall, "handover.primary")
    assert event(hall, case, "handed_over").recipient.identity_checked == "card; 人工核对一致（设备用不了）"
    assert audited(hall)[-2:] == [f"failed {codes.PAGES_ABSENT}", "by-hand device"]


def test_a_card_of_somebody_else_proves_nothing_of_the_applicant_whatever_relation_is_chosen(
    hall: Hall, camera: Watched
) -> None:
    case, page = at_issue_desk(hall)
    put(hall, OTHER)
    tap(hall, "handover.compare.face")
    assert page.who.recipient().identity_checked.startswith("card; 人像比对通过"), "其他: it is her card"
    cells = {cell.text(): cell for cell in page.relation.findChildren(QRadioButton)}
    for said in ("本人", "代理人"):
        cells[said].click()
        hall.rest()
        assert f"李* 不是这件的{said}，读卡和核对不算数" in hall.told()
        assert page.who.recipient().identity_checked == ""
    hall.sign("handover.pad")
    hall.fill("handover.authority", "2026-09-20")
    tap(hall, "handover.primary")
    told = event(hall, case, "handed_over").recipient
    assert (told.relation, told.identity_checked, told.authority) == ("代理人", "", "2026-09-20")


def test_nobody_takes_a_result_for_another_without_the_paper_that_lets_her(hall: Hall, camera: Watched) -> None:
    """The slip says 另带授权委托书; at the desk nobody asked for it, and nothing told of it afterwards."""
    case, page = at_issue_desk(hall)
    assert not page.authority.isVisible(), "the applicant herself is asked for nothing"
    put(hall, OTHER)
    assert page.authority.isVisible()
    hall.look("handover-proxy")
    hall.sign("handover.pad")
    tap(hall, "handover.primary")
    assert "不是本人，也不是收件时的代理人" in hall.words() and hall.office.case(case).handed_over is None
    hall.type("授权委托书 9月20日")
    tap(hall, "handover.primary")
    assert event(hall, case, "handed_over").recipient.authority == "授权委托书 9月20日"
    proof = hall.office.case(case).papers_of(PaperKind.SERVICE_PROOF)[0].document_id
    ops = (op for sheet in hall.place.pages(hall.office.case(case), proof) for op in sheet.ops)
    assert any("凭授权委托书 9月20日代领" in getattr(op, "text", "") for op in ops)


def test_a_look_at_another_page_or_a_lock_keeps_who_was_known_and_gives_up_what_runs(
    hall: Hall, camera: Watched
) -> None:
    _, page = at_issue_desk(hall)
    put(hall, CARD)
    tap(hall, "handover.compare.face")
    hall.shell.go("search")
    hall.rest()
    hall.shell.go("handover")
    hall.rest()
    found = page.who.recipient()
    assert (found.name, found.identity_checked) == ("张三", "card; 人像比对通过（居民身份证）")
    assert "人像比对通过（居民身份证）" in hall.words(), "it is still seen"
    hall.shell.go("search")
    page.who._clerk = "another"
    hall.shell.go("handover")
    assert page.who.recipient().identity_checked == "" and "请重新放证件" in hall.told()
    put(hall, CARD)
    page.who.strip.face.click()
    hall.shell.go("search")
    hall.rest()
    hall.shell.go("handover")
    hall.rest()
    assert page.who.recipient().identity_checked == "card" and not page.who.comparison._desk.holds
    assert page.who.strip.face.isEnabled() and "还没有核对是不是本人" in hall.words()


def test_a_proxy_is_named_from_her_card_and_nobody_takes_over_what_another_proved(hall: Hall, camera: Watched) -> None:
    """Neither the next person at the desk, nor a name that is typed over the card, nor the intake that was begun."""
    intake = hall.face.pages["intake"]
    put(hall, OTHER)
    assert intake.state.card.name == "李四"
    _, page = at_issue_desk(hall)
    put(hall, CARD)
    tap(hall, "handover.compare.face")
    put(hall, OTHER)
    assert (page.name.value(), page.relation.value()) == ("李四", "其他")
    assert "李* 不是这件的申请人或者代理人" in hall.told()
    assert page.who.recipient().identity_checked == "card" and "还没有核对是不是本人" in hall.words()
    tap(hall, "handover.compare.face")
    assert page.who.recipient().identity_checked.startswith("card; 人像比对通过")
    hall.fill("handover.recipient", "王五")
    found = page.who.recipient()
    assert (found.name, found.identity_checked, found.id_masked) == ("王五", "", ""), "typed over: nobody's card"
    put(hall, replace(CARD, name="张三"))
    assert page.who.comparison._desk.holds
    hall.shell.go("search")
    hall.rest()
    assert not page.who.comparison._desk.holds, "who left the desk leaves no portrait"
    assert intake.state.card.name == "李四"
    hall.shell.go("handover")
    page.who.show_case(None)
    put(hall, CARD)
    assert "读到证件，但还没有选要交付的办件" in hall.told() and not page.who.comparison._desk.holds

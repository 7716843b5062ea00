"""Signing on a pad at the clerk's own desk: for results that are fetched, and on the sheets of the two promises."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.domain.paper import PaperKind
from devices.pad.evidence import evidence_of
from devices.pad.simulator import WAVE, PadSimulator
from devices.simulated import SIMULATED_PAD
from printing.proof import digest_of
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_citizen_pad import hall, pad, press  # noqa: F401
from tests.ui.window.test_case_course import diner
from ui.theme import look
from ui.window.case import actions as act
from ui.window.case import rare
from ui.window.case.perform import perform
from ui.window.case.promise.orders import Pledge, Promise, digest_of_order


def evidence(hall: Hall, kept: str) -> Any:  # noqa: F811
    """What the kept picture says of itself; it must be the case's, not one of an intake that was given up."""
    assert kept and kept not in hall.place.scans.abandoned()
    return evidence_of(hall.place.scans.open(kept).read())


def event(hall: Hall, case: Any, kind: str) -> Any:  # noqa: F811
    return next(line.event for line in hall.office.event_lines(case) if kind == line.event.TYPE)


def at_issue_desk(hall: Hall) -> tuple[Any, Any]:  # noqa: F811
    """A licence that is printed, sealed and waits at the issue desk: its case and its page."""
    return hall.licence_at_desk(PaperKind.CERTIFICATE, PaperKind.GRANT)


def test_who_fetches_a_result_signs_on_the_pad_and_the_picture_says_for_what(
    hall: Hall, pad: PadSimulator  # noqa: F811
) -> None:
    case, page = at_issue_desk(hall)
    documents = page.papers.chosen()
    assert documents
    press(hall, "handover.on_pad")
    hall.until(lambda: bool(pad.asked))
    pages = [each for d in documents for each in hall.place.pages(hall.office.case(case), d)]
    assert pad.asked[0]["digest"] == digest_of(pages).hex()
    pad.act("sign")
    hall.rest()
    assert not page.pad.empty() and not page.pad.isEnabled(), "it is shown, and nobody draws into it"
    press(hall, "handover.primary")
    hall.rest()
    told = evidence(hall, event(hall, case, "handed_over").recipient.signature)
    assert (told.digest, told.device, told.strokes) == (digest_of(pages).hex(), SIMULATED_PAD, (WAVE,))


def test_at_the_issue_desk_the_screen_stands_in_for_a_pad_that_fails(hall: Hall, pad: PadSimulator) -> None:  # noqa: F811
    case, page = at_issue_desk(hall)
    for deed in ("drop", "giveup"):
        press(hall, "handover.on_pad")
        pad.act(deed)
        hall.rest()
        assert page.pad.empty() and page.pad.isEnabled(), deed
    assert "请在屏幕上签名" in hall.told()
    hall.sign("handover.pad")
    press(hall, "handover.primary")
    hall.rest()
    told = evidence(hall, event(hall, case, "handed_over").recipient.signature)
    assert told.device == "screen" and told.strokes and told.digest


def test_a_signature_counts_for_the_papers_that_were_signed_for(hall: Hall, pad: PadSimulator) -> None:  # noqa: F811
    _, page = at_issue_desk(hall)
    press(hall, "handover.on_pad")
    pad.act("sign")
    hall.rest()
    box = next(box for box, _ in page.papers.boxes if box.isEnabled())
    box.toggle()
    assert page.pad.empty() and page.on_pad.signature() is None


@pytest.mark.law("D06")
def test_a_pledge_is_signed_on_the_pad_and_signed_again_when_it_was_changed(
    hall: Hall, pad: PadSimulator  # noqa: F811
) -> None:
    case = diner(hall.world)
    hall.world.answered(case)
    hall.face.show_case(case)
    hall.rest()
    page = hall.face.pages["search"].case
    page.signing.open(act.PLEDGE, page.seen, hall.shell)
    sheet = page.signing.sheet
    press(hall, "promise.pledge.on_pad")
    pad.act("sign")
    hall.rest()
    assert not sheet.pad.empty()
    sheet.until.set_value("2026-09-23")
    sheet.save.click()
    hall.rest()
    assert "签名以后内容改过了" in hall.told() and sheet.pad.empty()
    press(hall, "promise.pledge.on_pad")
    pad.act("sign")
    hall.rest()
    sheet.save.click()
    hall.rest()
    said = event(hall, case, "tolerance_pledged")
    told = evidence(hall, said.signature)
    order = Pledge(tuple(said.lines), said.supply, said.promised_by, "")
    assert (told.digest, told.device) == (digest_of_order(order), SIMULATED_PAD)


def test_a_commitment_is_signed_on_the_pad_for_exactly_what_was_told_and_said(
    hall: Hall, pad: PadSimulator  # noqa: F811
) -> None:
    """告知承诺: the digest is that of the five contents told and the four statements made, and another word of them
    wants another signature.
    """
    case = diner(hall.world, missing=False, promised=True)
    perform(hall.office, rare.CREDIT, case, {})
    hall.world.answered(case)
    hall.face.show_case(case)
    hall.rest()
    page = hall.face.pages["search"].case
    page.signing.open(act.COMMIT, page.seen, hall.shell)
    sheet = page.signing.sheet
    for n, field in enumerate(sheet.fields.values()):
        if not field.value().strip():
            field.set_value(f"告知内容 {n}")
    for box in sheet.boxes.values():
        box.setChecked(True)
    press(hall, "promise.commit.on_pad")
    hall.until(lambda: bool(pad.asked))
    pad.act("sign")
    hall.rest()
    next(iter(sheet.fields.values())).set_value("依法撤销决定")
    sheet.save.click()
    hall.rest()
    assert "签名以后内容改过了" in hall.told() and sheet.pad.empty() and not hall.office.case(case).commitments
    press(hall, "promise.commit.on_pad")
    hall.until(lambda: len(pad.asked) == 2)
    pad.act("sign")
    hall.rest()
    sheet.save.click()
    hall.rest()
    (said,) = hall.office.case(case).commitments
    told = evidence(hall, event(hall, case, "commitment_made").signature)
    order = Promise(said.kind, tuple(said.lines), dict(said.told), tuple(said.promised), said.text_version, "")
    assert (told.digest, told.device) == (digest_of_order(order), SIMULATED_PAD)
    assert hall.office.case(case).accepted is not None


def test_a_stroke_on_the_screen_is_kept_with_what_was_pledged(hall: Hall) -> None:  # noqa: F811
    case = diner(hall.world)
    hall.world.answered(case)
    hall.face.show_case(case)
    hall.rest()
    page = hall.face.pages["search"].case
    page.signing.open(act.PLEDGE, page.seen, hall.shell)
    canvas = page.signing.sheet.pad
    middle = canvas.rect().center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(40, 10))
    page.signing.sheet.save.click()
    hall.rest()
    told = evidence(hall, event(hall, case, "tolerance_pledged").signature)
    assert told.device == "screen" and len(told.digest) == 64


@pytest.mark.parametrize("size", [(1366, 768), (1280, 640)])
def test_who_fetches_for_another_finds_the_whole_pad_and_the_key_that_goes_on(
    hall: Hall, size: tuple[int, int]  # noqa: F811
) -> None:
    """The line for her authority pushed the pad below the edge, where nobody can sign it."""
    _, page = at_issue_desk(hall)
    page.name.set_value("李四")
    page.relation.set_value("其他")
    page._ask_authority()
    hall.face.tell.message("warn", "来的不是申请人", "请看授权委托书")
    hall.rest()
    assert page.authority.isVisible() and hall.shell.band.isVisible()
    hall.look("handover-proxy")
    hall.shell.resize(*size)
    hall.rest()
    if keep := os.environ.get("ZC_SHOTS", ""):
        hall.shell.grab().save(str(Path(keep) / f"handover-proxy-{size[1]}.png"))
    for part, least in ((page.pad, look().theme.size.pad_height // 2), (page.give, 1)):
        top = part.mapTo(hall.shell, QPoint(0, 0)).y()
        assert part.visibleRegion().boundingRect().size() == part.size(), part.objectName()
        assert part.height() >= least and top + part.height() <= hall.shell.height()

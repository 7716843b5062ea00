"""The journeys of people who come to a station with something that does not fit, by the helper's keys and without a
line, and a fault in the middle: a locked screen, a pulled cable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.paper import PaperKind
from app.domain.people import IdType
from app.ports import JobState
from tests.ui.station.conftest import Station
from tests.ui.window.days.test_hard_days import RARE, Cable
from ui.bootstrap import REHEARSAL_PASSWORD
from ui.shared.measure import cut_texts
from ui.shots.room import ZHANG
from ui.station.work import SIGN

Open = Callable[..., Station]


def received(station: Station, count: int = 1) -> None:
    """Ctrl+Enter, and so many cases are on record."""
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len([c for c in station.cases() if c.lease == "platform"]) == count, "the receipt")


def words_of_paper(station: Station, kind: PaperKind) -> str:
    (case,) = station.cases()
    pages = station.face.workplace.pages(case, case.papers_of(kind)[0].document_id)
    return "".join(getattr(op, "text", "") for page in pages for op in page.ops)


@pytest.mark.law("B3-1")
def test_who_cannot_write_and_has_a_rare_name_presses_a_thumb_before_a_witness_the_list_does_not_know(
    open_station: Open,
) -> None:
    """The screen is locked in the middle; name, witness and what the list says of her come back and stand on paper."""
    station = open_station((1024, 600))
    station.face.card_read(replace(ZHANG, name=RARE))
    station.hand.wait(lambda: station.intake.state.card is not None, "the card")
    station.hand.type("intake.phone", "13800000001")
    station.hand.keys("Return")
    station.idle()
    station.choose()
    station.collect()
    station.intake.show_step(SIGN)
    station.hand.keys("Alt+T")
    station.idle()
    assert station.hand.shown("intake.witness") and station.intake.plan.act == "fill", "a thumb wants a witness"
    station.hand.keys("Ctrl+Return")
    assert station.intake.step == SIGN and not station.cases()
    station.hand.type("intake.witness", "邻居吴")
    station.face.lock()
    station.idle()
    station.face._unlock(REHEARSAL_PASSWORD)
    station.hand.wait(lambda: not station.opening.shell.covered(), "the lock to go")
    station.idle()
    assert station.intake.state.witness == "邻居吴" and station.intake.step == SIGN
    station.hand.type("intake.witness_number", "9999")
    station.hand.keys("Return")
    station.idle()
    note = station.intake.findChild(QLabel, "intake.witness_note")
    assert "不在本机人员名册" in note.text() and note.isVisible() and not cut_texts(station.opening.shell)
    received(station)
    station.printed()
    (case,) = station.cases()
    assert case.intake is not None and case.intake.applicant.name == RARE
    assert (case.intake.signed_by, case.intake.witness) == ("捺印", "邻居吴（9999）")
    assert "不在本机人员名册" in case.intake.witness_note, "kept in words, and nobody was refused"
    paper = words_of_paper(station, PaperKind.RECEIPT)
    assert RARE in paper and "捺印：" in paper and "见证人：邻居吴（9999）" in paper


def test_a_lost_card_is_no_lost_way_and_a_pulled_cable_claims_no_receipt(
    open_station: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She has her passport; the cable is out while the receipt prints: the papers ask, and one more print is made."""
    station = open_station()
    printer = Cable(tmp_path / "papers", "凭证打印机")
    printer.pulled = True
    monkeypatch.setattr(station.face.workplace.press.printers, "printer_for", lambda kind: printer)
    station.hand.keys("1")
    station.idle()
    station.hand.type("intake.name", "张三")
    station.intake.who.party.focus()
    station.hand.keys("8")
    station.idle()
    station.intake.who.party.focus()
    station.hand.keys("Q")
    station.idle()
    assert station.intake.state.id_kind == IdType.PASSPORT.value
    station.hand.type("intake.id_number", "E00000000")
    station.hand.type("intake.phone", "13800000001")
    station.hand.keys("Return")
    station.idle()
    assert not [gap for gap in station.intake.state.gaps(station.clock.now().date) if gap.field == "number"]
    station.choose()
    station.collect()
    received(station)
    jobs = station.face.workplace.stores.jobs
    station.hand.wait(lambda: len(jobs.jobs(JobState.UNSURE)) >= 1, "the question")
    assert not station.cases()[0].papers_of(PaperKind.RECEIPT)[0].is_out, "nothing is claimed"
    printer.pulled = False
    station.face.go_home()
    station.hand.keys("4")
    while jobs.jobs(JobState.UNSURE):
        waiting = len(jobs.jobs(JobState.UNSURE))
        station.hand.wait(lambda: station.face.pages["papers"].above.count() > 0, "the question in its place")
        station.face.pages["papers"].above.itemAt(0).widget().setFocus()
        station.hand.keys("N")
        station.hand.wait(lambda n=waiting: len(jobs.jobs(JobState.UNSURE)) < n, "the answer")
        station.idle()
    station.printed()
    (case,) = station.cases()
    assert case.papers_of(PaperKind.RECEIPT)[0].is_out
    assert len([f for f in (tmp_path / "papers").iterdir() if f.name.startswith("D01-")]) == 1, "once, not twice"
    assert case.intake is not None and case.intake.applicant.person is not None
    assert case.intake.applicant.person.id_number == "E00000000"

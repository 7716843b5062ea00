"""The journeys of people who come to a station with something that does not fit, by the helper's keys and without a
line, and a fault in the middle: a locked screen, a pulled cable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from app.domain.case import Case
from app.domain.paper import PaperKind
from app.domain.people import IdType
from app.domain.rights import Grant, Right
from app.domain.seals import SealAct
from app.domain.transitions import transitions
from app.ports import JobState, Ticket
from app.usecases.desk import Session
from printing.printers.folder import FolderPrinter
from printing.printers.refusal import not_sent
from tests.ui.commands.test_day import words as words_on
from tests.ui.station.conftest import Station
from tests.ui.window.days.test_hard_days import RARE, Cable
from ui.settings import REHEARSAL_PASSWORD
from ui.shared.askbox import AskBox
from ui.shared.measure import cut_texts, nameless
from ui.shots.room import ZHANG
from ui.station.case import DELEGATED
from ui.station.case import RARE as HELPED
from ui.station.slip import Slip
from ui.station.work import SIGN, WHAT
from ui.stockroom import Stockroom
from ui.theme import t
from ui.window.case import rare
from ui.window.case.words import short_number

Open = Callable[..., Station]


def received(station: Station, count: int = 1) -> None:
    """Ctrl+Enter, and so many cases are on record."""
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: len([c for c in station.cases() if c.lease == "platform"]) == count, "the receipt")


def screen_words(station: Station) -> str:
    return " ".join(label.text() for label in station.opening.shell.findChildren(QLabel) if label.isVisible())


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
    station.hand.keys("G")
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

    def asked() -> bool:
        at = QApplication.focusWidget()  # where nothing is known no answer has it, but the box itself
        return isinstance(at, AskBox) and not at.glance.lasts()

    while jobs.jobs(JobState.UNSURE):
        waiting = len(jobs.jobs(JobState.UNSURE))
        station.hand.wait(asked, "the question under her keys")
        station.hand.keys("N")
        station.hand.wait(lambda n=waiting: len(jobs.jobs(JobState.UNSURE)) < n, "the answer")
        station.idle()
    station.printed()
    (case,) = station.cases()
    assert case.papers_of(PaperKind.RECEIPT)[0].is_out
    assert len([f for f in (tmp_path / "papers").iterdir() if f.name.startswith("D01-")]) == 1, "once, not twice"
    assert case.intake is not None and case.intake.applicant.person is not None
    assert case.intake.applicant.person.id_number == "E00000000"


def test_a_list_that_no_printer_took_is_the_first_print_when_it_comes_out(
    open_station: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printer was off when the bags left, and still off when she asked again: nobody holds a print 1."""
    station = open_station()
    station.begin()
    station.collect()
    received(station)
    station.printed()
    station.face.go_home()
    station.idle()
    station.hand.keys("2")
    station.hand.wait(lambda: station.hand.shown("station.bundle.go"), "the bags")
    station.hand.type("station.bundle.hand", "送件员周八")

    def off(self: FolderPrinter, title: str, pdf: bytes, copies: int) -> Ticket:
        raise not_sent("ZC-PRN-42", "打印机没开", "请打开")

    papers = station.face.pages["papers"]
    with monkeypatch.context() as patched:
        patched.setattr(FolderPrinter, "send", off)
        station.hand.keys("Ctrl+Return")
        station.hand.wait(lambda: bool(station.cases()[0].bundles), "the hand-over")
        station.idle()
        station.hand.keys("Return")  # 知道了
        station.face._take("papers")
        station.face._shown("papers")
        station.idle()
        (slip,) = [each for each in papers.values() if isinstance(each, Slip)]
        papers.again(slip)
        station.idle()
        station.hand.keys("Y")
        station.idle()
        station.hand.keys("Return")
    said = []
    for _ in range(2):
        papers.again(slip)
        station.idle()
        station.hand.keys("Y")
        station.hand.wait(lambda: list((tmp_path / "papers").glob("*D12b*.pdf")), "the list")
        station.idle()
        (printed,) = (tmp_path / "papers").glob("*D12b*.pdf")
        said.append("".join(words_on(printed).split()))
        printed.unlink()
    assert "第1次" in said[0] and "补打" not in said[0], "the first that anybody holds"
    assert "补打第2次" in said[1]


def test_who_cannot_hear_types_with_the_helper_in_the_middle_of_an_intake_and_no_word_is_kept(
    open_station: Open, tmp_path: Path
) -> None:
    """One keyboard, turn by turn, over whatever was begun; a lock takes every word off, and the intake goes on."""
    station = open_station((1024, 600))
    station.begin()
    assert station.hand.shown("station.talk"), "nobody has to know the key"
    station.hand.click("station.talk")
    talk = station.face.screen.talk
    station.hand.type("citizen.words", "请问您带户口本了吗")
    station.hand.keys("Return")
    assert "请您打字" in screen_words(station)
    station.hand.type("citizen.words", "带了，在包里")
    station.hand.keys("Return")
    station.hand.type("citizen.words", "请签名")
    station.hand.keys("Return")
    next(each for each in station.face.screen.view.talk.findChildren(QPushButton) if each.text() == "好的").click()
    assert "请工作人员打字" in screen_words(station), "what she tapped was her turn"
    assert [side for side, _ in talk.lines] == ["clerk", "citizen", "clerk", "citizen"]
    assert not cut_texts(station.opening.shell) and not nameless(station.opening.shell)
    station.face.card_read(replace(ZHANG, name="李四"))
    station.idle()
    assert station.intake.state.card.name == ZHANG.name, "a card laid down meanwhile begins nothing under it"
    station.hand.keys("Ctrl+Return")
    station.idle()
    assert not station.opening.shell.covered() and not talk.lines, "back to the intake, and nothing is kept"
    station.hand.keys("Ctrl+Shift+K")
    station.hand.type("citizen.words", "请稍等")
    station.hand.keys("Return")
    station.face.lock()
    station.idle()
    assert not talk.lines
    station.face._unlock(REHEARSAL_PASSWORD)
    station.hand.wait(lambda: not station.opening.shell.covered(), "the lock to go")
    station.collect()
    received(station)
    station.printed()
    assert station.cases()[0].intake.applicant.name == ZHANG.name
    files = [file.read_bytes() for file in (tmp_path / "profile").rglob("*") if file.is_file()]
    assert not [body for body in files if "在包里".encode() in body]


def sealed_elsewhere(station: Station, case: Case) -> None:
    """The seal is registered in the county: whoever seals here all the same says why."""
    office = station.face.workplace.office
    seal = office.seal_name(case, case.papers_of(PaperKind.RECEIPT)[0])
    room = Stockroom(station.face.workplace)
    room.move_seal(SealAct.REGISTER, seal, "孙八", "本中心盖章室")
    room.move_seal(SealAct.TAKE, seal, "周八", "区政务中心")
    page = station.face.pages["case"]
    station.face.show_case(case.id)
    station.hand.wait(lambda: not page.covered(), "the case page")
    station.idle()
    station.hand.click("case.paper.D01.seal")
    station.idle()
    where = station.opening.shell.findChild(QLineEdit, "case.seal.where")
    assert where.text() == "本中心盖章室", "where it lies by the register, so that its absence is asked about"
    assert not cut_texts(station.opening.shell)
    station.hand.type("case.seal.where", "样例镇政务服务驿站")
    station.hand.click("case.seal.save")
    station.idle()
    dialog = station.opening.shell.dialog()
    assert dialog.isVisible() and station.cases()[0].papers_of(PaperKind.RECEIPT)[0].awaits_seal, "why is it here?"
    station.hand.keys("Return")
    station.hand.type("case.seal.note", "周八刚带回，还没有登记")
    station.hand.click("case.seal.save")
    station.idle()
    sealing = station.cases()[0].papers_of(PaperKind.RECEIPT)[0].sealing
    assert sealing is not None and "还没有登记" in sealing.where


def test_a_seal_that_is_elsewhere_is_named_and_a_wrong_receipt_is_recalled_under_a_new_number(
    open_station: Open,
) -> None:
    """The seal lies in the county: the receipt counts as sealed once that is said; a given one is recalled."""
    station = open_station()
    station.begin()
    station.collect()
    received(station)
    station.printed()
    (case,) = station.cases()
    sealed_elsewhere(station, case)
    station.hand.click("case.paper.D01.give")
    station.idle()
    station.hand.click("case.give.save")
    station.idle()
    wrong = station.cases()[0].papers_of(PaperKind.RECEIPT)[0]
    assert wrong.given == 1
    station.hand.click("case.paper.D01.recall")
    station.idle()
    station.hand.type("case.recall.reason", "材料份数写错了")
    station.hand.click("case.recall.save")
    station.idle()
    station.printed()
    (case,) = station.cases()
    old, new = case.paper(wrong.document_id), case.papers_of(PaperKind.RECEIPT)[-1]
    assert old is not None and old.void and old.replaced_by == new.document_id and new.number != old.number
    assert new.is_out and case.lease == "platform", "a paper is mended whoever holds the case"
    station.face.go_home()
    station.hand.keys("4")
    papers = station.face.pages["papers"]
    station.hand.wait(lambda: len(papers.rows) >= 2, "the papers")
    station.idle()
    row = next(each for each in papers.rows if each.line.value.document_id == old.document_id)
    assert "作废" in row.line.mark.text
    row.click()
    station.idle()
    assert "已经作废" in screen_words(station) and not station.opening.shell.dialog().isVisible()
    assert station.cases()[0].paper(old.document_id).printings == old.printings, "a void paper is not printed again"


def test_what_was_typed_on_a_screen_of_her_own_is_gone_when_the_talk_ends_and_when_the_next_one_comes(
    open_station: Open,
) -> None:
    """A station with a second screen: nobody's words are there for who stands at it next."""
    station = open_station((1024, 600))
    station.begin()
    screen = station.face.screen
    screen._given = QGuiApplication.primaryScreen()
    station.hand.click("station.talk")
    station.idle()
    screen.view.talk.edit.setText("我听不见")
    screen.view.talk._say()
    assert screen.talk.lines
    screen.view.talk.left.emit()
    assert not screen.talk.lines, "she ended it"
    screen.talk.say("citizen", "还有一件事")
    station.face.go_home()
    station.face._take("intake")
    station.idle()
    assert not screen.talk.lines, "she went without ending it"


def test_behind_more_stands_what_a_helper_may_do_and_each_of_it_works(open_station: Open) -> None:
    """项目代码, 资料袋交接 and the like of a window stood between what she needs."""
    station = open_station((1024, 600))
    station.begin()
    station.collect(but=1)
    received(station)
    station.printed()
    hand, page = station.hand, station.face.pages["case"]
    station.face.show_case(station.cases()[0].id)
    hand.wait(lambda: not page.covered(), "the case page")
    station.idle()
    offered = {each.name: t(each.words) for each in page.bar.rare}
    assert offered == {
        "delivery": "改怎么领结果",
        "report": "指南写错了，报区里",
        "rating": "打印评价单",
        "e-seal": "申请电子印章",
        "show-licence": "扫手机上的电子证照",
        "help": "登记帮代办",
        "complain": "要投诉、提建议",
    }
    told = {
        "delivery": {"address": "样例镇测试村1号"},
        "report": {"words": "指南上的电话不对"},
        "rating": {},
        "e-seal": {"name": "收件专用章"},
        "show-licence": {"token": "LZ-0001"},
        "help": {"when": "周一上午"},
        "complain": {"words": "多要了材料"},
    }
    office = station.face.workplace.office
    sealing = {"seal": lambda _: "zcseal1:x"}  # the platform's key, which came with the first line
    office.equipment = office.equipment.__class__(**{**vars(office.equipment), **sealing})
    before = len(station.face.workplace.stores.views.event_lines(station.cases()[0].id))
    for name, words in told.items():
        hand.keys("Alt+M")
        station.idle()
        assert not cut_texts(station.opening.shell) and not nameless(station.opening.shell)
        hand.click(f"case.more.{name}")
        station.idle()
        if name == "delivery":
            hand.find("case.delivery.way").focus()
            hand.keys("2")
        elif name in ("e-seal", "show-licence"):
            hand.keys("1")
        for field, value in words.items():
            hand.type(f"case.{name}.{field}", value)
        if page.form.spec is not None:
            assert not cut_texts(station.opening.shell), name
            hand.keys("Ctrl+Return")
        station.printed()
        assert page.form.spec is None and not station.opening.shell.dialog().isVisible(), name
        lines = station.face.workplace.stores.views.event_lines(station.cases()[0].id)
        assert len(lines) > before, name
        before = len(lines)


BASE = {"delivery", "report", "rating", "e-seal", "show-licence", "help", "complain"}


@pytest.mark.law("J02")
def test_behind_more_stands_what_was_delegated_to_her_and_nothing_that_was_not(open_station: Open) -> None:
    """Who might also hand over was offered all of a window: 资料袋交接, 项目代码, 再查信用."""
    station = open_station()
    station.begin()
    station.collect(but=1)
    received(station)
    station.printed()
    page, office = station.face.pages["case"], station.face.workplace.office
    helper = office.desk.session.operator
    for rights, more in (
        ((Right.HAND_OVER,), set()),
        ((Right.DECIDE,), set()),
        ((Right.NOTIFY,), {"waive"}),
        ((Right.ACCEPT,), {"waive", "project"}),
    ):
        office.enter(Session(helper, tuple(Grant(right) for right in (Right.RECEIVE, *rights))))
        station.face.show_case(station.cases()[0].id)
        station.idle()
        assert {each.name for each in page.bar.rare} == BASE | more, rights
        assert t("station.act.help") in {t(each.words) for each in page.bar.rare}, "in her words still"
    office.enter(Session(helper, ()))
    station.face.show_case(station.cases()[0].id)
    station.idle()
    assert not page.bar.rare and not page.bar.primary.isVisible(), "an inspector looks, and is offered nothing"


@pytest.mark.law("J02")
def test_no_rare_act_of_a_station_comes_with_a_right_that_the_rules_do_not_take() -> None:
    """A new act is given its place: with 收件, with a delegation, or with 交给区里, which has the bags."""
    assert {*HELPED, *DELEGATED, rare.BUNDLE, rare.HANDOVER_LIST} == set(rare.RARE)
    for name, rights in DELEGATED.items():
        steps = [row for row in transitions() if row.event == rare.RARE[name].event and row.source is not None]
        taken = {row.right for row in steps} - {Right.RECEIVE}
        assert name == rare.BARE or not taken or taken <= rights, name


def test_what_belongs_elsewhere_is_taken_in_for_there_from_the_station_too(open_station: Open) -> None:
    """Ctrl+B was spoken of, and its button was hidden: the key was dead, and all went to the county."""
    station = open_station((1024, 600))
    hand, page = station.hand, station.intake
    station.begin()
    page.show_step(WHAT)
    assert page.away_button.isVisible() and not cut_texts(station.opening.shell)
    station.collect()
    page.show_step(SIGN)
    station.idle()
    assert page.collect_button.isVisible() and not cut_texts(station.opening.shell)
    hand.keys("Ctrl+B")
    hand.wait(lambda: hand.shown("intake.away.collect"), "the sheet")
    assert "不归区里办" in screen_words(station) and not cut_texts(station.opening.shell)
    hand.type("intake.away.place", "邻县政务服务中心")
    hand.keys("Alt+D")
    hand.wait(lambda: station.opening.shell.place() == "home", "the first page")
    station.printed()
    (case,) = station.cases()
    assert case.intake is not None and case.intake.collected_for == "邻县政务服务中心"
    assert case.papers_of(PaperKind.RECEIPT)[0].is_out


def test_progress_is_found_by_the_number_that_the_station_itself_gave(open_station: Open) -> None:
    """「没有找到」 was said of Z01-000001, which stood on the page of papers beside it."""
    station = open_station((1024, 600))
    station.begin()
    station.collect()
    station.hand.keys("Ctrl+Return")
    station.hand.wait(lambda: station.cases() and station.cases()[0].lease == "platform", "the receipt")
    station.printed()
    station.hand.keys("Alt+Home")
    station.hand.keys("3")
    station.idle()
    number = short_number(station.cases()[0].papers_of(PaperKind.RECEIPT)[0].number)
    assert "-" in number
    station.hand.type("station.progress.field", number)
    station.hand.keys("Return")
    station.idle()
    page = station.face.pages["progress"]
    assert page.rows and not page.nothing.isVisible()

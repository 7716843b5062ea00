"""发件: once the papers are given nothing of who took them is left on the page, where the next one sits down."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.paper import PaperKind
from app.errors import RefusedError
from tests.ui.window.days.hall import Hall
from tests.ui.window.days.test_handover_proof import ALL
from ui.shared.tickbox import TickBox
from ui.theme import t
from ui.window.case.look import read_case
from ui.window.case.papers import paper_looks
from ui.window.case.perform import perform
from ui.window.case.specs import form_for


def test_after_the_papers_are_given_nothing_of_their_taker_is_left_on_the_page(hall: Hall) -> None:
    """Name, number and relation stood there until the next case came, which on a quiet day is the next citizen."""
    case, page = hall.licence_at_desk(*ALL)
    intake = hall.office.case(case).intake
    assert intake is not None
    name = intake.applicant.name
    assert name in hall.words() and page.name.value() == name, "else nothing is proved"
    hall.sign("handover.pad")
    hall.enter()
    assert "已交付" in hall.told() and hall.office.case(case).handed_over is not None
    assert name not in hall.words() and intake.applicant.id_number[-4:] not in hall.words()
    assert page.name.value() == page.authority.value() == "" and page.authority.isHidden()
    assert page.pad.empty() and not page.papers.boxes
    assert not (page.give.isEnabled() or page.sheet.button.isEnabled())
    hall.look("handover-left")


def test_an_agents_paper_is_gone_with_her(hall: Hall) -> None:
    _, page = hall.licence_at_desk(*ALL)
    page.relation.set_value("代理人")
    page.name.set_value("李四")
    page._other_person()
    page.authority.set_value("授权委托书")
    hall.sign("handover.pad")
    hall.enter()
    assert page.name.value() == page.authority.value() == "" and page.relation.value() == "本人"


def test_her_code_does_not_stay_in_the_field_it_was_typed_into(hall: Hall) -> None:
    case, page = hall.licence_at_desk(*ALL)
    receipt = hall.office.case(case).papers_of(PaperKind.RECEIPT)[0].number
    page.scan.set_value(receipt)
    page._scanned(receipt)
    hall.rest()
    assert page._asked == case and page.scan.value() == ""
    page.scan.set_value("没有这个号")
    page._scanned("没有这个号")
    hall.rest()
    assert page.scan.value() == "没有这个号", "what found nothing is mended there"


def test_a_pick_up_code_that_two_results_share_is_not_said_to_be_unknown(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of four characters some hundred results have pairs: 「本机没有这个编号」 sent her home."""
    first, page = hall.licence_at_desk(*ALL)
    page.another_person()
    second, _ = hall.licence_at_desk(*ALL)
    page.another_person()
    with monkeypatch.context() as alike:
        alike.setattr("ui.office.query_code", lambda case_id: "AB12" if case_id in (first, second) else "")
        page.scan.set_value("ab12")
        page._scanned("ab12")
        hall.rest()
    assert page._asked is None and "有 2 件都是这个号码：扫凭证条码，或者输收件号" in hall.words()
    page._scanned("没有这个号")
    hall.rest()
    assert "本机没有这个编号" in hall.words() and "都是这个号码" not in hall.words()


def test_what_she_did_not_take_is_named_when_the_desk_is_left(hall: Hall) -> None:
    """It stood ticked over a key that did nothing; now its page has it, and the words say so."""
    case, page = hall.licence_at_desk(*ALL)
    box = hall.named(f"handover.paper.{PaperKind.GRANT.value}")
    assert isinstance(box, TickBox)
    box.setChecked(False)
    hall.sign("handover.pad")
    hall.enter()
    assert "还没有交付的：准予许可决定书" in hall.told() and not page.give.isEnabled()
    assert not all(paper.is_given for paper in hall.office.case(case).papers_of(PaperKind.GRANT))


def test_a_result_that_was_left_behind_is_given_on_the_page_of_its_case(hall: Hall) -> None:
    """「留在办件页」 was said of it, and there no hand could give it: the case was served."""
    case, _ = hall.licence_at_desk(*ALL)
    box = hall.named(f"handover.paper.{PaperKind.GRANT.value}")
    assert isinstance(box, TickBox)
    box.setChecked(False)
    hall.sign("handover.pad")
    hall.enter()
    grant = hall.office.case(case).papers_of(PaperKind.GRANT)[0]
    seen = read_case(hall.office, case, t)
    look = next(each for each in paper_looks(seen) if each.paper.document_id == grant.document_id)
    assert "give" in look.buttons
    form = form_for("give", seen, grant)
    assert form is not None
    values = {ask.name: ask.value for ask in form.asks}
    assert form.first == "relation" and form.check is not None and not form.check(values)
    other = values | {"name": "赵六", "relation": "其他"}
    assert "authority" in form.check(other), "asked of another before it is refused"
    assert not form.check(other | {"authority": "授权委托书"})
    with pytest.raises(RefusedError) as refused:
        perform(hall.office, "give", case, values | {"name": "赵六", "relation": "其他"}, grant.document_id)
    assert refused.value.code == "ZC-CASE-139", "nobody takes it for another without a paper"
    perform(hall.office, "give", case, values, grant.document_id)
    assert hall.office.case(case).papers_of(PaperKind.GRANT)[0].is_given


def test_what_was_scanned_since_stays_in_the_field(hall: Hall) -> None:
    case, page = hall.licence_at_desk(*ALL)
    receipt = hall.office.case(case).papers_of(PaperKind.RECEIPT)[0].number
    page.scan.set_value(receipt)
    page._scanned(receipt)
    page.scan.set_value("SECOND")
    hall.rest()
    assert page._asked == case and page.scan.value() == "SECOND"


def test_who_was_served_does_not_read_the_name_of_the_next_who_waits(hall: Hall) -> None:
    """The next case came up by itself, with its whole name, while the person before still stood at the desk."""
    first, page = hall.licence_at_desk(*ALL)
    second, page = hall.licence_at_desk(*ALL)
    waiting = hall.office.case(second).intake
    assert waiting is not None
    name = waiting.applicant.name
    page.show_case(first)
    hall.rest()
    hall.sign("handover.pad")
    hall.enter()
    assert hall.office.case(first).handed_over is not None
    assert page._asked is None and page.table.current() is None and name not in hall.words()
    page.refresh()
    hall.shell.go("search")
    hall.rest()
    hall.shell.go("handover")
    hall.rest()
    assert page._asked is None and name not in hall.words(), "nor when the list is read anew"
    hall.look("handover-empty")
    page.table.setFocus()
    hall.press(Qt.Key.Key_Down)
    assert page._asked == second and page.name.value() == name, "one key and the next is there"


def test_the_code_of_the_next_is_enough_after_one_was_served(hall: Hall) -> None:
    first, page = hall.licence_at_desk(*ALL)
    second, page = hall.licence_at_desk(*ALL)
    page.show_case(first)
    hall.rest()
    hall.sign("handover.pad")
    hall.enter()
    page._scanned(hall.office.case(second).papers_of(PaperKind.RECEIPT)[0].number)
    hall.rest()
    assert page._asked == second and page.papers.boxes


def test_nobody_is_asked_to_sign_while_no_case_lies_on_the_desk(hall: Hall) -> None:
    """A form of nobody stood there whole: 领取人, 请领取人签名 and a pad, for no papers."""
    case, page = hall.licence_at_desk(*ALL)
    assert page.pad.isVisible() and page.empty.isHidden()
    page.another_person()
    hall.rest()
    assert not (page.pad.isVisible() or page.name.isVisible() or page.give.isVisible() or page.given.isVisible())
    assert page.empty.isVisible() and "扫取件凭证，或者在左边选一件" in hall.words()
    page.show_case(case)
    hall.rest()
    assert page.pad.isVisible() and page.name.isVisible() and page.give.isVisible() and not page.empty.isVisible()


def test_the_form_of_what_was_left_begins_with_who_takes_it_and_not_with_a_paper_nobody_needs(hall: Hall) -> None:
    """The keyboard stood in 凭什么代领 though the applicant herself had come."""
    case, _ = hall.licence_at_desk(*ALL)
    box = hall.named(f"handover.paper.{PaperKind.GRANT.value}")
    assert isinstance(box, TickBox)
    box.setChecked(False)
    hall.sign("handover.pad")
    hall.enter()
    hall.shell.go("search")
    page = hall.face.pages["search"]
    page.show_case(case)
    hall.until(lambda: not page.case.covered())
    hall.rest()
    hall.named(f"case.paper.{PaperKind.GRANT.value}.give").click()
    hall.rest()
    assert page.case.form.values()["relation"] == "本人"
    assert hall.named("case.give.relation").isAncestorOf(QApplication.focusWidget())
    hall.look("give-left")
    hall.type("3")
    hall.enter()
    assert hall.named("case.give.authority").hasFocus() and "不是本人" in hall.words()

"""What the intake must never do: ask what is forbidden, act on a typed letter, show a number, cut a word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.materials import FaultCode, MaterialStatus
from app.domain.people import mask_number
from app.domain.shared import SHARED
from resources import path
from tests.ui.window.intake.room import FOOD, LI, ZHANG, Clerk, K, action, begin, primary
from ui.meter import StepMeter
from ui.shared.measure import cut_texts, nameless, tab_jumps
from ui.texts import ENGLISH, Texts
from ui.theme import apply_theme, look
from ui.window.intake.rows import second_line


@pytest.mark.law("L22", "Z06")
def test_a_choice_the_guide_forbids_is_locked_and_says_why(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    locked = {choice.value: choice.locked for choice in action(clerk).choices()}
    assert locked["original"] == locked["copy"] == locked["faulty"] == ""
    assert "免交范围" in locked["exempt"]
    assert "容缺范围" in locked["tolerated"]
    for key in "MRC":
        clerk.type(key)
        assert clerk.page.materials.current().status is MaterialStatus.OPEN
    assert "免交范围" in clerk.words[-3]
    clerk.page.materials.go_to(3)
    clerk.type("M")
    assert clerk.page.materials.current().status is MaterialStatus.EXEMPT


@pytest.mark.law("L03", "A6-30")
def test_what_the_situation_does_not_need_is_named_and_not_asked(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    assert len(clerk.page.materials.rows) == 5
    said = [line.name for line, decided in clerk.page.state.not_needed() if decided]
    assert said == ["三个月临床护理（助产）培训并考核合格的证明"]


def test_bare_keys_do_nothing_while_somebody_types(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type("X5")
    clerk.type("SDM123")
    row = clerk.page.materials.current()
    assert (row.status, row.fault, row.note) == (MaterialStatus.FAULTY, FaultCode.EXPIRED, "SDM123")
    clerk.press(K.Key_Escape)
    clerk.type("S")
    assert clerk.page.materials.current().status is MaterialStatus.ORIGINAL
    clerk.named("intake.phone").setFocus()
    clerk.type("D")
    assert clerk.page.state.party == "self"


def test_an_answer_to_an_older_question_is_dropped(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    search = clerk.page.what.searcher
    search.ask("hszyzc")
    clerk.until(lambda: search._job is not None)
    old = search._asked
    search.ask("spscxk")
    results = clerk.page.what.results
    shown = [item.code for item in results.items()]
    search._answer(old, clerk.workplace.office.search_items("hszyzc"))
    assert [item.code for item in results.items()] == shown
    clerk.until(lambda: [item.code for item in results.items()][:1] == [FOOD])


@pytest.mark.parametrize(
    ("number", "right"),
    [("440524188001010014", True), ("440524188001010015", False)],
)
def test_a_wrong_check_digit_is_said_and_stops_the_button(
    desk: Callable[..., Clerk], number: str, right: bool
) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.named("intake.name").setFocus()
    clerk.type("张三")
    clerk.named("intake.id_number").setFocus()
    clerk.type(number)
    clerk.named("intake.name").setFocus()
    field = clerk.page.who.number
    assert field.message.isVisible() is not right
    assert (
        any(gap.field == "number" for gap in clerk.page.state.gaps(clerk.workplace.office.today()))
        is not right
    )
    assert field.edit.text() == mask_number(number)


@pytest.mark.parametrize(
    ("code", "right", "reason"),
    [
        ("11210106MB1H357457", True, False),
        ("11210106MB1H357458", False, False),
        ("91210106M000000001", True, True),
    ],
)
def test_a_credit_code_is_checked_and_an_early_one_wants_a_reason(
    desk: Callable[..., Clerk], code: str, right: bool, reason: bool
) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.type("D")
    clerk.named("intake.uscc").setFocus()
    clerk.type(code)
    clerk.named("intake.company_name").setFocus()
    missing = {gap.field for gap in clerk.page.state.gaps(clerk.workplace.office.today())}
    assert clerk.page.who.uscc.message.isVisible() is (not right or reason)
    assert clerk.named("intake.uscc_reason").isVisible() is reason
    assert ("uscc" in missing, "uscc_reason" in missing) == (not right, reason)
    if reason:
        clerk.named("intake.uscc_reason").setFocus()
        clerk.type("与执照核对无误")
        missing = {gap.field for gap in clerk.page.state.gaps(clerk.workplace.office.today())}
        assert "uscc_reason" not in missing


@pytest.mark.law("P20")
def test_numbers_are_masked_and_a_look_is_audited(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    shown = clerk.page.who.card.facts
    words = " ".join(label.text() for label in shown.findChildren(type(clerk.page.who.role)))
    assert ZHANG.number not in words
    assert clerk.named("intake.phone").text() == "138****0001"
    clerk.alt(K.Key_H)
    clerk.until(lambda: clerk.page.identity.whole)
    assert clerk.named("intake.phone").text() == "13800000001"
    from sqlalchemy import select

    from app.storage.schema import audit

    with clerk.workplace.database.read.connect() as connection:
        rows = [r.action for r in connection.execute(select(audit.c.action))]
    assert "reveal" in rows
    clerk.alt(K.Key_H)
    assert clerk.named("intake.phone").text() == "138****0001"


@pytest.mark.law("B7-23")
def test_another_persons_card_never_replaces_the_first_silently(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.page.card_read(LI)
    clerk.rest(1)
    assert clerk.shell.dialog().isVisible()
    clerk.press(K.Key_Escape)
    assert clerk.page.state.card.name == "张三"


def test_a_citizen_without_a_telephone_is_taken_in(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.named("intake.phone").setFocus()
    clerk.type("无")
    clerk.page.materials.take_focus()
    assert not clerk.page.state.gaps(clerk.workplace.office.today())
    assert clerk.page.state.intake().phone == ""


def test_the_law_is_one_key_away(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for keys in ("S", "D", "M", "S", "X5"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.press(K.Key_F9)
    assert "《中华人民共和国行政许可法》第三十二条第一款第四项" in clerk.page.bar.accessibleDescription()


def test_a_province_without_an_article_for_the_verdict_offers_no_key_that_shows_nothing(
    desk: Callable[..., Clerk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What only another province issued is no law here: the key goes, the verdict stays."""
    clerk = desk()
    begin(clerk)
    for keys in ("S", "D", "M", "S", "X5"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    assert clerk.page.plan.law and clerk.named("intake.law").isVisible()
    monkeypatch.setattr(clerk.page._tell, "cite", lambda cited: "")
    clerk.page.refresh()
    assert not clerk.named("intake.law").isVisible()
    clerk.press(K.Key_F9)
    assert "依据" not in clerk.page.bar.accessibleDescription()


def test_when_the_numbers_run_out_nothing_typed_is_lost(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    from sqlalchemy import delete

    from app.storage.schema import number_blocks

    with clerk.workplace.database.write.begin() as connection:
        connection.execute(delete(number_blocks))
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    clerk.ctrl(K.Key_Return)
    clerk.until(lambda: any(notice.code == "ZC-NUM-01" for notice in clerk.said))
    clerk.press(K.Key_Return)
    assert clerk.page.state.case is None
    assert len(clerk.page.state.rows) == 5
    assert primary(clerk).isEnabled()


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_no_word_is_cut_and_everything_has_a_name(
    app: QApplication, desk: Callable[..., Clerk], theme: str
) -> None:
    apply_theme(app, theme)
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    clerk.page.who.party.focus()
    clerk.type("D")
    clerk.page.materials.take_focus()
    for keys in ("S", "X3", "R", "X4说明"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    found: list[str] = []
    for size in ((1366, 768), (1920, 1080)):
        clerk.shell.resize(*size)
        clerk.rest(1)
        found += [*cut_texts(clerk.shell), *nameless(clerk.shell), *tab_jumps(clerk.shell)]
        clerk.page.what.open_form()
        clerk.rest(1)
        found += [*cut_texts(clerk.shell), *nameless(clerk.shell)]
        clerk.page.what.close_form()
    assert not found, "\n".join(found)


def test_typing_and_judging_keep_the_window_awake(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    # A freeze that a person notices, with room for a busy test machine; the benchmark looks closer.
    meter = StepMeter(limit_ms=250)
    meter.start()
    clerk.page.materials.take_focus()
    for keys in ("S", "X3", "D", "X4说明"):
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.rest()
    meter.stop()
    # By the clock only what no busy machine explains; else by what the thread itself worked.
    frozen = [step for step in meter.slow if step.own_ms > 250 or step.ms > 1500]
    assert not frozen, frozen


def test_a_faulty_paper_may_go_back_to_the_citizen(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type("X5")
    clerk.press(K.Key_Escape)
    assert clerk.page.materials.current().taken
    clerk.type("K")
    assert not clerk.page.materials.current().taken
    clerk.type("X1")
    clerk.press(K.Key_Escape)
    clerk.type("K")
    assert clerk.page.materials.current().fault is FaultCode.MISSING


def test_locking_the_screen_keeps_what_was_typed_and_says_nothing(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.type("X5字没打完")
    clerk.workplace.office.leave()
    clerk.page.hide()
    clerk.rest()
    assert not clerk.said
    kept = clerk.workplace.office.draft(clerk.page.journal.draft)
    assert any("字没打完" in value for value in kept.values())


def test_the_keys_of_the_page_wait_for_an_open_question(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for keys in "SDMSS":
        clerk.type(keys)
        clerk.press(K.Key_Return)
    clerk.page.card_read(LI)
    clerk.rest(1)
    clerk.ctrl(K.Key_Return)
    clerk.rest(2)
    assert clerk.page.state.case is None
    assert clerk.shell.dialog().isVisible()


def test_every_choice_has_a_name_of_its_own(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk, "spscxk", "N", "N")
    clerk.type("X")
    for name in (
        "intake.party.company",
        "intake.delivery.post",
        "intake.question.salt.no",
        "intake.action.original",
        "intake.reason.5",
        "intake.row.3",
        "intake.primary",
        "intake.receipt",
        "intake.law",
        "intake.park",
        "intake.next",
    ):
        assert clerk.named(name) is not None


def test_what_was_typed_last_is_on_disk_when_the_program_is_told_to_end(desk: Callable[..., Clerk]) -> None:
    """SIGTERM (the machine shuts down) right after a key: the word is kept, and nothing is said of a stopped runner."""
    clerk = desk()
    begin(clerk)
    clerk.named("intake.phone").setFocus()
    clerk.press(K.Key_A, Qt.KeyboardModifier.ControlModifier)
    clerk.type("13800000009")
    assert clerk.page.journal.pending()
    clerk.page.journal.settle()
    draft = clerk.page.journal.draft
    assert draft is not None and clerk.workplace.office.draft(draft)["phone"] == "13800000009"
    clerk.runner.stop()
    clerk.page.journal.edit("phone", "1")
    clerk.shell.hide()
    assert not clerk.errors


def test_a_digit_for_the_party_is_never_typed_over_a_telephone_that_stands(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    clerk.named("intake.phone").setFocus()
    clerk.alt(K.Key_2)
    clerk.alt(K.Key_1)
    clerk.type("S")
    clerk.rest(1)
    assert clerk.page.state.phone == "13800000001" and clerk.page.state.party == "agent"


def test_why_a_material_need_not_come_is_said_in_the_language_of_the_window(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    before = look().texts
    for key in "SSM":
        clerk.type(key)
        clerk.press(K.Key_Return)
    exempt = [row for row in clerk.page.state.material_rows() if row.status is MaterialStatus.EXEMPT]
    look().speak(Texts.load(path("texts"), ENGLISH))
    try:
        assert [second_line(row) for row in exempt] == ["From shared data, to be verified online"]
    finally:
        look().speak(before)


def test_a_row_the_hall_fetches_itself_is_not_taken_in_by_the_key_that_takes_what_the_guide_asks(
    desk: Callable[..., Clerk],
) -> None:
    """Six times Space: the receipt said that a copy was handed in of what the list calls 不需要提交."""
    clerk = desk()
    begin(clerk, "hszyzc", "N")
    for _ in clerk.page.state.material_rows():
        clerk.press(K.Key_Space)
    clerk.rest(1)
    rows = clerk.page.state.material_rows()
    fetched = [row for row in rows if row.obtainable == SHARED]
    assert fetched and all((row.status, row.copies) == (MaterialStatus.EXEMPT, 0) for row in fetched)
    assert all(row.taken for row in rows if row not in fetched)

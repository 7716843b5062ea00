"""What the intake knows by itself: former cases, the 一件事 of an item, kinds of documents, the guide's own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.domain.case import Ask, Case
from app.domain.events import Granted, OperatorRef
from app.domain.guide import FormField, MaterialLine
from app.domain.licences import licences_of
from app.domain.materials import MaterialStatus
from app.domain.people import Applicant, IdType, mask_number
from app.domain.rights import Grant, Right
from app.usecases.accept import accept
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.desk import Session
from app.usecases.intake import build_intake, rows_for
from app.usecases.receive import receive
from tests.ui.window.intake.room import LI, ZHANG, Clerk, K, begin
from ui.bootstrap import Workplace
from ui.shared.labels import Text
from ui.shared.measure import cut_texts
from ui.theme import apply_theme
from ui.window.intake import acts
from ui.window.intake.form import FormBox
from ui.window.intake.model import AGENT, IntakeState, live_problem
from ui.window.intake.offline import OfflineSheet
from ui.window.intake.rows import guide_words

TODAY = date(2026, 9, 28)


@pytest.mark.law("B7-23")
def test_the_same_card_read_twice_in_a_row_asks_nothing_and_loses_nothing(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    before, draft = clerk.page.state.fields(), clerk.page.journal.draft
    clerk.page.card_read(ZHANG)
    clerk.rest(1)
    assert not clerk.shell.dialog().isVisible(), "it is the same person"
    assert clerk.page.state.fields() == before and clerk.page.journal.draft == draft
    assert clerk.workplace.office.open_drafts() == [draft]


@pytest.mark.law("A6-31", "Z13")
def test_what_an_earlier_case_of_the_same_person_told_stands_in_the_form(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    for key, value in (("employer", "沈阳样例医院"), ("department", "内科")):
        clerk.page.state.form[key] = value
    for key in "SDMSS":
        clerk.type(key)
        clerk.press(K.Key_Return)
    office, state = clerk.workplace.office, clerk.page.state
    state.phone = "13800000001"
    draft = clerk.page.journal.draft
    assert draft is not None and state.guide is not None
    office.receive(draft, state.intake(), state.material_rows())
    found = acts.look_at(office, state.guide.item.code, state.applicant())
    assert found is not None and found.earlier["employer"] == "沈阳样例医院"
    fresh = IntakeState(
        card=state.card, guide=found.guide, known=dict(found.earlier), known_of=found.earlier_of
    )
    assert fresh.form_values()["employer"] == "沈阳样例医院"
    assert replace(fresh, form={"employer": "另一医院"}).form_values()["employer"] == "另一医院", (
        "typed now wins"
    )
    assert "employer" not in replace(fresh, card=LI).form_values(), "the next person sees nothing of it"
    person = state.applicant().person
    assert person is not None
    other = replace(state.applicant(), person=replace(person, id_number="440524189901010018"))
    stranger = acts.look_at(office, state.guide.item.code, other)
    assert stranger is not None and not stranger.earlier, "of nobody else"


@pytest.mark.law("A6-31", "Z13")
def test_what_her_own_licence_says_stands_in_the_form_with_its_source_and_her_word_goes_over_it(
    desk: Callable[..., Clerk], qtbot: QtBot
) -> None:
    clerk = desk()
    begin(clerk)
    place, state = clerk.workplace, clerk.page.state
    applicant = state.applicant()
    case = licensed(place, applicant, "21002026001")
    found = acts.look_at(place.office, ROAD, applicant)
    assert found is not None and found.licensed["licence"].licence == "道路运输从业人员从业资格证"
    fresh = IntakeState(card=state.card, guide=found.guide, known=dict(found.earlier), known_of=found.earlier_of,
                        licensed=dict(found.licensed))  # fmt: skip
    assert fresh.form_values()["licence"] == "21002026001" and "licence" in fresh.form_sources()
    kept = fresh.intake().licensed["licence"]
    assert kept == f"《道路运输从业人员从业资格证》21002026001（{TODAY}）", "the case keeps which, its number, and when"
    form = FormBox()
    qtbot.addWidget(form)
    form.show_fields(fresh.shown_fields(), fresh.form_values(), {}, True, fresh.form_sources())
    entry = form.entries["licence"]
    assert "来源：电子证照《道路运输从业人员从业资格证》" in {label.text() for label in entry.findChildren(QLabel)}
    own = replace(fresh, form={"licence": "别的号"})
    assert own.form_values()["licence"] == "别的号" and not own.form_sources(), "her own word is nobody's licence"
    assert not own.intake().licensed
    assert not replace(fresh, card=LI).form_sources(), "the next person sees nothing of it"
    person = applicant.person
    assert person is not None
    other = replace(applicant, person=replace(person, id_number="440524189901010018"))
    stranger = acts.look_at(place.office, ROAD, other)
    assert stranger is not None and not stranger.licensed and "licence" not in stranger.earlier
    hers = mask_number(applicant.id_number)
    held = [Ask(case.id, "licence", "1.2.156", outcome="pass",
                answer=(("id", "1.2.156"), ("name", name), ("until", until), ("holder", holder)))
            for name, until, holder in (
                ("健康证", "2026-09-27", hers), ("健康证", "2026-09-28", hers),
                ("代理人的证", "2026-09-28", mask_number(LI.number)), ("谁的证", "", ""))]  # fmt: skip
    shown = licences_of([replace(case, decision=None, asks=tuple(held))], applicant.id_number, TODAY)
    assert [(each.name, each.until) for each in shown] == [("健康证", "2026-09-28")], "neither over nor another's"


def test_a_licence_that_is_over_or_whose_end_nobody_can_read_fills_in_nothing(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    begin(clerk)
    applicant = clerk.page.state.applicant()
    case = licensed(clerk.workplace, applicant, "21002026001")
    granted = case.decision
    assert isinstance(granted, Granted)

    def until(validity: str, today: date) -> list[str]:
        decided = replace(case, decision=replace(granted, validity=validity))
        return [each.until for each in licences_of([decided], applicant.id_number, today)]

    last = date(2031, 9, 27)
    assert until("自2026年9月28日至2031年9月27日", last) == ["2031-09-27"]
    assert until("自2026年9月28日至2031年9月27日", last + timedelta(days=1)) == []
    assert until("", last) == [""], "no validity: it does not end"
    for unread in ("五年", "自2026年9月28日起五年", "至2031年2月30日", "至2031年9月27日或者另行通知", "至31年9月27日"):
        assert until(unread, TODAY) == [], unread


def test_what_a_licence_says_is_seen_to_be_its_word_at_every_kind_of_field(qtbot: QtBot, app: QApplication) -> None:
    fields = (FormField("a", "甲"), FormField("b", "乙", kind="long"), FormField("c", "丙", choices=("内科", "外科")),
              FormField("d", "丁", kind="yesno"))  # fmt: skip
    values = {"a": "1", "b": "2", "c": "内科", "d": "是"}
    form = FormBox()
    qtbot.addWidget(form)
    form.show_fields(fields, values, {}, True, dict.fromkeys(values, "健康证"))
    for key, entry in form.entries.items():
        seen = {label.text() for label in entry.findChildren(QLabel) if not label.isHidden()}
        assert "来源：电子证照《健康证》" in seen, key
    message = form.entries["d"].findChildren(Text)[-1]
    assert message.tone == "ok"
    form.show_fields(fields, values, {"d": "不对"}, True)
    assert [form.entries[key].findChildren(Text)[-1].text() for key in "bcd"] == ["", "", "不对"]
    assert message.tone == "danger"


def test_the_look_can_change_while_a_form_is_open(qtbot: QtBot, app: QApplication) -> None:
    form = FormBox()
    qtbot.addWidget(form)
    form.show_fields((FormField("d", "丁", kind="yesno"),), {"d": "是"}, {}, True)
    try:
        apply_theme(app, "dark")
    finally:
        apply_theme(app, "light")
    assert form.entries["d"].value() == "是"


ROAD = "11210106000000051H4210199009000"
ALL = Session(OperatorRef("w01", "演练员", "W01"), tuple(Grant(right) for right in Right))


def licensed(place: Workplace, applicant: Applicant, number: str) -> Case:
    """A licence of hers that was granted and printed here."""
    office, at = place.office, place.desk(ALL)
    guide = office.guide(ROAD)
    assert guide is not None
    answers = {each.id: each.choices[-1].key for each in guide.questions}
    rows = tuple(replace(row, status=MaterialStatus.ORIGINAL, originals=1) for row in rows_for(guide, answers))
    case = at.new_id()
    receive(at, case, build_intake(guide, applicant, None, answers, {}, phone="13800000001"), rows)
    accept(at, case, "counter")
    return decide_on_spot(at, case, grant=True, validity="自2026年9月28日至2031年9月27日", licence_number=number).case


@pytest.mark.law("A6-30", "L01", "Z13")
def test_an_item_that_is_part_of_one_matter_says_so_when_it_is_chosen(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.find("xcyjyxk")
    assert any("开餐饮店一件事" in notice.title for notice in clerk.said)
    alone = acts.look_at(clerk.workplace.office, clerk.workplace.office.search_items("hszyzc")[0].code)
    assert alone is not None and alone.themes == ()


@pytest.mark.law("B7-19", "J07")
@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (IdType.PASSPORT, "E00000001"),
        (IdType.HK_MACAO_PERMIT, "H00000001"),
        (IdType.TAIWAN_PERMIT, "00000001"),
        (IdType.FOREIGNER_CARD, "ABC000000000001"),
    ],
)
def test_who_has_no_identity_card_is_taken_with_the_kind_of_the_document(kind: IdType, number: str) -> None:
    state = IntakeState(name="张三", number=number, id_kind=kind.value, phone="无")
    assert not [gap for gap in state.gaps(TODAY) if gap.field in ("name", "number")]
    person = state.applicant().person
    assert person is not None and (person.id_type, person.id_number) == (kind, number)
    field = FormField("id", "证件号码", kind="id", prefill="applicant.id_number")
    assert live_problem(field, number, TODAY) == ""
    assert live_problem(field, "210102190001010015", TODAY), "a card number is still checked"
    by = IntakeState(
        party=AGENT, name="王五", number="210106190008081160", principal="张三",
        principal_number=number, principal_kind=kind.value, phone="无",
    )  # fmt: skip
    assert not [gap for gap in by.gaps(TODAY) if gap.field.startswith("principal")]
    principal = by.applicant().person
    assert principal is not None and principal.id_type is kind


def test_the_kind_of_another_document_is_chosen_at_the_desk(desk: Callable[..., Clerk]) -> None:
    clerk = desk()
    clerk.page.start_new()
    clerk.rest(1)
    clerk.page.who.party.focus()
    for key, person, principal in (
        ("S", IdType.RESIDENT_CARD, IdType.RESIDENT_CARD),
        ("G", IdType.OTHER, IdType.RESIDENT_CARD),
        ("Q", IdType.PASSPORT, IdType.RESIDENT_CARD),
        ("J", IdType.PASSPORT, IdType.OTHER),
        ("I", IdType.PASSPORT, IdType.TAIWAN_PERMIT),
        ("F", IdType.RESIDENT_CARD, IdType.TAIWAN_PERMIT),
    ):
        clerk.type(key)
        clerk.page.who.party.focus()
        state = clerk.page.state
        assert (state.id_kind, state.principal_kind) == (person.value, principal.value), key


@pytest.mark.law("H04", "Z01")
def test_the_row_says_the_format_the_way_to_fill_it_in_and_the_sample(desk: Callable[..., Clerk]) -> None:
    line = MaterialLine(
        "m1", 1, "申请表", spec="A4", source="申请人自备", filling="签名并写明日期", sample="样表1.pdf"
    )  # fmt: skip
    said = guide_words(line)
    for words in ("规格：A4", "来源：申请人自备", "填报：签名并写明日期", "样本：样表1.pdf"):
        assert words in said
    assert guide_words(None) == guide_words(MaterialLine("m2", 2, "身份证")) == ""
    clerk = desk()
    begin(clerk)
    guide = clerk.page.state.guide
    assert guide is not None
    first = clerk.page.materials.rows[0].row.line_id
    lines = tuple(
        replace(each, filling="签名并写明日期") if each.id == first else each for each in guide.materials
    )
    clerk.page.state.guide = replace(guide, materials=lines)
    clerk.page.refresh()
    clerk.page.materials.go_to(1)
    shown = clerk.page.materials.editor.told
    assert shown.isVisible() and "签名并写明日期" in shown.text()


@pytest.mark.parametrize("wide", [False, True])
def test_the_desk_says_of_each_step_what_goes_without_the_line_and_how_old_the_guide_is(
    desk: Callable[..., Clerk], wide: bool
) -> None:
    """One key away on an old screen, in view on a wide one; every step with its reason and the age of the catalogue."""
    clerk = desk()
    clerk.show(*((1920, 1080) if wide else (1366, 768)))
    begin(clerk)
    if wide:
        shown = " ".join(label.text() for label in clerk.page.what.more.findChildren(QLabel) if label.isVisible())
        assert "可离线" in shown and "必须联网" in shown and "电子证照" in shown
    clerk.alt(K.Key_M)
    clerk.until(lambda: bool(clerk.shell.findChildren(OfflineSheet)))
    sheet = clerk.shell.findChildren(OfflineSheet)[-1]
    said = " ".join(label.text() for label in sheet.findChildren(QLabel))
    for words in ("收件", "一次性告知", "受理", "决定", "可离线", "离线待核验", "必须联网", "当场决定"):
        assert words in said, words
    guide = clerk.page.state.guide
    assert guide is not None and f"办事指南 {guide.version}" in said
    assert not cut_texts(sheet)
    clerk.press(K.Key_Escape)
    assert not sheet.isVisible()


def test_a_form_is_made_field_by_field_beforehand_and_whole_once_she_turns_to_it(
    qtbot: QtBot, app: QApplication
) -> None:
    form = FormBox()
    qtbot.addWidget(form)
    fields = tuple(FormField(id=key, label=f"栏目{key}") for key in "abcd")
    form.prepare(fields)
    assert not form.entries, "nothing in the turn in which she is still at the questions"
    qtbot.waitUntil(lambda: bool(form.entries), timeout=60_000)
    form.show_fields(fields, {"d": "正"}, {}, False)
    assert list(form.entries) == list("abcd") and form.entries["d"].value() == "正"
    made = dict(form.entries)
    form.prepare(fields)
    form.show_fields(fields, {"d": "正"}, {}, False)
    assert form.entries == made, "the same form stays as it is"
    form.prepare(fields[:1])
    form.show_fields(fields[:1], {}, {}, False)
    assert list(form.entries) == ["a"]

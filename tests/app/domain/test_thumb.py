"""捺印: at once or later, before a witness whose number is looked up and never refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.happened import THUMB
from app.domain.materials import FaultCode, MaterialStatus, Trust
from app.domain.people import Agent
from app.domain.thumb import TO_PRESS as NOTE
from app.domain.thumb import awaits_thumb, roster_note, witness_words
from tests.app.domain.kit import COMPANY, PERSON, Counter

STAFF = (("张章", "0713"), ("李一", "0714"))
TO_PRESS = {"status": MaterialStatus.FAULTY, "fault": FaultCode.SEAL, "note": NOTE, "kept": False}


def waiting(channel: str = "自助") -> Counter:
    """Taken in with a thumb still to be pressed, and handed on to the department, as a terminal does."""
    c = Counter()
    intake = replace(c.intake(), signed_by=THUMB, witness="张章（0713）", channel=channel)
    rows = tuple(
        replace(row, **TO_PRESS) if row.is_form else replace(row, status=MaterialStatus.ORIGINAL, originals=1)
        for row in c.rows
    )
    assert any(row.is_form for row in rows)
    c.do(cmd.Receive(intake, rows))
    c.do(cmd.Transfer("机关", "自助终端收件"))
    return c


@pytest.mark.law("B3-1")
def test_the_thumb_is_ticked_off_later_by_whoever_sees_it_though_the_department_holds_the_case() -> None:
    c = waiting()
    assert awaits_thumb(c.need()) and c.need().lease == "platform"
    assert c.refused(cmd.PressThumb(" ")) == "ZC-CASE-19"
    (pressed,) = c.do(cmd.PressThumb("李一（0714）", "工号不在本机人员名册里，按所报的记下"))
    assert isinstance(pressed, ev.ThumbPressed) and not pressed.LEGAL
    assert (pressed.witness, pressed.by.name, pressed.at) == ("李一（0714）", "钱收件", c.now)
    (form,) = (row for row in c.need().materials if row.is_form)
    assert (form.status, form.fault, form.note, form.trust) == (MaterialStatus.ORIGINAL, None, "", Trust.SELF_MADE)
    assert not awaits_thumb(c.need())
    assert c.refused(cmd.PressThumb("李一（0714）")) == "ZC-CASE-132"


def test_a_signature_waits_for_no_thumb_and_a_notice_that_asks_for_the_form_gets_it_with_a_receipt() -> None:
    assert Counter().received().refused(cmd.PressThumb("李一（0714）")) == "ZC-CASE-132"
    c = waiting()
    c.device = "platform"
    c.do(cmd.IssueNotice())
    c.device = "D07"
    assert awaits_thumb(c.need()) and c.refused(cmd.PressThumb("李一（0714）")) == "ZC-CASE-133"


@pytest.mark.parametrize(
    ("name", "number", "said"),
    [
        ("张章", "0713", ""),
        ("张章", " 0713 ", ""),
        ("李一", "0713", "另一个名字"),
        ("张章", "9999", "不在本机人员名册"),
        ("邻居", "", "没有报工号"),
    ],
)
def test_a_witness_that_the_staff_does_not_bear_out_is_said_in_words_and_never_another_s_name(
    name: str, number: str, said: str
) -> None:
    note = roster_note(witness_words(name, number), STAFF)
    assert said in note and bool(note) is bool(said)
    assert not any(other in note for other, _ in STAFF), "who another number belongs to is nobody's business"


def test_without_a_roster_it_says_that_nobody_looked() -> None:
    assert "没有核对" in roster_note(witness_words("张章", "0713"), ())


def test_a_stamp_that_is_missing_for_another_reason_waits_for_no_thumb() -> None:
    """A form without the company's stamp, pressed at the counter: the thumb does not make the stamp."""
    c = Counter()
    intake = replace(c.intake(), signed_by=THUMB, witness="张章（0713）")
    missing = {**TO_PRESS, "note": "没盖公章"}
    rows = tuple(
        replace(row, **missing) if row.is_form else replace(row, status=MaterialStatus.ORIGINAL, originals=1)
        for row in c.rows
    )
    c.do(cmd.Receive(intake, rows))
    assert not awaits_thumb(c.need())
    assert c.refused(cmd.PressThumb("李一（0714）")) == "ZC-CASE-132"
    (form,) = (row for row in c.need().materials if row.is_form)
    assert (form.fault, form.note) == (FaultCode.SEAL, "没盖公章")


@pytest.mark.parametrize("name", ["张三", "李四", "王五"])
def test_a_witness_with_the_name_of_who_applies_is_said_in_words_with_what_the_staff_says(name: str) -> None:
    """Applicant, legal representative, agent; whoever has another name is asked nothing."""
    assert PERSON.person is not None
    applicant, agent = (COMPANY if name == "李四" else PERSON), Agent(replace(PERSON.person, name="王五"))
    note = roster_note(witness_words(name, "9999"), STAFF, applicant, agent)
    assert "同名，请核对" in note and "不在本机人员名册" in note
    assert roster_note(witness_words("张章", "0713"), STAFF, applicant, agent) == ""


def test_a_name_with_brackets_of_its_own_is_read_as_it_was_told() -> None:
    assert roster_note(witness_words("王（小）五", "0713"), (("王（小）五", "0713"),)) == ""
    assert "没有报工号" in roster_note(witness_words("王（小）五", ""), STAFF)

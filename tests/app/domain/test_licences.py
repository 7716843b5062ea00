"""亮证: what an answer may do to the row of a material, whenever it comes, and what a screen shows of a licence."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.case import Ask
from app.domain.licences import Told, masked_source
from app.domain.materials import MaterialStatus, SubmittedMaterial
from app.domain.people import mask_number
from tests.app.domain.kit import COMPANY, STAFF, Counter, faulty, good

assert COMPANY.organisation is not None
OWN, OTHER = mask_number(COMPANY.id_number), mask_number("440524188001010014")


def missing_one() -> tuple[Counter, SubmittedMaterial]:
    """Taken in, and all is there but one material."""
    c = Counter()
    target = next(row for row in c.rows if not row.is_form)
    c.do(cmd.Receive(c.intake(), tuple(faulty(r) if r.line_id == target.line_id else good(r) for r in c.rows)))
    return c, target


def shown(c: Counter, line: str, code: str) -> Ask:
    c.do(cmd.ShowLicence(line, code))
    return c.need().asks[-1]


def answer(c: Counter, ask: Ask, holder: str) -> None:
    data = {"id": "1.2.156.1", "name": "身份证明", "holder": holder}
    c.comes_down(ev.PartnerAnswered(c.now, STAFF, ask.ask, "mobile", "pass", "", data))


def status(c: Counter, line: str) -> MaterialStatus:
    return next(row.status for row in c.need().materials if row.line_id == line)


def test_an_answer_that_comes_after_acceptance_takes_no_paper_back() -> None:
    """The wrong telephone was shown, then the original was handed in and the case accepted: it stays complete."""
    c, target = missing_one()
    c.do(cmd.IssueNotice())
    ask = shown(c, target.line_id, "CODE-DAUGHTER")
    c.do(cmd.TakeCorrection((good(target),)))
    c.do(cmd.Accept())
    answer(c, ask, OTHER)
    assert status(c, target.line_id) is MaterialStatus.ORIGINAL and not c.need().open_faults


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("last_is_own", [True, False])
def test_what_was_shown_last_counts_in_whichever_order_the_answers_come(last_is_own: bool, late: bool) -> None:
    c, target = missing_one()
    first, last = shown(c, target.line_id, "CODE-1"), shown(c, target.line_id, "CODE-2")
    answers = [(first, OTHER if last_is_own else OWN), (last, OWN if last_is_own else OTHER)]
    for ask, holder in reversed(answers) if late else answers:
        answer(c, ask, holder)
    assert status(c, target.line_id) is (MaterialStatus.EXEMPT if last_is_own else MaterialStatus.FAULTY)


@pytest.mark.parametrize("day", [None, date(2026, 9, 1)])
def test_the_number_of_a_licence_may_be_her_own_and_is_masked_on_a_screen(day: date | None) -> None:
    source = Told("x", "机动车驾驶证", "440524188001010014", day).source
    assert masked_source(source) == source.replace("440524188001010014", "4405**********0014") != source
    assert masked_source("another word") == "another word"

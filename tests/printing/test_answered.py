"""A notice of the department that nobody printed here: what follows it is printed, and says whose notice that was."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain import commands as cmd
from app.domain import events as ev
from app.domain.evolve import replay
from app.domain.materials import FaultCode, MaterialStatus, fault_of
from app.domain.paper import PaperKind
from app.domain.time import Timestamp
from printing.compose import compose
from printing.fonts import Fonts
from printing.layout import layout
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.page import Page, Text
from tests.app.domain.kit import CASE, STAFF, Counter, faulty, good

DAY_MS = 86_400_000


def later(counter: Counter, days: int) -> None:
    counter.now = Timestamp(counter.now.ms + days * DAY_MS)


def words(pages: list[Page]) -> str:
    return re.sub(r"\s", "", "".join(op.text for page in pages for op in page.ops if isinstance(op, Text)))


def told_by_department() -> Counter:
    """The department told of the first row; no sheet of it was ever made here."""
    counter = Counter()
    counter.received()
    counter.do(cmd.Transfer("市监局"))
    later(counter, 1)
    found = replace(fault_of(replace(faulty(counter.rows[0]), note="没有盖章")), code=FaultCode.SEAL)
    period, ends = counter.rules.correction_period, counter.now.date + timedelta(days=20)
    counter.comes_down(
        ev.NoticeIssued(counter.now, STAFF, UUID(int=900), "", (found,), period, ends, True, "", False, "")
    )
    later(counter, 1)
    return counter


def paper_words(counter: Counter, kind: PaperKind, fonts: Fonts) -> str:
    paper = counter.need().papers_of(kind)[0]
    return words(layout(compose(counter.need(), paper.document_id, lambda code, version: counter.item), fonts))


@pytest.mark.law("D01b", "B3-10")
def test_who_answers_a_notice_that_the_department_gave_herself_gets_her_receipt_on_every_paper(fonts: Fonts) -> None:
    counter = told_by_department()
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    paper = counter.paper(PaperKind.CORRECTION_RECEIPT)
    document = compose(counter.need(), paper.document_id, lambda code, version: counter.item)
    whose = f"{counter.need().item.authority}2026年9月29日作出"
    for pages in (layout(document, fonts), receipt_roll(document, fonts, False), receipt_slip(document, fonts, False)):
        assert whose in words(pages)


@pytest.mark.law("D01b")
def test_a_receipt_printed_again_says_what_the_first_print_said_though_the_notice_has_a_number_by_now(
    fonts: Fonts,
) -> None:
    counter = told_by_department()
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    first = paper_words(counter, PaperKind.CORRECTION_RECEIPT, fonts)
    later(counter, 1)
    counter.do(cmd.IssuePaper(PaperKind.NOTICE))
    number = counter.paper(PaperKind.NOTICE).number
    assert number and number not in first
    assert paper_words(counter, PaperKind.CORRECTION_RECEIPT, fonts) == first


@pytest.mark.law("D01b")
def test_a_notice_of_the_department_that_was_printed_here_is_named_by_its_number(fonts: Fonts) -> None:
    counter = told_by_department()
    counter.do(cmd.IssuePaper(PaperKind.NOTICE))
    counter.do(cmd.TakeCorrection((good(counter.rows[0]),)))
    assert counter.paper(PaperKind.NOTICE).number in paper_words(counter, PaperKind.CORRECTION_RECEIPT, fonts)


@pytest.mark.law("D05")
def test_a_refusal_after_a_notice_of_the_department_is_printed(fonts: Fonts) -> None:
    counter = told_by_department()
    still = replace(faulty(counter.rows[0], FaultCode.SEAL), note="没有盖章")
    counter.do(cmd.TakeCorrection((still,), complete=True))
    counter.do(cmd.Decline("materials", "补正后仍然不符合要求"))
    assert "2026年9月29日作出" in paper_words(counter, PaperKind.NON_ACCEPTANCE, fonts)


@pytest.mark.law("D01b", "D09", "D10")
def test_what_follows_an_acceptance_with_something_owed_is_printed_though_the_department_gave_that_notice(
    fonts: Fonts,
) -> None:
    counter = Counter()
    counter.offer("tolerable")
    owed = replace(faulty(counter.rows[0]), status=MaterialStatus.TOLERATED)
    counter.received(owed)
    counter.do(cmd.Transfer("市监局"))
    today, until = counter.now.date, counter.now.date + timedelta(days=9)
    rows = (owed.line_id,)
    counter.comes_down(
        ev.Accepted(counter.now, STAFF, today, until, True, "7个工作日", "承诺", "", "市监局", tolerated=rows,
                    tolerated_until=until, tolerated_outcome="退件办结")
    )  # fmt: skip
    later(counter, 1)
    counter.do(cmd.SupplyOwed((replace(faulty(counter.rows[0], FaultCode.SEAL), note="没有盖章"),)))
    assert "市监局2026年9月28日容缺受理" in paper_words(counter, PaperKind.CORRECTION_RECEIPT, fonts)
    before = counter.recorded[:]
    for ended, kind in (
        (ev.ReturnedClosed(counter.now, STAFF, until, "", 0), PaperKind.TOLERANCE_LAPSED),
        (ev.AcceptanceRevoked(counter.now, STAFF, until, "没有补齐", 0), PaperKind.REVOCATION),
    ):
        counter.recorded, counter.case = before[:], replay(CASE, before)
        counter.comes_down(ended)
        counter.do(cmd.IssuePaper(kind))
        assert "市监局2026年9月28日容缺受理" in paper_words(counter, kind, fonts)

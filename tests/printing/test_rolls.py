"""A hall with a narrow printer gives receipts as well: rolls of both widths say what the sheet says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from app.domain.time import SHANGHAI
from printing.documents import Receipt
from printing.documents.notes import Assistance, CommitmentNote, ToleranceNote
from printing.documents.specimens import visit_receipt
from printing.fonts import Fonts
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.page import Page, Text

Layout = Callable[[Receipt, Fonts, bool], list[Page]]
BOTH = pytest.mark.parametrize("layout_of", [receipt_roll, receipt_slip], ids=["80mm", "58mm"])


def read(pages: list[Page]) -> str:
    return "".join(op.text for page in pages for op in page.ops if isinstance(op, Text)).replace(" ", "")


@BOTH
def test_every_case_of_a_visit_stands_on_the_roll_with_its_person_number_materials_and_way(
    fonts: Fonts, layout_of: Layout
) -> None:
    """The narrow roll listed the first case alone, and counted the sheets of three."""
    paper = visit_receipt()
    told = read(layout_of(paper, fonts, False))
    for part in paper.more:
        for words in (part.applicant.name, part.applicant.masked.split(" ", 1)[-1], part.item, part.case_number):
            assert words and words.replace(" ", "") in told
        assert part.delivery in told and all(line.name in told for line in part.materials)
    assert told.count("最迟") == 1 + sum(part.next_by is not None for part in paper.more)


@BOTH
def test_what_makes_a_receipt_of_another_kind_stands_on_the_roll_too(fonts: Fonts, layout_of: Layout) -> None:
    """The narrow roll told nothing of 容缺, of what it replaces, of who helped, nor whom to call."""
    sample = Receipt.sample()
    paper = replace(
        sample,
        applicant=replace(sample.applicant, proof="凭社会保障卡核验"),
        channel="上门",
        channel_note="铁西区示例街1号",
        entered_at=datetime(2026, 9, 29, 9, 5, tzinfo=SHANGHAI),
        helper=Assistance("钱七（0713）", body="示例街道便民服务中心"),
        tolerance=ToleranceNote("沈铁营商容受〔2026〕D07-000127号", ("健康体检证明",), sample.received_at.date()),
        commitment=CommitmentNote("沈铁营商诺〔2026〕D07-000128号", ("无犯罪记录证明",)),
        replaces="〔2026〕D07-000120号",
    )
    told = read(layout_of(paper, fonts, False))
    for words in (
        "凭社会保障卡核验", "上门（铁西区示例街1号）", "2026-09-2909:05", "期限从收件时间起算", "示例街道便民服务中心",
        "D07-000127号", "D07-000128号", "取代〔2026〕D07-000120号", "离线出具", "024-0000-0107", "（0712）",
        paper.envelope.case_number, paper.delivery, "10月10日（周六，调休上班）", "申请人签收", "（收件专用章）",
    ):  # fmt: skip
        assert words in told, words


@BOTH
def test_the_roll_says_too_whose_day_stands_in_the_number_of_a_sheet_that_was_entered_later(
    fonts: Fonts, layout_of: Layout
) -> None:
    """The sheet explained it and the roll did not: the hall's printer decided who counted from the wrong day."""
    sample = Receipt.sample()
    number = replace(sample.envelope, case_number="00012301400020260929" + "0123")
    paper = replace(sample, envelope=number, entered_at=datetime(2026, 9, 29, 9, 5, tzinfo=SHANGHAI))
    assert "办件编号里是这一天，期限从收件时间起算" in read(layout_of(paper, fonts, False))

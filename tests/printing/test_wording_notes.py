"""What receipt, acceptance and notice carry beside their own content."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from printing.documents import Acceptance, CorrectionReceipt, DeficiencyNotice, Receipt
from printing.documents.notes import Assistance, CommitmentNote, ToleranceNote
from printing.documents.specimens import home_receipt, matter_acceptance, visit_receipt
from printing.fonts import Fonts
from printing.layout import layout, render_receipt_pdf
from printing.page import Circle

Flat = Callable[..., str]
OWED = ToleranceNote("沈铁营商容受〔2026〕D07-000127号", ("6个月内健康体检证明",), date(2026, 10, 10))
PROMISED = CommitmentNote("沈铁营商诺〔2026〕D07-000128号", ("无犯罪记录证明",))


@pytest.fixture
def rolled(fonts: Fonts, words: Callable[[bytes], str]) -> Callable[[Receipt], str]:
    """The words of a receipt on the roll, without white space."""
    return lambda paper: re.sub(r"\s", "", words(render_receipt_pdf(paper, fonts)))


def _holds(text: str, *wanted: str) -> None:
    for words in wanted:
        assert words in text, words


@pytest.mark.law("D02", "B3-27")
def test_acceptance_of_one_matter_lists_every_branch_with_its_department_and_day(flat: Flat) -> None:
    text = flat(matter_acceptance())
    _holds(
        text, "开办餐饮店“一件事”", "铁西区市场监督管理局", "10个工作日", "2026年10月16日", "铁西区城市管理局"
    )
    _holds(text, "5个工作日", "前一事项办结通知", "主要申请材料齐全", "房屋租赁合同按容缺受理")
    assert "经审查，申请材料齐全" not in text
    assert "办理的事项" not in flat(Acceptance.sample())


@pytest.mark.law("D01", "D02", "D03")
@pytest.mark.parametrize(
    "paper", [Receipt.sample(), CorrectionReceipt.sample(), Acceptance.sample(), DeficiencyNotice.sample()]
)
def test_notes_of_tolerance_commitment_and_help_stand_on_the_paper(paper: Receipt, flat: Flat) -> None:
    bare = flat(paper)
    assert not any(note in bare for note in ("容缺受理", "告知承诺", "帮代办"))
    text = flat(paper, tolerance=OWED, commitment=PROMISED, helper=Assistance("钱七（0713）"))
    _holds(text, OWED.number, "6个月内健康体检证明", "2026年10月10日（星期六）", PROMISED.number, "不再提交")
    _holds(text, "由钱七（0713）帮助填写申请表", "申请人自愿，免费")


@pytest.mark.law("D01")
def test_receipt_taken_elsewhere_says_when_where_and_how_the_person_was_known(
    flat: Flat, rolled: Callable[[Receipt], str]
) -> None:
    for text in (flat(home_receipt()), rolled(home_receipt())):
        _holds(
            text,
            "上门（铁西区示例街1号）",
            "未带居民身份证，凭社会保障卡和人像认证结果核验",
            "登记时间",
            "钱七（0713）",
        )
        _holds(text, "取代〔2026〕D07-000120号", "原凭证作废", "捺印", "见证人")
    _holds(flat(home_receipt()), "2026年9月28日10时36分", "2026年9月29日9时05分", "从收件时间起算")
    _holds(rolled(home_receipt()), "2026-09-2810:36", "2026-09-2909:05")
    assert "登记时间" not in flat(Receipt.sample())


@pytest.mark.law("D01")
def test_combined_receipt_names_every_case_of_the_visit(flat: Flat, rolled: Callable[[Receipt], str]) -> None:
    visit = visit_receipt()
    for text in (flat(visit), rolled(visit)):
        _holds(
            text,
            "李四",
            "张三",
            "王五",
            "护士执业注册（延续注册）",
            "食品经营许可（新办）",
            "共收纸质材料8份",
        )
        _holds(text, "不代表已受理")
    text = flat(visit)
    _holds(text, "本次来访共办理3件", "000123014000-20260928-0124", "000118002000-20260928-0125", "邮寄送达")
    assert text.count("2026年10月10日（星期六，调休上班）") == 3


@pytest.mark.law("D01")
def test_combined_receipt_of_many_cases_has_one_seal_on_its_last_page(fonts: Fonts) -> None:
    visit = visit_receipt()
    pages = layout(replace(visit, more=visit.more * 6), fonts)
    assert len(pages) > 3
    seals = [sum(isinstance(op, Circle) for op in page.ops) for page in pages]
    assert seals == [0] * (len(pages) - 1) + [1]


@pytest.mark.law("D02", "D03")
def test_application_by_post_is_not_said_to_have_been_made_at_the_window(flat: Flat) -> None:
    assert "在铁西区政务服务中心07号综合窗口申请办理" in flat(DeficiencyNotice.sample())
    by_post = flat(DeficiencyNotice.sample(), channel="邮寄")
    assert "2026年9月28日10时36分通过邮寄申请办理" in by_post
    assert "在铁西区政务服务中心07号综合窗口申请" not in by_post
    assert "在政务服务驿站向本机关申请办理" in flat(Acceptance.sample(), channel="驿站")
    assert "2026年9月28日向本机关申请办理" in flat(Acceptance.sample(), channel="窗口")


@pytest.mark.law("D01b", "D02")
def test_corrected_paper_names_the_one_it_replaces(flat: Flat) -> None:
    old = "〔2026〕D07-000120号"
    assert f"更正并取代{old}，原凭证作废" in flat(CorrectionReceipt.sample(), replaces=old)
    assert f"更正并取代{old}，原通知书作废" in flat(Acceptance.sample(), replaces=old)

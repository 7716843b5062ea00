"""The sentences the law wants stand on the paper, in words a citizen can act on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from printing.documents import (
    Acceptance,
    Approval,
    CorrectionReceipt,
    DeemedWithdrawal,
    DeficiencyNotice,
    NonAcceptance,
    Party,
    PickupSlip,
    ProofOfService,
    RoutingSlip,
    TurnAwaySlip,
)
from printing.documents.decisions import Ground
from printing.documents.service import ServiceMethod

Flat = Callable[..., str]


@pytest.mark.law("D03")
def test_notice_names_all_faults_period_both_consequences_and_ways(flat: Flat) -> None:
    text = flat(DeficiencyNotice.sample())
    for wanted in (
        "以上为需要补正的全部内容",
        "15个工作日",
        "2026年10月23日（星期五）",
        "10月10日（星期六）调休上班计入",
        "视为撤回申请",
        "书面说明不予受理的理由",
        "政务服务驿站",
        "第三十二条第一款第四项",
        "（加盖专用印章处）",
    ):
        assert wanted in text, wanted


@pytest.mark.law("D03")
def test_recalled_and_second_notices_say_so(flat: Flat) -> None:
    text = flat(
        DeficiencyNotice.sample(),
        replaces="沈铁营商补〔2026〕D07-000120号",
        second_reason="补正的证明显示另一项过期。",
    )
    assert "更正并取代沈铁营商补〔2026〕D07-000120号，原告知书作废" in text
    assert "只减不增" in text
    assert "四、再次告知的说明。补正的证明显示另一项过期。" in text


@pytest.mark.law("D02")
def test_acceptance_says_how_long_until_when_and_what_does_not_count(flat: Flat) -> None:
    text = flat(Acceptance.sample())
    for wanted in (
        "自2026年9月28日起受理",
        "承诺办理期限为10个工作日",
        "2026年10月16日（星期五）",
        "公示所需时间不计算",
    ):
        assert wanted in text, wanted
    assert "自收到申请材料之日起即为受理" in flat(Acceptance.sample(), deemed=True)


@pytest.mark.law("D02")
def test_acceptance_of_what_is_done_at_once_counts_from_no_next_day(flat: Flat) -> None:
    text = flat(Acceptance.sample(), limit="即办", due_on=date(2026, 9, 28), counting="")
    assert "承诺办理期限为即办，受理当日办结，至2026年9月28日（星期一）止。" in text
    assert "次日" not in text


@pytest.mark.law("D05")
def test_non_acceptance_gives_reasons_and_both_remedies(flat: Flat) -> None:
    text = flat(NonAcceptance.sample())
    for wanted in (
        "决定不予受理",
        "六十日内",
        "沈阳市铁西区人民政府",
        "六个月内",
        "沈阳市铁西区人民法院",
        "结论页缺失",
    ):
        assert wanted in text, wanted


@pytest.mark.law("D05")
def test_not_ours_names_the_right_body(flat: Flat) -> None:
    text = flat(
        NonAcceptance.sample(),
        ground=Ground.NOT_OURS,
        facts="该事项不属于本机关职权范围",
        clauses=(),
        competent="沈阳市公安局",
    )
    assert "请向沈阳市公安局申请" in text
    assert "第三十二条第一款第二项" in text


@pytest.mark.law("D04")
def test_withdrawal_leaves_the_way_open(flat: Flat) -> None:
    text = flat(DeemedWithdrawal.sample())
    for wanted in ("该申请视为撤回", "可以重新申请", "随本告知书退还", "2026年10月23日（星期五）"):
        assert wanted in text, wanted


@pytest.mark.law("D11")
def test_grant_says_what_was_granted(flat: Flat) -> None:
    text = flat(Approval.sample())
    for wanted in ("准予张三护士执业注册", "202621000123", "（加盖机关印章处）", "公众有权查阅"):
        assert wanted in text, wanted


def test_company_is_spoken_to_as_such_and_its_public_number_shown(flat: Flat) -> None:
    company = Party("某某有限公司", "统一社会信用代码", "91210106MA0EXAMPLE", company=True)
    text = flat(Acceptance.sample(), addressee=company)
    assert "你单位于2026年9月28日" in text
    assert "91210106MA0EXAMPLE" in text


@pytest.mark.law("D01b")
def test_correction_in_parts_says_what_is_still_owed(flat: Flat) -> None:
    text = flat(CorrectionReceipt.sample())
    assert "还需补正1项" in text and "6个月内健康体检证明" in text
    done = flat(CorrectionReceipt.sample(), remaining=())
    assert "已全部提交" in done


@pytest.mark.law("D19")
def test_turned_away_with_a_reason_and_a_way(flat: Flat) -> None:
    text = flat(TurnAwaySlip.sample())
    for wanted in ("不属于本综合窗口", "代收申请材料", "12345", "第三十二条第一款第二项"):
        assert wanted in text, wanted


@pytest.mark.law("D15")
def test_pickup_says_where_when_and_with_what(flat: Flat) -> None:
    text = flat(PickupSlip.sample())
    for wanted in ("480216", "2026年10月30日（星期五）", "授权委托书", "发件窗口"):
        assert wanted in text, wanted


@pytest.mark.law("D16")
def test_proof_of_service_ticks_its_way_and_shows_the_refusal(flat: Flat) -> None:
    assert "■直接送达□留置送达" in flat(ProofOfService.sample())
    left = flat(ProofOfService.sample(), method=ServiceMethod.LEFT, refusal="拒绝签收", witness="孙八")
    assert "□直接送达■留置送达" in left
    assert "拒绝签收" in left and "孙八" in left


@pytest.mark.law("D12")
def test_routing_slip_masks_the_name(flat: Flat) -> None:
    text = flat(RoutingSlip.sample())
    assert "张*" in text
    assert "张三" not in text


def test_weekday_is_right_wherever_a_date_must_be_kept(flat: Flat) -> None:
    for day, weekday in ((date(2026, 10, 10), "六"), (date(2027, 2, 28), "日"), (date(2028, 2, 29), "二")):
        text = flat(DeficiencyNotice.sample(), ends_on=day)
        assert f"{day.year}年{day.month}月{day.day}日（星期{weekday}）" in text

"""D12 办理流程单 as it travels: one sheet, not a second one with a single box on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from printing.documents.service import HandOver, RoutingSlip, Step
from printing.fonts import Fonts
from printing.layouts.service import routing_slip

EIGHT = tuple(
    Step(name, "9月28日 12:00", "9月28日 12:00", "0分钟", "演练员（0712）", "07号综合窗口")
    for name in ("申请", "材料补正", "原件预审", "缴费", "物流", "受理", "办结", "签收")
)
LONG = "是否食盐生产企业：否；是否选择告知承诺：否；是否首次申请：是"


@pytest.mark.parametrize("situation", ["首次注册", LONG])
def test_a_slip_with_all_eight_steps_stands_on_one_sheet(fonts: Fonts, situation: str) -> None:
    """批准意见 stood alone on a second page of every slip that a counter printed."""
    slip = replace(RoutingSlip.sample(), steps=EIGHT, situation=situation)
    assert len(routing_slip(slip, fonts, False)) == 1


def test_a_slip_with_few_steps_leaves_the_pens_their_room(fonts: Fonts) -> None:
    (page,) = routing_slip(RoutingSlip.sample(), fonts, False)
    boxes = {round(op.height, 1) for op in page.ops if type(op).__name__ == "Rect" and op.line and op.height > 12}
    assert 17.0 in boxes


def test_a_slip_that_went_through_many_hands_keeps_every_one_of_them(fonts: Fonts) -> None:
    hands = tuple(HandOver("综合窗口 赵六", f"经手{n}", "10月12日 11:00", "材料4件") for n in range(14))
    slip = replace(RoutingSlip.sample(), steps=EIGHT, hand_overs=hands)
    assert len(routing_slip(slip, fonts, False)) == 2

"""容缺, 承诺, 特别程序, 延期, fees, proxy and custody: what the citizen or the next desk must be able to read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.documents import (
    AcceptanceRevoked,
    Commitment,
    ExtensionNotice,
    FeeNotice,
    HandoverList,
    Paper,
    Party,
    PowerOfAttorney,
    RatingSlip,
    Receipt,
    Refusal,
    Signature,
    SpecialProcedureNotice,
    ToleranceLapsed,
    ToleranceNotice,
    TolerancePledge,
    WithdrawalRequest,
)
from printing.documents.applicant import SAMPLE_AGENT
from printing.documents.custody import Bundle
from printing.documents.fees import capital_amount
from printing.documents.notes import Branch
from printing.documents.specimens import licence_commitment
from printing.documents.tolerance import Owed
from printing.fonts import Fonts
from printing.layout import layout
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.page import Circle, Line, Modules, Page, Rect, Text

Flat = Callable[..., str]
RARE = "张㛃䶮𬱖𠮷龘"


def _holds(text: str, *wanted: str) -> None:
    for words in wanted:
        assert words in text, words


def _texts(page: Page) -> str:
    return "".join(op.text for op in page.ops if isinstance(op, Text))


@pytest.mark.law("B3-24")
def test_withdrawal_says_what_is_withdrawn_and_lists_what_goes_back(flat: Flat) -> None:
    text = flat(WithdrawalRequest.sample())
    _holds(text, "现自愿撤回该申请", "〔2026〕D07-000122号", "不影响重新申请", "以上材料已经当面核对领回")
    _holds(text, "护士执业注册申请审核表", "复印件×1", "经办人签名", "一式两份")
    _holds(flat(WithdrawalRequest.sample(), returned=()), "窗口没有收存纸质材料")


@pytest.mark.law("D06")
def test_pledge_names_what_is_owed_by_when_and_what_is_accepted(flat: Flat) -> None:
    text = flat(TolerancePledge.sample())
    _holds(
        text,
        "6个月内健康体检证明",
        "缺失",
        "原件1份",
        "现场、邮寄",
        "2026年10月10日（星期六）",
        "自愿申请容缺受理",
    )
    _holds(text, "退件办结", "由本人（本单位）承担", "不良信用记录")
    by_agent = flat(TolerancePledge.sample(), agent=SAMPLE_AGENT, authorisation="〔2026〕D07-000119号")
    _holds(by_agent, "由代理人李四", "授权委托书〔2026〕D07-000119号", "代理人签名")


@pytest.mark.law("D07")
def test_what_is_done_on_the_day_itself_has_no_period_that_runs_from_the_next_day(flat: Flat) -> None:
    text = flat(ToleranceNotice.sample(), limit="即办即办", due_on=date(2026, 9, 28), period="按承诺的期限")
    assert "即办，受理当日办结，至" in text and "自受理次日起" not in text and "即办即办" not in text
    assert "次日起按承诺的期限" not in text and "补正时限。按承诺的期限，至" in text
    assert "自受理次日起10个工作日" in flat(ToleranceNotice.sample())


@pytest.mark.law("D07")
def test_tolerance_notice_tells_materials_limit_and_overdue_handling_at_once(flat: Flat) -> None:
    text = flat(ToleranceNotice.sample())
    _holds(
        text,
        "一次性告知如下",
        "5个工作日",
        "2026年10月10日（星期六）",
        "超期补正处理方式",
        "视为放弃申请，作退件办结处理",
    )
    _holds(
        text, "不实承诺的后果", "第二十二条第三款", "沈铁营商容诺〔2026〕D07-000126号", "（加盖专用印章处）"
    )
    _holds(text, "2026年10月16日（星期五）", "护士执业注册申请审核表（原件×1）")


@pytest.mark.law("D07")
def test_tolerance_notice_says_how_the_result_is_had_and_which_items_are_decided_by_whom(flat: Flat) -> None:
    """It is the only paper of 受理 that she gets: what D02 tells, she would read nowhere."""
    text = flat(ToleranceNotice.sample())
    _holds(text, "办理结果为护士执业证书", "凭本通知书和身份证件到铁西区政务服务中心发件窗口领取")
    _holds(text, "投诉和监督电话12345")
    assert "办理的事项" not in text
    branches = (
        Branch("营业执照", "市场监督管理局", "即办", date(2026, 9, 28)),
        Branch("招牌备案", "城市管理局", "5个工作日", starts="收到「营业执照」书面办结之日起算"),
    )
    text = flat(ToleranceNotice.sample(), matter="开餐馆「一件事」", branches=branches)
    _holds(text, "开餐馆「一件事」由下列事项组成", "市场监督管理局", "招牌备案", "收到「营业执照」书面办结之日起算")


@pytest.mark.law("D08")
def test_commitment_tells_the_five_and_promises_the_four(flat: Flat) -> None:
    paper = Commitment.sample()
    text = flat(paper)
    told = paper.told
    for part in (told.matter, told.basis, told.content, told.manner, told.liability):
        assert part in text, part
    for statement in paper.promise.all:
        assert f"√{statement.text}" in text, statement.text
    _holds(text, "证明事项告知承诺书", "不愿承诺或者无法承诺的，应当提交", "核查方式")


@pytest.mark.law("D08")
def test_commitment_of_a_licence_has_its_own_title_and_check(flat: Flat) -> None:
    text = flat(licence_commitment())
    _holds(text, "行政许可告知承诺书", "60个工作日内，现场检查验收", "撤销行政许可", "本单位某某有限公司")
    assert "证明的内容" not in text


@pytest.mark.law("D08")
def test_seal_stands_by_what_the_authority_tells_and_signature_by_what_is_promised(fonts: Fonts) -> None:
    told, promised = layout(Commitment.sample(), fonts)
    assert any(isinstance(op, Circle) for op in told.ops)
    assert not any(isinstance(op, Circle) for op in promised.ops)
    assert "申请人（代理人）签名" in _texts(promised) and "签名" not in _texts(told)
    assert "虚假承诺的责任" in _texts(told)


@pytest.mark.law("D08")
def test_boxes_stay_open_for_the_pen(flat: Flat) -> None:
    text = flat(Commitment.sample(), by_pen=True)
    assert "√" not in text
    _holds(text, "请逐项阅读后在方框内打勾")


@pytest.mark.law("D09")
def test_lapse_names_its_notice_its_end_and_the_way_back(flat: Flat) -> None:
    text = flat(ToleranceLapsed.sample())
    _holds(
        text,
        "沈铁营商容受〔2026〕D07-000127号",
        "2026年10月10日（星期六）",
        "视为放弃申请，作退件办结处理",
        "重新申请",
    )
    _holds(
        text,
        "《辽宁省政务服务容缺受理管理办法》",
        "随本通知书退还",
        "六十日内",
        "六个月内",
        "期限届满，未收到",
    )
    assert "信用" not in text
    failing = flat(ToleranceLapsed.sample(), failing=("体检机构未签章",), credit="已报送信用记录", court="")
    _holds(failing, "补交的材料仍不符合要求：体检机构未签章", "已报送信用记录", "有异议的")


@pytest.mark.law("D10")
def test_revocation_gives_reasons_and_both_remedies(flat: Flat) -> None:
    text = flat(AcceptanceRevoked.sample(), online_review="浙江省行政复议局网站")
    _holds(
        text, "决定撤销受理", "某营商受〔2026〕D07-000125号", "第十一条第二款", "仍未收到上列材料", "一式三份"
    )
    _holds(
        text,
        "六十日内向某县人民政府申请行政复议",
        "六个月内依法向某县人民法院提起行政诉讼",
        "浙江省行政复议局网站",
    )


@pytest.mark.law("D11b")
def test_refusal_gives_reasons_and_both_remedies(flat: Flat) -> None:
    text = flat(Refusal.sample())
    _holds(
        text,
        "决定不予许可",
        "临床实习不满八个月",
        "六十日内向沈阳市铁西区人民政府",
        "六个月内",
        "（加盖机关印章处）",
    )


@pytest.mark.law("D13")
def test_special_procedure_says_what_how_long_and_that_it_does_not_count(flat: Flat) -> None:
    text = flat(SpecialProcedureNotice.sample())
    _holds(
        text,
        "需要进行专家评审",
        "第四十五条",
        "15个工作日",
        "自2026年9月30日（星期三）开始",
        "上述时间不计入办理期限",
    )
    _holds(text, "预计至2026年10月27日（星期二）结束", "还剩8个工作日", "周八批准", "024-0000-0108")


@pytest.mark.law("D14")
def test_extension_says_why_how_long_and_the_new_end(flat: Flat) -> None:
    text = flat(ExtensionNotice.sample())
    _holds(
        text,
        "因实习单位所在地协查材料尚未回复",
        "第四十二条",
        "延长10个工作日",
        "至2026年10月30日（星期五）止",
    )
    _holds(text, "原办理期限至2026年10月16日", "于2026年10月15日批准", "只有一次")


@pytest.mark.law("D12b")
def test_hand_over_counts_bags_and_originals_and_masks_the_owner(flat: Flat) -> None:
    text = flat(HandoverList.sample())
    _holds(
        text,
        "共3袋，原件10件、复印件3件",
        "邮件号1100000000001",
        "移交人签名",
        "接收人签名",
        "F-003128",
        "张*",
    )
    assert "张三" not in text


@pytest.mark.law("D12b")
def test_many_bags_go_on_overleaf_each_with_its_bar_code(fonts: Fonts) -> None:
    bags = tuple(Bundle(f"B-D07-{n:04d}", f"000123014000-20260928-{n:04d}", "甲事项", 1) for n in range(40))
    pages = layout(replace(HandoverList.sample(), bundles=bags), fonts)
    codes = [op.text for page in pages for op in page.ops if isinstance(op, Modules)]
    assert [code for code in codes if code.startswith("B-D07-")] == [bag.code for bag in bags]
    assert len(pages) > 2
    assert all("封签号" in _texts(page) for page in pages if "B-D07-" in _texts(page))


@pytest.mark.law("D17")
def test_fee_notice_says_what_on_what_basis_how_much_and_how(flat: Flat) -> None:
    text = flat(FeeNotice.sample())
    _holds(
        text,
        "发改价格规〔2016〕",
        "2559号",
        "每件80元",
        "90.00",
        "玖拾元整",
        "210106260000",
        "2026年10月12日（星期一）",
    )
    _holds(text, "窗口不收现金")


def test_amounts_in_capitals_as_a_cashier_writes_them() -> None:
    for amount, words in (
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (10_05, "壹拾元零伍分"),
        (1204_50, "壹仟贰佰零肆元伍角整"),
        (10000_00, "壹万元整"),
        (100001_00, "壹拾万零壹元整"),
        (20300000_00, "贰仟零叁拾万元整"),
        (100000000_00, "壹亿元整"),
        (100010000_00, "壹亿零壹万元整"),
    ):
        assert capital_amount(amount) == words, amount
    for wrong in (-1, 10**14):
        with pytest.raises(ValueError):
            capital_amount(wrong)


def _read_back(words: str) -> int:
    """Fen from capitals, in the way a person adds them up."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    yuan, rest = words.split("元") if "元" in words else ("", words)
    whole, group, digit = 0, 0, 0
    for c in yuan:
        if c in "万亿":
            whole, group, digit = whole + (group + digit) * (10**4 if c == "万" else 10**8), 0, 0
        elif c in units:
            group, digit = group + digit * units[c], 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(c)
    fen = (whole + group + digit) * 100
    for digit_, unit in re.findall(r"([壹贰叁肆伍陆柒捌玖])([角分])", rest):
        fen += "零壹贰叁肆伍陆柒捌玖".index(digit_) * (10 if unit == "角" else 1)
    return fen


@given(st.integers(0, 10**14 - 1))
def test_capitals_say_the_amount_and_nothing_else(fen: int) -> None:
    words = capital_amount(fen)
    assert _read_back(words) == fen
    assert "零零" not in words


@pytest.mark.law("D18")
def test_power_of_attorney_says_who_what_until_when_and_that_help_is_free(flat: Flat) -> None:
    text = flat(PowerOfAttorney.sample())
    _holds(
        text,
        "委托人张三",
        "受托人李四",
        "代为递交、补正和领回申请材料",
        "自2026年9月28日至2026年12月31日",
        "委托人签名",
    )
    _holds(text, "帮代办登记", "帮代办（免费）", "不得就帮代办收取费用", "138****0002", "受托人签名")
    assert "13800000002" not in text
    assert "帮代办" not in flat(PowerOfAttorney.sample(), helper=None)


@pytest.mark.law("D20")
def test_rating_slip_asks_no_name_and_ticks_nothing(flat: Flat, fonts: Fonts) -> None:
    text = flat(RatingSlip.sample())
    _holds(
        text,
        "非常满意",
        "非常不满意",
        "没有一次告知清楚",
        "不填姓名",
        "窗口人员不经手",
        "不影响您办理任何事项",
    )
    assert "张三" not in text and "√" not in text
    boxes = [op for page in layout(RatingSlip.sample(), fonts) for op in page.ops if isinstance(op, Rect)]
    assert sum(box.width == box.height for box in boxes) == 5 + 5 + 5


LONG = Party(
    RARE + "某某某某某某某某医疗科技有限责任公司第一分公司",
    "统一社会信用代码",
    "91210106MA0EXAMPLE",
    company=True,
)
NAMED: list[tuple[Paper, str]] = [
    (WithdrawalRequest.sample(), "applicant"),
    (TolerancePledge.sample(), "applicant"),
    (ToleranceNotice.sample(), "addressee"),
    (Commitment.sample(), "applicant"),
    (ToleranceLapsed.sample(), "addressee"),
    (AcceptanceRevoked.sample(), "addressee"),
    (SpecialProcedureNotice.sample(), "addressee"),
    (ExtensionNotice.sample(), "addressee"),
    (FeeNotice.sample(), "addressee"),
    (PowerOfAttorney.sample(), "principal"),
]


@pytest.mark.parametrize(
    ("paper", "field"), [pytest.param(p, f, marks=pytest.mark.law(p.KIND), id=p.KIND) for p, f in NAMED]
)
def test_long_company_with_rare_characters_is_named_in_full(
    paper: Paper, field: str, flat: Flat, fonts: Fonts
) -> None:
    changed = replace(paper, **{field: LONG})
    assert fonts.undrawn("".join(changed.texts())) == ()
    text = flat(changed)
    assert LONG.name in text and LONG.id_number in text


_ROWS: list[tuple[Paper, dict[str, Any]]] = [
    (
        ToleranceNotice.sample(),
        {"owed": tuple(Owed(f"第{n:02d}号材料", "缺失", "原件1份") for n in range(30))},
    ),
    (
        TolerancePledge.sample(),
        {"owed": tuple(Owed(f"第{n:02d}号材料", "缺失", "原件1份") for n in range(30))},
    ),
    (
        FeeNotice.sample(),
        {"lines": tuple(replace(FeeNotice.sample().lines[0], name=f"第{n:02d}号材料") for n in range(30))},
    ),
]


@pytest.mark.parametrize(("paper", "changes"), [pytest.param(p, c, id=p.KIND) for p, c in _ROWS])
def test_long_list_goes_on_overleaf_and_the_page_of_the_signature_carries_text(
    paper: Paper, changes: dict[str, Any], flat: Flat, fonts: Fonts
) -> None:
    pages = layout(replace(paper, **changes), fonts)
    assert len(pages) > 1
    text = flat(paper, **changes)
    assert all(f"第{n:02d}号材料" in text for n in range(30))
    assert f"第{len(pages)}页/共{len(pages)}页" in text
    body = [op for op in pages[-1].ops if isinstance(op, Text) and op.size == 12 and 24 < op.y < 250]
    assert len(body) >= 2


def test_thumb_print_has_its_box_and_its_witness(flat: Flat, fonts: Fonts) -> None:
    thumb = Signature(thumb=True, witness="钱七（0713）")
    text = flat(TolerancePledge.sample(), signature=thumb)
    _holds(text, "申请人捺印", "（指印）", "见证人：钱七（0713）签名", "捺印时间")
    assert "申请人签名" not in text
    _holds(flat(Commitment.sample(), signature=thumb), "申请人（代理人）捺印", "见证人：钱七（0713）")


def test_two_who_sign_stay_within_the_margins(fonts: Fonts) -> None:
    paper = replace(
        WithdrawalRequest.sample(),
        envelope=replace(WithdrawalRequest.sample().envelope, window="第107号无差别综合窗口"),
    )
    lines = [op for op in layout(paper, fonts)[0].ops if isinstance(op, Line)]
    assert lines and max(op.x2 for op in lines) <= 189.01


def test_dates_the_citizen_must_keep_have_the_right_weekday(flat: Flat) -> None:
    for day, weekday in ((date(2026, 10, 10), "六"), (date(2027, 2, 28), "日"), (date(2028, 2, 29), "二")):
        wanted = f"{day.year}年{day.month}月{day.day}日（星期{weekday}）"
        assert wanted in flat(ToleranceNotice.sample(), ends_on=day)
        assert wanted in flat(ExtensionNotice.sample(), due_on=day)


@pytest.mark.parametrize("layout_of", [receipt_roll, receipt_slip])
def test_thumb_print_on_a_roll_has_its_box_and_a_line_for_its_witness(
    layout_of: Callable[[Receipt, Fonts, bool], list[Page]], fonts: Fonts
) -> None:
    paper = replace(Receipt.sample(), signature=Signature(thumb=True, witness="钱七（0713）"))
    (page,) = layout_of(paper, fonts, False)
    words = "".join(op.text for op in page.ops if isinstance(op, Text))
    _holds(words, "捺印：", "（指印）", "见证人：钱七（0713）", "签名：")
    boxes = [op for op in page.ops if isinstance(op, Rect) and (op.width, op.height) == (20.0, 14.0)]
    assert len(boxes) == 1 and boxes[0].line > 0

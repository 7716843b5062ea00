"""Long and rare names on every paper: nothing leaves the sheet, stands on other words, or on the bars of a code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import combinations
from typing import Any

import pytest

from app.errors import UserFacingError
from app.values import replace
from printing.documents import (
    Certificate,
    CorrectionReceipt,
    Paper,
    Receipt,
    TurnAwaySlip,
    all_papers,
    daily_papers,
)
from printing.documents.specimens import a5_certificate, card_licence, fuller_papers
from printing.fonts import Fonts
from printing.layout import layout, on_sheet
from printing.layouts.label import BundleLabel, bundle_label
from printing.layouts.parcel_label import ParcelLabel, parcel_label
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.layouts.sizes import A5_PAPERS, SIZES
from printing.page import MM_PER_POINT, Modules, Page, Text
from printing.text import text_width

PERSON = "阿卜杜热西提·买买提吐尔逊江·艾合麦提阿布力孜·古丽巴哈尔"
RARE = "欧阳𬭎㛃𠅤䶮"
COMPANY = (
    "某某自治区某某自治州某某自治县金龘犇骉𬭎农牧产品综合开发加工与对外贸易股份有限公司"
    "沈阳第一分公司铁西区第十二营业部"
)
ITEM = "公众聚集场所投入使用、营业前消防安全检查（含人员密集场所变更）"
HALL = "某某锡伯自治县某某牛录镇人民政府便民服务中心（政务服务大厅）示例"
HALL_40 = "辽宁省沈阳市铁西区某某街道办事处便民服务中心政务服务综合大厅第一分中心二层西示例"
COMPANY_60 = f"{COMPANY}西支部"
OFFICE = "某某哈萨克自治州某某锡伯自治县卫生健康和医疗保障委员会行政审批办公室示例"
ON_CARD = 36
"""Characters of a name in the two lines that a card has for it."""
LONG = {
    "张三": PERSON, "李四": PERSON, "钱七": PERSON, "孙八": PERSON, "周八": PERSON, "王五": RARE, "赵六": RARE,
    "某某有限公司": COMPANY, "护士执业注册": ITEM, "食品经营许可": ITEM, "铁西区政务服务中心": HALL,
    "沈阳市铁西区营商环境建设局": OFFICE,
}  # fmt: skip


def long(value: Any, names: dict[str, str]) -> Any:
    """The same paper with every name in it a long one."""
    if type(value) is str:
        for short, name in names.items():
            value = value.replace(short, name)
        return value
    if type(value) is tuple:
        return tuple(long(each, names) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: long(getattr(value, each.name), names) for each in fields(value)})
    return value


def every_paper(fonts: Fonts, names: dict[str, str]) -> Iterator[tuple[str, list[Page]]]:
    for kind in (*all_papers(), *daily_papers()):
        paper = long(kind.sample(), names)
        yield f"{kind.KIND}-a4", layout(paper, fonts, proof=kind is Certificate)
        if kind.KIND in A5_PAPERS:
            yield f"{kind.KIND}-a5", layout(on_sheet(paper, "A5"), fonts)
    fuller: list[Paper] = [*fuller_papers().values(), a5_certificate()]
    if len(names.get("张三", "")) <= ON_CARD:
        fuller.append(card_licence())
    for number, paper in enumerate(fuller, start=1):
        yield f"{paper.KIND}-fuller{number}", layout(long(paper, names), fonts, proof=isinstance(paper, Certificate))
    for receipt in (Receipt.sample(), CorrectionReceipt.sample()):
        yield f"{receipt.KIND}-80mm", receipt_roll(long(receipt, names), fonts, False)
        yield f"{receipt.KIND}-58mm", receipt_slip(long(receipt, names), fonts, False)
    yield "label-50x30", bundle_label(long(BundleLabel.sample(), names), fonts)
    yield "label-100x60", parcel_label(long(ParcelLabel.sample(), names), fonts)


def boxes(page: Page, fonts: Fonts) -> list[tuple[Text, float, float, float, float]]:
    """Each stretch of words with its left, top, right and bottom; a mark at its edge may stand half in the next."""
    upright = (op for op in page.ops if isinstance(op, Text) and not op.angle and op.text.strip())
    found = []
    for op in upright:
        wide, em = text_width(fonts, op.text, op.face, op.size, op.spacing), op.size * MM_PER_POINT
        found.append((op, op.x, op.y - 0.75 * em, op.x + wide - 0.6 * em, op.y))
    return found


def faults(page: Page, fonts: Fonts) -> Iterator[str]:
    words = boxes(page, fonts)
    for op, left, _, right, bottom in words:
        if left < 0 or right > page.width or bottom > page.height:
            yield f"beyond the edge: {op.text}"
        for code in (each for each in page.ops if isinstance(each, Modules)):
            wide = max(x + w for x, _, w, _ in code.boxes) * code.pitch
            if left < code.x + wide and right > code.x and code.y < op.y < code.y + 5:
                yield f"on a code: {op.text}"
    for (one, a, b, c, d), (other, e, f, g, h) in combinations(words, 2):
        if min(c, g) - max(a, e) > 0.6 * max(one.size, other.size) * MM_PER_POINT and min(d, h) - max(b, f) > 0.3:
            yield f"one on the other: {one.text} / {other.text}"


@pytest.mark.parametrize("person", [PERSON, RARE, COMPANY])
def test_no_name_is_cut_at_the_edge_or_printed_over_other_words(fonts: Fonts, person: str) -> None:
    """The heading of a form left the sheet at both sides; the office stood over who signed; a hall over the bars."""
    found = {
        name: told
        for name, pages in every_paper(fonts, LONG | {"张三": person})
        if (told := [fault for page in pages for fault in faults(page, fonts)])
    }
    assert found == {}


def test_the_names_of_every_day_are_where_they_were(fonts: Fonts) -> None:
    """The control: the specimens have no such fault, so that one found is the name's."""
    found = {
        name: told
        for name, pages in every_paper(fonts, {})
        if (told := [fault for page in pages for fault in faults(page, fonts)])
    }
    assert found == {}


def test_a_label_whose_hall_has_a_long_name_still_says_that_it_is_a_rehearsal(fonts: Fonts) -> None:
    """The name was cut with an ellipsis, and 演练 with it: a bag of a rehearsal looked like one that counts."""
    (page,) = bundle_label(long(BundleLabel.sample(), LONG), fonts)
    assert any("演练" in op.text for op in page.ops if isinstance(op, Text))


def test_a_parcel_s_name_and_telephone_stay_whole_and_big_enough_to_be_read_at_the_door(fonts: Fonts) -> None:
    (page,) = parcel_label(long(ParcelLabel.sample(), LONG), fonts)
    texts = [op for op in page.ops if isinstance(op, Text)]
    said = "".join(op.text for op in texts)
    assert PERSON in said and "13800000001" in said
    assert next(op.size for op in texts if "13800000001" in op.text) >= 9


def least(name: str) -> float:
    """Points below which nobody reads what stands there: on cards, labels and rolls 7, on sheets 8."""
    return 7.0 if any(kind in name for kind in ("label", "mm", "fuller6")) else 8.0


@pytest.mark.parametrize("names", [{}, LONG | {"铁西区政务服务中心": HALL_40, "张三": COMPANY_60}, LONG])
def test_no_name_however_long_makes_the_print_too_small_to_be_read(fonts: Fonts, names: dict[str, str]) -> None:
    """A hall of 40 characters made a foot of 5 points, a company of 60 a licence of 4, a bag label of 4½."""
    blank = 0.45  # the grey of what a preview shows of the blank's own print
    small = {
        (name, round(op.size, 1), op.text)
        for name, pages in every_paper(fonts, names)
        for page in pages
        for op in page.ops
        if isinstance(op, Text) and op.text.strip() and op.size < least(name) - 0.05 and op.grey != blank
    }
    assert small == set()


def test_the_whole_name_of_the_hall_and_the_window_stands_in_the_foot(fonts: Fonts) -> None:
    for sheet in ("A4", "A5"):
        for hall in (HALL, HALL_40, HALL_40 * 2):
            paper = long(TurnAwaySlip.sample(), {"铁西区政务服务中心": hall})
            page = layout(on_sheet(paper, sheet), fonts)[0]
            foot = [op for op in page.ops if isinstance(op, Text) and op.y > SIZES[sheet].foot]
            assert f"{hall}{paper.envelope.window}" in "".join(op.text for op in foot).replace(" ", "")
            assert list(faults(page, fonts)) == []


def test_a_name_that_no_card_can_hold_is_told_before_it_is_printed_and_not_cut(fonts: Fonts) -> None:
    card = long(card_licence(), {"张三": COMPANY_60})
    for proof in (True, False):
        with pytest.raises(UserFacingError, match="ZC-PRN-27") as told:
            layout(card, fonts, proof=proof)
        assert "姓名" in told.value.what and "60" in told.value.what and "A4" in told.value.what_next
    sheet = long(Certificate.sample(), {"张三": COMPANY_60})
    (page,) = layout(sheet, fonts)
    assert COMPANY_60 in "".join(op.text for op in page.ops if isinstance(op, Text))
    with pytest.raises(UserFacingError, match="ZC-PRN-27") as told:
        layout(long(Certificate.sample(), {"张三": COMPANY_60 * 3}), fonts)
    assert "A4" not in told.value.what_next, "a sheet of A4 is what she has"


def test_a_character_that_no_font_has_is_told_before_a_licence_is_printed_with_a_box(fonts: Fonts) -> None:
    for proof in (True, False):
        with pytest.raises(UserFacingError, match="ZC-PRN-28") as told:
            layout(long(Certificate.sample(), {"张三": "张\U00031350"}), fonts, proof=proof)
        assert "姓名" in told.value.what and "U+31350" in told.value.what
    layout(long(Certificate.sample(), {"张三": "㛃𬍛龘"}), fonts)


@pytest.mark.parametrize("hall", ["铁西区政务服务中心", HALL, HALL_40])
@pytest.mark.parametrize("code", ["BD26D07000031", "A" * 16])
def test_a_bag_label_names_a_long_item_and_a_long_hall_whole(fonts: Fonts, hall: str, code: str) -> None:
    """Both ended with an ellipsis, and bags of 变更 and 新办 of one permit looked alike."""
    label = long(BundleLabel.sample(), {"护士执业注册": ITEM, "铁西区政务服务中心": hall})
    (page,) = bundle_label(replace(label, code=code), fonts)
    words = "".join(op.text for op in page.ops if isinstance(op, Text))
    for whole in (ITEM, hall, "〔2026〕D07-000122号", "共 4 件", "演练", code):
        assert whole in words
    assert "…" not in words and list(faults(page, fonts)) == []


def test_a_bag_label_without_room_leaves_out_of_the_hall_first_and_shows_it(fonts: Fonts) -> None:
    label = replace(BundleLabel.sample(), item=ITEM * 2, hall=HALL_40)
    (page,) = bundle_label(label, fonts)
    words = "".join(op.text for op in page.ops if isinstance(op, Text))
    assert ITEM * 2 in words and words.count("…") == 1 and HALL_40[:8] in words
    for whole in (label.number, label.code, "共 4 件", "演练"):
        assert whole in words
    (page,) = bundle_label(replace(label, item=ITEM * 5), fonts)
    words = "".join(op.text for op in page.ops if isinstance(op, Text))
    assert words.count("…") == 2 and label.number in words and label.code in words


def test_a_parcel_label_names_its_sender_in_full_or_is_not_printed(fonts: Fonts) -> None:
    address = "辽宁省沈阳市铁西区某某街道某某社区示例大街一百二十三号政务服务综合大楼东侧二层"
    sent = replace(ParcelLabel.sample(), sender=HALL_40, sender_address=address)
    (page,) = parcel_label(sent, fonts)
    words = "".join(op.text for op in page.ops if isinstance(op, Text))
    assert HALL_40 in words and address in words and sent.sender_phone in words and "演练" in words
    assert list(faults(page, fonts)) == []
    with pytest.raises(ValueError, match="sender"):
        parcel_label(replace(sent, sender=HALL_40 * 3), fonts)

"""Every paper as it comes out: whole, readable, copyable, with codes that scan, the same bytes each time."""

from __future__ import annotations

import math
import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from app.errors import UserFacingError
from printing.codes import barcode_text
from printing.documents import (
    Application,
    Certificate,
    DeficiencyNotice,
    Envelope,
    HandoverList,
    LicenceCopy,
    Paper,
    Receipt,
    Signature,
    all_papers,
    daily_papers,
)
from printing.documents.intake import HandedIn
from printing.documents.licence import Calibration
from printing.documents.specimens import fuller_papers
from printing.fonts import Face, Fonts
from printing.layout import layout, on_sheet, render_pdf, render_receipt_pdf
from printing.layouts.roll import receipt_roll
from printing.layouts.sizes import A5_PAPERS
from printing.page import MM_PER_POINT, Circle, Line, Modules, Page, Rect, Text
from printing.samples import sample_pdfs, write_samples

EVERY = (*all_papers(), *daily_papers())
WITH_FOOT = [kind for kind in EVERY if kind is not Certificate]
# 告知承诺书: the authority's part with its seal, the applicant's part overleaf.
SHEETS = {"D08": 2, "R03": 2, "R09": 2}
HALF = 2.3
"""Millimetres that a mark of punctuation may be drawn back over the white half of the one before it."""
RARE = "㛃䶮𬱖𠮷"


def _sheets(fonts: Fonts, kind: type[Paper]) -> list[Page]:
    pages = layout(kind.sample(), fonts)
    return pages + receipt_roll(kind.sample(), fonts, False) if issubclass(kind, Receipt) else pages


def _texts(page: Page) -> list[Text]:
    return [op for op in page.ops if isinstance(op, Text)]


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.KIND)
def test_everything_stands_on_the_sheet_and_can_be_drawn(fonts: Fonts, kind: type[Paper]) -> None:
    for page in _sheets(fonts, kind):
        for op in page.ops:
            match op:
                case Text():
                    along = math.cos(math.radians(op.angle))
                    end = op.x + fonts.width(op.text, op.face, op.size) * MM_PER_POINT * along
                    assert op.x > 2 and end < page.width - 2, op
                    assert 4 < op.y < page.height - 2, op
                    assert all(ord(c) in fonts.face(op.face).charToGlyph for c in op.text), op
                case Line():
                    assert min(op.x1, op.x2) >= 0 and max(op.x1, op.x2) <= page.width, op
                case Rect():
                    assert op.x >= 0 and op.x + op.width <= page.width, op
                case Circle():
                    assert op.x + op.radius <= page.width and op.y + op.radius < page.height, op


@pytest.mark.parametrize("kind", [kind for kind in EVERY if kind.KIND in A5_PAPERS], ids=lambda kind: kind.KIND)
def test_a_small_sheet_holds_every_word_of_the_large_one(fonts: Fonts, kind: type[Paper]) -> None:
    """A5: nothing over the edge, nothing below the size that can be read, no word less than on A4, the same codes."""
    small, large = layout(on_sheet(kind.sample(), "A5"), fonts), layout(kind.sample(), fonts)
    assert 1 <= len(small) <= 3 and {(page.width, page.height) for page in small} == {(148.0, 210.0)}
    for op in (op for page in small for op in page.ops):
        if isinstance(op, Text):
            assert op.x > 5 and op.x + fonts.width(op.text, op.face, op.size) * MM_PER_POINT < 143, op
            assert 4 < op.y < 206 and op.size >= 7, op
        elif isinstance(op, Modules):
            assert op.y + (op.pitch_y or 26) < 206, op
        elif isinstance(op, Circle):
            assert op.x + op.radius < 143, op

    def letters(pages: list[Page]) -> list[str]:
        return sorted({c for page in pages for op in _texts(page) for c in op.text if not c.isspace()})

    def scanned(pages: list[Page]) -> set[str]:
        return {op.text for page in pages for op in page.ops if isinstance(op, Modules)}

    assert set(letters(large)) <= set(letters(small)) and scanned(small) == scanned(large)
    for page in small:
        body = [op for op in _texts(page) if op.y < 160]
        for a in body:
            end = a.x + fonts.width(a.text, a.face, a.size) * MM_PER_POINT + a.spacing * len(a.text) - HALF
            assert not [b for b in body if abs(a.y - b.y) < 1 and a.x < b.x < end], a


def test_what_cannot_be_small_stays_on_the_large_sheet(fonts: Fonts) -> None:
    for kind in (HandoverList, Application):
        (page, *_) = layout(on_sheet(kind.sample(), "A5"), fonts)
        assert (page.width, page.height) == (210.0, 297.0)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.KIND)
def test_specimen_needs_one_sheet_or_as_many_as_it_has_parts(fonts: Fonts, kind: type[Paper]) -> None:
    assert len(layout(kind.sample(), fonts)) == SHEETS.get(kind.KIND, 1)


@pytest.mark.parametrize("kind", WITH_FOOT, ids=lambda kind: kind.KIND)
def test_paper_says_whose_it_is_and_where_to_ask(
    fonts: Fonts, kind: type[Paper], words: Callable[[bytes], str]
) -> None:
    paper = kind.sample()
    text = words(render_pdf(paper, fonts))
    e = paper.envelope
    flat = re.sub(r"\s", "", text)
    for wanted in (
        e.number,
        "12345" if kind.PUBLIC else "不对外出具",
        "设备" + e.device,
        "第1次",
        f"第1页/共{SHEETS.get(kind.KIND, 1)}页",
        e.catalogue + "版",
        e.operator,
    ):
        assert wanted.replace(" ", "") in flat, wanted
    assert ("离线出具" in flat) == e.offline
    if kind is not Application:
        assert "210106190001010014" not in flat
    name = getattr(paper, "title", "") or kind.NAME
    assert name in flat


@pytest.mark.parametrize("kind", WITH_FOOT, ids=lambda kind: kind.KIND)
def test_both_codes_scan_to_the_number(
    fonts: Fonts, kind: type[Paper], pictures: Callable[[bytes], list[Path]]
) -> None:
    paper = kind.sample()
    number = paper.envelope.number
    bags = [bundle.code for bundle in paper.bundles] if isinstance(paper, HandoverList) else []
    bags += [paper.identifier] if isinstance(paper, LicenceCopy) else []
    for picture in pictures(render_pdf(paper, fonts)):
        with Image.open(picture) as image:
            read = [code.text for code in zxingcpp.read_barcodes(image)]
        assert sorted(read) == sorted([number, barcode_text(number), *bags]), read


def test_codes_of_the_roll_scan_at_the_dots_of_the_printer(fonts: Fonts, tmp_path: Path) -> None:
    path = tmp_path / "roll.pdf"
    path.write_bytes(render_receipt_pdf(Receipt.sample(), fonts))
    subprocess.run(["pdftoppm", "-r", "203.2", "-mono", str(path), str(tmp_path / "roll")], check=True)
    with Image.open(next(tmp_path.glob("roll*.pbm"))) as image:
        assert image.width == 576
        read = {code.text for code in zxingcpp.read_barcodes(image.convert("L"))}
    number = Receipt.sample().envelope.number
    assert read == {number, barcode_text(number)}


def test_bar_code_text_is_short_ascii() -> None:
    assert barcode_text("沈铁营商补〔2026〕D07-000123号") == "LN26D07000123"
    assert barcode_text("沈营商受〔2026〕1032号") == "LN26000001032"
    assert barcode_text("沈铁营商补演〔2026〕D07-000123号") == "YL26D07000123"
    assert barcode_text("000123014000-20260928-0123") == "000123014000202609280123"
    odd = barcode_text("没有规律的编号")
    assert odd.isascii() and len(odd) == 14


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.KIND)
def test_the_same_paper_gives_the_same_bytes(fonts: Fonts, kind: type[Paper]) -> None:
    assert render_pdf(kind.sample(), fonts) == render_pdf(kind.sample(), fonts)


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.KIND)
def test_file_says_nothing_of_the_person(fonts: Fonts, kind: type[Paper], tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(render_pdf(kind.sample(), fonts))
    info = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    assert kind.sample().envelope.number in info
    assert "张三" not in info
    listed = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode()
    rows = listed.splitlines()[2:]
    assert rows
    # Embedded, subset, with a map back to text: columns emb, sub, uni.
    assert all(re.search(r"yes yes yes", row) for row in rows), listed


def test_rare_characters_print_and_copy_out_right(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    notice = DeficiencyNotice.sample()
    name = f"张{RARE}龘"
    paper = replace(notice, addressee=replace(notice.addressee, name=name))
    assert name in words(render_pdf(paper, fonts))
    assert fonts.undrawn("".join(paper.texts())) == ()
    drawn = [op for op in layout(paper, fonts)[0].ops if isinstance(op, Text) and "𠮷" in op.text]
    assert [op.face for op in drawn] == [Face.FALLBACK]


def test_hundreds_of_characters_above_the_bmp_copy_out_right(
    fonts: Fonts, words: Callable[[bytes], str]
) -> None:
    rare = "".join(chr(code) for code in range(0x20000, 0x20000 + 320))
    notice = DeficiencyNotice.sample()
    fault = replace(notice.faults[0], remedy=rare)
    text = re.sub(r"\s", "", words(render_pdf(replace(notice, faults=(fault,)), fonts)))
    assert all(character in text for character in rare)


def test_character_no_font_can_draw_is_flagged_before_printing(fonts: Fonts) -> None:
    notice = DeficiencyNotice.sample()
    paper = replace(notice, addressee=replace(notice.addressee, name="张\U000e0fff三\ue000"))
    assert fonts.undrawn("".join(paper.texts())) == ("\U000e0fff", "\ue000")


def _long_notice() -> DeficiencyNotice:
    notice = DeficiencyNotice.sample()
    base = "医疗卫生机构拟聘用护士或助产士岗位的有效证明及其附件"
    base += "（含劳动合同、岗位说明和院级人事部门出具的聘用意见原件及复印件）第"
    faults = tuple(replace(notice.faults[n % 2], material=f"{base}{n + 1:02d}份材料") for n in range(20))
    assert len(faults[0].material) >= 60
    return replace(notice, faults=faults)


def test_long_notice_repeats_the_head_and_loses_no_row(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    paper = _long_notice()
    pages = layout(paper, fonts)
    assert len(pages) > 2
    with_rows = [page for page in pages if any(t.text == "办事指南材料4" for t in _texts(page))]
    for page in with_rows:
        assert any(t.text == "请这样补正" for t in _texts(page))
    text = words(render_pdf(paper, fonts))
    flat = re.sub(r"\s", "", text)
    assert "下列20项" in flat
    for number, page in enumerate(pages, start=1):
        assert f"第{number}页/共{len(pages)}页" in flat
        assert sum(isinstance(op, Modules) for op in page.ops) == 2
    numbers = [t.text for page in pages for t in _texts(page) if t.text.isdigit() and t.size == 10.5]
    assert numbers == [str(n) for n in range(1, 21)]


def test_page_of_the_seal_carries_text_too(fonts: Fonts) -> None:
    for count in range(1, 21):
        paper = replace(_long_notice(), faults=_long_notice().faults[:count])
        last = layout(paper, fonts)[-1]
        seal = next(op for op in last.ops if isinstance(op, Circle))
        assert seal.radius == 21.0
        above = [t for t in _texts(last) if t.size in (12, 11) and 24 < t.y < seal.y - seal.radius]
        assert len(above) >= 2, count


def test_nothing_of_the_body_runs_into_the_foot(fonts: Fonts) -> None:
    for page in layout(_long_notice(), fonts):
        for op in _texts(page):
            assert op.y < 257 or op.face in (Face.SANS, Face.SANS_BOLD)


def test_row_taller_than_a_page_goes_on(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    notice = DeficiencyNotice.sample()
    endless = "".join(f"第{n}条要求补齐并加盖公章。" for n in range(200))
    paper = replace(notice, faults=(replace(notice.faults[0], remedy=endless),))
    assert "第199条" in re.sub(r"\s", "", words(render_pdf(paper, fonts)))


def test_reprint_never_looks_like_a_first_print(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    first = Receipt.sample()
    again = replace(first, envelope=replace(first.envelope, printing=3, reprint_reason="卡纸"))
    for render in (render_pdf, render_receipt_pdf):
        assert "补打" not in words(render(first, fonts))
        text = words(render(again, fonts))
        assert "补打 第3次" in text
        assert "卡纸" in text
        assert re.search(r"第 3 次", text)


def test_rehearsal_shows_on_every_paper_and_page(fonts: Fonts) -> None:
    for kind in EVERY:
        paper = kind.sample()
        paper = replace(paper, envelope=replace(paper.envelope, rehearsal=True))
        for page in layout(paper, fonts):
            marks = [t for t in _texts(page) if t.text == "演练" and t.size > 100]
            assert len(marks) == 1, kind.KIND
    long = replace(_long_notice(), envelope=Envelope.sample("补演〔2026〕D07-000001号", rehearsal=True))
    assert all(any(t.text == "演练" for t in _texts(page)) for page in layout(long, fonts))


def test_rehearsal_shows_on_the_roll(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    paper = replace(Receipt.sample(), envelope=Envelope.sample("演〔2026〕D07-000001号", rehearsal=True))
    assert "演练" in words(render_receipt_pdf(paper, fonts))


def test_incomplete_paper_can_be_previewed_but_not_printed(fonts: Fonts) -> None:
    paper = replace(Receipt.sample(), materials=())
    assert any(t.text == "样张" for t in _texts(layout(paper, fonts, proof=True)[0]))
    with pytest.raises(UserFacingError):
        render_pdf(paper, fonts)


def test_receipt_says_it_is_no_acceptance(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    for render in (render_pdf, render_receipt_pdf):
        text = re.sub(r"\s", "", words(render(Receipt.sample(), fonts)))
        assert "不代表已受理" in text
        assert "10月10日" in text
        assert "调休上班" in text


def test_signature_from_the_pad_stands_on_its_line(fonts: Fonts) -> None:
    signature = Signature((((0.0, 0.0), (300.0, 100.0)), ((50.0, 80.0), (60.0, 20.0))))
    page = layout(replace(Receipt.sample(), signature=signature), fonts)[0]
    strokes = [op for op in page.ops if type(op).__name__ == "Polyline"]
    assert len(strokes) == 2
    xs = [x for op in strokes for x, _ in op.points]
    assert min(xs) > 50 and max(xs) < 115


def test_electronic_seal_leaves_no_place_for_a_stamp(fonts: Fonts) -> None:
    notice = DeficiencyNotice.sample()
    page = layout(replace(notice, envelope=replace(notice.envelope, wet_seal=False)), fonts)[0]
    assert not [op for op in page.ops if isinstance(op, Circle)]


def test_over_print_has_only_the_fields_moved_as_calibrated(fonts: Fonts) -> None:
    plain = Certificate.sample()
    moved = replace(plain, calibration=Calibration(dx=1.5, dy=-0.5))
    before, after = layout(plain, fonts)[0], layout(moved, fonts)[0]
    assert {type(op) for op in before.ops} == {Text}
    for a, b in zip(_texts(before), _texts(after), strict=True):
        assert (b.x - a.x, b.y - a.y) == pytest.approx((1.5, -0.5))
    assert any(t.text == plain.title for t in _texts(layout(plain, fonts, proof=True)[0]))
    assert not any(t.text == plain.title for t in _texts(before))


def test_turned_blank_turns_the_fields_about_its_corner(fonts: Fonts) -> None:
    plain = Certificate.sample()
    turned = layout(replace(plain, calibration=Calibration(degrees=1.0, sx=1.01)), fonts)[0]
    a, b = _texts(layout(plain, fonts)[0])[0], _texts(turned)[0]
    assert b.x == pytest.approx(1.01 * (a.x * 0.99985 - a.y * 0.01745), abs=0.02)
    assert b.angle == pytest.approx(-1.0)


def test_name_too_long_for_its_frame_is_set_smaller_not_cut(fonts: Fonts) -> None:
    sample = Certificate.sample()
    long = "沈阳市铁西区某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某医院有限责任公司"
    field = replace(sample.placed[3], value=long)
    page = layout(replace(sample, placed=(field,)), fonts)[0]
    assert "".join(t.text for t in _texts(page)) == long
    for t in _texts(page):
        assert t.x + fonts.width(t.text, t.face, t.size) * MM_PER_POINT <= field.x + field.width + 0.5


def test_forty_materials_make_a_long_roll(fonts: Fonts, words: Callable[[bytes], str]) -> None:
    lines = tuple(HandedIn(f"第{n}号材料的名称比较长需要换行才能写完整", "原件") for n in range(40))
    text = re.sub(r"\s", "", words(render_receipt_pdf(replace(Receipt.sample(), materials=lines), fonts)))
    assert "第39号材料" in text
    assert "共收纸质材料40份" in text


def test_specimens_are_written_for_the_hall(fonts: Fonts, tmp_path: Path) -> None:
    paths = write_samples(tmp_path / "new", fonts)
    assert len(paths) == len(sample_pdfs(fonts)) == len(EVERY) + 5 + len(fuller_papers())
    assert all(path.read_bytes().startswith(b"%PDF") for path in paths)

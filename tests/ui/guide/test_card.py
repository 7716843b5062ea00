"""The keys on a card: from the real actions, on paper as on the buttons."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ports import Outcome
from printing.page import Page, Text
from tests.ui.window.days.hall import ALT, Hall
from ui.bootstrap import paper_fonts
from ui.guide.card import BOTTOM, KeyGroup, card_of_face, card_pages, card_pdf, card_text
from ui.guide.keys import KeyLine
from ui.window.inner import INNER
from ui.window.rail import PLACES

GROUPS = (
    KeyGroup("整个窗口", (KeyLine("F2", "收件"), KeyLine("Ctrl+K", "找事项、办件、人"))),
    KeyGroup("收件", (KeyLine("S", "原件", True), KeyLine("Ctrl+Shift+P", "全部重扫"))),
)
GOLDEN = "【整个窗口】\nF2\t收件\nCtrl+K\t找事项、办件、人\n\n【收件】\nS\t原件\nCtrl+Shift+P\t全部重扫"


def test_the_card_reads_the_same_as_text_and_on_paper(tmp_path: Path) -> None:
    assert card_text(GROUPS) == GOLDEN
    file = tmp_path / "card.pdf"
    file.write_bytes(card_pdf("综窗 按键卡片", GROUPS, "对折"))
    said = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    ).stdout
    for word in ("综窗", "按键卡片", "F2", "Ctrl+Shift+P", "找事项、办件、人", "原件"):
        assert word in said


def test_what_does_not_fit_goes_on_the_next_side_and_nothing_runs_off_the_sheet() -> None:
    many = tuple(KeyLine(f"Alt+{n}", "一句很长的话，长得一行放不下，要折成两行" * 2) for n in range(150))
    pages = card_pages("卡片", (KeyGroup("很多", many),), "", paper_fonts())
    assert len(pages) > 1
    assert all(getattr(op, "y", 0.0) <= BOTTOM + 8 for page in pages for op in page.ops)


def words(page: Page) -> list[str]:
    return [op.text for op in page.ops if isinstance(op, Text)]


def test_the_keys_of_a_page_stand_on_one_side_and_each_side_says_which_it_is() -> None:
    """The second sheet began in the middle of a page, without its name: nobody knew what those keys were for."""
    groups = tuple(
        KeyGroup(f"第{page}页", tuple(KeyLine(f"F{n}", f"做{page}的{n}") for n in range(24))) for page in range(7)
    )
    pages = card_pages("卡片", groups, "", paper_fonts())
    assert [next(word for word in words(page) if "卡片" in word) for page in pages] == ["卡片　1 / 2", "卡片　2 / 2"]
    for group in groups:
        on = [page for page in pages if any(line.words in words(page) for line in group.keys)]
        assert len(on) == 1 and group.name in words(on[0])
    for page in pages:
        assert min(op.size for op in page.ops if isinstance(op, Text)) >= 8, "read at arm's length under glass"


def test_the_keys_of_the_window_are_two_sides_of_one_sheet_and_what_all_pages_share_stands_once(hall: Hall) -> None:
    groups = card_of_face(hall.face.guide)
    assert len(card_pages("卡片", groups, "", paper_fonts())) <= 2
    shared = [group.name for group in groups for line in group.keys if (line.key, line.words) == ("Esc", "返回")]
    assert shared == [groups[0].name]


def test_every_key_of_the_rail_and_of_the_pages_behind_stands_on_the_card(
    hall: Hall, app: QApplication
) -> None:
    text = card_text(card_of_face(hall.face.guide))
    for _, _, key in PLACES:
        assert f"\n{key}\t" in text
    for page in INNER:
        if page.key != "file":
            assert f"\n{page.shortcut}\t" in text
    assert "Ctrl+Enter\t右下角的主按钮" in text and "F1\t帮助" in text
    assert "【收件】" in text and "F8\t先打收件凭证" in text


def test_the_card_comes_out_of_the_printer_of_the_window_and_is_marked_as_a_rehearsal(hall: Hall) -> None:
    hall.press(Qt.Key.Key_F1)
    hall.press(Qt.Key.Key_K, ALT)
    hall.until(lambda: bool(hall.said))
    assert hall.said[-1].state == "ok" and hall.said[-1].title == "按键卡片：已确认出纸 按键卡片.pdf"
    [file] = hall.place.profile.path.glob("papers/按键卡片.pdf")
    said = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert "下一位" in said and across_the_sheet(file) == {"演", "练"}


def across_the_sheet(file: Path) -> set[str]:
    """What is written at a slant, as the mark of a rehearsal is."""
    turned = ["pdftotext", "-bbox", str(file), "-"]
    said = subprocess.run(turned, capture_output=True, text=True, check=True).stdout
    boxes = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]+)<', said)
    return {word for top, end, word in boxes if float(end) - float(top) > 100}


def test_a_card_that_did_not_come_out_says_so_and_how_to_go_on(hall: Hall) -> None:
    hall.face.guide._card_printed((Outcome.FAILED, "缺纸"))
    assert hall.said[-1].state == "warn"
    assert hall.said[-1].title == "按键卡片：没有打印出来 缺纸" and "再按 F1" in hall.said[-1].next


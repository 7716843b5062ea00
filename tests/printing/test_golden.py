"""Every layout as it was agreed: words, places and picture; its file for an archive."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from printing.documents import Certificate, HandoverList, Paper, all_papers, daily_papers
from printing.fonts import Fonts
from printing.layout import layout
from printing.layouts.sheet import FOOT
from printing.page import MM_PER_POINT, Modules, Page, Text
from printing.pdf import Meta, pages_to_pdf
from tests.printing.golden import HERE, all_written, differences, every_layout, one_file

KINDS = [kind for kind in (*all_papers(), *daily_papers()) if kind is not Certificate]


@pytest.fixture(scope="module")
def layouts(fonts: Fonts) -> dict[str, list[Page]]:
    return every_layout(fonts)


def test_every_layout_is_as_it_was_agreed(fonts: Fonts) -> None:
    """A line that moved, a word that changed, a picture that looks otherwise: named with its paper."""
    now = all_written(fonts)
    assert {path.stem for path in HERE.glob("*.txt")} == set(now), (
        "a layout without its golden text, or the reverse"
    )
    found = {
        name: differences((HERE / f"{name}.txt").read_text("utf-8"), words) for name, words in now.items()
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_line_that_moves_and_a_word_that_changes_are_seen() -> None:
    """The control: the comparison catches a millimetre, a word, and a missing frame."""
    golden = (HERE / "D03-a4.txt").read_text("utf-8")
    assert differences(golden, golden) == []
    line = next(each for each in golden.splitlines() if "serif" in each)
    moved = golden.replace(line, f"  {float(line.split()[0]) + 1:6.1f}{line[8:]}", 1)
    assert moved != golden and differences(golden, moved)
    assert differences(golden, golden.replace("告知", "告诉", 1))
    rows = golden[golden.index("picture 1") :].splitlines()
    blackest = max(rows[1:], key=lambda row: sum(int(cell, 16) for cell in row.strip()))
    assert differences(golden, golden.replace(blackest, "  " + "0" * len(blackest.strip()), 1))


def test_every_word_copies_out_of_the_file_and_fonts_lie_inside_as_subsets(
    fonts: Fonts, layouts: dict[str, list[Page]], tmp_path: Path
) -> None:
    path = tmp_path / "all.pdf"
    path.write_bytes(one_file(layouts, fonts))
    said = subprocess.run(
        ["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    for pages, copied in zip(_each(layouts), said.split("\f"), strict=False):
        ours = sorted(
            "".join(op.text for op in pages.ops if isinstance(op, Text) and not op.angle).replace(" ", "")
        )
        rest = sorted(re.sub(r"\s", "", copied))
        missing = [
            letter for letter in set(ours) if not letter.isspace() and ours.count(letter) > rest.count(letter)
        ]
        assert not missing, (pages.width, missing)
    listed = (
        subprocess.run(["pdffonts", str(path)], capture_output=True, check=True)
        .stdout.decode()
        .splitlines()[2:]
    )
    assert listed
    for line in listed:
        name, flags = line.split()[0], re.search(r"(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$", line.strip())
        assert re.match(r"[A-Z]{6}\+", name), f"{name} is not a subset"
        assert flags is not None and flags[1] == flags[2] == flags[3] == "yes", line


def _each(layouts: dict[str, list[Page]]) -> list[Page]:
    return [page for pages in layouts.values() for page in pages]


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[5], HandoverList], ids=lambda kind: kind.KIND)
def test_the_file_says_its_number_and_its_language(fonts: Fonts, kind: type[Paper], tmp_path: Path) -> None:
    paper, path = kind.sample(), tmp_path / "paper.pdf"
    pdf = pages_to_pdf(layout(paper, fonts), fonts, Meta(paper.envelope.number))
    path.write_bytes(pdf)
    told = subprocess.run(
        ["pdfinfo", "-enc", "UTF-8", str(path)], capture_output=True, check=True
    ).stdout.decode()
    assert f"Title:           {paper.envelope.number}" in told
    assert b"/Lang (zh-CN)" in pdf


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.KIND)
def test_no_word_of_the_foot_runs_into_the_bar_code(fonts: Fonts, kind: type[Paper]) -> None:
    for page in layout(kind.sample(), fonts):
        for code in (op for op in page.ops if isinstance(op, Modules) and op.pitch_y and op.y > FOOT):
            for op in page.ops:
                if isinstance(op, Text) and code.y - 1 < op.y < code.y + 12 and op.x < code.x:
                    assert op.x + fonts.width(op.text, op.face, op.size) * MM_PER_POINT < code.x - 2, op.text

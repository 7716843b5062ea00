"""The tour as a user starts it: the story through the real widgets, with a kill in the middle, and its
papers under a scanner.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from printing.codes import barcode_text
from printing.proof import read_code

ROOT = Path(__file__).resolve().parents[2]
GENEROUS_SECONDS = 240


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a tour left behind; it ended well or the tests here fail with its words."""
    folder = tmp_path_factory.mktemp("tour") / "out"
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    done = subprocess.run(
        [sys.executable, "-m", "ui", "tour", "--out", str(folder), "--json"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=GENEROUS_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def summary(out: Path) -> dict[str, Any]:
    """The tour's own account."""
    found: dict[str, Any] = json.loads((out / "summary.json").read_text("utf-8"))
    return found


def test_every_commit_is_acknowledged_and_window_and_platform_hold_the_same(summary: dict[str, Any]) -> None:
    """Nothing stays behind when the line is back, and nothing arrives twice."""
    assert summary["equal"] and summary["problems"] == []
    assert summary["cases"] == 3
    assert summary["acknowledged"] == summary["commits"] == summary["platform"]["commits"]
    assert summary["events"] == summary["platform"]["events"]


def test_the_citizen_gets_every_paper_of_the_story_once(summary: dict[str, Any]) -> None:
    """The notice whose print was cut off by the power is there, once; the spoiled certificate is a second print."""
    kinds = [document["kind"][:4].rstrip("-") for document in summary["documents"]]
    assert kinds.count("D03") == 1
    assert kinds.count("D01b"[:4]) == 2
    for wanted in ("A01", "D01", "D02", "D11", "D15", "D16"):
        assert any(kind.startswith(wanted) for kind in kinds), wanted
    assert summary["blanks"]["护士执业证书"]["void"] == 1
    assert summary["blanks"]["护士执业证书"]["used"] == 1


def test_no_screen_cuts_a_word_off(summary: dict[str, Any]) -> None:
    """A clerk reads every word of a material, a reason, a date."""
    assert not [problem for problem in summary["problems"] if problem.startswith("cut")]
    assert len(summary["screens"]) >= 20


@pytest.mark.law("L17", "B7-24")
def test_every_paper_scans_to_its_number_and_its_words_can_be_read_out(
    out: Path, summary: dict[str, Any], tmp_path: Path
) -> None:
    """The codes at the foot lead back to the case; the text is text, the rare characters of a name included."""
    names = ""
    for document in summary["documents"]:
        pdf = out / document["file"]
        text = subprocess.run(
            ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True
        ).stdout.decode()
        names += text
        if document["kind"].startswith("D21"):
            continue
        assert document["number"] in text.replace("\n", "").replace(" ", ""), document
        last = _last_page(pdf, tmp_path)
        codes = {code.text for code in zxingcpp.read_barcodes(last)}
        number = barcode_text(document["number"])
        assert number in codes, (document, codes)
        assert any(number in (read_code(code) or "") for code in codes - {number}), "the signed code names it too"
    assert "㛃䶮" in names


def _last_page(pdf: Path, folder: Path) -> Image.Image:
    subprocess.run(["pdftoppm", "-r", "200", "-gray", "-png", str(pdf), str(folder / pdf.stem)], check=True)
    return Image.open(sorted(folder.glob(f"{pdf.stem}*.png"))[-1])

"""The command line shows the printer and the queue as they are, and says of a paper whether it is ours."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.storage.config import read_config, write_config
from printing.documents import Receipt
from printing.fonts import Fonts
from printing.printers.escpos.simulator import EscposSimulator
from printing.printers.ipp_simulator import Fault, IppSimulator
from printing.proof import PaperKey, render_sealed
from tests.printing.conftest import HERE
from ui.cli import main

FONT = HERE / "NotoSansSC-Regular.ttf"
HANDS: tuple[dict[str, object], ...] = (
    {"left": 900},
    {"left": 0},
    {"left": 90000, "cover_open": True},
    {"cover_open": False, "blade_stuck": True},
    {"blade_stuck": False},
)
AFTER = ("paper-low", "paper-out", "cover-open", "jam", "ready")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    code = main([*words, "--json"])
    found = json.loads(capsys.readouterr().out)
    return code, found


def test_test_page_is_called_out_only_when_the_device_said_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.commands.printing.PATIENCE", 0.4)
    with IppSimulator(True) as device:
        code, answer = said(capsys, "print", "test-page", "--ipp", device.uri)
        assert (code, answer["outcome"]) == (0, "out")
        device.set(Fault.JAM)
        code, answer = said(capsys, "print", "test-page", "--ipp", device.uri)
        assert (code, answer["outcome"], answer["state"]) == (1, "working", "jam")


def test_receipt_printer_that_runs_out_is_told_in_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.commands.printing.PATIENCE", 0.4)
    with EscposSimulator(True, FONT) as device:
        device.tamper(left=300)
        assert main(["print", "test-page", "--receipt", device.url, "--width", "58"]) == 1
        assert "缺纸" in capsys.readouterr().out


def test_queue_shows_the_printer_and_no_jobs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, answer = said(capsys, "print", "queue", "--profile", str(tmp_path / "p"))
    assert code == 0
    wanted = {"name": "文件夹", "state": "ready", "text": "就绪", "remarks": [], "papers": "其余文书"}
    assert wanted.items() <= answer["printer"].items()
    assert answer["jobs"] == []


def test_queue_tells_what_the_roll_says_while_hands_are_at_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Paper out, cover open, jam, well again, plug pulled: asked each time, never remembered."""
    profile = tmp_path / "p"
    assert said(capsys, "print", "queue", "--profile", str(profile))[0] == 0

    def state() -> str:
        _, answer = said(capsys, "print", "queue", "--profile", str(profile))
        found = {one["name"]: one["state"] for one in answer["printers"]}  # type: ignore[attr-defined]
        return str(found["小票机"])

    with EscposSimulator(True, FONT) as roll:
        table = {"name": "小票机", "url": f"escpos:{roll.url}", "papers": ["D01", "D01b"]}
        write_config(profile, replace(read_config(profile), extra={"printers": [table]}))
        seen = [state()]
        for hand in HANDS:
            roll.tamper(**hand)
            seen.append(state())
    assert [*seen, state()] == ["ready", *AFTER, "offline"]


def test_calibration_is_taken_checked_and_listed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    base = ("print", "calibrate", "--profile", str(tmp_path / "p"), "--queue", "ZC", "--stock", "hszyz")
    assert said(capsys, *base, "--measured", "22.4", "18.2", "18.9", "100.4", "99.7")[0] == 0
    code, answer = said(capsys, *base, "--residual", "0.3")
    assert (code, answer["residual"]) == (0, 0.3)
    assert main([*base, "--residual", "0.6"]) == 1


def test_paper_of_another_device_is_ours_once_its_key_is_known(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, fonts: Fonts
) -> None:
    key = PaperKey(bytes(range(32)))
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(render_sealed(Receipt.sample(), fonts, key))
    check = ("documents", "check", str(paper), "--profile", str(tmp_path / "p"))
    code, answer = said(capsys, *check)
    assert (code, answer["valid"]) == (1, False)
    code, answer = said(capsys, *check, "--key", key.public)
    assert (code, answer["record"], answer["kind"]) == (0, "unknown", "D01")
    paper.write_bytes(paper.read_bytes().replace(b":D01:1:", b":D01:2:"))
    code, answer = said(capsys, *check, "--key", key.public)
    assert (code, answer["problems"][0]["code"]) == (1, "ZC-PRN-72")  # type: ignore[index]


@pytest.fixture(scope="module")
def fonts() -> Fonts:
    return Fonts(
        sans=FONT,
        sans_bold=HERE / "NotoSansSC-Bold.ttf",
        serif=HERE / "NotoSerifSC-Regular.ttf",
        serif_bold=HERE / "NotoSerifSC-Bold.ttf",
        fallback=HERE / "HanaMinB.ttf",
    )

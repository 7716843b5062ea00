"""The cupboard by the command line: blanks from the box to the shredder, bundles by their codes, seals by name."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.domain.materials import as_taken
from app.domain.people import Applicant
from tests.faults import driver
from tests.ui.commands.conftest import Command
from ui.bootstrap import Settings, open_workplace, rehearsal_rights
from ui.cli import main

KIND = "护士执业证书"
PASSWORD = "监销人的密码"


@pytest.fixture
def witnessed(profile: Path) -> Path:
    """A second person works here too."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        at.add_operator("钱七", "0713", PASSWORD, rehearsal_rights())
    finally:
        at.close()
    return profile


def received(profile: Path) -> str:
    """A case taken in; the number of its receipt."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        desk = driver.Driver(at)
        _, rows, intake = desk._intake("hszyzc", {"gap": "no"}, Applicant(person=driver.NURSE_PERSON), None)
        done = at.office.receive(driver.NURSE, intake, tuple(as_taken(row, 1, 0) for row in rows))
        return done.paper.number
    finally:
        at.close()


def test_todays_print_stock_still_works(command: Command) -> None:
    code, counts = command("print", "stock", "--kind", "残疾人证", "--receive", "CJ-1", "CJ-2")
    assert code == 0 and counts["残疾人证"] == {"on_hand": 2}
    assert command("print", "stock")[1]["残疾人证"] == {"on_hand": 2}


def test_a_blank_goes_from_the_box_to_the_shredder_with_two_people(
    witnessed: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stock(*words: str) -> tuple[int, Any]:
        return command("print", "stock", *words)

    code, answer = stock("receive", "LN-HS-0005001..0005010", "--kind", KIND, "--box", "箱 8")
    assert (code, len(answer["serials"]), answer["counts"]["in_store"]) == (0, 10, 10)
    assert stock("issue", "LN-HS-0005001..5003", "--kind", KIND)[0] == 0
    picture = tmp_path / "spoiled.jpg"
    Image.new("L", (8, 8)).save(picture)
    code, answer = stock(
        "void", "LN-HS-0005001", "--kind", KIND, "--reason", "卡纸", "--picture", str(picture)
    )
    assert code == 0
    code, answer = stock("destroy", "LN-HS-0005001", "--kind", KIND, "--reason", "保管期满")
    assert (code, answer["refused"]) == (1, "ZC-STOCK-07")
    monkeypatch.setattr("sys.stdin", io.StringIO("猜的\n"))
    code, answer = stock("destroy", "LN-HS-0005001", "--kind", KIND, "--reason", "期满", "--second", "0713")
    assert (code, answer["refused"]) == (1, "ZC-LOGIN-01")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    words = ("destroy", "LN-HS-0005001", "--kind", KIND, "--reason", "期满", "--second", "0713", "--print")
    code, answer = stock(*words)
    assert code == 0 and answer["printed"].startswith("out")
    code, shown = stock("show", "LN-HS-0005001")
    assert [row["act"] for row in shown["moves"]] == ["receive", "issue", "void", "destroy"]
    assert len(shown["moves"][2]["picture"]) == 64
    assert stock("show")[1]["kinds"][0]["on_hand"] == 29, "20 of the rehearsal, 10 received, one spoiled"
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    code, answer = stock("count", "--counted", f"{KIND}=29", "--second", "0713", "--print")
    assert code == 0 and answer["lines"][0]["difference"] == 0 and answer["printed"].startswith("out")
    assert command("verify")[1]["ok"]


def test_a_bundle_is_scanned_from_hand_to_hand_and_its_label_is_printed(
    profile: Path, command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = received(profile)
    code, made = command("custody", "new", number, "--originals", "3")
    assert code == 0 and made["code"].startswith("BD")
    code, moved = command("custody", "move", made["code"].lower(), "--to", "档案柜3", "--hand", "钱七")
    assert code == 0 and [step["to"] for step in moved["steps"]] == ["收件台", "档案柜3"]
    assert command("custody", "check", "--place", "档案柜3", made["code"]) == (0, [])
    code, found = command("custody", "check", "--place", "档案柜3")
    assert code == 1 and found[0]["code"] == made["code"]
    assert command("custody", "move", "BD99", "--to", "柜", "--hand", "钱七")[1]["refused"] == "ZC-CUST-02"
    target = tmp_path / "label.pdf"
    assert main(["--profile", str(profile), "custody", "label", made["code"], "--out", str(target)]) == 0
    assert target.read_bytes().startswith(b"%PDF")
    capsys.readouterr()


def test_the_register_says_who_has_the_seal(command: Command) -> None:
    seal = "沈阳市铁西区营商环境建设局业务专用章"
    assert (
        command("custody", "seal", "take", seal, "--holder", "周八", "--place", "街道")[1]["refused"]
        == "ZC-SEAL-02"
    )
    assert command("custody", "seal", "register", seal, "--holder", "孙八", "--place", "本中心盖章室")[0] == 0
    assert command("custody", "seal", "take", seal, "--holder", "周八", "--place", "街道")[0] == 0
    code, rows = command("custody", "seals")
    assert code == 0 and rows[0]["out"] and "周八" in rows[0]["text"]
    assert command("custody", "seal", "back", seal, "--holder", "孙八")[1]["place"] == "本中心盖章室"
    assert (
        json.dumps(command("custody", "seals", "--history", seal)[1], ensure_ascii=False).count("周八") == 1
    )


def test_a_seal_that_is_out_in_the_evening_is_named_whatever_is_said(command: Command) -> None:
    """闭窗检查: nobody signs that the seals are locked away while the register has one in the street."""
    command("custody", "seal", "register", "行政审批专用章", "--holder", "孙八", "--place", "本中心盖章室")
    command("custody", "seal", "take", "行政审批专用章", "--holder", "周八", "--place", "街道")
    notes = [
        word for name in ("空白", "印章", "没有回执", "今日备份") for word in ("--note", f"{name}=明早处理")
    ]
    code, check = command("day", "close", "--seals", "都锁好了", "--count", f"{KIND}=20", *notes)
    assert code == 0
    (point,) = [each for each in check["points"] if each["name"] == "印章"]
    assert point["right"] is False and "周八" in point["found"]


def test_a_batch_is_stopped_and_goes_on_from_the_command_line(profile: Path, command: Command) -> None:
    received(profile)
    code, queue = command("print", "queue", "--stop")
    assert code == 0 and (queue["moved"], queue["progress"]["failed"]) == (1, 1)
    code, queue = command("print", "queue", "--go-on")
    assert (queue["moved"], queue["progress"]["allocated"]) == (1, 1)
    assert queue["jobs"][0]["printing"] == 1, "what was stopped is no reprint"

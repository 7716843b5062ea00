"""摆渡: a sealed file brings everything in, the receipts come back, and nobody on the way can read or change it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserFacingError
from sync.platform.report import digest_report
from sync.wire.carry import CarryError, CarryWriter, carry_key, read_frames, read_head
from sync.wire.signing import Ed25519Signer
from tests.faults.driver import FOOD, Driver
from tests.sync.support import Province
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.children import Address
from ui.cli import main
from ui.still import StillScheduler
from ui.workplace import KEY_SETTING

SEED, OTHER = bytes(range(32)), bytes(range(1, 33))


def sealed(frames: list[tuple[bytes, bytes]]) -> bytes:
    file = io.BytesIO()
    writer = CarryWriter(file, carry_key(SEED), Ed25519Signer(OTHER), "W-1", 1, 7)
    for kind, content in frames:
        writer.put(kind, content)
    writer.close()
    return file.getvalue()


def test_what_is_sealed_opens_with_the_platforms_key_alone() -> None:
    frames = [(b"C", "张三".encode()), (b"D", bytes(1000)), (b"D", b"")]
    data = sealed(frames)
    assert "张三".encode() not in data
    assert read_head(io.BytesIO(data)).device == "W-1"
    assert list(read_frames(io.BytesIO(data), SEED)) == frames
    with pytest.raises(CarryError, match="not-for-us"):
        list(read_frames(io.BytesIO(data), OTHER))


def test_every_changed_or_missing_byte_is_seen() -> None:
    data = sealed([(b"C", b"one"), (b"D", b"two")])
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        with pytest.raises(CarryError):
            read_head(io.BytesIO(bytes(changed)))
    for end in range(0, len(data), 7):
        with pytest.raises(CarryError):
            read_head(io.BytesIO(data[:end]))


@pytest.fixture
def hall(numbered: Path, tmp_path: Path) -> Iterator[tuple[Province, Workplace]]:
    """A window that knew the platform, then lost its line for good and worked on."""
    province = Province.start(tmp_path / "platform.db")
    shutil.copytree(numbered, tmp_path / "cut-off")
    open_workplace(Settings(profile=tmp_path / "connected", rehearsal=True, device="D08")).close()
    at = open_workplace(Settings(profile=tmp_path / "cut-off", rehearsal=True))
    at.stores.settings.put(KEY_SETTING, province.key)
    at.line.connect(Address(province.url, province.token, province.key))
    assert at.sync_once(StillScheduler()).ok
    at.line.connect(None)
    Driver(at).play()
    at.scans.keep(b"scan" * 300_000, FOOD)
    yield province, at
    at.close()
    province.stop()


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_stick_brings_everything_in_once_and_the_receipts_back(
    hall: tuple[Province, Workplace], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province, at = hall
    pending, stick = at.sync_status().pending, tmp_path / "stick.zcc"
    assert at.carry_out(stick) == (pending, 1) and pending > 20
    assert at.sync_status().pending == pending, "exported is not delivered"
    other = ["--profile", str(tmp_path / "connected")]
    line = ["--url", province.url, "--token", province.token, "--key", province.key]
    blocked = stick.with_name("stick.zcc.receipts")
    blocked.mkdir()
    code, said = run(capsys, *other, "sync", "import", str(stick), *line)
    assert (code, said["refused"]) == (1, "ZC-CARRY-05"), "no receipts fit on the stick: said in words, and done again"
    assert blocked.is_dir() and not blocked.with_name("stick.zcc.receipts.new").exists()
    blocked.rmdir()
    for _ in range(2):
        code, said = run(capsys, *other, "sync", "import", str(stick), *line)
        assert (code, said["commits"], said["parked"], said["scans"]) == (0, pending, 0, 1)
    receipts = Path(said["receipts"])
    assert at.carry_back(receipts, "") == pending and at.carry_back(receipts, "") == 0
    assert at.sync_status().pending == 0
    there = digest_report(str(province.db), at.device)
    assert there["commits"] == pending and there["parked"] == 0
    # The line came back after all: nothing is doubled, the scan is known.
    at.line.connect(Address(province.url, province.token, province.key))
    result = at.sync_once(StillScheduler())
    assert result.ok and result.pushed == 0 and result.scans == 1
    assert digest_report(str(province.db), at.device) == there


def test_receipts_of_somebody_else_acknowledge_nothing(
    hall: tuple[Province, Workplace], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province, at = hall
    pending, stick = at.sync_status().pending, tmp_path / "stick.zcc"
    at.carry_out(stick)
    line = ["--url", province.url, "--token", province.token, "--key", province.key]
    _, said = run(capsys, "--profile", str(tmp_path / "connected"), "sync", "import", str(stick), *line)
    receipts = Path(said["receipts"])
    forged = receipts.read_text("utf-8").replace("applied", "parked")
    receipts.write_text(forged, "utf-8")
    with pytest.raises(UserFacingError, match="ZC-CARRY-03"):
        at.carry_back(receipts, "")
    with pytest.raises(UserFacingError, match="ZC-CARRY-03"):
        at.carry_back(receipts, Ed25519Signer(SEED).key)
    assert at.sync_status().pending == pending


def test_a_changed_stick_is_refused_in_words(
    hall: tuple[Province, Workplace], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    province, at = hall
    stick = tmp_path / "stick.zcc"
    at.carry_out(stick)
    data = bytearray(stick.read_bytes())
    data[len(data) // 2] ^= 1
    stick.write_bytes(bytes(data))
    line = ["--url", province.url, "--token", province.token, "--key", province.key]
    code, said = run(capsys, "--profile", str(tmp_path / "connected"), "sync", "import", str(stick), *line)
    assert (code, said["refused"]) == (1, "ZC-CARRY-02") and "改动" in said["what"]
    assert digest_report(str(province.db), at.device)["commits"] == 0


def test_a_device_that_never_met_the_platform_is_told_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, "--profile", str(tmp_path / "p"), "sync", "export", str(tmp_path / "x.zcc"))
    assert (code, said["refused"]) == (1, "ZC-CARRY-01") and not (tmp_path / "x.zcc").exists()

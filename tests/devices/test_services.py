"""Devices that are asked when needed: built by their address, refused by a wrong setting, free until then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import DeviceError
from devices import codes
from devices.pages.folder import WatchedFolder
from devices.pages.sane import SaneScanner
from devices.services import SERVICES
from tests.arch.committed import ROOT

BY_NAME = {kind.name: kind for kind in SERVICES}


def test_a_scanner_is_built_by_its_address(tmp_path: Path) -> None:
    scanner = BY_NAME["page-scanner"]
    assert isinstance(scanner.made(f"folder:{tmp_path}", {}, rehearsal=True), WatchedFolder)
    assert isinstance(scanner.made("sane:", {}, rehearsal=True), SaneScanner)


@pytest.mark.parametrize(
    ("name", "url", "options"),
    [
        ("page-scanner", "twain:", {}),
        ("page-scanner", "sane:", {"colour": "red"}),
        ("face-check", "rehearsal:", {"same_from": "2"}),
        ("signature-pad", "ws://127.0.0.1:1/", {"dialect": "klingon"}),
    ],
)
def test_a_wrong_setting_is_told(name: str, url: str, options: dict[str, str]) -> None:
    with pytest.raises(DeviceError) as caught:
        BY_NAME[name].made(url, options, rehearsal=True)
    assert (caught.value.code, caught.value.retry) == (codes.BAD_SETTING, "never")


@pytest.mark.parametrize("kind", SERVICES, ids=lambda kind: kind.name)
def test_every_service_can_be_built_without_touching_its_device(kind: object) -> None:
    urls = {"page-scanner": "sane:x", "face-check": "rehearsal:", "signature-pad": "ws://127.0.0.1:1/"}
    assert kind.made(urls.get(kind.name, "x"), {}, rehearsal=True) is not None  # type: ignore[attr-defined]


def test_devices_nobody_has_cost_nothing_at_start() -> None:
    probe = (
        "import sys, devices.kinds, devices.services, devices.manager; "
        "print([n for n in ('serial', 'PIL', 'smartcard', 'usb', 'zxingcpp') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

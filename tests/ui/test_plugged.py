"""What is plugged in at a desk, told in words: by the settings, while plugs are pulled and pushed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.errors import DeviceError
from app.ports import DeviceState
from devices import codes
from devices.pad.simulator import PadSimulator
from devices.sam.lines import PtyLine
from devices.sam.simulator import SamSimulator
from devices.scanner.simulator import ScannerSimulator
from tests.devices.helpers import Listener
from ui.plugged import Plugged
from ui.printers import Printers


class Desk:
    """A desk with its settings and a clock of its own."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.now = 0.0
        self.plugged = Plugged(settings, True, Printers(settings, True, folder / "papers"), lambda: self.now)
        self.heard = {port: Listener() for port in ("id-card", "code", "social-card")}

    def start(self, reader: str = "") -> None:
        self.plugged.start(self.heard, reader)

    def words(self, name: str) -> str:
        return next((row.words for row in self.plugged.rows() if row.name == name), "")


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Any]:
    made: list[Desk] = []

    def make(**settings: Any) -> Desk:
        made.append(Desk(tmp_path, settings))
        return made[-1]

    yield make
    for desk in made:
        desk.plugged.stop()


QUICK = {"poll_interval": "0.05", "reopen_interval": "0.05"}


def test_every_table_of_the_settings_is_driven_and_a_broken_one_stops_no_other(
    desks: Any, tmp_path: Path
) -> None:
    with (
        SamSimulator(PtyLine(tmp_path / "reader")) as reader,
        ScannerSimulator(PtyLine(tmp_path / "gun")) as gun,
    ):
        desk = desks(
            devices=[
                {"kind": "id-card", "url": reader.url, **QUICK},
                {"kind": "code-scanner", "url": gun.url, "blank": "[A-Z][0-9]{10}", **QUICK},
                {"kind": "id-card"},
                {"kind": "no-such-device", "url": "x"},
            ]
        )
        desk.start()
        desk.heard["id-card"].expect(f"ready {codes.READY}")
        desk.heard["code"].expect(f"ready {codes.SCANNER_READY}")
        gun.scan("A0123456789")
        desk.heard["code"].expect("read blank")
        assert (desk.words("身份证读卡器"), desk.words("扫码枪")) == ("可用", "可用")
        assert desk.words("设备设置") == "看不懂"


def test_the_short_form_and_the_window_option_name_the_reader(desks: Any, tmp_path: Path) -> None:
    with SamSimulator(PtyLine(tmp_path / "reader")) as reader:
        desk = desks(reader=reader.url)
        desk.start()
        desk.heard["id-card"].expect(f"ready {codes.READY}")
    other = desks(reader="/dev/not-there", devices=[{"kind": "id-card", "url": "/dev/not-there-either"}])
    with SamSimulator(PtyLine(tmp_path / "second")) as reader:
        other.start(reader.url)
        other.heard["id-card"].expect(f"ready {codes.READY}")
        assert [status.url for status in other.plugged.statuses()] == [reader.url]


def test_a_pulled_plug_is_missing_only_when_it_stays_out_and_back_at_once(desks: Any, tmp_path: Path) -> None:
    with SamSimulator(PtyLine(tmp_path / "reader")) as reader:
        desk = desks(devices=[{"kind": "id-card", "url": reader.url, **QUICK}])
        desk.start()
        desk.heard["id-card"].expect(f"ready {codes.READY}")
        assert desk.plugged.lacks() == ()
        reader.unplug()
        desk.heard["id-card"].expect(f"absent {codes.ABSENT}")
        assert desk.plugged.lacks() == (), "a blink is not told"
        desk.now += 2.5
        assert desk.plugged.lacks() == ("读卡器未连接",)
        reader.plug()
        desk.heard["id-card"].expect(f"ready {codes.READY}", times=2)
        assert desk.plugged.lacks() == ()


def test_whoever_looks_on_hears_the_same_as_the_window(desks: Any, tmp_path: Path) -> None:
    with ScannerSimulator(PtyLine(tmp_path / "gun")) as gun:
        desk = desks(devices=[{"kind": "code-scanner", "url": gun.url, **QUICK}])
        looker = desk.plugged.look_on()
        desk.start()
        desk.heard["code"].expect(f"ready {codes.SCANNER_READY}")
        gun.scan("ZB000001")
        desk.heard["code"].expect("read bundle")
        seen = [looker.get(timeout=60)]
        while seen[-1].what != "reading":
            seen.append(looker.get(timeout=60))
        assert seen[-1].reading.kind == "bundle"
        assert (DeviceState.READY.value, codes.SCANNER_READY) in [(told.state, told.code) for told in seen]
        desk.plugged.look_away(looker)


def test_a_scanner_is_asked_and_its_absence_is_told(desks: Any, tmp_path: Path) -> None:
    folder = tmp_path / "scans"
    desk = desks(reader="", devices=[{"kind": "page-scanner", "url": f"folder:{folder}"}])
    desk.plugged.look_around()
    desk.plugged.lacks()
    desk.now += 2.5
    assert "扫描仪未连接" in desk.plugged.lacks()
    folder.mkdir()
    desk.plugged.look_around()
    assert (desk.words("扫描仪"), "扫描仪未连接" in desk.plugged.lacks()) == ("可用", False)


def test_a_camera_without_its_component_says_what_to_install(desks: Any) -> None:
    desk = desks(devices=[{"kind": "page-scanner", "url": "camera:"}])

    def none_here(name: str) -> Any:
        raise DeviceError(codes.CAMERA_MODULE, "never", name)

    desk.plugged.camera = none_here
    desk.plugged.look_around()
    row = next(row for row in desk.plugged.rows() if row.name == "扫描仪")
    assert (row.state, row.detail) == ("warn", codes.CAMERA_MODULE)


def test_what_is_connected_only_when_it_is_used_is_never_called_ready(desks: Any) -> None:
    desk = desks(devices=[{"kind": "portrait", "url": "/nowhere/libwlt.so"}])
    desk.plugged.look_around()
    assert desk.words("证件照解码") == "已设置，用到时才连接"


def test_a_pad_whose_service_is_gone_and_an_engine_that_is_not_there_are_missed_by_name(desks: Any) -> None:
    with PadSimulator() as pad:
        devices = [
            {"kind": "signature-pad", "url": pad.url},
            {"kind": "face-check", "url": "/nowhere/face-engine --fast"},
        ]
        desk = desks(devices=devices)
        desk.plugged.look_around()
        assert desk.words("签名板") == "可用"
    desk.plugged.look_around(anew=True)
    rows = {row.name: row for row in desk.plugged.rows()}
    assert (rows["签名板"].words, rows["签名板"].detail) == ("未连接", codes.PAD_ABSENT)
    assert (rows["人脸核验"].state, rows["人脸核验"].detail) == ("warn", codes.VENDOR_LIBRARY)

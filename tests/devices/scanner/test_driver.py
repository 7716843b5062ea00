"""The serial scanner against the suite of its port, and against the habits of real ones."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import DeviceError, UserFacingError
from devices import codes
from devices.kinds import DEVICES, DeviceConfig
from devices.manager import DeviceManager
from devices.sam.lines import PtyLine, TcpLine
from devices.scanner.driver import SerialScanner
from devices.scanner.protocol import LONGEST
from devices.scanner.simulator import ScannerSimulator, main, obey
from tests.conformance.code_scanner import CodeScannerSuite, ScannerDesk
from tests.devices.helpers import Listener


def desk_with(simulator: ScannerSimulator) -> Iterator[ScannerDesk]:
    """A desk with a simulated scanner."""
    with simulator:
        scanner = SerialScanner(simulator.url, wait=0.1)
        yield ScannerDesk(scanner, simulator.scan, simulator.unplug, simulator.plug)
        scanner.close()


class TestOverPty(CodeScannerSuite):
    """On a pseudo-terminal."""

    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[ScannerDesk]:
        yield from desk_with(ScannerSimulator(PtyLine(tmp_path / "scanner")))


class TestOverTcp(CodeScannerSuite):
    """Behind a serial server."""

    @pytest.fixture
    def desk(self) -> Iterator[ScannerDesk]:
        yield from desk_with(ScannerSimulator(TcpLine()))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ScannerDesk]:
    """A scanner that is open."""
    simulator = ScannerSimulator(PtyLine(tmp_path / "scanner"))
    for made in desk_with(simulator):
        made.scanner.open()
        yield made


@pytest.mark.parametrize("suffix", ["cr", "lf", "crlf", "tab", "none"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_every_end_mark_and_encoding_is_understood(tmp_path: Path, suffix: str, encoding: str) -> None:
    with ScannerSimulator(PtyLine(tmp_path / "scanner")) as simulator:
        scanner = SerialScanner(simulator.url, wait=0.1)
        scanner.open()
        for line in (f"knob suffix={suffix}", f"knob encoding={encoding}", "knob chunk=3"):
            obey(simulator, line)
        obey(simulator, "scan 受理〔2026〕000001号")
        assert ScannerDesk(scanner, simulator.scan, simulator.unplug, simulator.plug).next().value == (
            "受理〔2026〕000001号"
        )
        scanner.close()


def test_a_code_without_end_is_thrown_away_and_said(tmp_path: Path) -> None:
    with ScannerSimulator(PtyLine(tmp_path / "scanner")) as simulator:
        scanner = SerialScanner(simulator.url, wait=0.05)
        scanner.open()
        simulator.habits.change("suffix", "none")
        with pytest.raises(DeviceError) as caught:
            for _ in range(LONGEST // 1000 + 1):
                simulator.send(b"x" * 1000)
                scanner.poll()
        assert (caught.value.code, caught.value.retry) == (codes.CODE_TOO_LONG, "again")
        simulator.habits.change("suffix", "cr")
        simulator.send(b"")
        simulator.scan("ZB000001")
        assert ScannerDesk(scanner, simulator.scan, simulator.unplug, simulator.plug).next().kind == "bundle"
        scanner.close()


def test_the_manager_hands_codes_to_their_own_listener(tmp_path: Path) -> None:
    cards, found = Listener(), Listener()
    with ScannerSimulator(PtyLine(tmp_path / "scanner")) as simulator:
        config = DeviceConfig(
            "code-scanner", simulator.url, {"blank": "J[0-9]{8}", "reopen_interval": "0.05"}
        )
        manager = DeviceManager([config], rehearsal=True)
        manager.start(cards, {"code": found})
        try:
            found.expect(f"ready {codes.SCANNER_READY}")
            simulator.scan("J00000001")
            found.expect("read blank")
            simulator.unplug()
            found.expect(f"absent {codes.SCANNER_ABSENT}")
            simulator.plug()
            found.expect(f"ready {codes.SCANNER_READY}", times=2)
        finally:
            manager.stop()
    assert cards.story == [] and "removed" not in found.story


def test_a_pattern_that_is_none_is_a_wrong_setting() -> None:
    kind = next(kind for kind in DEVICES if kind.name == "code-scanner")
    with pytest.raises(ValueError):
        kind.values({"blank": "("})


def test_the_simulator_speaks_over_its_standard_streams_and_refuses_a_real_profile() -> None:
    said = io.StringIO()
    talk = io.StringIO("scan x\nhex 00\nknob suffix=no\njump\nunplug\nplug\nquit\n")
    assert main([], rehearsal=True, stdin=talk, stdout=said) == 0
    assert [line.split()[0] for line in said.getvalue().splitlines()[1:]] == [
        "ok",
        "ok",
        "error",
        "error",
        "ok",
        "ok",
    ]
    with pytest.raises(UserFacingError):
        main([], rehearsal=False)

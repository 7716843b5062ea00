"""What every ``CodeScanner`` port must do. A test class derives from the suite and gives it a ``desk``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.errors import DeviceError
from app.ports.equipment import CodeScan, CodeScanner


@dataclass
class ScannerDesk:
    """A scanner (not yet open), something to scan, and its cable."""

    scanner: CodeScanner
    scan: Callable[[str], None]
    unplug: Callable[[], None]
    plug: Callable[[], None]

    def next(self) -> CodeScan:
        """The next code, asked for as a worker asks."""
        for _ in range(20):
            found = self.scanner.poll()
            if found is not None:
                return found
        raise AssertionError("no code came")


class CodeScannerSuite:
    """The suite; needs a fixture ``desk``."""

    def test_a_scanned_code_arrives_once(self, desk: ScannerDesk) -> None:
        desk.scanner.open()
        desk.scan("沈西市监补〔2026〕D07-000123号")
        assert desk.next() == CodeScan(
            "paper", "沈西市监补〔2026〕D07-000123号", "沈西市监补〔2026〕D07-000123号"
        )
        assert desk.scanner.poll() is None
        assert not desk.scanner.present()

    def test_codes_scanned_at_once_arrive_in_order(self, desk: ScannerDesk) -> None:
        desk.scanner.open()
        for number in range(3):
            desk.scan(f"ZB00000{number}")
        assert [desk.next().value for _ in range(3)] == ["ZB000000", "ZB000001", "ZB000002"]

    def test_nothing_scanned_is_no_error(self, desk: ScannerDesk) -> None:
        desk.scanner.open()
        assert desk.scanner.poll() is None

    def test_an_unplugged_scanner_asks_to_be_reopened_and_works_again(self, desk: ScannerDesk) -> None:
        desk.scanner.open()
        desk.unplug()
        with pytest.raises(DeviceError) as caught:
            desk.scanner.poll()
        assert caught.value.retry == "reopen"
        with pytest.raises(DeviceError):
            desk.scanner.open()
        desk.plug()
        desk.scanner.open()
        desk.scan("ZB000009")
        assert desk.next().kind == "bundle"

    def test_closing_never_fails(self, desk: ScannerDesk) -> None:
        desk.scanner.close()
        desk.scanner.open()
        desk.scanner.close()
        desk.scanner.close()
        with pytest.raises(DeviceError):
            desk.scanner.poll()

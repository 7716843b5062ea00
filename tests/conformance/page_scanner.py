"""What every ``app.device_ports.PageScanner`` must do. A test class derives from the suite and gives it a ``desk``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.device_ports import PageScanner, ScanWish
from app.errors import Cancelled, DeviceError
from devices import codes
from devices.pages.picture import load

FEEDER = ScanWish(feeder=True, dpi=50, width_mm=60, height_mm=80)


@dataclass
class PageDesk:
    """A scanner, a hand that lays at least so many sheets in (0: none), and one that is ``absent``."""

    scanner: PageScanner
    load: Callable[[int], None]
    absent: PageScanner


class PageScannerSuite:
    """The suite; needs a fixture ``desk``."""

    def test_each_sheet_arrives_as_a_picture_with_progress(self, desk: PageDesk) -> None:
        desk.load(3)
        pages: list[bytes] = []
        progress: list[float] = []
        desk.scanner.check()
        wish = ScanWish(feeder=True, dpi=50, width_mm=60, height_mm=80, most_pages=3)
        assert desk.scanner.scan(wish, pages.append, progress.append, lambda: False) == 3
        assert len(pages) == 3 and all(load(page).width > 50 for page in pages)
        assert progress and all(0 <= share <= 1 for share in progress)

    def test_without_paper_it_says_so_and_can_be_asked_again(self, desk: PageDesk) -> None:
        desk.load(0)
        with pytest.raises(DeviceError) as caught:
            desk.scanner.scan(FEEDER, lambda _: None, lambda _: None, lambda: False)
        assert (caught.value.code, caught.value.retry) == (codes.NO_PAPER, "again")
        desk.load(1)
        assert desk.scanner.scan(FEEDER, lambda _: None, lambda _: None, lambda: False) >= 1

    def test_a_change_of_mind_keeps_the_pages_that_were_whole(self, desk: PageDesk) -> None:
        desk.load(4)
        pages: list[bytes] = []
        with pytest.raises(Cancelled):
            desk.scanner.scan(FEEDER, pages.append, lambda _: None, lambda: len(pages) >= 2)
        assert len(pages) == 2 and all(load(page) for page in pages)

    def test_one_that_is_not_there_is_called_absent(self, desk: PageDesk) -> None:
        with pytest.raises(DeviceError) as caught:
            desk.absent.check()
        assert (caught.value.code, caught.value.retry) == (codes.PAGES_ABSENT, "reopen")

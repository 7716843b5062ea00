"""Scanning sheets for a material: from a scanner, a camera or a watched folder into sealed PDFs. No Qt here."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from app.errors import Cancelled, DeviceError, UserFacingError
from app.storage.scans import SqlScans
from app.usecases.take_picture import take_picture
from app.values import dataclass, field
from devices import codes
from devices.kinds import DeviceConfig
from devices.pages.finishing import finish_pages
from ui.paddesk import PadDesk
from ui.plugged import Plugged

FOLDER_PATIENCE = 60.0
"""Seconds in which pages may still come into a watched folder after the clerk asked for them."""
FOLDER_LOOK = 0.3


Whose = Callable[[str], str | None]
"""Which line a separator names: "" the one that is scanned for, None no line at all."""


@dataclass
class Sheets:
    """The sheets of one material while it lies on the desk.

    ``before`` are scans that were there already; ``pages`` the pictures taken since, kept in memory so that one can be
    taken again; ``made`` the scans that were made of them, ``replaced`` those made before: they go once the row that
    no longer names them is kept. ``others`` are scans that separator sheets (分隔页) gave to other materials in the
    last run, by line: their pages are theirs from then on and no more of this one. ``strange`` is what separators said
    that is no material here: those pages stay. ``aside`` are the whole pages of before while some are taken again:
    until the new ones are whole, or somebody takes them as they are, the scan stays the one of before.
    """

    before: tuple[str, ...] = ()
    pages: list[bytes] = field(default_factory=list)
    made: tuple[str, ...] = ()
    replaced: list[str] = field(default_factory=list)
    others: dict[str, tuple[str, ...]] = field(default_factory=dict)
    strange: tuple[str, ...] = ()
    aside: tuple[bytes, ...] = ()
    since: int = 0
    """Pages that were left standing when the retake began."""

    @property
    def broken(self) -> bool:
        """Whether a retake is half done: some of its pages came."""
        return bool(self.aside) and len(self.pages) > self.since

    def retake(self, *, last: bool) -> None:
        """The last page, or all of them, are to be taken again."""
        self.aside = self.aside or tuple(self.pages)
        self.pages = self.pages[:-1] if last else []
        self.since = len(self.pages)

    def leave(self) -> None:
        """What was there before a retake is what there is."""
        if self.aside:
            self.pages, self.aside = list(self.aside), ()

    @property
    def scans(self) -> tuple[str, ...]:
        """All scans of the material, in order."""
        return self.before + self.made


@dataclass(frozen=True)
class Progress:
    """How far a scan is: whole pages, and the share (0 to 1) of the one under way."""

    pages: int
    share: float = 0.0


class ScanDesk:
    """Where a face scans; ``pads`` is where signatures are taken.

    Every call may take long: on a worker, never on the GUI thread."""

    def __init__(self, plugged: Plugged, scans: SqlScans) -> None:
        self._plugged = plugged
        self._scans = scans
        self.pads = PadDesk(plugged, scans)

    def scanners(self) -> tuple[str, ...]:
        """Addresses of the configured scanners, in order."""
        return tuple(config.url for config in self._plugged.page_scanners())

    def scan(
        self,
        url: str,
        sheets: Sheets,
        on_progress: Callable[[Progress], None],
        stop: threading.Event,
        whose: Whose | None = None,
    ) -> None:
        """Scan once and add the pages to ``sheets``; then make the PDFs anew, ``whose`` they are by their separators.

        What came before a jam stays; pages of a retake replace nothing before all of them are there. Raises
        DeviceError 71–78, Cancelled when ``stop`` is set, UserFacingError ZC-PIC-… for a page that is no picture (a
        file in a folder stays there), ZC-DEV-78 when the pages make no PDF, ZC-DB-….
        """
        config = next(one for one in self._plugged.page_scanners() if one.url == url)
        first = len(sheets.pages)

        def on_page(page: bytes) -> None:
            sheets.pages.append(take_picture(page, redrawn=True))
            on_progress(Progress(len(sheets.pages) - first))

        def on_share(share: float) -> None:
            on_progress(Progress(len(sheets.pages) - first, share))

        try:
            self._run(config, on_page, on_share, stop)
        except (DeviceError, Cancelled, UserFacingError):
            if sheets.aside and not sheets.broken:
                sheets.leave()
            elif not sheets.aside and len(sheets.pages) > first:
                self.bind(sheets, self._dpi(config))
            raise
        sheets.aside = ()
        self.bind(sheets, self._dpi(config), whose)

    def settle(self, url: str, sheets: Sheets, whose: Whose | None = None, *, use: bool) -> None:
        """A retake broke off: ``use`` its pages as they are, or leave those of before. Raises as :meth:`scan`."""
        if not use:
            sheets.leave()
            return
        sheets.aside = ()
        dpi = self._dpi(next(one for one in self._plugged.page_scanners() if one.url == url))
        self.bind(sheets, dpi, whose)

    def _dpi(self, config: DeviceConfig) -> int:
        return self._plugged.wish(config).dpi

    def _run(
        self,
        config: DeviceConfig,
        on_page: Callable[[bytes], None],
        on_share: Callable[[float], None],
        stop: threading.Event,
    ) -> None:
        """One run of the driver. A watched folder is looked at until a vendor's program has brought pages."""
        driver, wish = self._plugged.page_scanner(config), self._plugged.wish(config)
        looks = round(FOLDER_PATIENCE / FOLDER_LOOK) if config.url.startswith("folder:") else 1
        for left in reversed(range(looks)):
            try:
                driver.scan(wish, on_page, on_share, stop.is_set)
                return
            except DeviceError as error:
                if error.code != codes.NO_PAPER or not left:
                    raise
            if stop.wait(FOLDER_LOOK):
                raise Cancelled

    def bind(self, sheets: Sheets, dpi: int = 200, whose: Whose | None = None) -> None:
        """Make the PDFs of the pages anew and keep them sealed; what they replace is noted. Raises UserFacingError.

        ``whose`` tells the line that a separator names: "" is the line of ``sheets``, None no line at all. Without it,
        as after a jam, all stays together until the pile is whole.
        """
        finished = finish_pages(sheets.pages, dpi=dpi, keep_blank=len(sheets.pages) == 1)
        made, own, others, strange = list[str](), list[bytes](), dict[str, tuple[str, ...]](), list[str]()
        for one in finished:
            digest, line = self._scans.keep(one.pdf, None), whose(one.label) if whose and one.label else ""
            if line:
                others[line] = (*others.get(line, ()), digest)
                continue
            made.append(digest)
            own += [sheets.pages[place] for place in one.places]
            if line is None:
                strange.append(one.label)
        old, given = sheets.made, {digest for line in others.values() for digest in line}
        sheets.made, sheets.others, sheets.strange = tuple(made), others, tuple(strange)
        if others:
            sheets.pages = own
        sheets.replaced += [digest for digest in old if digest not in made and digest not in given]

    def forget(self, digests: Sequence[str]) -> None:
        """Remove scans that no case has."""
        self._scans.forget(digests)

    def tidy(self) -> int:
        """Remove what intakes that were given up left behind. Returns how many scans went."""
        return self._scans.forget(self._scans.abandoned())

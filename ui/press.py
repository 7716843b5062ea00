"""Where papers are set and printed: composed from the log, calibrated for a blank, signed, and sent to the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.errors import UserFacingError
from app.ports import JobState, JobStore, Printer, PrintJob
from app.storage.faultpoints import hit
from app.storage.profile import Profile
from printing.documents import Certificate, Paper
from printing.documents.licence import Calibration
from printing.fonts import Fonts
from printing.printers.cups import CupsPrinter
from printing.printers.folder import FolderPrinter
from printing.profiles import Position, Profiles
from printing.proof import PaperKey, render_sealed
from printing.queue import PrintWorker
from ui.office import Stores


class Press:
    """The printing room of one workplace.

    ``folder`` and ``queue`` are where paper comes out when the settings name them; ``compose`` makes a paper of a case
    from the log; ``key`` signs the codes of its papers; ``today`` is the civil date.
    """

    def __init__(
        self,
        profile: Profile,
        stores: Stores,
        key: PaperKey,
        fonts: Fonts,
        compose: Callable[[Case, UUID], Paper],
        today: Callable[[], date],
        folder: Path | None,
        queue: str,
    ) -> None:
        self._profile = profile
        self._stores = stores
        self.key = key
        self._fonts = fonts
        self._compose = compose
        self._today = today
        self._folder = folder
        self._queue = queue

    def printer(self) -> Printer:
        """Where paper comes out: a folder in rehearsal, else the queue named in the settings."""
        queue = self._queue or str(self._profile.config.extra.get("printer", ""))
        if queue and not self._profile.rehearsal:
            return CupsPrinter(queue)
        return FolderPrinter(self._folder or self._profile.path / "papers")

    def render(self, job: PrintJob) -> bytes:
        """The bytes of a print job. Raises UserFacingError ZC-PRN-40 for a case that is not here."""
        hit("print:composing")
        case = self._stores.views.case(job.case_id)
        if case is None:
            raise UserFacingError("ZC-PRN-40", "办件里没有这份文书", "办件记录没有改变", "请在办件页重新选择")
        paper = self._compose(case, job.document_id)
        if isinstance(paper, Certificate) and isinstance(self.printer(), CupsPrinter):
            paper = replace(paper, calibration=self._calibration(case.item.blank_kind))
        pdf = render_sealed(paper, self._fonts, self.key)
        hit("print:composed")
        return pdf

    def _calibration(self, stock: str) -> Calibration:
        """What the queue of this device must be told for a real blank. Raises UserFacingError ZC-PRN-52 to 54."""
        extra = self._profile.config.extra
        tray, driver, side = (str(extra.get(f"certificate.{name}", "")) for name in ("tray", "driver", "side"))
        where = Position(self._profile.config.device, self.printer().name, tray, stock, side or "front")
        kept = Profiles(self._stores.settings.get, self._stores.settings.put)
        return kept.valid(where, self._today(), driver)

    def start(
        self,
        jobs: JobStore,
        monotonic: Callable[[], float],
        on_change: Callable[[UUID, Any, str], None] | None,
    ) -> PrintWorker:
        """Start the print queue over ``jobs``; ``on_change`` hears of every job that moves."""
        printer = self.printer()

        def moved(job: UUID, state: JobState, detail: str) -> None:
            hit("print:moved")
            if on_change is not None:
                on_change(job, state, detail)

        worker = PrintWorker(jobs, self.render, lambda job: printer, monotonic, on_change=moved)
        worker.start()
        return worker

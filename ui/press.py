"""Where papers are set and printed: composed from the log, calibrated for a blank, signed, and sent to the queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from app.domain.case import Case
from app.errors import UserFacingError
from app.ports import JobState, JobStore, Printer, PrintJob
from app.storage.faultpoints import hit
from app.storage.profile import Profile
from app.values import replace
from printing.documents import Certificate, Paper, Receipt
from printing.documents.licence import Calibration
from printing.fonts import Fonts
from printing.layout import layout, on_sheet, undrawn
from printing.layouts.roll import receipt_roll
from printing.layouts.roll58 import receipt_slip
from printing.layouts.said_slip import SaidSlip, said_slip
from printing.layouts.sizes import A5_PAPERS
from printing.layouts.ticket import Ticket, queue_ticket
from printing.page import Page
from printing.pdf import Meta, pages_to_pdf
from printing.printers.escpos.render import receipt_bytes
from printing.profiles import Position, Profiles
from printing.proof import PaperKey, sealed_pages, unsigned_pages
from printing.queue import PrintWorker
from ui.office import Stores
from ui.printers import PrinterChoice, Printers
from ui.unqueued import ROUNDS, WARM_UP_ROUNDS, send_and_see


class Press:
    """The printing room of one workplace.

    ``printers`` are where paper comes out; ``compose`` makes a paper of a case from the log; ``key`` signs the codes of
    its papers; ``today`` is the civil date.
    """

    def __init__(
        self,
        profile: Profile,
        stores: Stores,
        key: PaperKey,
        fonts: Fonts,
        compose: Callable[[Case, UUID], Paper],
        today: Callable[[], date],
        printers: Printers,
    ) -> None:
        self._profile = profile
        self._stores = stores
        self.key = key
        self._fonts = fonts
        self._compose = compose
        self._today = today
        self.printers = printers

    def printer(self) -> Printer:
        """Where paper comes out that no printer of its own is set for."""
        return self.printers.printer_for("")

    def render(self, job: PrintJob) -> bytes:
        """The bytes of a print job. Raises UserFacingError ZC-PRN-40 for a case that is not here, ZC-PRN-39 for a paper
        that was voided or recalled meanwhile, here or at another counter: it would come out as good as any other.
        """
        hit("print:composing")
        case = self._stores.views.case(job.case_id)
        if case is None:
            raise UserFacingError("ZC-PRN-40", "办件里没有这份文书", "办件记录没有改变", "请在办件页重新选择")
        issued = case.paper(job.document_id)
        if issued is not None and case.why_dead(job.document_id):
            raise UserFacingError(
                "ZC-PRN-39",
                f"{issued.number} 已作废，没有打印",
                "号码和作废理由都在办件里",
                "请在打印队列确认没有出纸；要用的文书请打印新编号的",
            )
        paper = self._compose(case, job.document_id)
        choice = self.printers.choice(job.kind)
        if isinstance(paper, Certificate) and choice.scheme in ("cups", "ipp", "ipps", "windows"):
            paper = replace(paper, calibration=self._calibration(case.item.blank_kind, choice))
        pages, code = sealed_pages(paper, _set(paper, self._fonts, choice), self.key)
        thermal = choice.thermal
        if thermal is not None:
            data = receipt_bytes(pages, self._fonts, thermal)
        else:
            data = pages_to_pdf(pages, self._fonts, Meta(paper.envelope.number, code=code))
        hit("print:composed")
        return data

    def pages(self, paper: Paper) -> list[Page]:
        """An issued paper exactly as it is printed: on the same paper, with its signed code.

        Errors as :func:`printing.layout.layout`.
        """
        pages = _set(paper, self._fonts, self.printers.choice(paper.KIND))
        return sealed_pages(paper, pages, self.key)[0]

    def draft_pages(self, paper: Paper) -> list[Page]:
        """A paper that is not issued yet: as it will be printed, marked 样张, its code signed by nobody."""
        pages = _set(paper, self._fonts, self.printers.choice(paper.KIND), proof=True)
        return unsigned_pages(paper, pages)

    def undrawn(self, pages: Sequence[Page]) -> tuple[str, ...]:
        """Characters on pages that no font can draw (生僻字): told before they are printed as a crossed box."""
        return undrawn(pages, self._fonts)

    def print_slip(self, slip: Ticket | SaidSlip, title: str = "") -> str:
        """Print a number of the queue, or one to ask by; what the printer says in the end, within some seconds. It is
        no document: nothing of it is kept, and without ``title`` the printer hears nothing of it but its sort. Errors
        as ``Printer.send``. For a worker that nothing else waits for.
        """
        title = f"{title}-{slip.NAME}" if title else slip.NAME
        choice = self.printers.choice(slip.KIND)
        thermal = choice.thermal
        pages = queue_ticket(slip, self._fonts) if isinstance(slip, Ticket) else said_slip(slip, self._fonts)
        if thermal is not None:
            data = receipt_bytes(pages, self._fonts, thermal)
        else:
            data = pages_to_pdf(pages, self._fonts, Meta(title))
        printer = self.printers.printer(choice)
        most = WARM_UP_ROUNDS if thermal is None and isinstance(slip, SaidSlip) else ROUNDS
        outcome, words = send_and_see(printer, title, data, 1, most)
        return f"{outcome.value} {words}".strip()

    def _calibration(self, stock: str, choice: PrinterChoice) -> Calibration:
        """What the queue of this device must be told for a real blank. Raises UserFacingError ZC-PRN-52 to 54."""
        extra = self._profile.config.extra
        tray, driver, side = (str(extra.get(f"certificate.{name}", "")) for name in ("tray", "driver", "side"))
        name = self.printers.printer(choice).name
        where = Position(self._profile.config.device, name, choice.tray or tray, stock, side or "front")
        kept = Profiles(self._stores.settings.get, self._stores.settings.put)
        return kept.valid(where, self._today(), driver)

    def start(
        self,
        jobs: JobStore,
        monotonic: Callable[[], float],
        on_change: Callable[[UUID, Any, str], None] | None,
    ) -> PrintWorker:
        """Start the print queue over ``jobs``; ``on_change`` hears of every job that moves."""

        def moved(job: UUID, state: JobState, detail: str) -> None:
            hit("print:moved")
            if on_change is not None:
                on_change(job, state, detail)

        def route(job: PrintJob) -> Printer:
            return self.printers.printer_for(job.kind)

        def holder(job: PrintJob) -> Printer | None:
            return self.printers.called(job.printer)

        withdrawals = self._stores.jobs
        worker = PrintWorker(
            jobs, self.render, route, monotonic, withdrawals=withdrawals, on_change=moved, holder=holder
        )
        worker.start()
        return worker


def _set(paper: Paper, fonts: Fonts, choice: PrinterChoice, *, proof: bool = False) -> list[Page]:
    """The pages of a paper on the paper that its printer takes."""
    if not choice.width or not isinstance(paper, Receipt):
        return layout(on_sheet(paper, choice.sheet), fonts, proof=proof)
    if not proof:
        paper.required()
    return (receipt_slip if choice.width == 58 else receipt_roll)(paper, fonts, proof)


def settings_of(paper: Paper, fonts: Fonts) -> Sequence[list[Page]]:
    """Every way a paper may have been set: on sheets of two sizes, and a receipt on either roll. Its code covers
    one of them.
    """
    found = [layout(paper, fonts)]
    if paper.KIND in A5_PAPERS:
        found.append(layout(on_sheet(paper, "A5"), fonts))
    if isinstance(paper, Receipt):
        found += [receipt_roll(paper, fonts, False), receipt_slip(paper, fonts, False)]
    return found

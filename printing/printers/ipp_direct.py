"""A printer that speaks IPP and takes PDF itself (IPP Everywhere, AirPrint), with no print server in between."""

from __future__ import annotations

from urllib.parse import urlsplit

from app.ports import KeptError, Outcome, PrinterState, Ticket
from app.values import dataclass, field
from printing.ipp import (
    ABORTED,
    AT_WORK,
    CANCELLED,
    COMPLETED,
    HELD,
    INTEGER,
    KEYWORD,
    MIME,
    NAME,
    PRINT_JOB,
    STOPPED_JOB,
    Attribute,
    IppError,
    IppRefusedError,
    ask,
    job_attributes,
    printer_attributes,
    withdraw_jobs,
)
from printing.printers.reasons import begun, state_of, words_of
from printing.printers.refusal import not_sent

_WORDS = {HELD: "已暂停", STOPPED_JOB: "打印机已停止"}
USER = "zongchuang"
"""Who the printer thinks prints: the program, nobody by name."""


@dataclass
class IppPrinter:
    """The printer at ``uri`` (``ipp://host:631/ipp/print``). ``media`` is a PWG name of the sheet.

    Says OUT when the printer reports the job as completed. Every call ends within ``timeout`` seconds.
    """

    uri: str
    media: str = "iso_a4_210x297mm"
    timeout: float = 10.0
    name: str = ""
    _titles: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.name = self.name or (urlsplit(self.uri).hostname or self.uri)

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Print-Job. Raises NotSentError ``ZC-PRN-45`` when nobody is there or the printer refused; OSError when the
        line broke on the way and nobody can tell.
        """
        asked = (
            Attribute(NAME, "requesting-user-name", (USER,)),
            Attribute(NAME, "job-name", (title,)),
            Attribute(MIME, "document-format", ("application/pdf",)),
        )
        template = (
            Attribute(INTEGER, "copies", (copies,)),
            Attribute(KEYWORD, "media", (self.media,)),
            Attribute(KEYWORD, "print-scaling", ("none",)),
        )
        try:
            found = ask(self.uri, PRINT_JOB, asked, self.timeout, template, pdf)
        except (ConnectionRefusedError, IppRefusedError) as error:
            why = "没有连上" if isinstance(error, ConnectionRefusedError) else f"{error}"
            raise not_sent(
                "ZC-PRN-45",
                f"打印机没有接收（{why}）。",
                "请检查打印机是否开机、能否直接打印 PDF，然后再试。",
            ) from error
        number = str(found.get("job-id", ("",))[0])
        self._titles[number] = title
        return Ticket(self.name, number)

    def state(self) -> PrinterState:
        """What the device says now; OFFLINE when it does not answer."""
        try:
            return state_of(printer_attributes(self.uri, self._patience))
        except (OSError, IppError):
            return PrinterState.OFFLINE

    def remarks(self) -> tuple[str, ...]:
        """What the device says beyond its state."""
        try:
            return words_of(printer_attributes(self.uri, self._patience))
        except (OSError, IppError):
            return ()

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """What the device knows of the job."""
        try:
            job = job_attributes(self.uri, int(ticket.reference), USER, self._patience)
        except (OSError, IppError, ValueError):
            return Outcome.UNKNOWN, "打印机没有回答"
        state, title = job.get("job-state", (0,))[0], job.get("job-name", ("",))[0]
        if title and self._titles.get(ticket.reference, title) != title:
            # Switched off and on, it counts from one again.
            return Outcome.UNKNOWN, "打印机已不认得这个任务"
        if state == COMPLETED:
            return Outcome.OUT, "打印机报告已打完"
        if state in (CANCELLED, ABORTED):
            return Outcome.FAILED, "任务被取消" if state == CANCELLED else "任务中止"
        return (Outcome.WORKING if state in AT_WORK else Outcome.UNKNOWN), _WORDS.get(int(state), "正在打印")

    def withdraw(self, title: str) -> int | None:
        """Cancel what waits in the device; one that does not answer keeps what it has. Raises KeptError where that
        is refused, or comes when it had begun to print.
        """
        try:
            may_come = begun(self.uri, title, USER, self._patience)
            gone = withdraw_jobs(self.uri, title, USER, self._patience)
        except OSError:
            return None
        except IppError as error:
            raise KeptError(str(error)) from error
        if may_come:
            raise KeptError("begun")
        return gone

    @property
    def _patience(self) -> float:
        return min(self.timeout, 2.0)

"""A printer made of software that speaks IPP over HTTP, for rehearsals and for states no office printer takes on
command: paper low and out, cover open, jam, paused, gone.

It says that pages are out which never were on paper, so it runs in rehearsal only.
"""

from __future__ import annotations

import socket
import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from app.errors import UserFacingError
from app.values import dataclass, field
from printing import ipp
from printing.ipp import Attribute, Message

MODEL = "Zongchuang Rehearsal Printer"
LOW = 10
"""Sheets at which it begins to warn."""
_OK, _BAD_REQUEST, _NOT_POSSIBLE, _NOT_FOUND, _NO_OPERATION = 0x0000, 0x0400, 0x0404, 0x0406, 0x0501
_PENDING, _PROCESSING = 3, 5


class Fault(StrEnum):
    """What can be wrong with it; the keyword it then reports."""

    COVER = "cover-open-error"
    JAM = "media-jam-error"
    PAUSED = "paused"
    TONER = "toner-low-warning"


@dataclass
class SimulatedJob:
    """A job as the device keeps it."""

    number: int
    title: str
    user: str = ""
    document: bytes = b""
    copies: int = 1
    whole: bool = True
    state: int = _PENDING


@dataclass
class Mechanism:
    """The part with the paper in it. ``slow`` keeps a job in the works until it is taken back."""

    sheets: int = 100
    slow: bool = False
    faults: set[Fault] = field(default_factory=set)
    jobs: list[SimulatedJob] = field(default_factory=list)
    came_out: list[bytes] = field(default_factory=list)

    def stands(self) -> bool:
        """Whether it waits for a hand."""
        return self.sheets == 0 or bool(self.faults & {Fault.COVER, Fault.JAM, Fault.PAUSED})

    def work(self) -> None:
        """Print what can be printed now; a page counts one sheet per copy."""
        for job in self.jobs:
            if job.state not in (_PENDING, _PROCESSING) or not job.whole:
                continue
            if self.slow or self.stands() or self.sheets < job.copies:
                job.state = _PROCESSING
                self.sheets = self.sheets if self.slow or self.stands() else 0
                return
            self.sheets -= job.copies
            self.came_out += [job.document] * job.copies
            job.state = ipp.COMPLETED

    def state(self) -> tuple[int, tuple[str, ...]]:
        """``printer-state`` and ``printer-state-reasons``."""
        busy = any(job.state == _PROCESSING for job in self.jobs)
        reasons = sorted(fault.value for fault in self.faults)
        if self.sheets == 0:
            reasons.append("media-empty-error" if busy else "media-empty-report")
        elif self.sheets <= LOW:
            reasons.append("media-low-warning")
        stopped = bool(self.faults & {Fault.COVER, Fault.JAM, Fault.PAUSED}) or (busy and self.sheets == 0)
        return 5 if stopped else 4 if busy else 3, tuple(reasons) or ("none",)


class IppSimulator:
    """The printer on a port of the loopback. All of its knobs may be turned from any thread."""

    def __init__(self, rehearsal: bool, port: int = 0) -> None:
        if not rehearsal:
            raise UserFacingError(
                "ZC-PRN-60", "模拟打印机只能在演练中使用。", "没有启动，也没有打印。", "请改用真实的打印机。"
            )
        self._lock = threading.Lock()
        self._mechanism = Mechanism()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="ipp-simulator")

    @property
    def uri(self) -> str:
        """Its printer address."""
        return f"ipp://127.0.0.1:{self._server.server_port}/ipp/print"

    def __enter__(self) -> IppSimulator:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def load(self, sheets: int) -> None:
        """How much paper lies in the tray from now on."""
        with self._lock:
            self._mechanism.sheets = sheets
            self._mechanism.work()

    def set(self, fault: Fault, present: bool = True) -> None:
        """Break something, or mend it."""
        with self._lock:
            (self._mechanism.faults.add if present else self._mechanism.faults.discard)(fault)
            self._mechanism.work()

    def slow(self, slow: bool) -> None:
        """Keep jobs in the works."""
        with self._lock:
            self._mechanism.slow = slow
            self._mechanism.work()

    @property
    def came_out(self) -> list[bytes]:
        """Every page that came out, copies each by themselves."""
        with self._lock:
            return list(self._mechanism.came_out)

    @property
    def titles(self) -> list[str]:
        """What its own list shows."""
        with self._lock:
            return [job.title for job in self._mechanism.jobs]

    def answer(self, request: Message) -> bytes:
        """Answer one request."""
        with self._lock:
            self._mechanism.work()
            code, groups = self._done(request)
        head = (
            Attribute(ipp.CHARSET, "attributes-charset", ("utf-8",)),
            Attribute(ipp.LANGUAGE, "attributes-natural-language", ("en",)),
        )
        return ipp.message(code, request.request_id, [(ipp.OPERATION, head), *groups])

    def _done(self, request: Message) -> tuple[int, list[tuple[int, tuple[Attribute, ...]]]]:
        given = request.merged
        match request.code:
            case ipp.GET_PRINTER_ATTRIBUTES:
                return _OK, [(ipp.PRINTER, self._printer())]
            case ipp.PRINT_JOB | ipp.CREATE_JOB:
                job = self._new(request)
                self._mechanism.work()
                return _OK, [(ipp.JOB, self._job(job))]
            case ipp.VALIDATE_JOB:
                return _OK, []
            case ipp.GET_JOBS:
                wanted = given.get("which-jobs", ("not-completed",))[0]
                mine = given.get("my-jobs", (False,))[0]
                found = [
                    job
                    for job in self._mechanism.jobs
                    if (job.state >= ipp.CANCELLED) == (wanted == "completed")
                    and (not mine or job.user == _user(request))
                ]
                return _OK, [(ipp.JOB, self._job(job)) for job in found]
        number = given.get("job-id", (0,))[0]
        named = next((job for job in self._mechanism.jobs if job.number == number), None)
        if named is None:
            return _NOT_FOUND, []
        return self._about(request, named)

    def _about(
        self, request: Message, job: SimulatedJob
    ) -> tuple[int, list[tuple[int, tuple[Attribute, ...]]]]:
        if request.code == ipp.GET_JOB_ATTRIBUTES:
            return _OK, [(ipp.JOB, self._job(job))]
        if request.code == ipp.CANCEL_JOB:
            if job.state >= ipp.CANCELLED:
                return _NOT_POSSIBLE, []
            job.state = ipp.CANCELLED
            return _OK, []
        if request.code == ipp.SEND_DOCUMENT:
            job.document, job.whole = job.document + request.document, True
            self._mechanism.work()
            return _OK, [(ipp.JOB, self._job(job))]
        return _NO_OPERATION, []

    def _new(self, request: Message) -> SimulatedJob:
        given = request.merged
        job = SimulatedJob(
            number=len(self._mechanism.jobs) + 1,
            title=str(given.get("job-name", ("",))[0]),
            user=_user(request),
            document=request.document,
            copies=int(given.get("copies", (1,))[0]),
            whole=request.code == ipp.PRINT_JOB,
        )
        self._mechanism.jobs.append(job)
        return job

    def _job(self, job: SimulatedJob) -> tuple[Attribute, ...]:
        return (
            Attribute(ipp.INTEGER, "job-id", (job.number,)),
            Attribute(ipp.URI, "job-uri", (f"{self.uri}/{job.number}",)),
            Attribute(ipp.NAME, "job-name", (job.title,)),
            Attribute(ipp.ENUM, "job-state", (job.state,)),
            Attribute(ipp.KEYWORD, "job-state-reasons", ("none",)),
        )

    def _printer(self) -> tuple[Attribute, ...]:
        state, reasons = self._mechanism.state()
        changing = (
            Attribute(ipp.ENUM, "printer-state", (state,)),
            Attribute(ipp.KEYWORD, "printer-state-reasons", reasons),
            Attribute(ipp.BOOLEAN, "printer-is-accepting-jobs", (True,)),
            Attribute(ipp.INTEGER, "queued-job-count", (sum(j.state < 7 for j in self._mechanism.jobs),)),
            Attribute(ipp.URI, "printer-uri-supported", (self.uri,)),
        )
        return (*changing, *_fixed())


def _user(request: Message) -> str:
    return str(request.merged.get("requesting-user-name", ("",))[0])


def _fixed() -> tuple[Attribute, ...]:
    """What it can do, enough for CUPS to make a driverless queue of it."""
    operations = (2, 4, 5, 6, 8, 9, 10, 11)
    media = ("iso_a4_210x297mm", "iso_a5_148x210mm")
    dots = (300).to_bytes(4, "big") * 2 + b"\3"
    return (
        Attribute(ipp.NAME, "printer-name", ("ZC-SIM",)),
        Attribute(ipp.TEXT, "printer-make-and-model", (MODEL,)),
        Attribute(ipp.KEYWORD, "ipp-versions-supported", ("1.1", "2.0")),
        Attribute(ipp.ENUM, "operations-supported", operations),
        Attribute(ipp.KEYWORD, "uri-authentication-supported", ("none",)),
        Attribute(ipp.KEYWORD, "uri-security-supported", ("none",)),
        Attribute(ipp.CHARSET, "charset-configured", ("utf-8",)),
        Attribute(ipp.CHARSET, "charset-supported", ("utf-8",)),
        Attribute(ipp.LANGUAGE, "natural-language-configured", ("en",)),
        Attribute(ipp.LANGUAGE, "generated-natural-language-supported", ("en",)),
        Attribute(ipp.MIME, "document-format-default", ("application/pdf",)),
        Attribute(ipp.MIME, "document-format-supported", ("application/pdf", "image/pwg-raster")),
        Attribute(ipp.KEYWORD, "media-default", media[:1]),
        Attribute(ipp.KEYWORD, "media-supported", media),
        Attribute(ipp.KEYWORD, "media-ready", media[:1]),
        Attribute(ipp.KEYWORD, "sides-supported", ("one-sided",)),
        Attribute(ipp.KEYWORD, "sides-default", ("one-sided",)),
        Attribute(ipp.KEYWORD, "print-color-mode-supported", ("monochrome",)),
        Attribute(ipp.KEYWORD, "print-scaling-supported", ("auto", "none")),
        Attribute(ipp.RESOLUTION, "printer-resolution-supported", (dots,)),
        Attribute(ipp.RESOLUTION, "printer-resolution-default", (dots,)),
        Attribute(ipp.RESOLUTION, "pwg-raster-document-resolution-supported", (dots,)),
        Attribute(ipp.KEYWORD, "pwg-raster-document-type-supported", ("sgray_8",)),
        Attribute(ipp.RANGE, "copies-supported", ((1).to_bytes(4, "big") + (99).to_bytes(4, "big"),)),
        Attribute(ipp.KEYWORD, "compression-supported", ("none",)),
        Attribute(ipp.KEYWORD, "pdl-override-supported", ("attempted",)),
        Attribute(ipp.INTEGER, "printer-up-time", (1,)),
    )


class _Server(ThreadingHTTPServer):
    """Knows its open connections, so that a pulled plug leaves no thread behind."""

    daemon_threads = False

    def __init__(self, address: tuple[str, int], printer: IppSimulator) -> None:
        self.printer = printer
        self._open: set[socket.socket] = set()
        super().__init__(address, _Door)

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Cut every line that is still open."""
        for line in list(self._open):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Door(BaseHTTPRequestHandler):
    """HTTP with bodies of known length or in chunks, as print servers send them."""

    protocol_version = "HTTP/1.1"
    timeout = 10.0
    server: _Server

    def do_POST(self) -> None:
        body = self._body()
        try:
            answer = self.server.printer.answer(ipp.parse(body))
        except ipp.IppError:
            answer = ipp.message(_BAD_REQUEST, 1, [(ipp.OPERATION, ())])
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0] or b"0", 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: titles are numbers, but the log is not the place for them."""

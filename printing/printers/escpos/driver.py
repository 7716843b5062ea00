"""A receipt printer on a TCP port or a serial line, thin: bytes go out, status comes in, and OUT is said only when the
printer itself answered, in its turn and after the last line, that it is well.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from typing import Protocol
from urllib.parse import urlsplit

import serial

from app.ports import KeptError, NotSentError, Outcome, PrinterState, TakenError, Ticket
from app.values import dataclass, field
from printing.printers.escpos.commands import (
    CLEAR,
    CLEARED,
    CUT,
    QUESTIONS,
    REPORT,
    START,
    Status,
    is_report,
    is_status,
    question,
)
from printing.printers.refusal import not_sent

BAUD = 115200
PORT = 9100
_MOST_HEARD = 64
"""Bytes of other answers among which the one to a question in real time is looked for."""


class Line(Protocol):
    """The host's end of a line; every failure is an OSError (pyserial's are)."""

    def read(self, size: int, /) -> bytes:
        """What came within the patience of the line; empty for nothing."""
        ...

    def lying(self) -> bytes:
        """What came already and was not read; nothing is waited for."""
        ...

    def write(self, data: bytes, /) -> int | None:
        """Send all of it; OSError when the printer will not take it in time."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...

    def abort(self) -> None:
        """Hang up, and send nothing more of what the printer did not take yet."""
        ...


class _TcpLine:
    """A TCP connection that is read like a serial port; pyserial's own waits 0.3 s for every close."""

    def __init__(self, host: str, port: int, patience: float, timeout: float) -> None:
        self._socket = socket.create_connection((host, port), timeout)
        self._patience, self._timeout = patience, timeout

    def read(self, size: int, /) -> bytes:
        self._socket.settimeout(self._patience)
        try:
            data = self._socket.recv(size)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError("the printer hung up")
        return data

    def lying(self) -> bytes:
        self._socket.settimeout(0)
        try:
            return self._socket.recv(_MOST_HEARD)
        except BlockingIOError:
            return b""

    def write(self, data: bytes, /) -> int:
        self._socket.settimeout(self._timeout)
        self._socket.sendall(data)
        return len(data)

    def close(self) -> None:
        self._socket.close()

    def abort(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()


class _SerialLine:
    """A serial line. What it was given goes out at its own pace, so that a slow line cuts no receipt short."""

    def __init__(self, line: serial.SerialBase) -> None:
        self._line = line

    def read(self, size: int, /) -> bytes:
        return bytes(self._line.read(size))

    def lying(self) -> bytes:
        # Of every kind of line that pyserial opens, and not of the base that its stubs name.
        waiting = int(getattr(self._line, "in_waiting", 0))
        return bytes(self._line.read(waiting)) if waiting else b""

    def write(self, data: bytes, /) -> int | None:
        return self._line.write(data)

    def close(self) -> None:
        self._line.close()

    abort = close


@dataclass
class _Job:
    """What is under way: what has not gone out yet, and whether the printer said that it came to the end."""

    number: str
    line: Line
    rest: bytes
    reported: bool = False
    broken: bool = False


@dataclass
class EscposPrinter:
    """The printer at ``url``: ``socket://host:9100``, ``/dev/ttyUSB0`` or any other URL of pyserial.

    ``patience`` seconds pass at most for an answer, ``timeout`` for the bytes of a receipt to be taken. ``clears``:
    nobody else prints on it, so that it may be told to forget all it has, whoever sent it.
    """

    name: str
    url: str
    baud: int = BAUD
    patience: float = 0.5
    timeout: float = 5.0
    clears: bool = False
    _job: _Job | None = None
    _out: set[str] = field(default_factory=set, repr=False)
    _handed: set[str] = field(default_factory=set, repr=False)
    _unwanted: set[str] = field(default_factory=set, repr=False)
    _count: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False)

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Hand over ESC/POS bytes. Raises NotSentError (``ZC-PRN-46`` a PDF, ``ZC-PRN-47`` not connected,
        ``ZC-PRN-48`` no status) or TakenError (``ZC-PRN-49`` still at work). A line that breaks on the way shows in
        the outcome.
        """
        if pdf.startswith(b"%PDF"):
            raise not_sent("ZC-PRN-46", "小票打印机不能打印这种版式的文书。", "请改用 A4 打印机。")
        with self._lock:
            if self._job is not None and not self._job.broken:
                what_next = "请等打印机打完，或查看是否缺纸。"
                raise not_sent("ZC-PRN-49", "上一张小票还没有打完。", what_next, TakenError)
            line = self._opened()
            if self._asked(line) is None:
                line.close()
                raise not_sent(
                    "ZC-PRN-48", "打印机没有回答状态。", "请检查电源和连接线（要用能回传的线），然后再试。"
                )
            self._count += 1
            job = _Job(f"{title}#{self._count}", line, pdf * copies + REPORT)
            self._job = job
            self._handed.add(title)
            self._unwanted.discard(title)
            self._push(job)
            return Ticket(self.name, job.number)

    def state(self) -> PrinterState:
        """What the printer answers now; BUSY while a receipt is going out, OFFLINE when it does not answer."""
        with self._lock:
            if self._job is not None and not self._job.broken:
                return self._state_of_job(self._job)
            try:
                line = self._opened()
            except NotSentError:
                return PrinterState.OFFLINE
            try:
                status = self._asked(line)
            finally:
                line.close()
            return status.state() if status is not None else PrinterState.OFFLINE

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """OUT once the printer reported the end and is well; nothing is guessed."""
        with self._lock:
            if ticket.reference in self._out:
                return Outcome.OUT, "打印机报告已打完，状态正常"
            job = self._job
            if job is None or job.number != ticket.reference:
                return Outcome.UNKNOWN, "打印机不认得这个任务"
            if job.broken:
                return Outcome.UNKNOWN, "连接中断，请查看是否出纸"
            if not self._push(job):
                return Outcome.UNKNOWN, "连接中断，请查看是否出纸"
            state = self._state_of_job(job)
            if job.reported and state in (PrinterState.READY, PrinterState.PAPER_LOW):
                self._out.add(job.number)
                self._handed.clear()  # it prints in the order in which it was sent: nothing before this one lies in it
                self._drop()
                return Outcome.OUT, "打印机报告已打完，状态正常"
            return Outcome.UNKNOWN, "正在打印"

    def busy(self) -> bool:
        """Whether a receipt is still going out; a line that broke holds nothing any more."""
        with self._lock:
            return self._job is not None and not self._job.broken

    def let_go(self, ticket: Ticket) -> None:
        """Take the line back from a job about which a person was asked; the rest of it does not follow."""
        with self._lock:
            if self._job is not None and self._job.number == ticket.reference:
                self._job.line.abort()
                self._job = None

    def withdraw(self, title: str) -> int | None:
        """Have the printer forget what it did not print yet: this, or what nobody waits for any more. None too while
        another receipt may lie in it that was sent from here and is not known to be out, whatever became of its line.
        Raises KeptError when the printer answers, and not to that, and where it may not be asked (``clears``).
        """
        if not self.clears:
            raise KeptError("others may print here: nothing is cleared")
        with self._lock:
            self._unwanted.add(title)
            if self._handed - self._unwanted:
                return None
            try:
                line = self._opened(self.patience)  # nobody stands here and waits: the other printers do
            except NotSentError:
                return None
            try:
                gone = self._emptied(line)
                if gone is not None:
                    self._handed.clear()
                return gone
            except OSError:
                return None
            finally:
                line.close()

    def close(self) -> None:
        """Let the line go."""
        with self._lock:
            self._drop()

    def _state_of_job(self, job: _Job) -> PrinterState:
        try:
            status = self._ask(job.line)
        except OSError:
            job.broken = True
            return PrinterState.OFFLINE
        if status is None:
            return PrinterState.UNKNOWN
        state = status.state()
        return PrinterState.BUSY if state is PrinterState.READY and not job.reported else state

    def _push(self, job: _Job) -> bool:
        """Write it all; False when the line broke or stood still. How much was taken nobody knows: a person looks."""
        try:
            if job.rest:
                job.line.write(job.rest)
                job.rest = b""
        except OSError:
            job.broken = True
        return not job.broken

    def _ask(self, line: Line) -> Status | None:
        """The four answers; None when one of them does not come. Raises OSError when the line is gone.

        An answer that came too late for its own question answers none of these: every one after it would be taken for
        the one before.
        """
        for late in line.lying():
            self._note(late, line)
        found = []
        for n in QUESTIONS:
            line.write(question(n))
            byte = self._answer(line)
            if byte is None:
                return None
            found.append(byte)
        return Status(*found)

    def _emptied(self, line: Line) -> int | None:
        line.write(CLEAR)
        heard = b""
        while len(heard) < _MOST_HEARD and (data := line.read(1)):
            heard += data
            if heard.endswith(CLEARED):
                line.write(START + CUT)  # what was half printed does not hang on the next one
                return 1
        if self._ask(line) is None:
            return None
        raise KeptError("no answer to DLE DC4 8")

    def _answer(self, line: Line) -> int | None:
        while data := line.read(1):
            if is_status(data[0]):
                return data[0]
            self._note(data[0], line)
        return None

    def _note(self, byte: int, line: Line) -> None:
        if is_report(byte) and self._job is not None and self._job.line is line:
            self._job.reported = True

    def _opened(self, within: float | None = None) -> Line:
        self._drop()
        parts = urlsplit(self.url)
        try:
            if parts.scheme == "socket":
                return _TcpLine(parts.hostname or "", parts.port or PORT, self.patience, within or self.timeout)
            return _SerialLine(
                serial.serial_for_url(
                    self.url, timeout=self.patience, write_timeout=self.timeout, baudrate=self.baud
                )
            )
        except (OSError, ValueError) as error:
            raise not_sent(
                "ZC-PRN-47", "小票打印机没有连上。", "请检查打印机电源、网线或串口线，然后再试。"
            ) from error

    def _asked(self, line: Line) -> Status | None:
        try:
            return self._ask(line)
        except OSError:
            return None

    def _drop(self) -> None:
        if self._job is not None:
            self._job.line.close()
            self._job = None

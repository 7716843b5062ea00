"""Any queue of CUPS: sent with ``lp``, watched over IPP, both at the queue and at the device behind it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

from app.ports import Outcome, PrinterState, Ticket
from printing.ipp import IppError, Value, job_attributes, printer_attributes
from printing.printers.refusal import not_sent

_REQUEST = re.compile(r"request id is (?P<queue>\S+)-(?P<job>\d+)")
# In the order of what a person must do something about first.
_REASONS: tuple[tuple[str, PrinterState], ...] = (
    ("media-jam", PrinterState.JAM),
    ("cover-open", PrinterState.COVER_OPEN),
    ("door-open", PrinterState.COVER_OPEN),
    ("interlock-open", PrinterState.COVER_OPEN),
    ("media-empty", PrinterState.PAPER_OUT),
    ("media-needed", PrinterState.PAPER_OUT),
    ("input-tray-missing", PrinterState.PAPER_OUT),
    ("offline", PrinterState.OFFLINE),
    ("shutdown", PrinterState.OFFLINE),
    ("timed-out", PrinterState.OFFLINE),
    ("connecting-to-device", PrinterState.OFFLINE),
    ("paused", PrinterState.OFFLINE),
    ("media-low", PrinterState.PAPER_LOW),
)
_IDLE, _PROCESSING, _STOPPED = 3, 4, 5
_CANCELLED, _ABORTED, _COMPLETED = 7, 8, 9
_JOB_WORDS = {3: "排队中", 4: "已暂停", 5: "正在打印", 6: "打印机已停止"}


def state_of(attributes: dict[str, tuple[Value, ...]]) -> PrinterState:
    """One state from the attributes of a printer (RFC 8011 5.4.11, 5.4.12)."""
    reasons = [str(reason) for reason in attributes.get("printer-state-reasons", ())]
    for keyword, told in _REASONS:
        if any(reason.startswith(keyword) for reason in reasons):
            return told
    state = attributes.get("printer-state", (0,))[0]
    if state == _STOPPED:
        return PrinterState.OFFLINE
    if state == _PROCESSING:
        return PrinterState.BUSY
    return PrinterState.READY if state == _IDLE else PrinterState.UNKNOWN


def worst(states: list[PrinterState]) -> PrinterState:
    """What a person should be told when queue and device differ."""
    ranking = [state for _, state in _REASONS]
    ranked = [*dict.fromkeys(ranking), PrinterState.BUSY, PrinterState.READY, PrinterState.UNKNOWN]
    return min(states, key=ranked.index)


@dataclass
class CupsPrinter:
    """A queue ``name`` of the CUPS at ``server`` (host:port). ``media`` is the sheet, a PWG or CUPS name.

    Says OUT only for devices that report back (IPP); others leave it to a person. Every call ends within
    ``timeout`` seconds.
    """

    name: str
    server: str = "localhost:631"
    media: str = "A4"
    timeout: float = 10.0

    @property
    def uri(self) -> str:
        """The queue as a printer address."""
        return f"ipp://{self.server}/printers/{self.name}"

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Hand over through ``lp``. Raises NotSentError when CUPS refused; TimeoutExpired when nobody can tell."""
        lp = shutil.which("lp")
        if lp is None:
            raise not_sent(
                "ZC-PRN-43", "这台电脑没有安装打印服务（CUPS）。", "请安装软件包 cups-client 后再试。"
            )
        options = ("-o", f"media={self.media}", "-o", "print-scaling=none", "-o", "collate=true")
        command = [lp, "-h", self.server, "-d", self.name, "-t", title, "-n", str(copies), *options, "-"]
        done = subprocess.run(
            command,
            input=pdf,
            capture_output=True,
            timeout=self.timeout,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            check=False,
        )
        said = done.stdout.decode(errors="replace")
        found = _REQUEST.search(said)
        if done.returncode or not found:
            why = done.stderr.decode(errors="replace").strip() or said.strip()
            raise not_sent(
                "ZC-PRN-44", f"打印服务没有接收（{why[:120]}）。", "请检查打印机名称和打印服务，然后再试。"
            )
        return Ticket(self.name, found["job"])

    def state(self) -> PrinterState:
        """Queue and device asked now; an idle queue does not know that its device ran out of paper."""
        try:
            queue = printer_attributes(self.uri, self._patience)
        except (OSError, IppError):
            return PrinterState.OFFLINE
        states = [state_of(queue)]
        device = self._device(queue)
        if device:
            try:
                states.append(state_of(printer_attributes(device, self._patience)))
            except (OSError, IppError):
                states.append(PrinterState.OFFLINE)
        return worst(states)

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """What CUPS knows of the job."""
        try:
            job = job_attributes(self.uri, int(ticket.reference), self._patience)
            state = job.get("job-state", (0,))[0]
            reports_back = state == _COMPLETED and self._device(printer_attributes(self.uri, self._patience))
        except (OSError, IppError):
            return Outcome.UNKNOWN, "打印服务没有回答"
        message = str(job.get("job-printer-state-message", ("",))[0])
        if state in (_CANCELLED, _ABORTED):
            return Outcome.FAILED, "任务被取消" if state == _CANCELLED else f"任务中止 {message}".strip()
        if state == _COMPLETED:
            return (
                (Outcome.OUT, "打印机报告已打完")
                if reports_back
                else (Outcome.UNKNOWN, "已送打印机，打印机不回报")
            )
        return Outcome.UNKNOWN, f"{_JOB_WORDS.get(int(state), '状态不明')} {message}".strip()

    @property
    def _patience(self) -> float:
        return min(self.timeout, 2.0)

    @staticmethod
    def _device(queue: dict[str, tuple[Value, ...]]) -> str:
        """Address of a device that answers IPP itself, empty for all others."""
        uri = str(queue.get("device-uri", ("",))[0])
        return uri if uri.startswith("ipp://") else ""

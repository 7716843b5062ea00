"""Any queue of CUPS: sent with ``lp``, watched over IPP, both at the queue and at the device behind it."""

from __future__ import annotations

import contextlib
import getpass
import os
import re
import shutil
import subprocess
from collections.abc import Mapping

from app.ports import KeptError, Outcome, PrinterState, Ticket
from app.values import dataclass, field
from printing.ipp import (
    ABORTED,
    AT_WORK,
    CANCELLED,
    COMPLETED,
    IppError,
    Value,
    job_attributes,
    printer_attributes,
    purge_job,
    withdraw_jobs,
)
from printing.printers.reasons import begun, state_of, words_of, worst
from printing.printers.refusal import not_sent

_REQUEST = re.compile(r"request id is (?P<queue>\S+)-(?P<job>\d+)")
_JOB_WORDS = {3: "排队中", 4: "已暂停", 5: "正在打印", 6: "打印机已停止"}
_OPTIONS = ("print-scaling=none", "fit-to-page=false", "collate=true")


@dataclass
class CupsPrinter:
    """A queue ``name`` of the CUPS at ``server`` (host:port). ``media`` is the sheet, a PWG or CUPS name; ``tray`` an
    input slot, empty for whichever the printer takes.

    Says OUT only for devices that report back (IPP); others leave it to a person. Every call ends within
    ``timeout`` seconds.
    """

    name: str
    server: str = "localhost:631"
    media: str = "A4"
    timeout: float = 10.0
    tray: str = ""
    _titles: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

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
        chosen = [f"media={self.media}", *_OPTIONS, *([f"media-source={self.tray}"] if self.tray else [])]
        options = [part for option in chosen for part in ("-o", option)]
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
        self._titles[found["job"]] = title
        return Ticket(self.name, found["job"])

    def state(self) -> PrinterState:
        """Queue and device asked now; an idle queue does not know that its device ran out of paper.

        UNKNOWN for an idle queue whose device cannot be asked: it may be empty, open or switched off.
        """
        asked = self._asked()
        if asked is None:
            return PrinterState.OFFLINE
        queue, device = asked
        told = state_of(queue)
        if not self._device(queue):
            return PrinterState.UNKNOWN if told is PrinterState.READY else told
        return worst([told, PrinterState.OFFLINE if device is None else state_of(device)])

    def remarks(self) -> tuple[str, ...]:
        """What queue and device say beyond the state (碳粉将尽 …)."""
        asked = self._asked()
        found = words_of(asked[0]) + words_of(asked[1] or {}) if asked is not None else ()
        return tuple(dict.fromkeys(found))

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """What CUPS knows of the job."""
        try:
            job = job_attributes(self.uri, int(ticket.reference), getpass.getuser(), self._patience)
            state = job.get("job-state", (0,))[0]
            reports_back = state == COMPLETED and self._device(printer_attributes(self.uri, self._patience))
        except (OSError, IppError):
            return Outcome.UNKNOWN, "打印服务没有回答"
        title = job.get("job-name", ("",))[0]
        if title and self._titles.get(ticket.reference, title) != title:
            # A server that was killed forgets its jobs and gives their numbers to others.
            return Outcome.UNKNOWN, "打印服务已不认得这个任务"
        message = str(job.get("job-printer-state-message", ("",))[0])
        if state in (CANCELLED, ABORTED):
            return Outcome.FAILED, "任务被取消" if state == CANCELLED else f"任务中止 {message}".strip()
        if state == COMPLETED:
            return (
                (Outcome.OUT, "打印机报告已打完")
                if reports_back
                else (Outcome.UNKNOWN, "已送打印机，打印机不回报")
            )
        told = f"{_JOB_WORDS.get(int(state), '状态不明')} {message}".strip()
        return (Outcome.WORKING if state in AT_WORK else Outcome.UNKNOWN), told

    def tidy(self, ticket: Ticket) -> None:
        """Have the server forget a settled job and the page it spooled; a server that will not is left alone."""
        with contextlib.suppress(OSError, IppError, ValueError):
            purge_job(self.uri, int(ticket.reference), getpass.getuser(), self._patience)

    def withdraw(self, title: str) -> int | None:
        """Cancel what waits in the queue, and in the device behind it: a server that was killed leaves there what it
        had handed over. Whoever does not answer keeps what it has. Raises KeptError where one of them refuses, or had
        begun to print: a queue without such a device sends while it prints.
        """
        user = getpass.getuser()
        try:
            queue = printer_attributes(self.uri, self._patience)
            device = self._device(queue)
            may_come = begun(device or self.uri, title, user, self._patience)
            gone = withdraw_jobs(self.uri, title, user, self._patience)
            gone = max(gone, withdraw_jobs(device, title, user, self._patience) if device else 0)
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

    def _asked(self) -> tuple[Mapping[str, tuple[Value, ...]], Mapping[str, tuple[Value, ...]] | None] | None:
        """Attributes of queue and device; None for what did not answer."""
        try:
            queue = printer_attributes(self.uri, self._patience)
        except (OSError, IppError):
            return None
        device = self._device(queue)
        try:
            return queue, printer_attributes(device, self._patience) if device else None
        except (OSError, IppError):
            return queue, None

    @staticmethod
    def _device(queue: Mapping[str, tuple[Value, ...]]) -> str:
        """Address of a device that answers IPP itself, empty for all others."""
        uri = str(queue.get("device-uri", ("",))[0])
        return uri if uri.startswith(("ipp://", "ipps://")) else ""

"""Which printer a paper goes to, as the settings of the profile say, and what each printer says of itself. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.ports import STANDS, JobState, Outcome, Printer, PrinterState, PrintJob, Ticket
from app.values import dataclass
from devices.worker import is_imitation
from printing.printers.refusal import not_sent
from printing.queue import STATE_WORDS

if TYPE_CHECKING:
    from printing.printers.escpos.render import Thermal
    from printing.printers.ipp_direct import IppPrinter

_SLIPS = frozenset({"Q01", "Q02"})
_FOLLOWS = {"Q02": ("Q01", "D01")}
"""Where a paper comes out that the settings name no printer for, made before there was such a paper."""
ROLL_PAPERS = frozenset({"D01", "D01b", "Q01", "Q02"})
"""What may come out of a receipt printer; everything else is laid out for sheets."""
DOTS = {80: 576, 58: 384}
FOLDER_NAME = "文件夹"
_SCHEMES = frozenset({"cups", "ipp", "ipps", "escpos", "folder", "windows"})
_KEYS = frozenset({"name", "url", "papers", "width", "media", "tray", "charset", "codes", "baud", "clears"})

Spooler = Callable[[str], Printer]
"""Builds the printer of the Windows spooler by its name; Qt does it, so it comes from above."""


@dataclass(frozen=True)
class PrinterChoice:
    """A printer of this workstation: ``papers`` are the kinds it prints (empty: whatever no other one takes).

    ``width`` is that of the roll in mm, 80 or 58, 0 for sheets; ``charset`` and ``codes`` tell what a receipt printer
    can do, ``clears`` whether it may be told to forget all it has, which is for one that no other computer prints on;
    ``problem`` is a code when the table cannot be used.
    """

    name: str
    url: str
    papers: tuple[str, ...] = ()
    width: int = 0
    media: str = ""
    tray: str = ""
    charset: str = "gbk"
    codes: bool = False
    baud: int = 115200
    problem: str = ""
    clears: bool = False

    @property
    def thermal(self) -> Thermal | None:
        """What the receipt printer can do, None for a printer of sheets."""
        if not self.width:
            return None
        from printing.printers.escpos.render import Thermal

        return Thermal(DOTS[self.width], self.charset, self.codes)

    @property
    def sheet(self) -> str:
        """The sheets that lie in it: A5 where its medium says so, else A4."""
        return "A5" if "a5" in self.media.lower() else "A4"

    @property
    def scheme(self) -> str:
        """How it is reached."""
        return self.url.partition(":")[0]


BAD_TABLE = "ZC-PRN-61"
NOT_HERE = "ZC-PRN-62"


def printer_choices(settings: Mapping[str, Any], rehearsal: bool) -> tuple[PrinterChoice, ...]:
    """The printers in the settings of a profile: ``printer = "QUEUE"`` (a CUPS queue for everything) and any number of
    ``[[printers]]`` tables. A table that cannot be used comes back with its ``problem`` and stops no other.

    A rehearsal prints into folders and on simulated printers alone, a real profile on none of them.
    """
    queue, tables = str(settings.get("printer", "")), settings.get("printers", ())
    found = [_choice(table, rehearsal) for table in (tables if isinstance(tables, list | tuple) else ())]
    if queue and not rehearsal and all(one.papers for one in found):
        found.append(PrinterChoice(queue, f"cups:{queue}"))
    return tuple(found)


def _choice(table: object, rehearsal: bool) -> PrinterChoice:
    if not isinstance(table, Mapping):
        return PrinterChoice("打印机", "", problem=BAD_TABLE)
    url = str(table.get("url", ""))
    scheme, _, rest = url.partition(":")
    name = str(table.get("name", "")) or rest.strip("/") or "打印机"
    try:
        width = int(table.get("width", 80 if scheme == "escpos" else 0))
        made = PrinterChoice(
            name,
            url,
            tuple(str(code) for code in table.get("papers", ())),
            width if scheme == "escpos" else 0,
            str(table.get("media", "")),
            str(table.get("tray", "")),
            str(table.get("charset", "gbk")),
            bool(table.get("codes", False)),
            int(table.get("baud", 115200)),
            clears=bool(table.get("clears", _on_a_line_of_its_own(url))),
        )
    except (TypeError, ValueError):
        return PrinterChoice(name, url, problem=BAD_TABLE)
    wrong = bool(table.keys() - _KEYS) or scheme not in _SCHEMES or not rest
    if scheme == "escpos":
        wrong = wrong or width not in DOTS or not made.papers or not set(made.papers) <= ROLL_PAPERS
        wrong = wrong or (width != 80 and bool(_SLIPS & set(made.papers)))  # the slip of a number is 72 mm wide
    if made.sheet == "A5":
        # Every other paper would be cut off at the edge of the small sheet.
        from printing.layouts.sizes import A5_PAPERS

        wrong = wrong or not made.papers or not set(made.papers) <= A5_PAPERS | {"D21"}
    if wrong:
        return PrinterChoice(name, url, made.papers, problem=BAD_TABLE)
    if scheme != "folder" and _imitation(url) is not rehearsal:
        allowed = not rehearsal and scheme in ("ipp", "ipps", "cups", "windows")
        return made if allowed else PrinterChoice(name, url, made.papers, problem=NOT_HERE)
    return made


def _on_a_line_of_its_own(url: str) -> bool:
    """Whether no other computer can print there: a receipt printer at an address is often shared."""
    return url.startswith("escpos:") and not url.startswith("escpos:socket:")


def _imitation(url: str) -> bool:
    """Whether the address can only be software on this machine; a print server on it is still a print server."""
    scheme, _, rest = url.partition(":")
    if scheme in ("cups", "windows"):
        return False
    return is_imitation(rest if scheme == "escpos" else url)


class CheckedIpp:
    """An IPP printer that must be a simulated one in a rehearsal and must not be one in a real profile.

    On the loopback there may also stand a print server with real printers behind it, so the device itself is asked.
    """

    def __init__(self, printer: IppPrinter, rehearsal: bool) -> None:
        self._printer = printer
        self._rehearsal = rehearsal
        self.name = printer.name
        self.uri = printer.uri

    def _fits(self) -> bool:
        from printing.ipp import IppError, printer_attributes
        from printing.printers.ipp_simulator import MODEL

        try:
            found = printer_attributes(self.uri, 2.0)
        except (OSError, IppError):
            return True  # nobody there: the printer says so itself
        return (MODEL in map(str, found.get("printer-make-and-model", ()))) is self._rehearsal

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """See ``app.ports.Printer``. Raises NotSentError ZC-PRN-62 for the wrong sort of printer."""
        if not self._fits():
            raise not_sent(
                NOT_HERE,
                "演练只打印到文件夹和模拟打印机。" if self._rehearsal else "正式环境不能使用模拟打印机。",
                "请在设置里改成别的打印机。",
            )
        return self._printer.send(title, pdf, copies)

    def state(self) -> PrinterState:
        """What the device says now."""
        return self._printer.state()

    def remarks(self) -> tuple[str, ...]:
        """What the device says beyond its state."""
        return self._printer.remarks()

    def withdraw(self, title: str) -> int | None:
        """Take back what waits in the device."""
        return self._printer.withdraw(title)

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """What the device knows of the job."""
        return self._printer.outcome(ticket)


class Unusable:
    """Stands for a printer whose table cannot be used: nothing is sent, and it says why."""

    def __init__(self, name: str, code: str) -> None:
        self.name = name
        self.code = code

    def send(self, title: str, pdf: bytes, copies: int) -> Ticket:
        """Raises NotSentError ZC-PRN-61 or ZC-PRN-62."""
        raise not_sent(self.code, f"打印机“{self.name}”的设置不能用。", "请改正设置文件里的 [[printers]]。")

    def state(self) -> PrinterState:
        """Offline, until somebody mends the settings."""
        return PrinterState.OFFLINE

    def withdraw(self, title: str) -> int | None:
        """None: what was sent before the settings were spoiled may lie there, and nobody can ask."""
        return None

    def outcome(self, ticket: Ticket) -> tuple[Outcome, str]:
        """Nothing was ever sent."""
        return Outcome.FAILED, "没有打印"


@dataclass(frozen=True)
class PrinterLook:
    """What a printer said when it was asked last: its state in words, and what else it remarks. ``called`` is its name
    in the queue, "" before it was asked.
    """

    name: str
    url: str
    state: PrinterState
    papers: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    problem: str = ""
    called: str = ""

    @property
    def stands(self) -> str:
        """What a hand must do before it prints again, "" when it waits for none."""
        return STATE_WORDS[self.state] if self.state in STANDS else ""

    @property
    def words(self) -> str:
        """State and remarks in words."""
        return "，".join((STATE_WORDS[self.state], *self.remarks))


class Printers:
    """The printers of a workplace, each built once. ``folder`` takes what no configured printer takes.

    ``only`` overrides the settings: a CUPS queue for everything (real profiles), as stories want it.
    """

    def __init__(
        self, settings: Mapping[str, Any], rehearsal: bool, folder: Path, only: str = "", spooler: Spooler | None = None
    ) -> None:
        self._rehearsal = rehearsal
        self._folder = folder
        self._spooler = spooler
        queue = {"printer": only} if only and not rehearsal else settings
        self.choices = printer_choices(queue, rehearsal)
        self._built: dict[str, Printer] = {}

    def choice(self, kind: str) -> PrinterChoice:
        """Where papers of ``kind`` (``D01-…`` or ``D01``) come out."""
        code = kind.split("-")[0]
        named = next((one for one in self.choices if code in one.papers), None) or self._followed(code)
        rest = next((one for one in self.choices if not one.papers), None)
        return named or rest or self._default()

    def _followed(self, code: str) -> PrinterChoice | None:
        wide = [one for one in self.choices if one.width != 58]  # a slip is 72 mm wide
        return next((one for each in _FOLLOWS.get(code, ()) for one in wide if each in one.papers), None)

    def comes_out(self, kind: str) -> bool:
        """Whether paper of ``kind`` comes out before who stands here: a folder of a real profile shows it to nobody."""
        return self._rehearsal or self.choice(kind).scheme != "folder"

    def _default(self) -> PrinterChoice:
        return PrinterChoice(FOLDER_NAME, f"folder:{self._folder}")

    def every(self) -> tuple[PrinterChoice, ...]:
        """All that papers may come out of."""
        rest = () if any(not one.papers for one in self.choices) else (self._default(),)
        return (*self.choices, *rest)

    def printer(self, choice: PrinterChoice) -> Printer:
        """The printer of a choice."""
        key = f"{choice.name}\0{choice.url}"
        if key not in self._built:
            self._built[key] = self._build(choice)
        return self._built[key]

    def printer_for(self, kind: str) -> Printer:
        """The printer that takes papers of ``kind``; any other kind goes to the one for everything."""
        return self.printer(self.choice(kind))

    def at(self, job: PrintJob) -> str:
        """The name, as the queue knows it, of the printer that has ``job``, or will have it."""
        waits = job.state is JobState.ALLOCATED or not job.printer
        return self.printer_for(job.kind).name if waits else job.printer

    def called(self, name: str) -> Printer | None:
        """The printer that the queue knows by this name, None when the settings have it no more."""
        printers = (self.printer(one) for one in self.every())
        return next((printer for printer in printers if printer.name == name), None)

    def named(self, name: str) -> PrinterChoice | None:
        """A printer by its name."""
        return next((one for one in self.every() if one.name == name), None)

    def _build(self, choice: PrinterChoice) -> Printer:
        """A driver is loaded where there is a printer of its sort."""
        rest = choice.url.partition(":")[2]
        if choice.problem:
            return Unusable(choice.name, choice.problem)
        if choice.scheme == "cups":
            from printing.printers.cups import CupsPrinter

            return CupsPrinter(rest, media=choice.media or "A4", tray=choice.tray)
        if choice.scheme in ("ipp", "ipps"):
            from printing.printers.ipp_direct import IppPrinter

            direct = IppPrinter(choice.url, name=choice.name)
            direct.media = choice.media or direct.media
            return CheckedIpp(direct, self._rehearsal)
        if choice.scheme == "escpos":
            from printing.printers.escpos.driver import EscposPrinter

            return EscposPrinter(choice.name, rest, choice.baud, clears=choice.clears)
        if choice.scheme == "windows":
            return self._spooler(rest) if self._spooler is not None else Unusable(choice.name, NOT_HERE)
        from printing.printers.folder import FolderPrinter

        return FolderPrinter(Path(rest), choice.name)

    def looks(self) -> Sequence[PrinterLook]:
        """Ask every printer now; takes seconds when one does not answer."""
        return [self._look(choice) for choice in self.every()]

    def first_looks(self) -> Sequence[PrinterLook]:
        """What can be said without asking over a line: folders are looked at, the others not known yet."""
        quick = ("folder",)
        return [
            self._look(one)
            if one.scheme in quick or one.problem
            else PrinterLook(one.name, one.url, PrinterState.UNKNOWN, one.papers)
            for one in self.every()
        ]

    def _look(self, choice: PrinterChoice) -> PrinterLook:
        printer = self.printer(choice)
        ask = getattr(printer, "remarks", None)
        state = printer.state()
        remarks = tuple(ask()) if ask is not None and state is not PrinterState.OFFLINE else ()
        return PrinterLook(choice.name, choice.url, state, choice.papers, remarks, choice.problem, printer.name)



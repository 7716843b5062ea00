"""What is plugged in at this desk: the devices that are watched, the scanners that are asked, the printers, and what
is missing of them. One place for the window, the command line and ``doctor``. No Qt here.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.domain.paper import PAPER_RULES, PaperKind
from app.errors import DeviceError
from app.ports import DeviceState, PrinterState, PrintJob
from app.ports.equipment import FaceCheck, PageScanner, PortraitDecoder, ScanWish, SignaturePad
from app.values import dataclass, field
from devices import codes
from devices.kinds import DEVICES, DeviceConfig, DeviceKind, device_configs
from devices.manager import DeviceManager
from devices.readiness import Readiness
from devices.scanner.protocol import FORMS
from devices.services import SERVICES
from devices.worker import DeviceStatus, Listener
from ui.devicerow import DeviceRow
from ui.printers import PrinterLook, Printers

KIND_NAMES: Mapping[str, str] = {
    "id-card": "身份证读卡器",
    "social-card": "社会保障卡读卡器",
    "code-scanner": "扫码枪",
    "page-scanner": "扫描仪",
    "face-check": "人脸核验",
    "signature-pad": "签名板",
    "rating-pad": "评价器",
    "portrait": "证件照解码",
    "voice": "语音",
}
KEYBOARD = "keyboard:"
"""Address of a code scanner that types like a keyboard: nothing to open, the window listens to its keys."""
CAMERA = "camera:"
"""Address of a document camera; Qt drives it, so the window brings the driver."""
_WHEN_NEEDED = frozenset({"portrait"})
"""Nobody asks whether they are there before they are used, so nothing more is said of them."""
_QT_MADE = (KEYBOARD, CAMERA)
_STATE_WORDS = {
    DeviceState.READY: "可用",
    DeviceState.BUSY: "正在使用",
    DeviceState.STARTING: "正在启动",
    DeviceState.ABSENT: "未连接",
    DeviceState.FAULT: "有故障",
}
_PRINTER_LACKS = {
    PrinterState.PAPER_OUT: "缺纸",
    PrinterState.COVER_OPEN: "盖板打开",
    PrinterState.JAM: "卡纸",
    PrinterState.OFFLINE: "未连接",
}
_PRINTER_WARNS = frozenset({PrinterState.PAPER_LOW, PrinterState.UNKNOWN})
ASK_AGAIN = 60.0
"""Seconds after which a scanner is asked again whether it is there: the question takes a while."""


@dataclass(frozen=True)
class Told:
    """Something that happened on a watched device, for whoever looks on: ``what`` is reading, removed, hint or state.

    ``reading`` is what its port hands over; nobody but the page of the job may keep it.
    """

    port: str
    what: str
    code: str = ""
    state: str = ""
    reading: Any = None


class _Ear:
    """Hears a port, hands on to the listener of the running program, and tells whoever looks on."""

    def __init__(self, port: str, inner: Listener | None, tell: Callable[[Told], None]) -> None:
        self._port, self._inner, self._tell = port, inner, tell

    def on_reading(self, reading: Any) -> None:
        """Something was read."""
        if self._inner is not None:
            self._inner.on_reading(reading)
        self._tell(Told(self._port, "reading", reading=reading))

    def on_removed(self) -> None:
        """It was taken away."""
        if self._inner is not None:
            self._inner.on_removed()
        self._tell(Told(self._port, "removed"))

    def on_hint(self, code: str) -> None:
        """A person can do something."""
        if self._inner is not None:
            self._inner.on_hint(code)
        self._tell(Told(self._port, "hint", code))

    def on_state(self, state: DeviceState, code: str) -> None:
        """The device's state changed."""
        if self._inner is not None:
            self._inner.on_state(state, code)
        self._tell(Told(self._port, "state", code, state.value))


@dataclass
class _Asked:
    """A scanner that is asked when it is needed: what it said last, and when."""

    config: DeviceConfig
    driver: Any = None
    state: DeviceState = DeviceState.STARTING
    code: str = codes.STARTING
    at: float = field(default=float("-inf"))

    def status(self) -> DeviceStatus:
        return DeviceStatus(self.config.kind, self.config.url, self.state, self.code)


class Plugged:
    """The devices of one workplace, from the settings of its profile.

    ``printers`` are its printers, ``now`` gives seconds that never run backwards. ``camera`` builds the driver of a
    camera from its name and is brought by the face, since Qt drives it.
    """

    def __init__(
        self,
        settings: Mapping[str, Any],
        rehearsal: bool,
        printers: Printers,
        now: Callable[[], float],
        kinds: Sequence[DeviceKind] = DEVICES,
    ) -> None:
        self._settings = settings
        self._rehearsal = rehearsal
        self._room = printers
        self._now = now
        self._kinds = tuple(kinds)
        self._services = {kind.name: kind for kind in SERVICES}
        self.camera: Callable[[str], PageScanner] | None = None
        self.manager: DeviceManager | None = None
        self._readiness = Readiness()
        self._lock = threading.Lock()
        self._lookers: list[queue.SimpleQueue[Told]] = []
        self._printers: Sequence[PrinterLook] = printers.first_looks()
        self.configs, self.misread = _read(settings)
        self._asked = [_Asked(one) for one in self.configs if one.kind in self._services]

    # the watched ones

    def start(
        self,
        listeners: Mapping[str, Listener] | None = None,
        reader_url: str = "",
        reader_options: Mapping[str, str] | None = None,
    ) -> DeviceManager:
        """Drive what is configured, each on its own bus; ``reader_url`` overrides the address of the reader of identity
        cards, ``reader_options`` what a face wants of it (a kiosk watches the card more closely).
        """
        hearers = dict(listeners or {})
        ears = {kind.port: _Ear(kind.port, hearers.get(kind.port), self._tell) for kind in self._kinds}
        self.manager = DeviceManager(
            self._watched(reader_url, reader_options or {}), rehearsal=self._rehearsal, kinds=self._kinds
        )
        self.manager.start(ears["id-card"], ears)
        return self.manager

    def _watched(self, reader_url: str, options: Mapping[str, str]) -> list[DeviceConfig]:
        found = [
            one
            for one in self.configs
            if one.kind not in self._services and not one.url.startswith(_QT_MADE)
        ]
        if reader_url:
            found = [one for one in found if one.kind != "id-card"]
            found.insert(0, DeviceConfig("id-card", reader_url))
        return [
            DeviceConfig(one.kind, one.url, {**one.options, **options}) if one.kind == "id-card" else one
            for one in found
        ]

    def stop(self) -> None:
        """Let go of everything; harmless when repeated."""
        if self.manager is not None:
            self.manager.stop()
            self.manager = None

    def keyboard_scanner(self) -> DeviceConfig | None:
        """The configured scanner that types like a keyboard."""
        return next(
            (one for one in self.configs if one.kind == "code-scanner" and one.url.startswith(KEYBOARD)), None
        )

    # whoever looks on

    def look_on(self) -> queue.SimpleQueue[Told]:
        """Everything that happens from now on; give it back to :meth:`look_away`."""
        looker: queue.SimpleQueue[Told] = queue.SimpleQueue()
        with self._lock:
            self._lookers.append(looker)
        return looker

    def look_away(self, looker: queue.SimpleQueue[Told]) -> None:
        """Nobody looks any more."""
        with self._lock:
            self._lookers.remove(looker)

    def _tell(self, told: Told) -> None:
        with self._lock:
            lookers = tuple(self._lookers)
        for looker in lookers:
            looker.put(told)

    # the asked ones

    def page_scanners(self) -> tuple[DeviceConfig, ...]:
        """The configured scanners and document cameras, in order."""
        return tuple(one.config for one in self._asked if one.config.kind == "page-scanner")

    def wish(self, config: DeviceConfig) -> ScanWish:
        """How a scanner scans, as its settings say. Raises DeviceError BAD_SETTING."""
        values = self._services[config.kind].values(config.options)
        return ScanWish(feeder=values["feeder"], dpi=values["dpi"], colour=values["colour"])

    def page_scanner(self, config: DeviceConfig) -> PageScanner:
        """The driver of a scanner. Raises DeviceError BAD_SETTING, PAGES_TOOL_MISSING."""
        driver: PageScanner = self._driver(next(one for one in self._asked if one.config == config))
        return driver

    def has(self, kind: str) -> bool:
        """Whether a device of this kind is set up."""
        return any(one.config.kind == kind for one in self._asked)

    def signature_pad(self) -> SignaturePad | None:
        """The pad behind its vendor's service, None when none is set up. Raises DeviceError BAD_SETTING."""
        pad: SignaturePad | None = self._first("signature-pad")
        return pad

    def face_check(self) -> FaceCheck | None:
        """The engine of 实人核验, None when none is set up. Raises DeviceError BAD_SETTING."""
        face: FaceCheck | None = self._first("face-check")
        return face

    def face_camera(self) -> PageScanner:
        """The camera that looks at the person, by Qt. Raises DeviceError BAD_SETTING, PAGES_TOOL_MISSING."""
        if self.camera is None:
            raise DeviceError(codes.PAGES_TOOL_MISSING, "never", "camera")
        config = next(one.config for one in self._asked if one.config.kind == "face-check")
        return self.camera(self._services["face-check"].values(config.options)["camera"])

    def portrait(self) -> PortraitDecoder | None:
        """The decoder of portraits, None when none is set up. Raises DeviceError BAD_SETTING."""
        decoder: PortraitDecoder | None = self._first("portrait")
        return decoder

    def _first(self, kind: str) -> Any:
        asked = next((one for one in self._asked if one.config.kind == kind), None)
        return self._driver(asked) if asked is not None else None

    def _driver(self, asked: _Asked) -> Any:
        if asked.driver is None:
            asked.driver = self._made(asked.config)
        return asked.driver

    def _made(self, config: DeviceConfig) -> Any:
        if config.url.startswith(CAMERA):
            if self.camera is None:
                raise DeviceError(codes.PAGES_TOOL_MISSING, "never", "camera")
            return self.camera(config.url.removeprefix(CAMERA))
        return self._services[config.kind].made(config.url, config.options, rehearsal=self._rehearsal)

    def look_around(self, *, anew: bool = False) -> None:
        """Ask printers and scanners now; takes seconds when one does not answer, so never on the GUI thread."""
        self._printers = self._room.looks()
        for asked in self._asked:
            quick = asked.config.url.startswith("folder:")
            if anew or quick or self._now() - asked.at >= ASK_AGAIN:
                self._ask(asked)

    def _ask(self, asked: _Asked) -> None:
        asked.at = self._now()
        try:
            look = getattr(self._driver(asked), "check", None)
            if look is not None:
                look()
        except DeviceError as error:
            absent = error.code in (codes.PAGES_ABSENT, codes.PAGES_TOOL_MISSING, codes.PAD_ABSENT)
            asked.state = DeviceState.ABSENT if absent else DeviceState.FAULT
            asked.code = error.code
        else:
            asked.state, asked.code = DeviceState.READY, ""

    # looks

    def statuses(self) -> list[DeviceStatus]:
        """All devices but the printers, with their counters."""
        watched = self.manager.status() if self.manager is not None else []
        return [*watched, *(one.status() for one in self._asked)]

    def printers(self) -> Sequence[PrinterLook]:
        """The printers as they were asked last."""
        return self._printers

    def rows(self) -> list[DeviceRow]:
        """Every device in words, for the page of devices."""
        rows = [_row(status, name) for status, name in _named(self.statuses())]
        if self.keyboard_scanner() is not None:
            rows.append(DeviceRow(f"{KIND_NAMES['code-scanner']}（键盘式）", "ok", "扫一下即可，是否接好看不到"))
        rows += [DeviceRow("设备设置", "danger", "看不懂", codes.BAD_SETTING)] * bool(self.misread)
        return rows + self.printer_rows()

    def printer_rows(self) -> list[DeviceRow]:
        """Every printer: what it says of itself, and which papers it prints."""
        return [_printer_row(look) for look in self._printers]

    def stands_for(self, job: PrintJob) -> str:
        """What the printer that has ``job``, or will have it, waits for, as it was asked last; "" when for nothing."""
        name = self._room.at(job)
        return next((look.stands for look in self._printers if look.called == name), "")

    def lacks(self) -> tuple[str, ...]:
        """What is missing here (差什么), each in a few words; a blink of a line is not told."""
        pairs = _named(self.statuses())
        found = {(lack.kind, lack.url) for lack in self._readiness.lacks(self._for_settling(pairs), self._now())}
        words = [
            f"{_short(name)}{_STATE_WORDS[status.state]}"
            for status, name in pairs
            if (status.kind, status.url) in found
        ]
        if not any(status.kind == "id-card" for status, _ in pairs):
            words.insert(0, "读卡器未设置")
        words += [
            f"{look.name}{_PRINTER_LACKS[look.state]}"
            for look in self._printers
            if look.state in _PRINTER_LACKS and ("printer", look.name) in found
        ]
        return tuple(words)

    def low(self) -> tuple[str, ...]:
        """Printers that still print and whose paper ends soon: it can be fetched before somebody waits for it."""
        return tuple(look.name for look in self._printers if look.state is PrinterState.PAPER_LOW)

    def _for_settling(self, pairs: Sequence[tuple[DeviceStatus, str]]) -> list[DeviceStatus]:
        printers = [
            DeviceStatus(
                "printer",
                look.name,
                DeviceState.FAULT if look.state in _PRINTER_LACKS else DeviceState.READY,
                "",
            )
            for look in self._printers
        ]
        return [*(status for status, _ in pairs), *printers]


def scanner_forms(options: Mapping[str, str]) -> Mapping[str, str]:
    """The forms of codes that a hall's scanner knows besides the common ones, by kind."""
    own = {kind: options[kind] for kind in ("licence", "blank", "bundle", "waybill") if options.get(kind)}
    return {**FORMS, **own}


def _read(settings: Mapping[str, Any]) -> tuple[tuple[DeviceConfig, ...], int]:
    """The configured devices, and how many tables cannot be read; one of them stops no other."""
    configs: list[DeviceConfig] = []
    misread = 0
    tables = settings.get("devices", ())
    pieces: list[Mapping[str, Any]] = [{"reader": settings.get("reader")}]
    for piece in [*pieces, *({"devices": [table]} for table in tables)]:
        try:
            configs += device_configs(piece)
        except (ValueError, AttributeError):
            misread += 1
    return tuple(configs), misread


def _named(statuses: Sequence[DeviceStatus]) -> list[tuple[DeviceStatus, str]]:
    """Each with its name; the second of a kind says that it is the second."""
    seen: dict[str, int] = {}
    found = []
    for status in statuses:
        seen[status.kind] = seen.get(status.kind, 0) + 1
        name = KIND_NAMES.get(status.kind, status.kind)
        found.append((status, name if seen[status.kind] == 1 else f"{name} {seen[status.kind]}"))
    return found


def _short(name: str) -> str:
    return name.replace(KIND_NAMES["id-card"], "读卡器")


def _row(status: DeviceStatus, name: str) -> DeviceRow:
    if status.kind in _WHEN_NEEDED:
        return DeviceRow(name, "ok", "已设置，用到时才连接")
    ready = status.state in (DeviceState.READY, DeviceState.BUSY)
    state = "ok" if ready else "warn"
    return DeviceRow(name, state, _STATE_WORDS[status.state], "" if ready and not status.code else status.code)


def _printer_row(look: PrinterLook) -> DeviceRow:
    bad = look.state in _PRINTER_LACKS
    state = "danger" if look.problem else "warn" if bad or look.state in _PRINTER_WARNS else "ok"
    name = look.name if "机" in look.name else f"打印机 {look.name}"
    detail = look.problem or papers_words(look.papers)
    return DeviceRow(name, state, look.words, detail, printer=True)


def papers_words(papers: Sequence[str]) -> str:
    """Names of the papers that a printer takes; the one for everything takes the rest."""
    if not papers:
        return "其余文书"
    names = {kind.value.split("-")[0]: PAPER_RULES[kind].name for kind in PaperKind}
    return "、".join(names.get(code, code) for code in papers)

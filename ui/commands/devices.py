"""``devices``: what can be plugged in, what is plugged in now, and the simulators that ship."""

from __future__ import annotations

import argparse
import json
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.domain.people import mask_name, mask_number
from app.ports import DeviceState
from devices import codes
from devices.child import CHILDREN, run
from devices.kinds import DEVICES, DeviceConfig, DeviceKind
from devices.services import SERVICES, ServiceKind
from devices.worker import DeviceStatus
from ui.bootstrap import Workplace, texts_folder
from ui.commands.common import say, verbs, workplace
from ui.plugged import Plugged, Told
from ui.texts import Texts

KINDS: tuple[DeviceKind | ServiceKind, ...] = (*DEVICES, *SERVICES)


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``devices``."""
    made = verbs(parser, {"list": _list, "watch": _watch, "simulate": _simulate, "child": _child})
    watch = made["watch"]
    watch.add_argument(
        "--device", action="append", default=[], metavar="KIND=ADDRESS", help="不用数据目录里的设置"
    )
    watch.add_argument("--seconds", type=float, default=0.0, help="看多久（默认一直看，Ctrl-C 结束）")
    made["simulate"].add_argument("name", choices=[kind.name for kind in KINDS])
    made["simulate"].add_argument("words", nargs=argparse.REMAINDER)
    made["child"].description = "一个设备的辅助进程，由程序自己启动"
    made["child"].add_argument("module", choices=sorted(CHILDREN))
    made["child"].add_argument("words", nargs=argparse.REMAINDER)


def _list(given: argparse.Namespace) -> int:
    """The kinds, and what of them is set up here with its state: as the window sees it when one is open."""
    texts = Texts.load(texts_folder())
    with workplace(given, live=True) as at:
        if at.plugged.manager is None:
            at.plugged.look_around()
        here = [_told(status, texts) for status in _statuses(at)]
        printers = [asdict(row) for row in at.plugged.printer_rows()]
    rows: list[dict[str, Any]] = [
        {
            "name": kind.name,
            "options": {o.name: o.help for o in kind.options},
            "here": [one for one in here if one["kind"] == kind.name],
        }
        for kind in KINDS
    ]
    lines = [_lines(row) for row in rows]
    lines += [f"打印机 {row['name']}  {row['words']}（{row['detail']}）" for row in printers]
    say(given, [*rows, {"name": "printer", "options": {}, "here": printers}], "\n".join(lines))
    return 0


def _lines(row: Mapping[str, Any]) -> str:
    """A kind, how what is set up of it stands, and its options."""
    here = [f"  {one['url']}  {one['text']}".rstrip() for one in row["here"]]
    options = [f"    {name}: {words}" for name, words in row["options"].items()]
    return "\n".join([str(row["name"]), *here, *options])


def _statuses(at: Workplace) -> list[DeviceStatus]:
    """What runs, and what would run once a window is open."""
    found = at.plugged.statuses()
    known = {(status.kind, status.url) for status in found}
    rest = [one for one in at.plugged.configs if (one.kind, one.url) not in known]
    return [*found, *(DeviceStatus(one.kind, one.url, DeviceState.ABSENT, codes.STOPPED) for one in rest)]


def _told(status: DeviceStatus, texts: Texts) -> dict[str, Any]:
    words = texts.error(status.code).what if status.code else "可用"
    return {**asdict(status), "text": "" if status.code == codes.STOPPED else words}


def _simulate(given: argparse.Namespace) -> int:
    # A simulated card is a forged identity anywhere but in a rehearsal: the face refuses its module numbers.
    kind = next(kind for kind in KINDS if kind.name == given.name)
    return kind.simulator(given.words, rehearsal=True)


def _child(given: argparse.Namespace) -> int:
    return run(given.module, given.words)


class _Teller:
    """Says what happens on the devices of a port, a line each; names and numbers are masked."""

    def __init__(self, port: str, texts: Texts, as_json: bool, lock: threading.Lock) -> None:
        self._port = port
        self._texts = texts
        self._json = as_json
        self._lock = lock

    def on_reading(self, reading: Any) -> None:
        """What was read, as far as it may be shown."""
        if self._port == "rating":
            # What she thinks of this counter is nobody's business here.
            self._say("reading", text=self._texts.t("rating.pressed"))
        elif self._port == "code":
            self._say("reading", code=reading.kind, text=self._texts.t(f"code-kind.{reading.kind}"))
        else:
            who = f"{mask_name(reading.name)} {mask_number(reading.number)}".strip()
            self._say("reading", text=who, warnings=list(reading.warnings))

    def on_removed(self) -> None:
        """It was taken away."""
        self._say("removed")

    def on_hint(self, code: str) -> None:
        """What a person can do."""
        words = self._texts.error(code)
        self._say("hint", code=code, text=words.what + words.next)

    def on_state(self, state: DeviceState, code: str) -> None:
        """Where the device stands."""
        words = self._texts.error(code)
        self._say("state", state=state.value, code=code, text=words.what + words.next)

    def _say(self, what: str, **more: Any) -> None:
        line = {"port": self._port, "what": what, **more}
        plain = "  ".join(str(value) for value in line.values() if value != [])
        with self._lock:
            print(json.dumps(line, ensure_ascii=False) if self._json else plain, flush=True)


def _configs(words: Sequence[str]) -> list[DeviceConfig]:
    """``KIND=ADDRESS`` of the command line; ValueError for anything else."""
    found = []
    for word in words:
        kind, given, url = word.partition("=")
        if not given or not url:
            raise ValueError(f"{word} is not KIND=ADDRESS")
        found.append(DeviceConfig(kind, url))
    return found


def _watch(given: argparse.Namespace) -> int:
    """Drive the devices, or look on where a window drives them; tell what happens, and their counters at the end."""
    try:
        configs = _configs(given.device)
    except ValueError as error:
        say(given, {"error": str(error)}, f"设备设置看不懂：{error}")
        return 2
    # With devices of its own it needs nobody's, and disturbs nobody.
    with workplace(given, live=not configs) as at:
        return _look_on(given, at, configs)


def _look_on(given: argparse.Namespace, at: Workplace, configs: Sequence[DeviceConfig]) -> int:
    plugged = at.plugged
    if configs or plugged.manager is None:
        rehearsal, settings = at.profile.rehearsal, {**at.profile.config.extra}
        if configs:
            tables = [{"kind": one.kind, "url": one.url, **one.options} for one in configs]
            settings = {"devices": tables}
        plugged = Plugged(settings, rehearsal, at.press.printers, at.clock.monotonic)
        if not plugged.configs:
            words = "没有设置任何设备：请用 --device id-card=地址，或在 config.toml 里写 [[devices]]"
            say(given, [], words)
            return 1
    texts = Texts.load(texts_folder())
    tellers = {
        kind.port: _Teller(kind.port, texts, getattr(given, "json", False), threading.Lock())
        for kind in DEVICES
    }
    looker = plugged.look_on()
    own = plugged.manager is None
    if own:
        plugged.start()
    else:
        _tell_states(plugged, tellers)
    try:
        _pass_on(given, looker, tellers)
    finally:
        plugged.look_away(looker)
        now = plugged.manager.status() if plugged.manager is not None else []
        if own:
            plugged.stop()
    for status in now:
        _say_status(given, status)
    return 0 if all(status.state in {DeviceState.READY, DeviceState.BUSY} for status in now) else 1


def _tell_states(plugged: Plugged, tellers: Mapping[str, _Teller]) -> None:
    """How things stand when somebody begins to look on."""
    ports = {kind.name: kind.port for kind in DEVICES}
    for status in plugged.statuses():
        if status.kind in ports:
            tellers[ports[status.kind]].on_state(status.state, status.code)


def _pass_on(
    given: argparse.Namespace, looker: queue.SimpleQueue[Told], tellers: Mapping[str, _Teller]
) -> None:
    """Tell what happens until the time is over, the person has seen enough, or nobody listens any more."""
    gone = getattr(given, "gone", lambda: False)
    until = time.monotonic() + given.seconds if given.seconds else float("inf")
    try:
        while time.monotonic() < until and not gone():
            try:
                told = looker.get(timeout=min(0.2, max(0.0, until - time.monotonic())))
            except queue.Empty:
                continue
            _pass(told, tellers[told.port])
    except KeyboardInterrupt:
        return


def _pass(told: Told, teller: _Teller) -> None:
    match told.what:
        case "reading":
            teller.on_reading(told.reading)
        case "removed":
            teller.on_removed()
        case "hint":
            teller.on_hint(told.code)
        case _:
            teller.on_state(DeviceState(told.state), told.code)


def _say_status(given: argparse.Namespace, status: DeviceStatus) -> None:
    """A device with its counters."""
    counts = [f"打开 {status.opens} 次", f"读 {status.reads} 次"]
    counts += [f"{code} {count} 次" for code, count in status.errors.items()]
    text = f"{status.kind} {status.url}  {status.state.value} {status.code}  {'，'.join(counts)}"
    data = {"what": "status", **asdict(status)}
    print(json.dumps(data, ensure_ascii=False) if getattr(given, "json", False) else text, flush=True)

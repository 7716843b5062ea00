"""``devices``: what can be plugged in, what is plugged in now, and the simulators that ship."""

from __future__ import annotations

import argparse
import json
import threading
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from app.domain.people import mask_name, mask_number
from app.ports import DeviceState
from devices.child import CHILDREN, run
from devices.kinds import DEVICES, DeviceConfig, DeviceKind, device_configs
from devices.services import SERVICES, ServiceKind
from devices.worker import DeviceStatus
from ui.bootstrap import texts_folder
from ui.commands.common import say, verbs, workplace
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
    rows = [{"name": kind.name, "options": {o.name: o.help for o in kind.options}} for kind in KINDS]
    say(given, rows, "\n".join(str(row["name"]) for row in rows))
    return 0


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
        if self._port == "code":
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
    """Drive the devices and tell what happens to them, with their counters at the end."""
    from devices.manager import DeviceManager

    with workplace(given) as at:
        rehearsal, settings = at.profile.rehearsal, at.profile.config.extra
    try:
        configs = _configs(given.device) or list(device_configs(settings))
    except ValueError as error:
        say(given, {"error": str(error)}, f"设备设置看不懂：{error}")
        return 2
    if not configs:
        say(given, [], "没有设置任何设备：请用 --device id-card=地址，或在 config.toml 里写 [[devices]]")
        return 1
    texts, lock = Texts.load(texts_folder()), threading.Lock()
    ports = {kind.port: _Teller(kind.port, texts, getattr(given, "json", False), lock) for kind in DEVICES}
    manager = DeviceManager(configs, rehearsal=rehearsal)
    manager.start(ports["id-card"], ports)
    try:
        threading.Event().wait(given.seconds or None)
    except KeyboardInterrupt:
        pass
    finally:
        now = manager.status()
        manager.stop()
    for status in now:
        _say_status(given, status)
    return 0 if all(status.state in {DeviceState.READY, DeviceState.BUSY} for status in now) else 1


def _say_status(given: argparse.Namespace, status: DeviceStatus) -> None:
    """A device with its counters."""
    counts = [f"打开 {status.opens} 次", f"读 {status.reads} 次"]
    counts += [f"{code} {count} 次" for code, count in status.errors.items()]
    text = f"{status.kind} {status.url}  {status.state.value} {status.code}  {'，'.join(counts)}"
    data = {"what": "status", **asdict(status)}
    print(json.dumps(data, ensure_ascii=False) if getattr(given, "json", False) else text, flush=True)

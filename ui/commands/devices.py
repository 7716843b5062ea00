"""``devices``: what can be plugged in, and the simulators that ship."""

from __future__ import annotations

import argparse

from devices.child import CHILDREN, run
from devices.kinds import DEVICES
from ui.commands.common import say, verbs


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``devices``."""
    made = verbs(parser, {"list": _list, "simulate": _simulate, "child": _child})
    made["simulate"].add_argument("name", choices=[kind.name for kind in DEVICES])
    made["simulate"].add_argument("words", nargs=argparse.REMAINDER)
    made["child"].description = "一个设备的辅助进程，由程序自己启动"
    made["child"].add_argument("module", choices=sorted(CHILDREN))
    made["child"].add_argument("words", nargs=argparse.REMAINDER)


def _list(given: argparse.Namespace) -> int:
    rows = [{"name": kind.name, "options": {o.name: o.help for o in kind.options}} for kind in DEVICES]
    say(given, rows, "\n".join(row["name"] for row in rows))  # type: ignore[misc]
    return 0


def _simulate(given: argparse.Namespace) -> int:
    # A simulated card is a forged identity anywhere but in a rehearsal: the face refuses its module numbers.
    kind = next(kind for kind in DEVICES if kind.name == given.name)
    return kind.simulator(given.words, rehearsal=True)


def _child(given: argparse.Namespace) -> int:
    return run(given.module, given.words)

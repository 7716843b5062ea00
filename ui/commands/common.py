"""What the commands share: opening a profile, and saying things as text or as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ui.bootstrap import Settings, Workplace, open_workplace

Handler = Callable[[argparse.Namespace], int]


def say(given: argparse.Namespace, data: Any, text: str | None = None) -> None:
    """Print ``data`` as JSON with ``--json``, else ``text`` (or the JSON, indented)."""
    if getattr(given, "json", False):
        print(json.dumps(data, ensure_ascii=False))
    elif text is not None:
        print(text)
    else:
        print(json.dumps(data, ensure_ascii=False, indent=2))


@contextmanager
def workplace(given: argparse.Namespace, *, exclusive: bool = False) -> Iterator[Workplace]:
    """The profile of the call. Queries read beside a face that holds it, writers need it for themselves."""
    path: Path = given.profile
    rehearsal = not (path / "config.toml").exists()
    opened = open_workplace(Settings(profile=path, rehearsal=rehearsal, exclusive=exclusive or rehearsal))
    try:
        if opened.profile.rehearsal:
            opened.rehearsal_session()
        yield opened
    finally:
        opened.close()


def verbs(parser: argparse.ArgumentParser, made: Mapping[str, Handler]) -> dict[str, argparse.ArgumentParser]:
    """Sub-verbs of a command, each with its handler and ``--json``."""
    choices = parser.add_subparsers(dest="verb", required=True)
    found = {}
    for name, handler in made.items():
        verb = choices.add_parser(name)
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON")
        verb.add_argument("--profile", type=Path, default=argparse.SUPPRESS, help="数据目录")
        verb.set_defaults(handler=handler)
        found[name] = verb
    return found

"""What the commands share: opening a profile, and saying things as text or as JSON."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from app.errors import UserFacingError
from app.values import replace
from ui.bootstrap import Settings, Workplace, open_workplace, profile_exists, read_config
from ui.remote import answers, held_elsewhere

IN_USE = "ZC-PROFILE-01"

Handler = Callable[[argparse.Namespace], int]

NO_REGION = (
    "没有写区划代码 region：只按全国规定办理，本省的规定用不上。请在 config.toml 里写上，例如 "
    'region = "210106"，再重新打开程序；已经告知的期限不变'
)
"""Said to who sets a device up that was not told where it stands."""
NO_CENTRE = (
    "驿站没有写属于哪个区政务服务中心：收件凭证等谁的收件专用章，程序说不出名字。"
    '请在 config.toml 的 [extra] 里写上，例如 centre = "某某区政务服务中心"，再重新打开程序；收下的件不受影响'
)
"""Said of a station that was not told to which centre it belongs."""
REAL_NO_REGION = (
    "这台正式设备没有写区划代码 region：收的每一件都只按全国规定办理，"
    "辽宁、浙江的期限、容缺、告知承诺、文书依据都没有用上。"
    '在这两省的，请信息科现在就在 config.toml 里写上，例如 region = "210106"，重新打开程序，再查一遍；'
    "收下的件都在，没办结的改按本省规定，已经告知的期限不变。其他省本程序还没有专门规定，不用写"
)
"""Said by the doctor of a device that takes in real cases; a place of a province without rules here is not taken."""


def say(given: argparse.Namespace, data: Any, text: str | None = None) -> None:
    """Print ``data`` as JSON with ``--json``, else ``text`` (or the JSON, indented)."""
    if getattr(given, "json", False):
        print(json.dumps(data, ensure_ascii=False))
    elif text is not None:
        print(text)
    else:
        print(json.dumps(data, ensure_ascii=False, indent=2))


asker: ContextVar[Callable[[Sequence[str]], list[str]] | None] = ContextVar("asker", default=None)
"""Who answers the questions of a command that is carried out for another process."""


def ask_in_turn(*questions: str) -> list[str]:
    """An answer each, from the terminal (the last unseen), or as many lines of standard input."""
    other = asker.get()
    if other is not None:
        return other(questions)
    if sys.stdin.isatty():
        return [*(input(question) for question in questions[:-1]), getpass.getpass(questions[-1])]
    return [sys.stdin.readline().rstrip("\n") for _ in questions]


def _who() -> tuple[str, str]:
    """Number and password of the operator of a real profile, from the terminal or two lines of standard input."""
    number, password = ask_in_turn("工号：", "口令：")
    return number, password


@contextmanager
def workplace(
    given: argparse.Namespace, *, exclusive: bool = False, live: bool = False
) -> Iterator[Workplace]:
    """The profile of the call. Queries read beside a face that holds it; what writes (``exclusive``) is carried out by
    the holder, and so is what asks of its devices (``live``) where it answers.

    Raises HeldElsewhereError for those two: the command line is then handed over.
    """
    enter = getattr(given, "enter", None)
    if enter is not None:
        yield enter()
        return
    path: Path = given.profile
    fresh = not profile_exists(path)
    settings = Settings(profile=path, rehearsal=fresh)
    who = None if fresh or read_config(path).rehearsal else _who()
    try:
        opened = open_workplace(settings, who)
    except UserFacingError as error:
        if error.code != IN_USE:
            raise
        if exclusive or (live and answers(path)):
            raise held_elsewhere(error, who) from error
        opened = open_workplace(replace(settings, exclusive=False), who)
    try:
        if who is None:
            opened.rehearsal_session()
        elif opened.profile.holds_lock:
            opened.log_in(*who, opening=True)
        else:
            opened.sit_down(who[0])
        yield opened
    finally:
        opened.close()


def verbs(
    parser: argparse.ArgumentParser, made: Mapping[str, Handler], *, required: bool = True
) -> dict[str, argparse.ArgumentParser]:
    """Sub-verbs of a command, each with its handler and ``--json``; without one the command's own handler runs."""
    choices = parser.add_subparsers(dest="verb", required=required)
    found = {}
    for name, handler in made.items():
        verb = choices.add_parser(name)
        verb.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON")
        verb.add_argument("--profile", type=Path, default=argparse.SUPPRESS, help="数据目录")
        verb.set_defaults(handler=handler)
        found[name] = verb
    return found

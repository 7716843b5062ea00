"""A command line handed to the program that holds the profile: its output comes back here, its exit code is ours."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.errors import UserFacingError
from ui.heldline import call, heard, say

Ask = Callable[[Sequence[str]], list[str]]


class HeldElsewhereError(UserFacingError):
    """Another process holds the profile; ``who`` is the session that was asked for, None in a rehearsal."""

    who: tuple[str, str] | None = None


def held_elsewhere(error: UserFacingError, who: tuple[str, str] | None) -> HeldElsewhereError:
    """The same words, with the session to go on with at the holder."""
    found = HeldElsewhereError(error.code, error.what, error.kept, error.what_next)
    found.who = who
    return found


def answers(profile: Path) -> bool:
    """Whether the holder of ``profile`` takes command lines."""
    line = call(profile)
    if line is not None:
        line.close()
    return line is not None


def hand_over(profile: Path, words: Sequence[str], held: HeldElsewhereError, ask: Ask) -> int:
    """Have the holder carry out ``words``. Returns its exit code.

    Raises ``held`` when nobody answers there, UserFacingError ZC-HOLD-02 when the holder ended before it said how the
    command went.
    """
    line = call(profile)
    if line is None:
        raise held
    try:
        say(line, {"argv": list(words), "who": held.who, "cwd": str(Path.cwd()), "pid": os.getpid()})
        for told in heard(line):
            if "exit" in told:
                return int(told["exit"])
            if "ask" in told:
                say(line, {"answers": ask(told["ask"])})
            else:
                _print(told)
    except KeyboardInterrupt:
        return 1
    except (OSError, ValueError) as error:
        raise _broken_off() from error
    finally:
        line.close()
    raise _broken_off()


def _print(told: dict[str, Any]) -> None:
    for name, stream in (("out", sys.stdout), ("err", sys.stderr)):
        if name in told:
            stream.write(str(told[name]))
            stream.flush()


def _broken_off() -> UserFacingError:
    return UserFacingError(
        "ZC-HOLD-02",
        "正在使用这个数据目录的窗口在执行中退出了，不知道这条命令做完没有。",
        "已经写入磁盘的都在，没有写完的一项都没有留下。",
        "请重新打开窗口，查看结果后再决定是否重做；可用 zongchuang verify 核对。",
    )

"""What the shipped simulators share: the refusal of a real profile and the talk over standard input."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TextIO

from app.errors import UserFacingError

from . import codes

# The number of the shipped simulated module, and the names of readers that are software: a real profile refuses them.
SIMULATED_SAM_ID = "05.01-20090101-0000000001-0000000000"
VIRTUAL_READERS = ("Zongchuang Virtual Reader", "Virtual PCD")
SIMULATED_FACES = "Zongchuang Rehearsal Face"
SIMULATED_PAD = "Zongchuang Rehearsal Pad"
SIMULATED_RATING = "Zongchuang Rehearsal Rating"


def refuse_real_profile(rehearsal: bool) -> None:
    """UserFacingError ``ZC-DEV-41`` unless the profile is a rehearsal: a simulated card is a forged identity."""
    if not rehearsal:
        raise UserFacingError(
            codes.SIMULATOR_REFUSED,
            "正式环境不能使用模拟设备。",
            "没有采用任何内容，已有数据没有改变。",
            "请接上真实的设备；要练习请打开演练环境。",
        )


def converse(source: Iterable[str], sink: TextIO, obey: Callable[[str], None]) -> None:
    """Obey line after line until ``quit`` or the end; each is answered by ``ok`` or ``error CODE sentence``."""
    for text in source:
        line = text.strip()
        if line == "quit":
            return
        if not line:
            continue
        try:
            obey(line)
        except UserFacingError as error:
            say(sink, f"error {error.code} {error.what}")
        else:
            say(sink, "ok")


def say(sink: TextIO, text: str) -> None:
    """One line, at once."""
    sink.write(text + "\n")
    sink.flush()


def bad_line(error: ValueError, usable: str) -> UserFacingError:
    """What a control line that cannot be obeyed is answered with (``ZC-DEV-46``)."""
    return UserFacingError(
        codes.BAD_CONTROL_LINE,
        f"模拟设备看不懂这一行：{error}",
        "设备没有改变。",
        f"可用：{usable}。",
    )

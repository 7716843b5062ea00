"""The local line between a command and the program that holds the profile: a 0600 socket, lines of JSON.

One process writes a profile. Queries read beside it; what writes or drives a device is carried out by the holder.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.errors import UserFacingError

NAME = "holder.sock"
LONGEST_PATH = 96
"""Bytes of a socket's path that every Unix takes, with room for the name under which it is made."""
LONGEST_LINE = 1 << 20
_CREDENTIALS = struct.Struct("3i")


def can_hold() -> bool:
    """Whether this system has sockets in the file system with the user on the other end known."""
    return hasattr(socket, "AF_UNIX") and hasattr(socket, "SO_PEERCRED")


def socket_path(profile: Path) -> Path:
    """Where the holder of ``profile`` listens: in the data folder, or, when its path is too long for a socket, in a
    private folder of the user. Raises UserFacingError ZC-HOLD-04 when that folder is somebody else's.
    """
    own = profile.resolve() / NAME
    if len(os.fsencode(own)) <= LONGEST_PATH:
        return own
    digest = hashlib.sha256(os.fsencode(profile.resolve())).hexdigest()[:24]
    return _private_folder() / f"{digest}.sock"


def _private_folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    short = runtime and len(runtime.encode()) < LONGEST_PATH - 48
    folder = Path(runtime) / "zongchuang" if short else Path(tempfile.gettempdir()) / f"zongchuang-{os.getuid()}"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or stat.S_IMODE(found.st_mode) & 0o077:
        raise UserFacingError(
            "ZC-HOLD-04",
            f"{folder} 不是本用户独用的文件夹，不能在那里与窗口通话。",
            "没有改变任何数据。",
            "请删除该文件夹后再试，或把数据目录放到路径短一些的地方。",
        )
    return folder


def listen(path: Path) -> socket.socket:
    """A listening socket at ``path`` that nobody else may open, not even for a moment. Raises OSError.

    What lies there is of a holder that is gone: whoever calls this has the lock of the profile.
    """
    made = path.with_name(f"{path.name}.new")
    made.unlink(missing_ok=True)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.bind(os.fspath(made))
        made.chmod(0o600)
        line.listen(8)
        made.replace(path)
    except BaseException:
        line.close()
        made.unlink(missing_ok=True)
        raise
    return line


def call(profile: Path, seconds: float = 5.0) -> socket.socket | None:
    """A line to the holder of ``profile``; None when nobody answers there, or it is not the same user."""
    if not can_hold():
        return None
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(seconds)
    try:
        line.connect(os.fspath(socket_path(profile)))
        if same_user(line):
            line.settimeout(None)
            return line
    except OSError:
        pass
    line.close()
    return None


def same_user(line: socket.socket) -> bool:
    """Whether the process at the other end belongs to the user of this one; the kernel says so, not the process."""
    if sys.platform == "win32":
        return False
    told = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return bool(_CREDENTIALS.unpack(told)[1] == os.getuid())


def say(line: socket.socket, told: Mapping[str, Any]) -> None:
    """One line. Raises OSError."""
    line.sendall(json.dumps(told, ensure_ascii=False).encode() + b"\n")


def heard(line: socket.socket) -> Iterator[dict[str, Any]]:
    """Every line until the other end hangs up. Raises ValueError for what is none, OSError."""
    rest = b""
    while piece := line.recv(65536):
        rest += piece
        *whole, rest = rest.split(b"\n")
        if len(rest) > LONGEST_LINE:
            raise ValueError("a line without an end")
        for each in whole:
            told = json.loads(each)
            if not isinstance(told, dict):
                raise ValueError("not a line of ours")
            yield told

"""Opening and closing a serial port (any pyserial URL), with every way that can fail as a DeviceError."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from types import MappingProxyType

import serial

from app.errors import DeviceError

from . import codes

if sys.platform == "win32":
    _LINE_ERRORS: tuple[type[Exception], ...] = (OSError, TypeError)
else:
    import termios

    # pyserial lets termios errors through, and answers a port that vanished in mid-call with a TypeError.
    _LINE_ERRORS = (OSError, TypeError, termios.error)

WRITE_TIMEOUT = 1.0
_OPEN_FAILURES: Mapping[int, str] = MappingProxyType(
    {
        errno.EACCES: codes.NO_PERMISSION,
        errno.EPERM: codes.NO_PERMISSION,
        errno.EBUSY: codes.PORT_IN_USE,
        errno.EAGAIN: codes.PORT_IN_USE,
    }
)


def open_port(url: str, baudrate: int) -> serial.Serial:
    """A port for this program alone.

    DeviceError: ABSENT, NO_PERMISSION, PORT_IN_USE (``reopen``), BAD_SETTING (``never``).
    """
    try:
        port = serial.serial_for_url(
            url, do_not_open=True, baudrate=baudrate, write_timeout=WRITE_TIMEOUT, exclusive=True
        )
        port.open()
    except ValueError as error:
        raise DeviceError(codes.BAD_SETTING, "never", type(error).__name__) from error
    except _LINE_ERRORS as error:
        code = _OPEN_FAILURES.get(getattr(error, "errno", None) or 0, codes.ABSENT)
        raise DeviceError(code, "reopen", type(error).__name__) from error
    return port


def close_port(port: serial.Serial) -> None:
    """Let go of a port; never raises, also when the cable is gone."""
    inner: socket.socket | None = getattr(port, "_socket", None)
    with suppress(*_LINE_ERRORS):
        port.close()
    if inner is not None:
        # pyserial forgets to close the socket when the other end was gone first.
        inner.close()


@contextmanager
def line_errors() -> Iterator[None]:
    """Turn what a port raises in use into DeviceErrors NO_ANSWER and UNPLUGGED, both ``reopen``."""
    try:
        yield
    except serial.SerialTimeoutException as error:
        raise DeviceError(codes.NO_ANSWER, "reopen", "write") from error
    except _LINE_ERRORS as error:
        raise DeviceError(codes.UNPLUGGED, "reopen", type(error).__name__) from error

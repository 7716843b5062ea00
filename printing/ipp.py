"""Just enough of the Internet Printing Protocol (RFC 8010, 8011) to ask a printer how it is and what became of
a job.
"""

from __future__ import annotations

import http.client
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

GET_JOB_ATTRIBUTES = 0x0009
GET_PRINTER_ATTRIBUTES = 0x000B
OPERATION, JOB, END, PRINTER = 0x01, 0x02, 0x03, 0x04
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
NAME, KEYWORD, URI, CHARSET, LANGUAGE = 0x42, 0x44, 0x45, 0x47, 0x48
_NUMBERS = (INTEGER, ENUM)

Value = int | bool | str | bytes


class IppError(Exception):
    """The answer was no IPP, or named an error status; the message carries it."""


@dataclass(frozen=True)
class Attribute:
    """An attribute of a request: value tag, name, values."""

    tag: int
    name: str
    values: tuple[str | int, ...]


def encode(operation: int, attributes: Sequence[Attribute], request_id: int = 1) -> bytes:
    """A request of IPP 2.0 with one operation group; charset and language come first, as RFC 8011 4.1.4 wants."""
    head = (
        Attribute(CHARSET, "attributes-charset", ("utf-8",)),
        Attribute(LANGUAGE, "attributes-natural-language", ("en",)),
    )
    parts = [struct.pack(">BBHI", 2, 0, operation, request_id), bytes([OPERATION])]
    for attribute in (*head, *attributes):
        for index, value in enumerate(attribute.values):
            # Further values of the same attribute have an empty name.
            name = attribute.name.encode("ascii") if index == 0 else b""
            data = struct.pack(">i", value) if isinstance(value, int) else value.encode("utf-8")
            parts.append(
                struct.pack(">BH", attribute.tag, len(name)) + name + struct.pack(">H", len(data)) + data
            )
    return b"".join([*parts, bytes([END])])


def decode(message: bytes) -> tuple[int, dict[str, tuple[Value, ...]]]:
    """Status code and all attributes of an answer, groups merged. Raises IppError when the bytes are cut short
    or no IPP.
    """
    if len(message) < 9 or message[0] not in (1, 2):
        raise IppError("not an IPP answer")
    (status,) = struct.unpack_from(">H", message, 2)
    found: dict[str, tuple[Value, ...]] = {}
    at, name = 8, ""
    try:
        while message[at] != END:
            tag = message[at]
            if tag < 0x10:
                at += 1
                continue
            (long_name,) = struct.unpack_from(">H", message, at + 1)
            at += 3
            if long_name:
                name = message[at : at + long_name].decode("ascii")
                found[name] = ()
            at += long_name
            (long_value,) = struct.unpack_from(">H", message, at)
            data = message[at + 2 : at + 2 + long_value]
            if len(data) != long_value:
                raise IppError("answer cut short")
            at += 2 + long_value
            found[name] = (*found.get(name, ()), _value(tag, data))
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise IppError("answer cut short") from error
    return status, found


def _value(tag: int, data: bytes) -> Value:
    if tag in _NUMBERS and len(data) == 4:
        return int.from_bytes(data, "big", signed=True)
    if tag == BOOLEAN and len(data) == 1:
        return data != b"\0"
    if 0x40 <= tag <= 0x4F:
        return data.decode("utf-8", "replace")
    return data


def ask(
    uri: str, operation: int, attributes: Sequence[Attribute], timeout: float = 2.0
) -> dict[str, tuple[Value, ...]]:
    """Send a request to an ``ipp://`` address and give back the attributes.

    Raises OSError when nobody answers within ``timeout`` seconds, IppError when the answer is an error.
    """
    parts = urlsplit(uri)
    if parts.scheme != "ipp" or not parts.hostname:
        raise IppError(f"cannot ask {parts.scheme}")
    connection = http.client.HTTPConnection(parts.hostname, parts.port or 631, timeout=timeout)
    body = encode(operation, (Attribute(URI, "printer-uri", (uri,)), *attributes))
    try:
        connection.request("POST", parts.path or "/", body, {"Content-Type": "application/ipp"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise IppError(f"HTTP {answer.status}")
        status, found = decode(answer.read())
    except http.client.HTTPException as error:
        raise IppError("not an IPP answer") from error
    finally:
        connection.close()
    if status >= 0x0100:
        raise IppError(f"status {status:#06x}")
    return found


def printer_attributes(uri: str, timeout: float = 2.0) -> dict[str, tuple[Value, ...]]:
    """State, reasons and address of the device. Errors as :func:`ask`."""
    wanted = ("printer-state", "printer-state-reasons", "device-uri", "printer-is-accepting-jobs")
    return ask(uri, GET_PRINTER_ATTRIBUTES, (Attribute(KEYWORD, "requested-attributes", wanted),), timeout)


def job_attributes(uri: str, job: int, timeout: float = 2.0) -> dict[str, tuple[Value, ...]]:
    """State and reasons of a job of the printer at ``uri``. Errors as :func:`ask`."""
    wanted = ("job-state", "job-state-reasons", "job-printer-state-message")
    asked = (
        Attribute(INTEGER, "job-id", (job,)),
        Attribute(KEYWORD, "requested-attributes", wanted),
    )
    return ask(uri, GET_JOB_ATTRIBUTES, asked, timeout)

"""Just enough of the Internet Printing Protocol (RFC 8010, 8011) to hand a page to a printer, ask how the printer is
and what became of the job, take it back, and leave nothing of it behind.
"""

from __future__ import annotations

import http.client
import ssl
import struct
from collections.abc import Sequence
from urllib.parse import urlsplit

from app.values import dataclass

PRINT_JOB = 0x0002
VALIDATE_JOB, CREATE_JOB, SEND_DOCUMENT = 0x0004, 0x0005, 0x0006
CANCEL_JOB = 0x0008
GET_JOB_ATTRIBUTES = 0x0009
GET_JOBS = 0x000A
GET_PRINTER_ATTRIBUTES = 0x000B
OPERATION, JOB, END, PRINTER = 0x01, 0x02, 0x03, 0x04
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
RESOLUTION, RANGE = 0x32, 0x33
TEXT, NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
_NUMBERS = (INTEGER, ENUM)
PENDING, HELD, PROCESSING, STOPPED_JOB, CANCELLED, ABORTED, COMPLETED = 3, 4, 5, 6, 7, 8, 9
"""States of a job that matter here (RFC 8011 5.3.7)."""
AT_WORK = frozenset({PENDING, PROCESSING})

Value = int | bool | str | bytes


class IppError(Exception):
    """The answer was no IPP, or named an error status; the message carries it."""


class IppRefusedError(IppError):
    """The printer answered that it did not do it."""


@dataclass(frozen=True)
class Attribute:
    """An attribute of a message: value tag, name, values (bytes for syntaxes that have no simpler form)."""

    tag: int
    name: str
    values: tuple[str | int | bool | bytes, ...]


def encode(
    operation: int,
    attributes: Sequence[Attribute],
    request_id: int = 1,
    job: Sequence[Attribute] = (),
    document: bytes = b"",
) -> bytes:
    """A request of IPP 2.0; charset and language come first, as RFC 8011 4.1.4 wants. ``job`` are the attributes of
    a job template, ``document`` the page itself.
    """
    head = (
        Attribute(CHARSET, "attributes-charset", ("utf-8",)),
        Attribute(LANGUAGE, "attributes-natural-language", ("en",)),
    )
    groups: list[tuple[int, Sequence[Attribute]]] = [(OPERATION, (*head, *attributes))]
    if job:
        groups.append((JOB, job))
    return message(operation, request_id, groups) + document


def message(code: int, request_id: int, groups: Sequence[tuple[int, Sequence[Attribute]]]) -> bytes:
    """A request or an answer: ``code`` is the operation or the status, each group a delimiter and its attributes."""
    parts = [struct.pack(">BBHI", 2, 0, code, request_id)]
    for delimiter, attributes in groups:
        parts.append(bytes([delimiter]))
        for attribute in attributes:
            for index, value in enumerate(attribute.values):
                # Further values of the same attribute have an empty name.
                name = attribute.name.encode("ascii") if index == 0 else b""
                data = _bytes(attribute.tag, value)
                parts.append(struct.pack(">BH", attribute.tag, len(name)) + name)
                parts.append(struct.pack(">H", len(data)) + data)
    return b"".join([*parts, bytes([END])])


def _bytes(tag: int, value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    if tag == BOOLEAN:
        return b"\1" if value else b"\0"
    return struct.pack(">i", value) if isinstance(value, int) else value.encode("utf-8")


@dataclass(frozen=True)
class Message:
    """A decoded message: ``code`` is the status of an answer or the operation of a request; ``document`` what follows
    the attributes.
    """

    code: int
    request_id: int
    groups: tuple[tuple[int, dict[str, tuple[Value, ...]]], ...]
    document: bytes

    @property
    def merged(self) -> dict[str, tuple[Value, ...]]:
        """All attributes, whatever their group."""
        return {name: values for _, group in self.groups for name, values in group.items()}


def decode(answer: bytes) -> tuple[int, dict[str, tuple[Value, ...]]]:
    """Status code and all attributes of an answer, groups merged. Raises IppError when the bytes are cut short
    or no IPP.
    """
    found = parse(answer)
    return found.code, found.merged


def parse(data: bytes) -> Message:
    """A whole message. Raises IppError when the bytes are cut short or no IPP."""
    if len(data) < 9 or data[0] not in (1, 2):
        raise IppError("not an IPP message")
    code, request_id = struct.unpack_from(">HI", data, 2)
    groups: list[tuple[int, dict[str, tuple[Value, ...]]]] = []
    at, name = 8, ""
    try:
        while data[at] != END:
            tag = data[at]
            at += 1
            if tag < 0x10:
                groups.append((tag, {}))
                continue
            named, at = _field(data, at)
            raw, at = _field(data, at)
            if not groups:
                raise IppError("attribute outside of a group")
            group = groups[-1][1]
            if named:
                name = named.decode("ascii")
                group[name] = ()
            group[name] = (*group.get(name, ()), _value(tag, raw))
    except (IndexError, struct.error, UnicodeDecodeError) as error:
        raise IppError("message cut short") from error
    return Message(code, request_id, tuple(groups), data[at + 1 :])


def _field(data: bytes, at: int) -> tuple[bytes, int]:
    (long,) = struct.unpack_from(">H", data, at)
    found = data[at + 2 : at + 2 + long]
    if len(found) != long:
        raise IppError("message cut short")
    return found, at + 2 + long


def _value(tag: int, data: bytes) -> Value:
    if tag in _NUMBERS and len(data) == 4:
        return int.from_bytes(data, "big", signed=True)
    if tag == BOOLEAN and len(data) == 1:
        return data != b"\0"
    if 0x40 <= tag <= 0x4F:
        return data.decode("utf-8", "replace")
    return data


def ask(
    uri: str,
    operation: int,
    attributes: Sequence[Attribute],
    timeout: float = 2.0,
    job: Sequence[Attribute] = (),
    document: bytes = b"",
) -> dict[str, tuple[Value, ...]]:
    """Send a request to an ``ipp://`` or ``ipps://`` address and give back the attributes.

    Raises OSError when nobody answers within ``timeout`` seconds, IppRefusedError when the answer is an error,
    IppError when it is no answer at all.
    """
    return exchange(uri, operation, attributes, timeout, job, document).merged


def exchange(
    uri: str,
    operation: int,
    attributes: Sequence[Attribute],
    timeout: float = 2.0,
    job: Sequence[Attribute] = (),
    document: bytes = b"",
) -> Message:
    """As :func:`ask`, with the groups of the answer kept apart (a list of jobs has one each)."""
    connection, path = _connection(uri, timeout)
    body = encode(operation, (Attribute(URI, "printer-uri", (uri,)), *attributes), 1, job, document)
    try:
        connection.request("POST", path, body, {"Content-Type": "application/ipp"})
        answer = connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise IppError(f"HTTP {answer.status}")
        found = parse(data)
    except ConnectionError:
        raise  # the line was cut before an answer: http.client calls that a bad answer as well
    except http.client.HTTPException as error:
        raise IppError("not an IPP answer") from error
    finally:
        connection.close()
    if found.code >= 0x0100:
        raise IppRefusedError(f"status {found.code:#06x}")
    return found


def _connection(uri: str, timeout: float) -> tuple[http.client.HTTPConnection, str]:
    parts = urlsplit(uri)
    if parts.scheme not in ("ipp", "ipps") or not parts.hostname:
        raise IppError(f"cannot ask {parts.scheme}")
    port = parts.port or 631
    if parts.scheme == "ipp":
        return http.client.HTTPConnection(parts.hostname, port, timeout=timeout), parts.path or "/"
    # Printers sign their certificates themselves; what is asked and answered here names nobody.
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    secure = http.client.HTTPSConnection(parts.hostname, port, timeout=timeout, context=trusting)
    return secure, parts.path or "/"


def printer_attributes(uri: str, timeout: float = 2.0) -> dict[str, tuple[Value, ...]]:
    """State, reasons and address of the device. Errors as :func:`ask`."""
    wanted = (
        "printer-state",
        "printer-state-reasons",
        "printer-state-message",
        "device-uri",
        "printer-is-accepting-jobs",
    )
    return ask(uri, GET_PRINTER_ATTRIBUTES, (Attribute(KEYWORD, "requested-attributes", wanted),), timeout)


def job_attributes(uri: str, job: int, user: str, timeout: float = 2.0) -> dict[str, tuple[Value, ...]]:
    """State and title of a job of the printer at ``uri``, as its owner ``user`` may see it. Errors as :func:`ask`."""
    wanted = ("job-state", "job-name", "job-printer-state-message")
    asked = (
        Attribute(INTEGER, "job-id", (job,)),
        Attribute(NAME, "requesting-user-name", (user,)),
        Attribute(KEYWORD, "requested-attributes", wanted),
    )
    return ask(uri, GET_JOB_ATTRIBUTES, asked, timeout)


def purge_job(uri: str, job: int, user: str, timeout: float = 2.0) -> None:
    """Have CUPS forget a finished job and its files (Cancel-Job with ``purge-job``). Errors as :func:`ask`."""
    asked = (
        Attribute(INTEGER, "job-id", (job,)),
        Attribute(NAME, "requesting-user-name", (user,)),
        Attribute(BOOLEAN, "purge-job", (True,)),
    )
    ask(uri, CANCEL_JOB, asked, timeout)


def open_jobs(uri: str, title: str, user: str, timeout: float = 2.0) -> list[tuple[int, int]]:
    """Number and state of each job of ``user`` with this title that is not printed yet. Errors as :func:`ask`."""
    asked = (
        Attribute(NAME, "requesting-user-name", (user,)),
        Attribute(KEYWORD, "which-jobs", ("not-completed",)),
        Attribute(BOOLEAN, "my-jobs", (True,)),
        Attribute(KEYWORD, "requested-attributes", ("job-id", "job-name", "job-state")),
    )
    return [
        (int(job["job-id"][0]), int(job.get("job-state", (0,))[0]))
        for tag, job in exchange(uri, GET_JOBS, asked, timeout).groups
        if tag == JOB and job.get("job-name", ("",))[0] == title and "job-id" in job
    ]


def withdraw_jobs(uri: str, title: str, user: str, timeout: float = 2.0) -> int:
    """Cancel each job of ``user`` with this title that is not printed yet; how many. One that ended meanwhile
    is left alone. Errors as :func:`ask`; IppRefusedError too when a job is not cancelled and goes on.
    """
    gone = 0
    for number, _ in open_jobs(uri, title, user, timeout):
        named = (Attribute(INTEGER, "job-id", (number,)), Attribute(NAME, "requesting-user-name", (user,)))
        try:
            ask(uri, CANCEL_JOB, named, timeout)
            gone += 1
        except IppRefusedError:
            now = job_attributes(uri, number, user, timeout).get("job-state", (0,))[0]
            if now not in (CANCELLED, ABORTED, COMPLETED):
                raise
    return gone

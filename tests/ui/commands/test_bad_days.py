"""Bad days from the command line: a wrong key, a second program, a clock set back, a platform out of its mind."""

from __future__ import annotations

import base64
import http.server
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.time import ClockQuality
from app.storage.clock import SystemClock
from app.storage.verify import verify
from tests.bench.profile import applicant, nurse_intake
from tests.faults import driver
from tests.ui.commands.conftest import Command
from ui.bootstrap import Settings, Workplace, open_workplace

DAY_MS = 86_400_000


def take_in(at: Workplace, n: int) -> object:
    at.rehearsal_session()
    return at.office.receive(at.office.new_draft(), *nurse_intake(at, applicant(n))).case


@pytest.fixture
def with_case(profile: Path) -> Path:
    """The profile with one case that waits for the platform."""
    at = open_workplace(Settings(profile=profile, rehearsal=True))
    try:
        take_in(at, 1)
    finally:
        at.close()
    return profile


def test_the_database_of_another_machine_is_told_and_left_alone(
    profile: Path, command: Command, tmp_path: Path
) -> None:
    """A key that does not fit is said in a sentence; the file is not touched, and not replaced by an empty one."""
    other = tmp_path / "other"
    driver.prepare(other)
    shutil.copy(other / "zc.db", profile / "zc.db")
    before = (profile / "zc.db").read_bytes()
    for words in (("verify",), ("sync", "status"), ("backup", str(tmp_path / "b.zcb"))):
        code, said = command(*words)
        assert (code, said["refused"]) == (1, "ZC-DB-01")
        assert "密钥" in said["what"] and said["kept"] and said["next"]
    assert (profile / "zc.db").read_bytes() == before


def test_a_second_program_is_turned_away_from_writing_and_may_look(with_case: Path, command: Command) -> None:
    """Whoever starts a second program beside the window is told; questions are still answered."""
    holder = open_workplace(Settings(profile=with_case, rehearsal=True))
    try:
        code, said = command("sync", "once", "--url", "http://127.0.0.1:9", "--token", "t", "--key", "k")
        assert (code, said["refused"]) == (1, "ZC-PROFILE-01")
        assert said["what"] and said["next"]
        code, said = command("sync", "status")
        assert (code, said["pending"]) == (0, 1)
        assert command("verify")[1]["ok"]
        take_in(holder, 2)
        assert command("sync", "status")[1]["pending"] == 2
    finally:
        holder.close()


@pytest.mark.law("B7-22")
def test_a_clock_set_back_a_day_is_marked_and_moves_no_deadline(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases taken in before keep their days; what is taken in now says that its time is in doubt."""
    found = {}
    later = SystemClock().now().ms + 10 * DAY_MS
    for name, wall in (("good", later), ("back", later - DAY_MS)):
        monkeypatch.setattr("app.storage.clock._wall", lambda wall=wall: wall)
        at = open_workplace(Settings(profile=profile, rehearsal=True))
        try:
            found[name] = take_in(at, len(found))
            lines = {line.case_id: line.due for line in at.stores.views.due_list()}
            found[f"{name} due"] = lines
            assert verify(at.database).ok
        finally:
            at.close()
    good, back = found["good"], found["back"]
    assert good.received.at.quality is not ClockQuality.SET_BACK  # type: ignore[attr-defined]
    assert back.received.at.quality is ClockQuality.SET_BACK  # type: ignore[attr-defined]
    first = good.id  # type: ignore[attr-defined]
    assert found["good due"][first] == found["back due"][first]  # type: ignore[index]


class Mad(http.server.BaseHTTPRequestHandler):
    """Answers everything with what the server was told."""

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, kind, content = self.server.words  # type: ignore[attr-defined]
        if status == 0:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = answer

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test speaks."""


@contextmanager
def mad_platform(status: int, kind: str, content: bytes) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mad) as server:
        server.words = (status, kind, content)  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


KEY = "ed25519:" + base64.b64encode(bytes(range(32))).decode()
PORTAL = "<html><title>欢迎使用免费无线网络</title><form action='/login'></form></html>".encode()


@pytest.mark.parametrize(
    ("status", "kind", "content", "detail"),
    [
        (200, "text/html; charset=utf-8", PORTAL, "captive"),
        (302, "text/html", PORTAL, "captive"),
        (500, "text/plain", b"Internal Server Error", "transient"),
        (200, "application/json", b'{"accepted_through": 999999}', "captive"),
        (200, "application/json", b"\x00\xff{{{{", "captive"),
        (0, "", b"", "transient"),
    ],
    ids=["portal", "redirect", "500", "unsigned", "garbage", "nothing"],
)
def test_a_platform_out_of_its_mind_acknowledges_nothing(
    with_case: Path, command: Command, status: int, kind: str, content: bytes, detail: str
) -> None:
    """Whatever answers in the platform's place, the case stays in the outbox and nothing else changes."""
    before = command("case", "list")[1]
    with mad_platform(status, kind, content) as url:
        code, said = command("sync", "once", "--url", url, "--token", "t", "--key", KEY)
    assert (code, said["pushed"], said["pending"]) == (1, 0, 1)
    assert said["state"] != "online" and said["detail"] == detail
    assert command("case", "list")[1] == before
    assert command("verify")[1]["ok"]


def test_a_platform_that_is_not_there_is_offline(with_case: Path, command: Command) -> None:
    """A closed port is an ordinary day without a line."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        code, said = command("sync", "once", "--url", url, "--token", "t", "--key", KEY)
    assert (code, said["state"], said["pending"]) == (1, "offline", 1)


def test_a_mistyped_key_of_the_platform_is_said(with_case: Path, command: Command) -> None:
    """A key that is none gets a sentence, not a fault of the program."""
    code, said = command("sync", "once", "--url", "http://127.0.0.1:9", "--token", "t", "--key", "abc")
    assert (code, said["refused"]) == (1, "ZC-SYNC-02")
    assert said["what"] and said["kept"] and said["next"]

"""Commands beside an open window: carried out by the process that holds the profile, under a session of their own."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.rights import Right
from app.errors import UserFacingError
from app.storage.config import read_config, write_config
from app.storage.cost import KdfCost
from app.storage.incidents import SqlIncidents
from app.storage.schema import audit
from devices import codes
from devices.sam.lines import PtyLine
from devices.scanner.simulator import ScannerSimulator
from tests.arch.committed import ROOT
from tests.needs import cannot
from ui import bootstrap, holder
from ui.bootstrap import Enrolment, Settings, Workplace, enrol, open_workplace
from ui.cli import main, run_line
from ui.commands import operator
from ui.heldline import call, listen, say, socket_path
from ui.holder import Caller, Holder, guest_of
from ui.remote import HeldElsewhereError, hand_over
from ui.settings import all_rights

PASSWORD = "geheim-1234"


@contextmanager
def held(at: Workplace, done: Callable[[], object] = lambda: None) -> Iterator[Holder]:
    """A holder as a face starts it."""
    made = Holder(at, run_line, done)
    assert made.start()
    try:
        yield made
    finally:
        made.stop()
        at.close()


@pytest.fixture
def window(numbered: Path, tmp_path: Path) -> Iterator[Workplace]:
    """An open workplace that answers for others, with its clerk at the desk."""
    folder = tmp_path / "profile"
    shutil.copytree(numbered, folder)
    at = open_workplace(Settings(folder, rehearsal=True))
    at.rehearsal_session()
    with held(at):
        yield at


def zongchuang(profile: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in another process, as a person starts it."""
    return subprocess.run(
        [sys.executable, "-m", "ui", "--profile", str(profile), *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_command_that_writes_works_beside_an_open_window(window: Workplace, tmp_path: Path) -> None:
    done = zongchuang(
        window.profile.path, "print", "stock", "--receive", "Z0001", "Z0002", "--kind", "示例证", "--json"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["示例证"]["on_hand"] == 2
    assert window.stores.stock.counts()["示例证"]["on_hand"] == 2


def test_a_path_means_what_it_means_where_the_command_was_typed(
    window: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert main(["--profile", str(window.profile.path), "backup", "kept.zcb"]) == 0
    assert (here / "kept.zcb").is_file()


def test_exit_codes_and_refusals_come_back_as_they_are(
    window: Workplace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = str(window.profile.path)
    assert main(["--profile", profile, "day", "open", "--count", "x", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "ZC-DAY-03"
    monkeypatch.setattr(sys, "stdin", io.StringIO("neues-pass-1\n"))
    assert main(["--profile", profile, "operator", "reset", "9999"]) == 1
    assert "没有工号 9999" in capsys.readouterr().err


def test_the_day_is_opened_by_whoever_asked_and_the_clerk_stays_who_she_is(
    window: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = window.office.desk.session.operator
    assert main(["--profile", str(window.profile.path), "day", "due", "--print", "--json"]) == 0
    assert "printed" in json.loads(capsys.readouterr().out)
    assert window.office.desk.session.operator == before


def test_output_of_the_window_itself_does_not_reach_the_command(
    window: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the thread of a command writes to its caller; a line of any other goes where it always went."""
    before = sys.stdout
    profile = str(window.profile.path)
    assert main(["--profile", profile, "print", "stock", "--receive", "A1", "--kind", "甲"]) == 0
    assert sys.stdout is before
    assert capsys.readouterr().out.splitlines()[-1] == "甲：余 1，用 0，废 0"


def test_queries_read_beside_the_holder_without_asking_it(
    numbered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "profile"
    shutil.copytree(numbered, folder)
    at = open_workplace(Settings(folder, rehearsal=True))
    try:
        assert main(["--profile", str(folder), "sync", "status", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["pending"] == 0
        # A holder that answers nobody: what writes is refused as before, and says why.
        assert main(["--profile", str(folder), "print", "stock", "--receive", "B1"]) == 1
        assert "ZC-PROFILE-01" in capsys.readouterr().err
    finally:
        at.close()


def test_the_socket_is_the_user_s_alone_from_its_first_moment(window: Workplace) -> None:
    path = socket_path(window.profile.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) & 0o077 == 0


def test_a_stranger_is_refused_even_where_the_mode_of_the_file_would_let_her_in(window: Workplace) -> None:
    """The kernel's word counts: the holder hangs up before it reads a line."""
    if os.getuid() != 0:
        cannot("another user can be made by root alone")
    path = socket_path(window.profile.path)
    path.chmod(0o666)
    for folder in (path.parent, *path.parent.parents):
        if folder != Path("/") and folder.stat().st_mode & 0o001 == 0:
            folder.chmod(0o711)
    stranger = (
        "import os,socket,sys; os.setgid(65534); os.setuid(65534); s=socket.socket(socket.AF_UNIX);"
        f's.connect({str(path)!r}); s.sendall(b\'{{"argv": ["print", "stock"]}}\\n\');'
        "sys.stdout.write(repr(s.recv(100)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", stranger], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "b''" or "ConnectionResetError" in done.stderr or "BrokenPipe" in done.stderr


def test_a_profile_far_down_is_reached_through_a_private_folder(
    numbered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / ("很深的文件夹" * 4) / ("再深一层" * 4) / "profile"
    shutil.copytree(numbered, folder)
    at = open_workplace(Settings(folder, rehearsal=True))
    at.rehearsal_session()
    with held(at):
        path = socket_path(folder)
        assert folder not in path.parents and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert main(["--profile", str(folder), "print", "stock", "--receive", "C1", "--kind", "乙"]) == 0
        path.parent.chmod(0o755)
        try:
            with pytest.raises(UserFacingError, match="ZC-HOLD-04"):
                socket_path(folder)
        finally:
            path.parent.chmod(0o700)
    assert not path.exists(), "nobody calls a holder that is gone"


@pytest.fixture
def real(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A real profile whose password is cheap to check."""
    first = bootstrap.FirstOperator
    cheap = KdfCost(1024, 1, 1)
    monkeypatch.setattr(bootstrap, "FirstOperator", lambda number, password: first(number, password, cheap))
    folder = tmp_path / "real"
    enrol(folder, Enrolment(device="D09", hall="测试大厅", window="9号窗口"), "赵六", "0712", PASSWORD)
    return folder


def test_a_real_profile_asks_who_commands_and_says_so_in_the_audit(
    real: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_workplace(Settings(real), ("0712", PASSWORD))
    at.log_in("0712", PASSWORD)

    def typed(lines: str, *words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        code = main(["--profile", str(real), *words])
        said = capsys.readouterr()
        return code, said.out + said.err

    add = ("operator", "add", "--name", "孙七", "--number", "0713")
    stock = ("print", "stock", "--kind", "丙", "--receive", "D1")
    with held(at):
        assert typed(f"0712\n{PASSWORD}\nneues-pass-1\n", *add) == (0, "已添加 孙七（0713）\n")
        for wrong in ("0712\nfalsch-falsch\n", ""):
            code, said = typed(wrong, *stock)
            assert (code, "ZC-LOGIN" in said, at.stores.stock.counts()) == (1, True, {})
        assert typed("0713\nneues-pass-1\n", *stock)[0] == 0
        assert at.office.desk.session.operator.number == "0712", "the clerk at the window stays who she is"
        with at.database.read.connect() as connection:
            logins = select(audit.c.operator).where(audit.c.action == "login").order_by(audit.c.n)
            assert connection.execute(logins).scalars().all()[-1] == "op-0713"


def test_a_password_that_was_reset_opens_a_real_profile_and_only_the_administrator_resets_it_for_others(
    real: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_workplace(Settings(real), ("0712", PASSWORD))
    at.log_in("0712", PASSWORD)

    def typed(lines: str, *words: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        main(["--profile", str(real), "operator", *words])
        said = capsys.readouterr()
        return said.out + said.err

    def asked() -> str:
        """While the person thinks, others save."""
        at.stores.settings.put("meanwhile", "saved")
        return "drittes-pass-1"

    add = ("add", "--name", "孙七", "--number")
    with held(at):
        assert "已添加" in typed(f"0712\n{PASSWORD}\nerstes-pass-1\n", *add, "0713")
        for words in (("reset", "0712"), (*add, "0714")):
            assert "ZC-OPER-04" in typed("0713\nerstes-pass-1\nneues-pass-1\n", *words)
        assert "口令已重设" in typed("0713\nerstes-pass-1\nzweites-pass-1\n", "reset", "0713"), "her own"
        monkeypatch.setattr(operator, "password", asked)
        assert "口令已重设" in typed(f"0712\n{PASSWORD}\n", "reset", "0713")
        with at.database.read.connect() as connection:
            rows = connection.execute(
                select(audit).where(audit.c.action.like("operator-%")).order_by(audit.c.n)
            )
            assert [(row.operator, row.action, row.subject) for row in rows] == [
                ("op-0712", "operator-add", "0713"),
                ("op-0713", "operator-reset", "0713"),
                ("op-0712", "operator-reset", "0713"),
            ]
    with pytest.raises(UserFacingError, match="ZC-LOGIN-01"):
        open_workplace(Settings(real), ("0713", "erstes-pass-1"))
    again = open_workplace(Settings(real), ("0713", "drittes-pass-1"))
    try:
        assert again.log_in("0713", "drittes-pass-1").operator.number == "0713"
    finally:
        again.close()


@pytest.mark.law("P05", "P19")
def test_a_command_beside_the_window_stands_under_the_lock_and_the_limit_of_the_login(real: Path) -> None:
    at = open_workplace(Settings(real), ("0712", PASSWORD))
    try:
        at.add_operator("孙七", "0713", "neues-pass-1", all_rights())
        at.log_in("0712", PASSWORD)
        at.stores.settings.put("credential.first_ms.op-0713", "0")
        rest = {Right.RECEIVE, Right.HAND_OVER}
        guest = guest_of(at, ("0713", "neues-pass-1"))
        session = guest.office.desk.session
        assert ({grant.right for grant in session.grants}, bool(session.resting)) == (rest, True)
        assert {grant.right for grant in at.sit_down("0713").grants} == rest
        SqlIncidents(at.database, at.clock).open("0712", "应急预案", "疑似木马")
        with pytest.raises(UserFacingError, match="ZC-LOGIN-10"):
            at.sit_down("0713")
    finally:
        at.close()


@pytest.mark.law("P19")
def test_a_locked_machine_refuses_a_command_through_the_holder(
    real: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = open_workplace(Settings(real), ("0712", PASSWORD))
    at.add_operator("孙七", "0713", "neues-pass-1", all_rights())
    at.log_in("0712", PASSWORD)
    SqlIncidents(at.database, at.clock).open("0712", "应急预案", "疑似木马")
    stock = ["--profile", str(real), "print", "stock", "--kind", "丙", "--receive", "D1"]
    with held(at):
        monkeypatch.setattr(sys, "stdin", io.StringIO("0713\nneues-pass-1\n"))
        assert main(stock) == 1 and "ZC-LOGIN-10" in capsys.readouterr().err
        assert at.stores.stock.counts() == {}
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"0712\n{PASSWORD}\n"))
        assert main(stock) == 0, "who deals with the incident goes on"


def test_a_command_cancelled_while_it_waited_is_not_carried_out_later(window: Workplace) -> None:
    ran: list[list[str]] = []
    near, far = socket.socketpair()
    say(far, {"argv": ["print", "stock", "--receive", "G1"], "cwd": "/"})
    far.close()

    def run(words: Sequence[str], *_: object) -> int:
        ran.append(list(words))
        return 0

    made = Holder(window, run)
    with near:
        made._answer(Caller(near))
    made.stop()
    assert ran == []


def test_a_caller_that_reads_nothing_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holder, "SEND_SECONDS", 1)
    near, far = socket.socketpair()
    with near, far:
        caller = Caller(near)
        with pytest.raises(BrokenPipeError):
            for _ in range(1000):
                caller.tell(out="x" * 65536)
        with pytest.raises(BrokenPipeError):
            caller.tell(exit=0)


def test_only_the_verb_watch_waits_for_no_turn() -> None:
    assert holder._looks_on(["--profile", "x", "devices", "--json", "watch"])
    assert not holder._looks_on(["print", "stock", "--kind", "watch", "--receive", "H1"])
    assert not holder._looks_on(["case", "forget", "devices", "--wish", "watch"])


HOLD = """
import sys, threading
from pathlib import Path
from ui.bootstrap import Settings, open_workplace
from ui.cli import run_line
from ui.holder import Holder
at = open_workplace(Settings(Path(sys.argv[1]), rehearsal=True))
at.rehearsal_session()
def slow(words, enter, folder, caller):
    caller.tell(out="half\\n")
    threading.Event().wait(60)
    return 0
holder = Holder(at, slow)
holder.start()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_holder_that_dies_in_the_middle_is_told_and_not_called_done(
    numbered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "profile"
    shutil.copytree(numbered, folder)
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None and other.stdout.readline() == "held\n"
    killed = threading.Timer(1.0, other.send_signal, [signal.SIGKILL])
    killed.start()
    try:
        assert main(["--profile", str(folder), "print", "stock", "--receive", "E1"]) == 1
    finally:
        killed.join()
        other.communicate()
    said = capsys.readouterr()
    assert said.out == "half\n"
    assert "ZC-HOLD-02" in said.err and "不知道这条命令做完没有" in said.err
    # What it left behind keeps nobody out.
    assert main(["--profile", str(folder), "print", "stock", "--receive", "E1", "--kind", "丁"]) == 0


def test_what_no_holder_does_for_others_is_refused(window: Workplace) -> None:
    line = call(window.profile.path)
    assert line is not None
    with line:
        say(line, {"argv": ["restore", "x.zcb"], "cwd": "/"})
        said = line.makefile().read()
    assert "ZC-HOLD-07" in said and '"exit": 2' in said


@pytest.mark.parametrize("nonsense", [b"\xff\xfe\n", b"[]\n", b'{"argv": 5}\n', b"{}\n", b""])
def test_nonsense_on_the_line_ends_that_line_alone(window: Workplace, nonsense: bytes) -> None:
    line = call(window.profile.path)
    assert line is not None
    with line:
        line.sendall(nonsense)
        line.shutdown(socket.SHUT_WR)
        line.settimeout(10)
        assert line.recv(100) == b""
    assert (
        main(["--profile", str(window.profile.path), "print", "stock", "--receive", "F1", "--kind", "戊"])
        == 0
    )


def test_a_caller_without_a_holder_gets_the_words_of_the_lock(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    gone = listen(tmp_path / "holder.sock")
    gone.close()
    with pytest.raises(HeldElsewhereError, match="ZC-PROFILE-01"):
        hand_over(tmp_path, ["print"], HeldElsewhereError("ZC-PROFILE-01", "在用", "", ""), lambda _: [])


def here(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """How the code scanners of this desk stand, as the command line says."""
    capsys.readouterr()
    assert main(["--profile", str(folder), "devices", "list", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    return [one["state"] for one in next(row for row in rows if row["name"] == "code-scanner")["here"]]


def test_devices_watch_looks_on_where_a_window_drives_them(
    numbered: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "profile"
    shutil.copytree(numbered, folder)
    quick: dict[str, Any] = {"poll_interval": "0.05", "reopen_interval": "0.05"}
    with ScannerSimulator(PtyLine(tmp_path / "gun")) as gun:
        devices = [{"kind": "code-scanner", "url": gun.url, **quick}]
        write_config(folder, replace(read_config(folder), extra={"devices": devices}))
        at = open_workplace(Settings(folder, rehearsal=True))
        at.rehearsal_session()
        with held(at):
            at.start_devices(None, "")
            watch = subprocess.Popen(
                [sys.executable, "-m", "ui", "--profile", str(folder), "devices", "watch", "--json"],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
            limit = threading.Timer(60, watch.kill)
            limit.start()
            try:
                assert watch.stdout is not None
                lines = (json.loads(line) for line in watch.stdout)
                next(line for line in lines if line["what"] == "state" and line["state"] == "ready")
                gun.scan("ZB000001")
                assert next(line for line in lines if line["what"] == "reading")["code"] == "bundle"
                gun.unplug()
                next(line for line in lines if line["what"] == "state" and line["state"] == "absent")
                assert here(folder, capsys) == ["absent"]
                main(["--profile", str(folder), "doctor", "--json"])
                told = [one["text"] for one in json.loads(capsys.readouterr().out)["findings"]]
                counted = next(text for text in told if text.startswith("扫码枪"))
                assert "打开 1 次，读 1 次" in counted and codes.ABSENT in counted
                assert any(text.startswith("打印机 文件夹：就绪") for text in told)
                gun.plug()
                next(line for line in lines if line["what"] == "state" and line["state"] == "ready")
                gun.scan("ZB000002")
                assert next(line for line in lines if line["what"] == "reading")["code"] == "bundle"
                assert here(folder, capsys) == ["ready"]
            finally:
                limit.cancel()
                watch.terminate()
                watch.communicate(timeout=60)

"""The program that holds a profile carries out the command lines of others: on threads, under a session of their own.

The face goes on meanwhile: a command has its own desk, so the clerk at the window stays who she is.
"""

from __future__ import annotations

import contextlib
import io
import logging
import select
import socket
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO, cast

from app.domain.events import OperatorRef
from app.errors import UserFacingError
from app.usecases.desk import Desk, Session
from ui.heldline import can_hold, heard, listen, same_user, say, socket_path
from ui.office import Office
from ui.workplace import Workplace

log = logging.getLogger(__name__)

ASKING_SECONDS = 10.0
"""So long a caller may take to say what it wants."""
ANSWER_SECONDS = 300.0
"""So long a person may take to answer a question of a command."""
JOIN_SECONDS = 5.0
SEND_SECONDS = 30
"""So long (whole seconds) a caller may leave what it is told unread: others wait for their turn."""
_TIMEVAL = struct.Struct("ll")


class Guest:
    """A workplace for one command: everything of the holder's, and a desk of its own."""

    def __init__(self, at: Workplace, session: Session) -> None:
        self._at = at
        self.office = Office(at.stores, at.office.equipment, self._desk_for, at.calendar)
        self.office.enter(session)

    def _desk_for(self, session: Session) -> Desk:
        self._at.act_as(session.operator.id)
        return self._at.desk(session)

    def close(self) -> None:
        """The command ended; the holder goes on."""
        self.office.leave()
        self._at.act_as("")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._at, name)


def guest_of(at: Workplace, who: Sequence[str] | None) -> Workplace:
    """A workplace for a command of ``who`` (number and password).

    Raises UserFacingError ZC-LOGIN-… when a real profile is not told who asks, or the password is wrong.
    """
    if at.profile.rehearsal:
        operator = next(iter(at.operators()), None)
        if operator is None:
            raise UserFacingError("ZC-LOGIN-06", "还没有操作员", "", "请先建立管理员")
        session = Session(OperatorRef(operator.id, operator.name, operator.number), operator.grants)
    else:
        number, password = [*(who or ()), "", ""][:2]
        session = at.proven(number, password)
    return cast(Workplace, Guest(at, session))


class Caller:
    """One command at the other end of the line: its output goes there, its questions are answered there."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _TIMEVAL.pack(SEND_SECONDS, 0))
        self._said = heard(line)
        self._writing = threading.Lock()

    def asked(self) -> dict[str, Any]:
        """What it wants. Raises ValueError, OSError."""
        self._line.settimeout(ASKING_SECONDS)
        try:
            return next(self._said)
        except StopIteration as end:
            raise ValueError("nothing was asked") from end
        finally:
            self._line.settimeout(None)

    def tell(self, **told: Any) -> None:
        """One line to the caller. Raises OSError (BrokenPipeError when it is gone, or reads nothing)."""
        with self._writing:
            try:
                say(self._line, told)
            except (ConnectionResetError, BlockingIOError, TimeoutError) as error:
                # Part of a line may be out: nothing can follow it.
                with contextlib.suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)
                raise BrokenPipeError from error

    def ask(self, questions: Sequence[str]) -> list[str]:
        """Answers of the person at the other end, the last one typed unseen. Raises UserFacingError ZC-HOLD-03."""
        self.tell(ask=list(questions))
        self._line.settimeout(ANSWER_SECONDS)
        try:
            answers = next(self._said)["answers"]
            return [str(answer) for answer in answers]
        except (StopIteration, OSError, ValueError, KeyError, TypeError) as error:
            raise UserFacingError("ZC-HOLD-03", "没有等到回答", "没有改变任何数据", "请再执行一次") from error
        finally:
            self._line.settimeout(None)

    def gone(self) -> bool:
        """Whether it hung up."""
        ready, _, _ = select.select([self._line], [], [], 0)
        try:
            return bool(ready) and not self._line.recv(1, socket.MSG_PEEK)
        except OSError:
            return True


class _Routed(io.TextIOBase):
    """A standard stream while commands run: each command's thread writes to its caller, all others as before."""

    def __init__(self, name: str, inner: TextIO, callers: dict[int, Caller]) -> None:
        self._name, self._inner, self._callers = name, inner, callers

    def write(self, text: str) -> int:
        caller = self._callers.get(threading.get_ident())
        if caller is None:
            return self._inner.write(text)
        caller.tell(**{self._name: text})
        return len(text)

    def flush(self) -> None:
        if threading.get_ident() not in self._callers:
            self._inner.flush()


RunLine = Callable[[Sequence[str], Callable[[], Workplace], Path, Caller], int]
"""Carries out a command line: words, who gives it its workplace, the folder it was called in, and its caller."""


class Holder:
    """Listens beside a face from :meth:`start` to :meth:`stop`; ``done`` is called after every command, on a thread of
    its own.
    """

    def __init__(self, at: Workplace, run: RunLine, done: Callable[[], object] = lambda: None) -> None:
        self._at, self._run_line, self._done = at, run, done
        self._path: Path | None = None
        self._door: socket.socket | None = None
        self._end, self._stop = socket.socketpair()
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._callers: dict[int, Caller] = {}
        self._lines: dict[threading.Thread, socket.socket] = {}
        self._thread: threading.Thread | None = None
        self._kept: tuple[TextIO, TextIO] | None = None

    def start(self) -> bool:
        """Listen; False where this system cannot, or the place cannot be written: commands then wait for the lock."""
        if not can_hold() or not self._at.profile.holds_lock:
            return False
        try:
            self._path = socket_path(self._at.profile.path)
            self._door = listen(self._path)
        except (OSError, UserFacingError):
            log.exception("ZC-HOLD-05 no local line")
            return False
        self._thread = threading.Thread(target=self._listen, name="holder", daemon=True)
        self._thread.start()
        return True

    def stop(self) -> None:
        """Hang up on everybody; harmless when repeated or never started."""
        self._stop.close()
        if self._thread is not None:
            self._thread.join(JOIN_SECONDS)
            self._thread = None
        with self._lock:
            lines = dict(self._lines)
        for thread, line in lines.items():
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            thread.join(JOIN_SECONDS)
        if self._door is not None:
            self._door.close()
            self._door = None
            if self._path is not None:
                self._path.unlink(missing_ok=True)
        self._end.close()

    def _listen(self) -> None:
        door = self._door
        while door is not None:
            ready, _, _ = select.select([door, self._end], [], [])
            if self._end in ready:
                return
            line, _ = door.accept()
            thread = threading.Thread(target=self._serve, args=(line,), name="command", daemon=True)
            with self._lock:
                self._lines[thread] = line
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        try:
            # The mode of the file keeps others out; the kernel's word keeps out whoever goes around it.
            if same_user(line):
                self._answer(Caller(line))
        except (OSError, ValueError, KeyError, TypeError):
            log.info("a command hung up")
        finally:
            line.close()
            with self._lock:
                self._lines.pop(threading.current_thread(), None)

    def _answer(self, caller: Caller) -> None:
        asked = caller.asked()
        words = [str(word) for word in asked["argv"]]
        who, folder = asked.get("who"), Path(str(asked.get("cwd", "/")))
        guests: list[Workplace] = []

        def enter() -> Workplace:
            guests.append(guest_of(self._at, who))
            return guests[-1]

        # One command at a time writes; whoever only looks on holds nobody up.
        turn = contextlib.nullcontext() if _looks_on(words) else self._turn
        with turn, self._routed(caller):
            if caller.gone():
                # Cancelled while it waited: what nobody waits for any more is not done behind her back.
                return
            try:
                code = self._run_line(words, enter, folder, caller)
            except BrokenPipeError:
                return
            except Exception:
                log.exception("ZC-HOLD-06 a command failed")
                caller.tell(err="程序出错，命令没有做完（ZC-HOLD-06）\n")
                code = 1
            finally:
                for guest in guests:
                    guest.close()
                self._done()
        caller.tell(exit=code)

    @contextlib.contextmanager
    def _routed(self, caller: Caller) -> Iterator[None]:
        with self._lock:
            if not self._callers:
                self._kept = (sys.stdout, sys.stderr)
                sys.stdout = cast(TextIO, _Routed("out", sys.stdout, self._callers))
                sys.stderr = cast(TextIO, _Routed("err", sys.stderr, self._callers))
            self._callers[threading.get_ident()] = caller
        try:
            yield
        finally:
            with self._lock:
                del self._callers[threading.get_ident()]
                if not self._callers and self._kept is not None:
                    sys.stdout, sys.stderr = self._kept
                    self._kept = None


def _looks_on(words: Sequence[str]) -> bool:
    """Whether the verb is ``devices watch``; what stands in an argument says nothing."""
    rest, verbs = iter(words), list[str]()
    for word in rest:
        if word == "--profile":
            next(rest, "")
        elif not word.startswith("-"):
            verbs.append(word)
    return verbs[:2] == ["devices", "watch"]


def absolute(value: object, folder: Path) -> object:
    """A path as the caller meant it: from the folder it was called in."""
    if isinstance(value, Path):
        return folder / value
    if isinstance(value, list):
        return [absolute(one, folder) for one in value]
    return value

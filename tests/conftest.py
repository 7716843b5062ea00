"""A sterile room for every test: no surprise warnings, threads, windows, network, home or time zone."""

from __future__ import annotations

import ipaddress
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.room import KINDS, make_room

# Two shared cores: a slow moment of the machine is no finding. Failures are printed, not stored.
settings.register_profile(
    "house", deadline=None, database=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

FEW_BUT_LONG = frozenset(
    {
        "test_wipe.py", "test_histories.py", "test_histories_course.py", "test_station.py", "test_dead_disk.py",
        "test_backup.py", "test_main_job.py", "test_language.py", "test_witness.py", "test_start.py", "test_carry.py",
        "test_second_screen.py", "test_room.py", "test_evolve.py", "test_older_database.py", "test_purge.py",
        "test_broken_line.py", "test_pictures.py", "test_back_on_line.py", "test_phone.py", "test_leases.py",
    }
)  # fmt: skip
"""Files that take a quarter of a minute or more; begun last, each of them would run while other hands are idle."""
THREAD_GRACE_SECONDS = 30.0
PATIENCE_MS = 60_000
DIALLING = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"}
RESOLVING = {"socket.getaddrinfo", "socket.gethostbyname"}
LEAKS_FORGIVEN = "keeps_threads"


class NetworkForbidden(RuntimeError):
    """A test tried to reach beyond this machine."""


class Guard:
    """Sees every Python socket through an audit hook and refuses what leaves the loopback."""

    def __init__(self) -> None:
        self.refused: list[str] = []

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        """Raise NetworkForbidden, and remember it, when `event` would leave the loopback."""
        if event in DIALLING:
            target = args[1] if len(args) > 1 else None
            host = target[0] if isinstance(target, tuple) and target else None
        elif event in RESOLVING:
            host = args[0]
        else:
            return
        if not stays_here(host):
            self.refused.append(f"{event} {host}")
            raise NetworkForbidden(f"{event} to {host!r}: tests stay on 127.0.0.1; start a local part")


def stays_here(host: object) -> bool:
    """Tell whether `host` (a name, an address or None for a Unix socket) is this machine alone."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if text == "localhost":
        return True
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False


GUARD = Guard()


def pytest_configure(config: pytest.Config) -> None:
    """Give the whole run its own home, a foreign time zone and no way out."""
    config.addinivalue_line("markers", f"{LEAKS_FORGIVEN}(reason): the tested part keeps a thread, and why")
    home = Path(tempfile.mkdtemp(prefix="zongchuang-tests-"))
    config.add_cleanup(lambda: _remove(home))
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        os.environ[name] = str(folder)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "ZONGCHUANG_PROFILE", "CUPS_SERVER", "PYTHONWARNINGS"):
        os.environ.pop(name, None)
    for name in [n for n in os.environ if n.lower().endswith("_proxy")]:
        del os.environ[name]
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    # A half-hour zone on the other side of the date line finds whoever asks the machine for the civil date.
    os.environ["TZ"] = "America/St_Johns"
    sys.addaudithook(GUARD)
    # Tests load more kinds than a program does.
    make_room(3 * KINDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long files first; the order inside of one, and of the others, stays as it was shuffled."""
    items.sort(key=lambda item: item.path.name not in FEW_BUT_LONG)


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def no_network_beyond_loopback() -> Iterator[None]:
    """Fail also when the code under test swallowed the refusal, as a retry loop does."""
    GUARD.refused.clear()
    yield
    refused, GUARD.refused = GUARD.refused, []
    if refused:
        pytest.fail(f"The test reached beyond loopback: {refused}. Start a local part on 127.0.0.1, port 0.")


@pytest.fixture(autouse=True)
def no_leaked_threads(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail when a thread that began in the test outlives it."""
    before = set(threading.enumerate())
    yield
    if request.node.get_closest_marker(LEAKS_FORGIVEN):
        return
    leaked = [t for t in threading.enumerate() if t not in before and _is_ours(t)]
    for thread in leaked:
        thread.join(THREAD_GRACE_SECONDS)
    alive = sorted(t.name for t in leaked if t.is_alive())
    if alive:
        pytest.fail(
            f"Threads still running after the test: {alive}. Whoever starts a thread stops it: give the "
            "object close() (or a context manager), call it in the fixture's teardown, and join it there."
        )


def _is_ours(thread: threading.Thread) -> bool:
    # Threads that Qt made show up as dummies once Python runs in them, and are never unlisted.
    return thread is not threading.current_thread() and not isinstance(thread, threading._DummyThread)


@pytest.fixture(autouse=True)
def no_leaked_windows() -> Iterator[None]:
    """Fail when a window stays open after the test; close it, so that the next test starts clean."""
    yield
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return
    shown = [w for w in widgets.QApplication.topLevelWidgets() if w.isVisible()]
    names = [f"{type(w).__name__} {w.windowTitle()!r}" for w in shown]
    for window in shown:
        window.close()
        window.deleteLater()
    if names:
        pytest.fail(f"Windows still open after the test: {names}. Hand them to qtbot.addWidget().")


@pytest.fixture(autouse=True)
def warnings_are_errors() -> Iterator[None]:
    """Keep a test from switching warnings off for those after it."""
    with warnings.catch_warnings():
        yield


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A window's rehearsal profile of this hour with numbers in hand, made once: a test works on a copy."""
    from tests.faults import driver

    folder = tmp_path_factory.mktemp("numbered") / "profile"
    driver.prepare(folder)
    return folder


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """The bot of pytest-qt, that waits a minute where nothing else is said: a slow machine is no finding."""
    return _PatientBot(request)


class _PatientBot(QtBot):
    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS) -> None:
        """Until it holds; ``timeout`` in milliseconds."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MS, **more: Any) -> Any:
        """Until it comes; ``timeout`` in milliseconds."""
        return super().waitSignal(signal, timeout=timeout, **more)

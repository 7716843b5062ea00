"""The sterile room itself: what it must catch, it catches."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.arch.committed import ROOT

pytest_plugins = ["pytester"]

SINS = {
    "a warning": "import warnings\ndef test_it():\n    warnings.warn('old')\n",
    "a file left open": "def test_it(tmp_path):\n    open(tmp_path / 'x', 'w')\n",
    "a thread": (
        "import threading\nstop = threading.Event()\n"
        "def test_it():\n    threading.Thread(target=stop.wait, args=(60,), daemon=True).start()\n"
    ),
    "a failing thread": (
        "import threading\ndef test_it():\n"
        "    t = threading.Thread(target=lambda: 1 / 0)\n    t.start()\n    t.join()\n"
    ),
    "a call outside": (
        "import socket\ndef test_it():\n    s = socket.socket()\n    try:\n"
        "        s.connect(('192.0.2.1', 80))\n    except Exception:\n        pass\n    s.close()\n"
    ),
    "a name looked up": (
        "import socket\ndef test_it():\n    try:\n"
        "        socket.getaddrinfo('example.invalid', 80)\n    except Exception:\n        pass\n"
    ),
    "a door to all": (
        "import socket\ndef test_it():\n    s = socket.socket()\n    try:\n"
        "        s.bind(('0.0.0.0', 0))\n    except Exception:\n        pass\n    s.close()\n"
    ),
    "a window": (
        "from PySide6.QtWidgets import QWidget\nkept = []\n"
        "def test_it(qapp):\n    kept.append(QWidget())\n    kept[0].show()\n"
    ),
}
SOUND = """
import socket, threading
def test_loopback_and_joined_thread(tmp_path):
    server = socket.create_server(("127.0.0.1", 0))
    t = threading.Thread(target=lambda: server.accept()[0].close())
    t.start()
    socket.create_connection(server.getsockname()).close()
    t.join()
    server.close()
def test_a_socket_in_the_file_system(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    s = socket.socket(socket.AF_UNIX)
    s.bind("s")
    s.close()
def test_home_is_not_the_users(tmp_path):
    import os, pathlib
    assert "zongchuang-tests-" in str(pathlib.Path.home())
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen" and "DISPLAY" not in os.environ
"""


def room(pytester: pytest.Pytester, text: str) -> pytest.RunResult:
    """Run `text` as a test file under our conftest and configuration, in a process of its own."""
    conftest = (ROOT / "tests/conftest.py").read_text(encoding="utf-8")
    patience = "THREAD_GRACE_SECONDS = 30.0"
    assert patience in conftest
    files = {
        "conftest.py": conftest.replace(patience, "THREAD_GRACE_SECONDS = 0.05"),
        "pyproject.toml": (ROOT / "pyproject.toml").read_text(encoding="utf-8"),
        "test_it.py": text,
    }
    for name, content in files.items():
        Path(pytester.path, name).write_text(content, encoding="utf-8")
    return pytester.runpytest_subprocess("-p", "no:randomly", "test_it.py")


@pytest.mark.parametrize("sin", SINS)
def test_it_fails_the_run_for(pytester: pytest.Pytester, sin: str) -> None:
    result = room(pytester, SINS[sin])
    counts = result.parseoutcomes()
    assert counts.get("failed", 0) + counts.get("errors", 0) >= 1, result.stdout.str()


def test_it_leaves_sound_tests_alone(pytester: pytest.Pytester) -> None:
    room(pytester, SOUND).assert_outcomes(passed=3)

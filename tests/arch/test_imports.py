"""Importing a module does nothing but define; the platform needs neither Qt nor the window's rooms."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

from tests.arch.committed import ROOT, python_files

# Runs in a process of its own. Writes, threads, children and sockets at import time are reported, and so is
# any module whose top-level name is barred.
PROBE = """
import importlib, sys, threading
barred, names = set(sys.argv[1].split(",")), sys.argv[2:]
class Bar:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in barred:
            raise SystemExit(f"{name} was imported")
deeds, busy = [], []
def watch(event, args):
    if not busy:
        return
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        deeds.append(f"{busy[-1]} opens {args[0]} for writing")
    elif event == "socket.bind" and args[1][0] == "::1":
        pass  # urllib3 asks the machine whether it speaks IPv6
    elif event in ("subprocess.Popen", "os.system", "os.posix_spawn", "socket.bind", "socket.connect"):
        deeds.append(f"{busy[-1]}: {event} {args[:1]}")
sys.meta_path.insert(0, Bar())
sys.dont_write_bytecode = True
sys.addaudithook(watch)
for name in names:
    before = threading.active_count()
    busy.append(name)
    importlib.import_module(name)
    busy.pop()
    if threading.active_count() > before:
        deeds.append(f"{name} starts a thread")
if deeds:
    raise SystemExit("; ".join(deeds))
"""


# Adapters over a part of Qt that is an extra; they can be imported where it is installed.
EXTRA = {"ui/adapters/camera.py": "QtMultimedia", "ui/adapters/voice.py": "QtTextToSpeech"}


def installed(name: str) -> bool:
    """Whether what a file needs is there."""
    return name not in EXTRA or importlib.util.find_spec(f"PySide6.{EXTRA[name]}") is not None


def modules(*folders: str) -> list[str]:
    """Return the module names of the committed files under the folders, migrations left out."""
    found = []
    for name in python_files(folders[0].split("/")[0]):
        plain = "/migrations/" not in name and not name.endswith("__main__.py")
        if name.startswith(folders) and plain and installed(name):
            found.append(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return found


def probe(barred: str, names: list[str]) -> subprocess.CompletedProcess[str]:
    """Import `names` in a fresh process in which the `barred` packages cannot be found."""
    command = [sys.executable, "-c", PROBE, barred, *names]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )


@pytest.mark.parametrize(
    ("folder", "barred"),
    [
        ("app/domain", "PySide6,sqlalchemy,sqlcipher3,requests,reportlab,sync,printing,devices,ui,resources"),
        ("app/", "PySide6,requests,fastapi,reportlab,serial,sync,printing,devices,ui,resources"),
        ("sync/platform", "PySide6,shiboken6,sqlcipher3,reportlab,app,printing,devices,ui"),
        ("sync/", "PySide6,shiboken6,reportlab,printing,devices,ui,resources"),
        ("printing/", "PySide6,shiboken6,fastapi,sync,devices,ui,resources"),
        ("devices/", "PySide6,shiboken6,fastapi,reportlab,sync,printing,ui,resources"),
        ("ui/", "nothing"),
    ],
)
def test_a_room_can_be_imported_alone_and_does_nothing_by_it(folder: str, barred: str) -> None:
    names = modules(folder)
    assert names
    result = probe(barred, names)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "deed",
    [
        "open('x.tmp', 'w').close()",
        "import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "import subprocess; subprocess.run(['true'])",
        "import barred_thing",
    ],
)
def test_the_probe_sees_a_deed_at_import(tmp_path_factory: pytest.TempPathFactory, deed: str) -> None:
    folder = tmp_path_factory.mktemp("probe")
    (folder / "busy_module.py").write_text(deed, encoding="utf-8")
    (folder / "barred_thing.py").write_text("", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-c", PROBE, "barred_thing", "busy_module"],
        cwd=folder,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert result.returncode == 1 and ("busy_module" in result.stderr or "barred_thing" in result.stderr)

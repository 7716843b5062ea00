"""The Debian package: what it holds, what it asks for, and that an installed file can be read."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from tests.arch.committed import ROOT


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The build script, writing its package under a folder of the test."""
    spec = importlib.util.spec_from_file_location("build_deb", ROOT / "installer/build_deb.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "DIST", tmp_path / "dist")
    return module


@pytest.fixture
def package(builder: ModuleType, tmp_path: Path) -> Path:
    """A package made of a small stand-in for the frozen program, with careless modes."""
    frozen = tmp_path / "frozen"
    (frozen / "_internal/resources").mkdir(parents=True)
    (frozen / "zongchuang").write_text("#!/bin/sh\necho here\n", encoding="utf-8")
    (frozen / "zongchuang").chmod(0o700)
    (frozen / "_internal/resources/data.json").write_text("{}", encoding="utf-8")
    (frozen / "_internal/resources/data.json").chmod(0o600)
    tree = tmp_path / "tree"
    builder.lay_out(frozen, tree, "amd64")
    builder.make_readable(tree)
    made: Path = builder.pack(tree, "amd64")
    return made


def ask(*command: str) -> str:
    """Run a query and return its answer."""
    answer = subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return answer.stdout


def test_it_asks_for_the_libraries_qt_loads(package: Path) -> None:
    depends = ask("dpkg-deb", "-f", str(package), "Depends")
    for name in ("libegl1", "libxcb-cursor0", "libwayland-cursor0", "libglib2.0-0 | libglib2.0-0t64"):
        assert name in depends
    assert "python" not in depends


def test_a_clerk_without_rights_can_run_and_read_it(package: Path) -> None:
    listing = ask("dpkg-deb", "-c", str(package))
    modes = {line.split()[5].lstrip("."): line.split()[:2] for line in listing.splitlines()}
    assert modes["/opt/zongchuang/zongchuang"] == ["-rwxr-xr-x", "root/root"]
    assert modes["/opt/zongchuang/_internal/resources/data.json"] == ["-rw-r--r--", "root/root"]
    assert "/usr/bin/zongchuang -> /opt/zongchuang/zongchuang" in listing


def test_the_session_of_a_terminal_is_there_and_switched_on_by_nobody(package: Path, tmp_path: Path) -> None:
    ask("dpkg-deb", "-x", str(package), str(tmp_path / "root"))
    kiosk = tmp_path / "root/opt/zongchuang/kiosk"
    assert (kiosk / "session").stat().st_mode & 0o777 == 0o755, "a session that nobody may run is none"
    assert "-kbdconfig" in (kiosk / "session").read_text("utf-8") and (kiosk / "no-keys").is_file()
    unit = tmp_path / "root/lib/systemd/system/zongchuang-kiosk.service"
    assert "/opt/zongchuang/kiosk/session" in unit.read_text("utf-8")
    assert not (tmp_path / "root/etc").exists(), "no other machine's X server or start is changed"
    assert "matchbox-window-manager" in ask("dpkg-deb", "-f", str(package), "Suggests")


def test_the_menu_entry_opens_the_window_and_offers_the_rehearsal(package: Path, tmp_path: Path) -> None:
    ask("dpkg-deb", "-x", str(package), str(tmp_path / "root"))
    entry = (tmp_path / "root/usr/share/applications/zongchuang.desktop").read_text(encoding="utf-8")
    assert "Name[zh_CN]=综窗" in entry
    assert "Exec=zongchuang window\n" in entry
    assert "Exec=zongchuang window --rehearsal\n" in entry
    assert (tmp_path / "root/usr/share/icons/hicolor/scalable/apps/zongchuang.svg").is_file()


def test_the_licences_of_the_fonts_travel_with_them(package: Path) -> None:
    listing = ask("dpkg-deb", "-c", str(package))
    for name in ("copyright", "LICENSE-NotoSansSC.txt", "LICENSE-NotoSerifSC.txt", "LICENSE-HanaMinB.txt"):
        assert f"/usr/share/doc/zongchuang/{name}" in listing

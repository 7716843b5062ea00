"""The list of system packages: what is missing is named, and nothing is fetched when nothing is."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.arch.committed import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the script on a machine that has the given packages, as a plain user, and where apt-get is a trap."""

    def start(*present: str, lists: tuple[str, ...] = ("list.txt",)) -> subprocess.CompletedProcess[str]:
        tools = {
            "dpkg-query": "".join(f"echo 'installed {line}'\n" for line in present),
            "id": "echo 1000\n",
            "apt-get": "echo apt-get was called\nexit 99\n",
        }
        folder = tmp_path / "bin"
        folder.mkdir()
        for name, body in tools.items():
            (folder / name).write_text(f"#!/bin/sh\n{body}", encoding="utf-8")
            (folder / name).chmod(0o755)
        script = tmp_path / "ensure-system-packages"
        script.write_bytes((ROOT / "installer/ensure-system-packages").read_bytes())
        (tmp_path / "list.txt").write_text("# why\nlibone  # reason\n\nlibtwo0 # other\n", encoding="utf-8")
        return subprocess.run(
            ["bash", str(script), *lists],
            env={"PATH": f"{folder}:/usr/local/bin:/usr/bin:/bin"},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            check=False,
        )

    return start


def test_nothing_happens_when_nothing_is_missing(run: Run) -> None:
    result = run("libone ", "libtwo0 ", "python3-venv ")
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


def test_a_plain_user_is_told_the_one_command(run: Run) -> None:
    result = run("libone ", "python3-venv ")
    assert result.returncode == 1
    assert "sudo apt-get install -y --no-install-recommends libtwo0\n" in result.stderr
    assert "apt-get was called" not in result.stdout


def test_a_renamed_library_counts_under_its_old_name(run: Run) -> None:
    result = run("libone ", "libtwo0t64 libtwo0 (= 2.84), libtwo-abi", "python3-venv ")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["system-packages", "system-packages-test", "system-packages-package"])
def test_each_listed_package_has_a_reason(name: str) -> None:
    lines = (ROOT / f"installer/{name}.txt").read_text(encoding="utf-8").splitlines()
    packages = [line for line in lines if line and not line.startswith("#")]
    assert packages and all(" # " in line for line in packages)

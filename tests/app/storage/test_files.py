"""Nothing counts as kept before the disk has it: content first, then the name, then the folder."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage.blobs import BlobStore
from app.storage.faultpoints import VARIABLE, hit
from app.storage.files import replace_file
from app.storage.second_copy import SecondCopy
from tests.app.storage.kit import KEY, KILLED, commits, files_no_longer_than, run_child


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the disk, in order: "file", "folder" (synced), "name" (renamed)."""
    seen: list[str] = []
    sync: Callable[[int], None] = os.fsync
    rename = os.replace

    def fsync(handle: int) -> None:
        seen.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        sync(handle)

    def replace(old: Path, new: Path) -> None:
        seen.append("name")
        rename(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    return seen


def test_a_replaced_file_is_durable_before_it_is_said_to_be(tmp_path: Path, steps: list[str]) -> None:
    replace_file(tmp_path / "keys.json", b"x")
    assert steps == ["file", "name", "folder"]


def test_a_scan_is_durable_before_it_is_said_to_be(tmp_path: Path, steps: list[str]) -> None:
    store = BlobStore(tmp_path / "blobs", KEY)
    store.put(b"first")
    # The first scan of a folder makes the folder, too.
    assert steps == ["file", "folder", "name", "folder"]


def test_a_copied_commit_is_durable_before_it_counts(tmp_path: Path, steps: list[str]) -> None:
    copy = SecondCopy(tmp_path, KEY)
    copy.prepare()
    steps.clear()
    copy.catch_up(commits(3), 1)
    assert steps == ["file", "folder", "file"]
    copy.catch_up(commits(4), 1)
    assert steps[3:] == ["file"]


def test_a_refused_write_leaves_the_old_file_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    replace_file(path, b"old")
    with files_no_longer_than(1000), pytest.raises(OSError):
        replace_file(path, b"n" * 5000)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("folder", "file"), [(0o755, 0o644), (0o1777, 0o644), (0o2770, 0o640), (0o700, 0o600)])
def test_what_lies_in_a_shared_folder_is_read_by_whom_the_folder_lets_in_and_the_keys_by_nobody_else(
    tmp_path: Path, folder: int, file: int
) -> None:
    """The head of the hall could not open the figures in her own folder: they were the clerk's alone. In a folder of
    everybody nobody changes them.
    """
    tmp_path.chmod(folder)
    replace_file(tmp_path / "figures.csv", b"x", shared=True)
    replace_file(tmp_path / "keys.json", b"x")
    assert (tmp_path / "figures.csv").stat().st_mode & 0o777 == file
    assert (tmp_path / "keys.json").stat().st_mode & 0o777 == 0o600


def test_no_fault_happens_unless_it_is_asked_for_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for asked in ("", "elsewhere:1"):
        monkeypatch.setenv(VARIABLE, asked)
        hit("here")
    monkeypatch.setenv(VARIABLE, "here:2")
    hit("here")
    assert os.environ[VARIABLE] == "here:1"


def test_a_fault_kills_at_the_passage_that_was_asked_for() -> None:
    code = (
        "from app.storage.faultpoints import hit\n"
        "for n in range(5):\n"
        "    hit('append:begin')\n"
        "    print(n, flush=True)"
    )
    child = run_child(code, fault="append:begin:3")
    assert child.returncode == KILLED
    assert child.stdout.split() == ["0", "1"]

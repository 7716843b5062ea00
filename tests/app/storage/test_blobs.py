"""Scans and photos: found by content, unreadable to a thief, damage is found and placed, a kill leaves no half."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest

from app.errors import UserFacingError
from app.storage.blobs import FRAME, BlobStore
from tests.app.storage.kit import KEY, KILLED, OTHER_KEY, fault_names, files_no_longer_than, flip, run_child

SIZES = [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME + 777]


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs", KEY)


def content_of(size: int) -> bytes:
    return (b"%PDF- scan " * (size // 11 + 1))[:size]


def only_file(store: BlobStore) -> Path:
    (path,) = store.files()
    return path


@pytest.mark.parametrize("size", SIZES)
def test_what_was_put_comes_back(store: BlobStore, size: int) -> None:
    content = content_of(size)
    digest = store.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert store.read(digest) == content
    assert store.verify(digest) is None
    assert store.holds(digest)


def test_a_pipe_that_gives_little_at_a_time_is_framed_the_same(store: BlobStore) -> None:
    class Drops(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 70_001))

    content = content_of(2 * FRAME + 5)
    assert store.read(store.put(Drops(content))) == content


def test_an_upload_goes_on_where_it_was_cut(store: BlobStore) -> None:
    content = os.urandom(2 * FRAME + 500)
    with store.open(store.put(content)) as reader:
        for offset in (0, 17, FRAME - 3, FRAME, 2 * FRAME + 499, 2 * FRAME + 500):
            reader.seek(offset)
            assert reader.read(100_000) == content[offset : offset + 100_000]
        assert reader.seek(0, io.SEEK_END) == len(content)


def test_neither_name_nor_file_tells_the_content(store: BlobStore) -> None:
    content = content_of(5000)
    digest = store.put(content)
    path = only_file(store)
    assert digest not in path.name and digest[:12] not in str(path)
    assert b"scan" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_content_never_gives_the_same_bytes(store: BlobStore, tmp_path: Path) -> None:
    other = BlobStore(tmp_path / "other", KEY)
    store.put(b"x" * 100)
    other.put(b"x" * 100)
    assert only_file(store).read_bytes() != only_file(other).read_bytes()


def test_keeping_it_twice_keeps_one_and_heals_a_damaged_one(store: BlobStore) -> None:
    digest = store.put(b"once")
    before = only_file(store).read_bytes()
    assert store.put(b"once") == digest
    assert only_file(store).read_bytes() == before
    flip(only_file(store), 45)
    assert store.verify(digest) is not None
    store.put(b"once")
    assert store.read(digest) == b"once"


@pytest.mark.parametrize("frame", [0, 1, 2])
def test_a_flipped_byte_is_found_and_placed_and_never_given_out(store: BlobStore, frame: int) -> None:
    digest = store.put(content_of(2 * FRAME + 777))
    offset = 40 + frame * (FRAME + 16) + 99
    flip(only_file(store), offset)
    damage = store.verify(digest)
    assert damage is not None
    assert damage.offset <= offset < damage.offset + damage.length
    assert f"第 {frame + 1} 段" in damage.text
    with store.open(digest) as reader:
        assert len(reader.read(frame * FRAME)) == frame * FRAME
        with pytest.raises(UserFacingError) as caught:
            reader.read()
    assert caught.value.code == "ZC-BLOB-02"
    assert [found.digest for found in store.verify_all([digest])] == [digest]


@pytest.mark.parametrize("cut", [1, 17, 777 + 16, 777 + 17, FRAME])
def test_a_cut_file_is_noticed(store: BlobStore, cut: int) -> None:
    digest = store.put(content_of(2 * FRAME + 777))
    path = only_file(store)
    os.truncate(path, path.stat().st_size - cut)
    assert store.verify(digest) is not None


@pytest.mark.parametrize("left", [0, 5, 40, 56])
def test_an_emptied_file_does_not_pass_for_an_empty_scan(store: BlobStore, left: int) -> None:
    digest = store.put(b"something")
    os.truncate(only_file(store), left)
    assert store.verify(digest) is not None


def test_frames_of_one_scan_cannot_be_swapped(store: BlobStore) -> None:
    digest = store.put(os.urandom(3 * FRAME))
    path, size = only_file(store), FRAME + 16
    data = path.read_bytes()
    path.write_bytes(
        data[:40] + data[40 + size : 40 + 2 * size] + data[40 : 40 + size] + data[40 + 2 * size :]
    )
    assert store.verify(digest) is not None


def test_one_scan_in_the_place_of_another_is_noticed(store: BlobStore) -> None:
    first, second = store.put(b"first"), store.put(b"second")
    store._path(first).write_bytes(store._path(second).read_bytes())
    damage = store.verify(first)
    assert damage is not None and "另一份" in damage.text
    with pytest.raises(UserFacingError):
        store.read(first)


def test_another_key_finds_and_opens_nothing(store: BlobStore, tmp_path: Path) -> None:
    digest = store.put(b"secret")
    other = BlobStore(tmp_path / "blobs", OTHER_KEY)
    assert not other.holds(digest)
    path = other._path(digest)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(only_file(store).read_bytes())
    assert other.verify(digest) is not None


def test_a_missing_scan_is_said_to_be_missing(store: BlobStore) -> None:
    with pytest.raises(UserFacingError) as caught:
        store.read("0" * 64)
    assert caught.value.code == "ZC-BLOB-01"
    damage = store.verify("0" * 64)
    assert damage is not None and "找不到" in damage.text


def test_a_deleted_scan_is_gone(store: BlobStore) -> None:
    digest = store.put(b"x")
    store.delete(digest)
    store.delete(digest)
    assert not store.holds(digest)


def test_a_refused_write_leaves_nothing_and_says_so(store: BlobStore, tmp_path: Path) -> None:
    with files_no_longer_than(FRAME), pytest.raises(UserFacingError) as caught:
        store.put(content_of(3 * FRAME))
    assert caught.value.code == "ZC-DB-03"
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == []


PUTTER = """
import sys
from pathlib import Path
from app.storage.blobs import BlobStore
store = BlobStore(Path(sys.argv[1]), bytes(range(32)))
print(store.put(b"scan" * 1000), flush=True)
"""


@pytest.mark.parametrize("point", fault_names("blobs"))
def test_a_kill_at_any_step_leaves_a_whole_scan_or_none(store: BlobStore, tmp_path: Path, point: str) -> None:
    child = run_child(PUTTER, tmp_path / "blobs", fault=f"{point}:1")
    assert child.returncode == KILLED, child.stderr
    digest = hashlib.sha256(b"scan" * 1000).hexdigest()
    if store.holds(digest):
        assert store.verify(digest) is None
    store.sweep()
    left = [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()]
    assert left == list(store.files())
    assert store.read(store.put(b"scan" * 1000)) == b"scan" * 1000

"""The second copy: a dead disk loses a minute at most, and trouble with the stick never stops the counter."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.domain.records import StoredCommit
from app.errors import UserFacingError
from app.storage.second_copy import CopyDamage, CopyState, SecondCopy, same_medium
from tests.app.storage.kit import (
    KEY,
    KILLED,
    OTHER_KEY,
    commits,
    fault_names,
    files_no_longer_than,
    flip,
    run_child,
)

NOW = 1_790_000_000_000


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    SecondCopy(folder, KEY).prepare()
    return folder


def reopened(stick: Path, **options: int) -> SecondCopy:
    return SecondCopy(stick, KEY, **options)


def segments(stick: Path) -> list[Path]:
    return sorted(stick.rglob("*.zcopy"))


def all_of(stick: Path) -> list[StoredCommit]:
    return list(reopened(stick).read_all())


def test_every_commit_comes_back_as_it_was(stick: Path) -> None:
    log = commits(20)
    copy = reopened(stick)
    assert copy.catch_up(log[:5], NOW) == 5
    assert copy.catch_up(log, NOW) == 20
    assert all_of(stick) == log


def test_a_restart_goes_on_where_it_stood_and_repeating_adds_nothing(stick: Path) -> None:
    log = commits(10)
    reopened(stick).catch_up(log[:7], NOW)
    again = reopened(stick)
    assert again.position("D07", 1) == 7
    assert again.catch_up(log[:7], NOW) == 7
    assert again.catch_up(log, NOW) == 10
    assert all_of(stick) == log


def test_devices_and_epochs_are_counted_apart(stick: Path) -> None:
    log = [*commits(3), *commits(2, device="D08"), *commits(4, epoch=2)]
    copy = reopened(stick)
    assert copy.catch_up(log, NOW) == 4
    assert [copy.position(*place) for place in (("D07", 1), ("D08", 1), ("D07", 2), ("D09", 1))] == [
        3,
        2,
        4,
        0,
    ]
    assert all_of(stick) == log


def test_long_copies_go_on_in_a_new_file_that_knows_how_far_it_got(stick: Path) -> None:
    log = commits(60)
    copy = reopened(stick, segment_bytes=2000)
    for commit in log:
        copy.catch_up([commit], NOW)
    assert len(segments(stick)) > 5
    assert reopened(stick).position("D07", 1) == 60
    assert all_of(stick) == log


def test_the_medium_shows_no_content(stick: Path) -> None:
    reopened(stick).catch_up(commits(3), NOW)
    for path in segments(stick):
        assert "收件".encode() not in path.read_bytes() and b"D07" not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_a_pulled_medium_is_a_state_and_its_return_is_noticed(stick: Path, tmp_path: Path) -> None:
    log = commits(6)
    copy = reopened(stick)
    copy.catch_up(log[:2], NOW)
    away = tmp_path / "away"
    (stick / copy.folder.name).rename(away)
    assert copy.catch_up(log[:4], NOW + 60_000) == 0
    assert list(stick.iterdir()) == [], "an empty mount point must not be taken for the medium"
    status = copy.behind(NOW + 61_000)
    assert (status.state, status.last_ms, status.behind_ms) == (CopyState.MISSING, NOW, 61_000)
    away.rename(stick / copy.folder.name)
    assert copy.catch_up(log, NOW + 90_000) == 6
    assert copy.behind(NOW + 90_000).state is CopyState.READY
    assert all_of(stick) == log


def test_a_medium_never_prepared_is_never_written(tmp_path: Path) -> None:
    copy = SecondCopy(tmp_path, KEY)
    assert copy.catch_up(commits(1), NOW) == 0
    assert copy.behind(NOW).state is CopyState.MISSING
    assert copy.behind(NOW).behind_ms is None
    with pytest.raises(UserFacingError) as caught:
        list(copy.read_all())
    assert caught.value.code == "ZC-COPY-01"


def test_a_foreign_file_is_refused_and_left_alone(stick: Path) -> None:
    ours = reopened(stick)
    theirs = SecondCopy(stick, OTHER_KEY)
    theirs.prepare()
    theirs.catch_up(commits(2), NOW)
    shutil.rmtree(ours.folder)
    shutil.copytree(theirs.folder, ours.folder)
    before = [path.read_bytes() for path in segments(stick)]
    assert ours.catch_up(commits(2), NOW) == 0
    assert ours.behind(NOW).state is CopyState.FOREIGN
    assert [path.read_bytes() for path in segments(stick)] == before


def test_two_profiles_share_one_stick(stick: Path) -> None:
    theirs = SecondCopy(stick, OTHER_KEY)
    theirs.prepare()
    theirs.catch_up(commits(2, device="D08"), NOW)
    reopened(stick).catch_up(commits(3), NOW)
    assert [commit.device for commit in all_of(stick)] == ["D07"] * 3
    assert [commit.device for commit in theirs.read_all()] == ["D08"] * 2


def test_a_tail_torn_at_any_byte_is_taken_off_and_written_again(stick: Path) -> None:
    log = commits(3)
    copy = reopened(stick)
    copy.catch_up(log[:2], NOW)
    (path,) = segments(stick)
    whole = path.stat().st_size
    copy.catch_up(log, NOW)
    full = path.read_bytes()
    for size in (*range(whole + 1, whole + 40), *range(whole + 40, len(full), 11), len(full) - 1):
        path.write_bytes(full[:size])
        again = reopened(stick)
        assert again.position("D07", 1) == 2
        assert path.stat().st_size == whole
    reopened(stick).catch_up(log, NOW)
    assert all_of(stick) == log


@pytest.mark.parametrize("zeros", [1, 7, 8, 500])
def test_a_tail_of_zeros_as_power_cuts_leave_it_is_taken_off(stick: Path, zeros: int) -> None:
    reopened(stick).catch_up(commits(2), NOW)
    (path,) = segments(stick)
    with path.open("ab") as file:
        file.write(bytes(zeros))
    reopened(stick).catch_up(commits(3), NOW)
    assert all_of(stick) == commits(3)


def test_a_segment_torn_before_its_head_was_whole_is_begun_anew(stick: Path) -> None:
    log = commits(30)
    copy = reopened(stick, segment_bytes=1500)
    for commit in log:
        copy.catch_up([commit], NOW)
    last = segments(stick)[-1]
    number = len(segments(stick))
    for size in (0, 4, 8, 20):
        with last.open("r+b") as file:
            file.truncate(size)
        again = reopened(stick, segment_bytes=1500)
        assert 0 < again.position("D07", 1) < 30
        again.catch_up(log, NOW)
        assert reopened(stick).position("D07", 1) == 30
        assert len(segments(stick)) >= number - 1
    assert all_of(stick) == log


def test_any_flipped_bit_loses_one_commit_at_most_and_is_reported(stick: Path) -> None:
    log = commits(8)
    reopened(stick).catch_up(log, NOW)
    (path,) = segments(stick)
    size = path.stat().st_size
    for offset in range(120, size, 37):
        flip(path, offset)
        damage: list[CopyDamage] = []
        read = list(reopened(stick).read_all(damage))
        # A flipped seal also unsettles the frame that is bound to it.
        assert len(read) >= len(log) - 2
        assert [place for place in damage if place.offset <= offset < place.offset + place.length]
        assert damage[0].file == path.name
        with pytest.raises(UserFacingError) as caught:
            list(reopened(stick).read_all())
        assert caught.value.code == "ZC-COPY-02"
        flip(path, offset)
    assert all_of(stick) == log


@pytest.mark.parametrize("offset", [-1, -40, -400, 200])
def test_nothing_is_cut_off_for_the_sake_of_a_flipped_bit(stick: Path, offset: int) -> None:
    log = commits(9)
    reopened(stick).catch_up(log[:8], NOW)
    (path,) = segments(stick)
    size = path.stat().st_size
    flip(path, offset % size)
    copy = reopened(stick)
    copy.catch_up(log, NOW)
    assert path.stat().st_size >= size
    damage: list[CopyDamage] = []
    assert log[8] in list(reopened(stick).read_all(damage))
    assert len(damage) in (1, 2)


def test_a_segment_whose_head_went_bad_does_not_stop_the_copy(stick: Path) -> None:
    log = commits(40)
    copy = reopened(stick, segment_bytes=2000)
    for commit in log[:39]:
        copy.catch_up([commit], NOW)
    flip(segments(stick)[-1], 40)
    again = reopened(stick)
    assert again.catch_up(log, NOW) == 40
    read = list(reopened(stick).read_all([]))
    assert {commit.seq for commit in read} == set(range(1, 41))


def test_a_missing_segment_is_reported(stick: Path) -> None:
    copy = reopened(stick, segment_bytes=1500)
    for commit in commits(30):
        copy.catch_up([commit], NOW)
    segments(stick)[2].unlink()
    damage: list[CopyDamage] = []
    assert len(list(reopened(stick).read_all(damage))) < 30
    assert damage[0].file == "000003.zcopy"


def test_a_log_that_was_rolled_back_and_written_anew_is_kept_as_well(stick: Path) -> None:
    reopened(stick).catch_up(commits(4), NOW)
    other = commits(1, start=4, prev="f" * 64)
    assert reopened(stick).catch_up(other, NOW) == 4
    assert all_of(stick) == [*commits(4), *other]


def test_a_full_medium_is_a_state_and_what_was_there_stays(stick: Path) -> None:
    log = commits(50)
    copy = reopened(stick)
    copy.catch_up(log[:3], NOW)
    (path,) = segments(stick)
    with files_no_longer_than(path.stat().st_size + 1000):
        assert copy.catch_up(log, NOW + 5) == 3 or copy.behind(NOW).state is CopyState.FULL
        assert copy.behind(NOW + 10).state is CopyState.FULL
        assert copy.behind(NOW + 10).last_ms == NOW
    assert copy.catch_up(log, NOW + 20) == 50
    assert all_of(stick) == log


COPIER = """
import sys
from pathlib import Path
from app.storage.second_copy import SecondCopy
from tests.app.storage.kit import commits
copy = SecondCopy(Path(sys.argv[1]), bytes(range(32)), segment_bytes=1500)
for commit in commits(12):
    print(copy.catch_up([commit], 1), flush=True)
"""


@pytest.mark.parametrize("passage", [1, 3])
@pytest.mark.parametrize("point", fault_names("second_copy"))
def test_a_kill_at_any_step_keeps_what_was_told(stick: Path, point: str, passage: int) -> None:
    child = run_child(COPIER, stick, fault=f"{point}:{passage}")
    assert child.returncode == KILLED, child.stderr
    told = len(child.stdout.split())
    copy = reopened(stick, segment_bytes=1500)
    assert copy.position("D07", 1) >= told
    copy.catch_up(commits(12), NOW)
    assert all_of(stick) == commits(12)


def test_a_copy_beside_the_original_is_recognised(tmp_path: Path) -> None:
    assert same_medium(tmp_path, tmp_path.parent)
    assert not same_medium(tmp_path, Path("/proc")) or os.name == "nt"

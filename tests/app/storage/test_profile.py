"""The data folder: one program at a time, real or rehearsal for ever, never half made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.errors import UserFacingError
from app.storage.config import profile_exists, read_config
from app.storage.database import open_database
from app.storage.keys import Purpose
from app.storage.locking import lock_holder
from app.storage.opening import open_profile_database
from app.storage.profile import FirstOperator, create_profile, open_profile
from tests.app.storage.kit import CHEAP, KILLED, ROOT, fault_names, run_child

NOW = 1_790_000_000_000
FIRST = FirstOperator("A01", "口令", CHEAP)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "窗口一"


def code_of(folder: Path, **options: object) -> str:
    with pytest.raises(UserFacingError) as caught:
        open_profile(folder, **options).dispose()  # type: ignore[arg-type]
    return caught.value.code


def test_what_was_created_is_what_is_opened(folder: Path) -> None:
    made, ring, code = create_profile(
        folder, True, device="D07", hall="示例区政务服务中心", window="3", now_ms=NOW
    )
    made.dispose()
    assert code == ""
    with open_profile(folder) as opened:
        assert opened.config == made.config
        assert (opened.config.device, opened.config.hall, opened.config.window) == (
            "D07",
            "示例区政务服务中心",
            "3",
        )
        assert opened.config.created_ms == NOW
        assert opened.unlock_plain().sub_key(Purpose.DATABASE) == ring.sub_key(Purpose.DATABASE)
    assert {entry.name for entry in folder.iterdir()} == {
        "profile.lock",
        "keys.json",
        "blobs",
        "config.toml",
        "logs",
    }


def test_nobody_else_looks_into_the_folder(folder: Path) -> None:
    create_profile(folder, True)[0].dispose()
    assert folder.stat().st_mode & 0o777 == 0o700
    for entry in folder.iterdir():
        assert entry.stat().st_mode & 0o077 == 0, entry.name


def test_a_real_profile_begins_with_an_operator_and_a_recovery_code(folder: Path) -> None:
    with pytest.raises(ValueError, match="operator"):
        create_profile(folder, False)
    assert not profile_exists(folder)
    made, ring, code = create_profile(folder, False, first=FIRST)
    made.dispose()
    wanted = ring.sub_key(Purpose.DATABASE)
    with open_profile(folder) as opened:
        assert opened.unlock_with_password("A01", "口令", NOW).sub_key(Purpose.DATABASE) == wanted
        assert opened.unlock_with_recovery(code).sub_key(Purpose.DATABASE) == wanted
        with pytest.raises(UserFacingError):
            opened.unlock_plain()


def test_editing_the_settings_flips_nothing(folder: Path) -> None:
    create_profile(folder, True)[0].dispose()
    config = folder / "config.toml"
    config.write_text(config.read_text("utf-8").replace("rehearsal = true", "rehearsal = false"), "utf-8")
    assert code_of(folder) == "ZC-PROFILE-03"


def test_editing_settings_and_key_file_flips_nothing(folder: Path) -> None:
    create_profile(folder, False, first=FIRST)[0].dispose()
    for name, old, new in (("config.toml", "= false", "= true"), ("keys.json", ": false", ": true")):
        file = folder / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
    with open_profile(folder) as opened:
        for attempt in (opened.unlock_plain, lambda: opened.unlock_with_password("A01", "口令", NOW)):
            with pytest.raises(UserFacingError):
                attempt()


def test_the_keys_of_another_profile_are_refused(folder: Path, tmp_path: Path) -> None:
    create_profile(folder, True)[0].dispose()
    create_profile(tmp_path / "other", True)[0].dispose()
    (folder / "keys.json").write_bytes((tmp_path / "other" / "keys.json").read_bytes())
    assert code_of(folder) == "ZC-PROFILE-03"


def test_settings_change_and_foreign_tables_stay(folder: Path) -> None:
    made = create_profile(folder, True)[0]
    made.dispose()
    with (folder / "config.toml").open("a", encoding="utf-8") as file:
        file.write('\n[reader]\nport = "COM3"\n')
    with open_profile(folder) as opened:
        opened.configure(window="5", second_copy="/media/usb")
        with pytest.raises(ValueError, match="rehearsal"):
            opened.configure(rehearsal=False)
    config = read_config(folder)
    assert (config.window, config.second_copy, config.extra) == (
        "5",
        "/media/usb",
        {"reader": {"port": "COM3"}},
    )



def test_what_is_written_under_extra_as_the_program_asks_for_it_counts_and_stays(folder: Path) -> None:
    """A station that wrote its centre under [extra], where it was told to, was told the same again."""
    create_profile(folder, True, device="D07", now_ms=NOW, extra={"hours": "8:30"})[0].dispose()
    with (folder / "config.toml").open("a", encoding="utf-8") as file:
        file.write('[extra]\naddress = "示例路1号"\n')
    with open_profile(folder) as opened:
        opened.configure(window="5")
    assert read_config(folder).extra == {"hours": "8:30", "address": "示例路1号"}


def test_broken_settings_and_an_empty_folder_have_their_own_words(folder: Path) -> None:
    folder.mkdir()
    assert code_of(folder) == "ZC-PROFILE-04"
    assert list(folder.iterdir()) == []
    create_profile(folder, True)[0].dispose()
    (folder / "config.toml").write_text("profile = [", "utf-8")
    assert code_of(folder) == "ZC-PROFILE-02"


def test_somebody_elses_folder_is_not_taken_over(folder: Path) -> None:
    folder.mkdir()
    (folder / "论文.txt").write_text("x", "utf-8")
    with pytest.raises(UserFacingError) as caught:
        create_profile(folder, True)
    assert caught.value.code == "ZC-PROFILE-05"
    assert (folder / "论文.txt").read_text("utf-8") == "x"


def test_a_profile_with_data_is_never_created_over(folder: Path) -> None:
    made, ring, _ = create_profile(folder, True)
    open_database(made.database_path, ring.sub_key(Purpose.DATABASE)).close()
    made.dispose()
    keys_before = (folder / "keys.json").read_bytes()
    with pytest.raises(UserFacingError):
        create_profile(folder, True)
    (folder / "config.toml").unlink()
    with pytest.raises(UserFacingError):
        create_profile(folder, True)
    assert (folder / "keys.json").read_bytes() == keys_before


HOLDER = """
import sys
from pathlib import Path
from app.storage.opening import open_profile_database
from app.storage.profile import open_profile
profile = open_profile(Path(sys.argv[1]), now_ms=int(sys.argv[2]))
print("open", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(folder: Path) -> subprocess.Popen[str]:
    create_profile(folder, True)[0].dispose()
    command = [sys.executable, "-c", HOLDER, str(folder), str(NOW)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert child.stdout is not None and child.stdout.readline() == "open\n"
    return child


def test_a_second_program_is_turned_away_and_told_since_when(
    folder: Path, holder: subprocess.Popen[str]
) -> None:
    with holder:
        with pytest.raises(UserFacingError) as caught:
            open_profile(folder)
        assert caught.value.code == "ZC-PROFILE-01"
        assert "2026年9月21日" in caught.value.what
        assert lock_holder(folder / "profile.lock") == holder.pid
        with open_profile(folder, exclusive=False) as query:
            assert not query.holds_lock
        holder.communicate("")
    with open_profile(folder) as opened:
        assert opened.holds_lock


def test_a_killed_program_leaves_no_lock_behind(folder: Path, holder: subprocess.Popen[str]) -> None:
    with holder:
        holder.kill()
        holder.wait()
    open_profile(folder).dispose()


def test_a_second_window_of_the_same_program_is_turned_away_too(folder: Path) -> None:
    with create_profile(folder, True)[0]:
        assert code_of(folder) == "ZC-PROFILE-01"
    open_profile(folder).dispose()


CREATOR = """
import sys
from pathlib import Path
from app.storage.cost import KdfCost
from app.storage.opening import open_profile_database
from app.storage.profile import FirstOperator, create_profile
create_profile(Path(sys.argv[1]), False, first=FirstOperator("A01", "口令", KdfCost(64, 1, 1)))
print("done")
"""


@pytest.mark.parametrize("point", sorted(set(fault_names("files", "profile"))))
def test_a_creation_killed_anywhere_is_whole_or_can_be_begun_again(folder: Path, point: str) -> None:
    for passage in range(1, 9):
        child = run_child(CREATOR, folder, fault=f"{point}:{passage}")
        if child.returncode == 0:
            assert passage > 1, "the point was never passed"
            break
        assert child.returncode == KILLED, child.stderr
        if profile_exists(folder):
            with open_profile(folder) as opened:
                opened.unlock_with_password("A01", "口令", NOW)
            return
    with open_profile(folder) as opened:
        opened.unlock_with_password("A01", "口令", NOW)


def test_what_is_not_set_up_yet_is_no_profile_and_is_begun_again_from_nothing(folder: Path) -> None:
    """Whoever switches the machine off between key and first operator is not left with data that nobody can open."""
    made, ring, _ = create_profile(folder, True, unfinished=True)
    open_profile_database(made, ring).close()
    made.dispose()
    assert (folder / "zc.db").exists() and not profile_exists(folder)
    with pytest.raises(UserFacingError, match="ZC-PROFILE-04"):
        open_profile(folder)
    again, ring, _ = create_profile(folder, True, unfinished=True)
    assert not (folder / "zc.db").exists()
    open_profile_database(again, ring).close()
    again.finish()
    again.dispose()
    assert profile_exists(folder)
    with pytest.raises(UserFacingError, match="ZC-PROFILE-05"):
        create_profile(folder, True, unfinished=True)
    with open_profile(folder) as opened:
        open_profile_database(opened, opened.unlock_plain()).close()


def test_a_lost_database_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    made, ring, _ = create_profile(folder, True)
    open_profile_database(made, ring).close()
    made.dispose()
    with open_profile(folder) as opened:
        open_profile_database(opened, opened.unlock_plain()).close()
        opened.database_path.unlink()
        with pytest.raises(UserFacingError) as caught:
            open_profile_database(opened, opened.unlock_plain())
    assert caught.value.code == "ZC-DB-07"
    assert not (folder / "zc.db").exists()


def test_a_creation_cut_off_before_the_database_still_opens(folder: Path) -> None:
    create_profile(folder, True)[0].dispose()
    with open_profile(folder) as opened:
        open_profile_database(opened, opened.unlock_plain()).close()
        with open_profile(folder, exclusive=False) as query:
            beside = open_profile_database(query, query.unlock_plain())
            with pytest.raises(UserFacingError):
                _ = beside.write
            beside.close()

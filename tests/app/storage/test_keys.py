"""The key of a profile: nobody loses it, nobody guesses it, and no edit turns a rehearsal into the real thing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import UserFacingError
from app.storage import keys, recovery
from app.storage.cost import KdfCost
from app.storage.keys import KeyRing, Purpose
from app.storage.lockout import FIRST_WAIT_MS, FREE_TRIES, LONGEST_WAIT_MS
from tests.app.storage.kit import CHEAP

NOW = 1_790_000_000_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.json"


@pytest.fixture
def ring(path: Path) -> KeyRing:
    made = keys.create_keys(path, rehearsal=False)
    made.wrap_for_operator("A01", "正确的口令", CHEAP)
    return made


def database_key(ring: KeyRing) -> bytes:
    return ring.sub_key(Purpose.DATABASE)


def unlock(path: Path, password: str, now: int = NOW, number: str = "A01") -> KeyRing:
    return keys.unlock_with_password(path, number, password, now)


def refused(path: Path, password: str, now: int = NOW, number: str = "A01") -> str:
    with pytest.raises(UserFacingError) as caught:
        unlock(path, password, now, number)
    return caught.value.code


def edit(path: Path, **changes: Any) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}), "utf-8")


def test_password_and_recovery_code_open_the_same_key(path: Path, ring: KeyRing) -> None:
    code = ring.add_recovery()
    assert database_key(unlock(path, "正确的口令")) == database_key(ring)
    assert database_key(keys.unlock_with_recovery(path, code)) == database_key(ring)


def test_the_file_of_a_real_profile_holds_no_key_and_only_its_owner_reads_it(
    path: Path, ring: KeyRing
) -> None:
    code = ring.add_recovery()
    text = path.read_text("utf-8")
    assert not [wrap for wrap in json.loads(text)["wraps"] if wrap["kind"] == "plain"]
    assert ring._key.hex() not in text
    assert code not in text and "正确的口令" not in text
    assert path.stat().st_mode & 0o777 == 0o600
    assert ring._key.hex() not in repr(ring)


def test_a_real_profile_refuses_a_plain_wrap(path: Path, ring: KeyRing) -> None:
    with pytest.raises(PermissionError):
        keys.add_plain(ring, ring._key)
    with pytest.raises(UserFacingError) as caught:
        keys.unlock_plain(path)
    assert caught.value.code == "ZC-KEY-04"


def test_a_rehearsal_opens_without_a_password(path: Path) -> None:
    ring = keys.create_keys(path, rehearsal=True)
    assert database_key(keys.unlock_plain(path)) == database_key(ring)


def test_each_purpose_has_its_own_key_and_each_profile_its_own(
    path: Path, ring: KeyRing, tmp_path: Path
) -> None:
    other = keys.create_keys(tmp_path / "other.json", rehearsal=True)
    made = {ring.sub_key(purpose) for purpose in Purpose} | {other.sub_key(purpose) for purpose in Purpose}
    assert len(made) == 2 * len(Purpose)
    assert all(len(key) == 32 for key in made)


def test_wrong_number_and_wrong_password_sound_the_same(path: Path, ring: KeyRing) -> None:
    heard = []
    for number, password in (("A01", "wrong"), ("nobody", "正确的口令")):
        with pytest.raises(UserFacingError) as caught:
            unlock(path, password, number=number)
        heard.append((caught.value.code, caught.value.what, caught.value.what_next))
    assert heard[0] == heard[1]
    assert heard[0][0] == "ZC-LOGIN-01"


@pytest.mark.law("H08")
def test_five_tries_then_a_wait_that_grows_and_outlives_a_restart(path: Path, ring: KeyRing) -> None:
    assert [refused(path, "wrong") for _ in range(FREE_TRIES)] == ["ZC-LOGIN-01"] * FREE_TRIES
    assert refused(path, "正确的口令") == "ZC-LOGIN-02"
    later = NOW + FIRST_WAIT_MS
    assert refused(path, "wrong", later) == "ZC-LOGIN-01"
    assert refused(path, "正确的口令", later + 2 * FIRST_WAIT_MS - 1) == "ZC-LOGIN-02"
    assert database_key(unlock(path, "正确的口令", later + 2 * FIRST_WAIT_MS)) == database_key(ring)
    assert refused(path, "wrong", later) == "ZC-LOGIN-01"


def test_a_clock_set_back_does_not_lock_for_ever(path: Path, ring: KeyRing) -> None:
    for _ in range(FREE_TRIES):
        refused(path, "wrong")
    assert database_key(unlock(path, "正确的口令", NOW - 2 * LONGEST_WAIT_MS)) == database_key(ring)


def test_a_password_typed_as_number_is_not_written_down(path: Path, ring: KeyRing) -> None:
    refused(path, "x", number="MySecretPassword")
    assert "MySecretPassword" not in path.read_text("utf-8")


def test_a_new_password_replaces_the_old_and_ends_the_wait(path: Path, ring: KeyRing) -> None:
    for _ in range(FREE_TRIES):
        refused(path, "wrong")
    ring.wrap_for_operator("A01", "新口令", CHEAP)
    assert refused(path, "正确的口令") == "ZC-LOGIN-01"
    assert database_key(unlock(path, "新口令")) == database_key(ring)


def test_an_operator_who_left_cannot_open_and_the_last_way_stays(path: Path, ring: KeyRing) -> None:
    with pytest.raises(ValueError, match="last"):
        ring.remove_operator("A01")
    ring.wrap_for_operator("A02", "另一个", CHEAP)
    ring.remove_operator("A01")
    assert ring.operators() == ("A02",)
    assert refused(path, "正确的口令") == "ZC-LOGIN-01"


def test_two_rings_do_not_overwrite_each_other(path: Path, ring: KeyRing) -> None:
    unlock(path, "正确的口令").wrap_for_operator("A02", "另一个", CHEAP)
    ring.add_recovery()
    assert database_key(unlock(path, "另一个", number="A02")) == database_key(ring)


def test_a_second_creation_never_replaces_a_key(path: Path, ring: KeyRing) -> None:
    with pytest.raises(FileExistsError):
        keys.create_keys(path, rehearsal=False)


def test_a_fresh_recovery_code_ends_the_one_before(path: Path, ring: KeyRing) -> None:
    old, new = ring.add_recovery(), ring.add_recovery()
    assert database_key(keys.unlock_with_recovery(path, new)) == database_key(ring)
    with pytest.raises(UserFacingError) as caught:
        keys.unlock_with_recovery(path, old)
    assert caught.value.code == "ZC-LOGIN-04"


def test_no_edit_turns_a_rehearsal_into_a_real_profile(path: Path) -> None:
    keys.create_keys(path, rehearsal=True)
    edit(path, rehearsal=False)
    with pytest.raises(UserFacingError) as caught:
        keys.unlock_plain(path)
    assert caught.value.code == "ZC-KEY-04"


def test_no_edit_turns_a_real_profile_into_a_rehearsal(path: Path, ring: KeyRing) -> None:
    edit(path, rehearsal=True)
    assert refused(path, "正确的口令") == "ZC-LOGIN-01"


def test_a_plain_key_of_a_flipped_file_is_noticed(path: Path, ring: KeyRing, tmp_path: Path) -> None:
    wrap = {"kind": "plain", "sealed": keys._text(ring._key)}
    edit(path, rehearsal=True, wraps=[wrap])
    with pytest.raises(UserFacingError) as caught:
        keys.unlock_plain(path)
    assert caught.value.code == "ZC-KEY-02"


@pytest.mark.parametrize("text", ["", "{", '{"version": 1}', "[]"])
def test_a_broken_key_file_is_said_to_be_broken(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(UserFacingError) as caught:
        keys.read_keys(path)
    assert caught.value.code == "ZC-KEY-02"


def test_a_missing_or_newer_key_file_has_its_own_words(path: Path, ring: KeyRing) -> None:
    edit(path, version=2)
    with pytest.raises(UserFacingError) as caught:
        keys.read_keys(path)
    assert caught.value.code == "ZC-KEY-03"
    path.unlink()
    with pytest.raises(UserFacingError) as caught:
        keys.read_keys(path)
    assert caught.value.code == "ZC-KEY-01"


def test_edited_costs_do_not_eat_the_memory_of_the_machine(path: Path, ring: KeyRing) -> None:
    data = json.loads(path.read_text("utf-8"))
    data["wraps"][0]["cost"]["memory_kib"] = 1 << 40
    path.write_text(json.dumps(data))
    assert refused(path, "正确的口令") == "ZC-KEY-02"


def test_the_default_cost_is_what_was_decided() -> None:
    cost = KdfCost()
    assert (cost.memory_kib, cost.passes, cost.lanes) == (65536, 3, 1)


def test_the_recovery_code_forgives_how_it_is_typed() -> None:
    code = recovery.new_code()
    assert len(code.split("-")) == 7 and all(len(group) == 5 for group in code.split("-"))
    assert recovery.normal_form(f"  {code.lower().replace('-', ' ')} ") == code
    assert recovery.normal_form(code.replace("0", "o").replace("1", "l")) == code


def test_every_single_slip_in_the_recovery_code_is_caught_in_its_group() -> None:
    code = recovery.new_code()
    for place, symbol in enumerate(code):
        if symbol == "-":
            continue
        for wrong in set(recovery.ALPHABET) - {symbol}:
            with pytest.raises(UserFacingError) as caught:
                recovery.normal_form(code[:place] + wrong + code[place + 1 :])
            assert f"第 {place // 6 + 1} 组" in caught.value.what


def test_swapped_groups_and_missing_groups_are_caught() -> None:
    groups = recovery.new_code().split("-")
    for wrong in ([groups[1], groups[0], *groups[2:]], groups[:-1], [*groups, groups[0]]):
        with pytest.raises(UserFacingError) as caught:
            recovery.normal_form("-".join(wrong))
        assert caught.value.code == "ZC-LOGIN-03"


def test_what_a_password_leaves_for_the_log_in_is_its_own_and_given_once(path: Path, ring: KeyRing) -> None:
    """The same password twice is the same witness; another password or another person has none of it."""
    witness = unlock(path, "正确的口令").take_witness("A01")
    assert len(witness) == keys.KEY_BYTES and witness not in (ring._key, database_key(ring))
    again = unlock(path, "正确的口令")
    assert again.take_witness("A02") == b"" == again.take_witness("A01")
    once = unlock(path, "正确的口令")
    assert (once.take_witness("A01"), once.take_witness("A01")) == (witness, b"")
    assert ring.take_witness("A01") == b""
    ring.wrap_for_operator("A01", "正确的口令", CHEAP)
    assert unlock(path, "正确的口令").take_witness("A01") != witness, "another salt"
    assert witness.hex() not in path.read_text("utf-8")

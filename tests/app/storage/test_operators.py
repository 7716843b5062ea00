"""Operators: five tries, a wait that survives a restart, rights that come back as they were given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.domain.codec import CodecError
from app.domain.rights import Grant, Right
from app.errors import UserFacingError
from app.storage import operators
from app.storage.cost import KdfCost
from app.storage.database import Database, open_database
from app.storage.lockout import FIRST_WAIT_MS, FREE_TRIES, LONGEST_WAIT_MS, locked_until
from app.storage.operators import Operator
from app.storage.schema import metadata
from tests.app.storage.kit import CHEAP, KEY

NOW = 1_790_000_000_000
GRANTS = (
    Grant(Right.RECEIVE),
    Grant(
        Right.ACCEPT,
        "市场监督管理局",
        "*",
        "市场监督管理局",
        "行政审批专用章",
        date(2026, 1, 1),
        date(2026, 12, 31),
    ),
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "zc.db", KEY)
    with opened.write.begin() as connection:
        metadata.create_all(connection)
        operators.add_operator(connection, Operator("o1", "王芳", "A01", GRANTS), "口令", CHEAP)
    yield opened
    opened.close()


def login(database: Database, password: str, now: int = NOW, number: str = "A01") -> Operator:
    with database.write.begin() as connection:
        return operators.authenticate(connection, number, password, now, CHEAP)


def refused(database: Database, password: str, now: int = NOW, number: str = "A01") -> str:
    with pytest.raises(UserFacingError) as caught:
        login(database, password, now, number)
    return caught.value.code


def test_the_right_password_lets_in_with_all_rights(database: Database) -> None:
    assert login(database, "口令") == Operator("o1", "王芳", "A01", GRANTS)


def test_the_password_itself_is_nowhere(database: Database) -> None:
    with database.read.connect() as connection:
        stored = connection.exec_driver_sql("SELECT password FROM operators").scalar_one()
    assert stored.startswith("$argon2id$")
    assert "口令" not in stored


def test_unknown_wrong_and_disabled_sound_the_same(database: Database) -> None:
    with database.write.begin() as connection:
        operators.add_operator(connection, Operator("o2", "李强", "A02", disabled=True), "口令", CHEAP)
    heard = []
    for number, password in (("A01", "wrong"), ("nobody", "口令"), ("A02", "口令")):
        with pytest.raises(UserFacingError) as caught:
            login(database, password, number=number)
        heard.append((caught.value.code, caught.value.what))
    assert len(set(heard)) == 1 and heard[0][0] == "ZC-LOGIN-01"


def test_wrong_tries_count_although_the_transaction_fails_and_outlive_a_restart(
    database: Database, tmp_path: Path
) -> None:
    assert [refused(database, "wrong") for _ in range(FREE_TRIES)] == ["ZC-LOGIN-01"] * FREE_TRIES
    database.close()
    again = open_database(tmp_path / "zc.db", KEY)
    try:
        assert refused(again, "口令") == "ZC-LOGIN-02"
        assert refused(again, "口令", NOW + FIRST_WAIT_MS - 1) == "ZC-LOGIN-02"
        assert login(again, "口令", NOW + FIRST_WAIT_MS).number == "A01"
        assert refused(again, "wrong") == "ZC-LOGIN-01"
    finally:
        again.close()


def test_the_wait_doubles_and_has_an_end() -> None:
    waits = [locked_until(failed, 0) for failed in range(FREE_TRIES - 1, FREE_TRIES + 12)]
    assert waits[:4] == [0, FIRST_WAIT_MS, 2 * FIRST_WAIT_MS, 4 * FIRST_WAIT_MS]
    assert waits[-1] == LONGEST_WAIT_MS == max(waits)


def test_a_reset_ends_the_wait_and_the_old_password(database: Database) -> None:
    for _ in range(FREE_TRIES):
        refused(database, "wrong")
    with database.write.begin() as connection:
        operators.reset_password(connection, "A01", "新口令", CHEAP)
    assert login(database, "新口令").name == "王芳"
    assert refused(database, "口令") == "ZC-LOGIN-01"


def test_one_number_belongs_to_one_person(database: Database) -> None:
    with pytest.raises(UserFacingError) as caught, database.write.begin() as connection:
        operators.add_operator(connection, Operator("o9", "李强", "A01"), "x", CHEAP)
    assert caught.value.code == "ZC-LOGIN-05"


def test_operators_are_listed_changed_and_switched_off(database: Database) -> None:
    with database.write.begin() as connection:
        operators.add_operator(connection, Operator("o0", "李强", "A00"), "x", CHEAP)
        operators.set_grants(connection, "A00", GRANTS[:1])
        operators.set_disabled(connection, "A00", True)
        listed = operators.list_operators(connection)
        assert [(one.number, one.disabled, one.grants) for one in listed] == [
            ("A00", True, GRANTS[:1]),
            ("A01", False, GRANTS),
        ]
        assert operators.find_operator(connection, "A00") == listed[0]
        assert operators.find_operator(connection, "nobody") is None
        with pytest.raises(LookupError):
            operators.set_disabled(connection, "nobody", True)


def test_grants_survive_the_text_and_unreadable_ones_are_never_guessed() -> None:
    assert operators.grants_from_text(operators.grants_to_text(GRANTS)) == GRANTS
    for bad in ("", "{}", '[{"right": "may_fly"}]', "[1]"):
        with pytest.raises(CodecError):
            operators.grants_from_text(bad)


def test_a_password_from_weaker_days_is_hashed_anew_at_login(database: Database) -> None:
    stronger = KdfCost(128, 1, 1)
    with database.write.begin() as connection:
        operators.authenticate(connection, "A01", "口令", NOW, stronger)
        stored = connection.exec_driver_sql("SELECT password FROM operators").scalar_one()
    assert "m=128" in stored
    assert login(database, "口令").number == "A01"


WITNESS, OTHER = bytes(32), bytes([1]) * 32


def opening(database: Database, password: str, witness: bytes, number: str = "A01") -> Operator:
    """Log in right after the profile was opened; raises when the password is stretched although it is known."""
    with database.write.begin() as connection:
        return operators.authenticate(connection, number, password, NOW, CHEAP, witness)


def test_the_password_that_opened_the_profile_is_stretched_once_from_the_second_morning_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening(database, "口令", WITNESS)

    def refuse(stored: str, password: str) -> bool:
        raise AssertionError("a quarter of a second she waits for nothing")

    monkeypatch.setattr(operators, "_matches", refuse)
    assert opening(database, "口令", WITNESS).number == "A01"
    with pytest.raises(AssertionError):
        opening(database, "口令", OTHER)
    with pytest.raises(AssertionError):
        opening(database, "口令", b"")


def test_an_old_key_file_with_her_former_password_lets_nobody_in(database: Database) -> None:
    """Who puts back ``keys.json`` of last month opens the key by the password of last month, and stands outside."""
    opening(database, "口令", WITNESS)
    with database.write.begin() as connection:
        operators.reset_password(connection, "A01", "新口令", CHEAP)
    with pytest.raises(UserFacingError, match="ZC-LOGIN-01"):
        opening(database, "口令", WITNESS)
    assert opening(database, "新口令", OTHER).number == "A01"
    assert opening(database, "新口令", OTHER).number == "A01"


def test_who_was_switched_off_is_not_let_in_by_what_was_seen_before(database: Database) -> None:
    opening(database, "口令", WITNESS)
    with database.write.begin() as connection:
        operators.set_disabled(connection, "A01", True)
    with pytest.raises(UserFacingError, match="ZC-LOGIN-01"):
        opening(database, "口令", WITNESS)


def test_the_witness_of_one_person_says_nothing_about_another(database: Database) -> None:
    with database.write.begin() as connection:
        operators.add_operator(connection, Operator("o2", "李强", "A02"), "别的口令", CHEAP)
    opening(database, "口令", WITNESS)
    with pytest.raises(UserFacingError, match="ZC-LOGIN-01"):
        opening(database, "口令", WITNESS, "A02")


def test_a_password_hashed_anew_is_known_the_next_morning(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stronger = KdfCost(128, 1, 1)
    with database.write.begin() as connection:
        operators.authenticate(connection, "A01", "口令", NOW, CHEAP, WITNESS)
        operators.authenticate(connection, "A01", "口令", NOW, stronger, WITNESS)
        monkeypatch.setattr(operators, "_matches", lambda *_: pytest.fail("stretched again"))
        operators.authenticate(connection, "A01", "口令", NOW, stronger, WITNESS)

"""What trying a password costs, and whom it makes wait."""

from __future__ import annotations

from pathlib import Path

from argon2 import extract_parameters
from sqlalchemy import select

from app.storage.cost import TOLD, KdfCost
from app.storage.schema import operators
from ui.bootstrap import Enrolment, Settings, enrol, open_workplace
from ui.settings import READY, REHEARSAL_PASSWORD, all_rights
from ui.workplace import Workplace


def costs(at: Workplace) -> dict[str, KdfCost]:
    """What stands with each operator's password."""
    with at.database.read.connect() as connection:
        rows = connection.execute(select(operators.c.number, operators.c.password)).all()
    stretched = {number: extract_parameters(stored) for number, stored in rows}
    return {
        number: KdfCost(each.memory_cost, each.time_cost, each.parallelism)
        for number, each in stretched.items()
    }


def test_nobody_waits_for_the_password_that_a_rehearsal_tells_everybody_and_one_of_her_own_stays_hard_to_guess(
    tmp_path: Path,
) -> None:
    at = open_workplace(Settings(tmp_path / "rehearsal", rehearsal=True))
    try:
        at.add_operator("钱七", "0713", "her-own-1900", all_rights())
        at.log_in(READY[1], REHEARSAL_PASSWORD)
        at.log_in("0713", "her-own-1900")
        assert (costs(at)[READY[1]], costs(at)["0713"]) == (TOLD, KdfCost())
    finally:
        at.close()


def test_in_a_real_profile_no_word_is_cheap_to_try_not_even_the_one_of_the_rehearsal(tmp_path: Path) -> None:
    word = f"{REHEARSAL_PASSWORD}-1"
    enrol(tmp_path / "real", Enrolment(device="D09", hall="测试大厅", window="9号窗口"), "赵六", "0712", word)
    at = open_workplace(Settings(profile=tmp_path / "real"), ("0712", word))
    try:
        at.add_operator("钱七", "0713", REHEARSAL_PASSWORD, all_rights())
        at.log_in("0713", REHEARSAL_PASSWORD)
        assert set(costs(at).values()) == {KdfCost()}
    finally:
        at.close()

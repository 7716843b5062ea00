"""The department accepts after silence, and with a day that the applicant holds in her pledge (records 0130, 0125)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from sync.platform.staff import decide
from sync.platform.staff_facts import StaffError
from tests.sync.support import Window, received
from tests.sync.test_staff import AT, ROWS, last_event, submit

TODAY, RECEIVED, SILENT_SINCE = "2026-09-27", "2026-09-15", "2026-09-22"
NOTICE = {"document_id": "0", "number": "1", "faults": [{"line_id": "m1"}], "ends": "2026-10-12"}


def case_of(db: Path, *events: tuple[str, dict[str, Any]], promised: str = "2026-10-12", silent: bool = True) -> UUID:
    """Handed in on 15 September; what is missing was pledged, and the department has it. Today is 27 September."""
    window, case = Window(), uuid4()
    ends = {"deemed_after": SILENT_SINCE if silent else "2026-09-29"}
    window.write(case, ("received", received() | {"received_on": RECEIVED, "materials": ROWS} | ends))
    pledge = {"lines": ["m2"], "promised_by": promised}
    window.write(case, *events, ("tolerance_pledged", pledge), ("transferred", {}))
    submit(db, window)
    return case


def accepted(db: Path, case: UUID, **said: Any) -> dict[str, Any]:
    decide(str(db), str(case), "accept", at_ms=AT, **said)
    payload: dict[str, Any] = last_event(db)["payload"]
    return payload


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "p.db"


def test_after_five_days_of_silence_it_counts_as_accepted_on_the_day_she_handed_in(db: Path) -> None:
    """Her limit would begin days later than the law has it, and nothing would say that we were silent."""
    told = accepted(db, case_of(db), due="2026-10-20")
    assert (told["accepted_on"], told["deemed"], told["tolerated"]) == (RECEIVED, True, ["m2"])
    assert told["tolerated_until"] == "2026-10-12"


def test_her_day_stands_though_the_limit_that_silence_dates_back_ends_before_it(db: Path) -> None:
    told = accepted(db, case_of(db), due="2026-09-25")
    assert (told["due"], told["tolerated_until"]) == ("2026-09-25", "2026-10-12")


@pytest.mark.parametrize("ends", ["2026-09-25", "2026-10-20"])
def test_after_silence_nothing_is_owed_whose_day_is_over_unless_the_law_leaves_one(db: Path, ends: str) -> None:
    case = case_of(db, promised="2026-09-20")
    if ends > TODAY:
        with pytest.raises(StaffError, match="须写明补齐期限"):
            accepted(db, case, due=ends)
        assert accepted(db, case, due=ends, tolerated_until=ends)["tolerated_until"] == ends
        return
    told = accepted(db, case, due=ends)
    assert (told["tolerated"], told["tolerated_until"], told["deemed"]) == ([], None, True)


@pytest.mark.parametrize("told", ["in time", "not yet over", "not certain"])
def test_without_silence_it_is_accepted_today(db: Path, told: str) -> None:
    spoken = ("notice_issued", NOTICE), ("corrections_completed", {"completed_on": "2026-09-20"})
    events = spoken if told == "in time" else ()
    case = case_of(db, *events, silent=told != "not yet over")
    if told == "not certain":
        window, case = Window(), uuid4()
        unsure = {"deemed_after": SILENT_SINCE, "notice_due_firm": False, "received_on": RECEIVED}
        window.write(case, ("received", received() | unsure), ("transferred", {}))
        submit(db, window)
    payload = accepted(db, case, due="2026-10-20")
    assert (payload["accepted_on"], payload["deemed"]) == (TODAY, False)


@pytest.mark.parametrize(
    ("due", "firm", "silent"), [(SILENT_SINCE, True, True), ("2026-09-28", True, False), (SILENT_SINCE, False, False)]
)
@pytest.mark.parametrize("before", [True, False])
def test_a_new_table_of_holidays_says_whether_the_five_days_are_over(
    db: Path, before: bool, due: str, firm: bool, silent: bool
) -> None:
    """As at the window: by the day printed once, silence would never be certain, or come before its day."""
    window, case = Window(), uuid4()
    first = {"notice_due": "2026-09-21", "deemed_after": "2026-09-21", "notice_due_firm": before}
    moved = {"clock": "notice", "told": "2026-09-21", "due": due, "firm": firm, "calendar_version": "2"}
    window.write(case, ("received", received() | {"received_on": RECEIVED} | first))
    window.write(case, ("deadline_revised", moved), ("transferred", {}))
    submit(db, window)
    payload = accepted(db, case, due="2026-10-20")
    assert (payload["deemed"], payload["accepted_on"]) == (silent, RECEIVED if silent else TODAY)


@pytest.mark.parametrize(
    ("certain", "told", "ends", "silent"),
    [
        (True, "2026-12-24", "2026-12-31", True),
        (False, "2026-12-24", "2026-12-31", False),
        (None, "2026-12-24", "2026-12-31", False),
        (None, "2026-09-15", "2026-09-22", True),
    ],
    ids=["certain", "holidays unknown", "of before, in December", "of before"],
)
def test_a_notice_wanted_at_once_says_nothing_of_whether_the_five_days_are_certain(
    db: Path, certain: bool | None, told: str, ends: str, silent: bool
) -> None:
    """Zhejiang wants it told on the spot: that day was certain, and silence was claimed of days that nobody knew."""
    window, case = Window(), uuid4()
    days = {"received_on": told, "notice_due": told, "notice_due_firm": True, "deemed_after": ends}
    window.write(case, ("received", received() | days | {"deemed_firm": certain}), ("transferred", {}))
    submit(db, window)
    late = AT + 120 * 86_400_000
    decide(str(db), str(case), "accept", at_ms=late, due="2027-03-01")
    assert last_event(db)["payload"]["deemed"] is silent


def test_what_a_window_proposed_by_a_new_table_is_certain(db: Path) -> None:
    window, case = Window(), uuid4()
    days = {"received_on": RECEIVED, "notice_due": RECEIVED, "notice_due_firm": False, "deemed_after": SILENT_SINCE}
    window.write(case, ("received", received() | days))
    window.write(case, ("deemed_acceptance_proposed", {"ended_on": "2026-09-23"}), ("transferred", {}))
    submit(db, window)
    payload = accepted(db, case, due="2026-10-20")
    assert (payload["deemed"], payload["accepted_on"]) == (True, RECEIVED)


def test_a_limit_that_became_shorter_than_the_day_she_signed_takes_nothing_from_her(db: Path) -> None:
    """The department could accept with 容缺 no more, and the case stood still."""
    told = accepted(db, case_of(db, silent=False), due="2026-10-09")
    assert (told["due"], told["tolerated_until"]) == ("2026-10-09", "2026-10-12")


@pytest.mark.parametrize("until", ["2026-10-13", "2026-10-11"])
def test_a_day_that_she_did_not_sign_is_neither_after_the_decision_nor_before_hers(db: Path, until: str) -> None:
    with pytest.raises(StaffError, match=r"办理期限（2026-10-09）|不能缩短"):
        accepted(db, case_of(db, silent=False), due="2026-10-09", tolerated=["m2"], tolerated_until=until)

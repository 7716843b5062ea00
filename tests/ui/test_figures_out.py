"""The figures leave the house: the file is whole or not there, what went wrong is said, and who took it is recorded."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.conduct import Conduct
from app.domain.figures import Figures
from app.domain.time import at
from app.errors import UserFacingError
from app.storage import files
from app.storage.figure_numbers import SqlFigureNumbers
from app.storage.schema import audit
from app.values import replace
from ui import figures_out
from ui.bootstrap import Settings, Workplace, open_workplace
from ui.counts import Counted
from ui.figures_out import Place, check_span, number_of, places, print_sheet, save_csv

FIRST, LAST = date(2026, 9, 21), date(2026, 9, 27)


def counted() -> Counted:
    found = Figures(FIRST, LAST, {FIRST: 31}, {FIRST: 7}, {"居住证申领": 31}, (240, 700), {"main": 2}, 57, 3)
    return Counted(found, Conduct(FIRST, LAST, 57, 3, ()), at(2026, 9, 28, 9, 10))


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Workplace]:
    made = open_workplace(Settings(profile=tmp_path / "profile", rehearsal=True))
    try:
        made.rehearsal_session()
        yield made
    finally:
        made.close()


def test_the_same_file_twice_is_no_error_and_another_is_not_written_over(place: Workplace, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    file = save_csv(place, counted(), Place(tmp_path))
    assert save_csv(place, counted(), Place(tmp_path)) == file
    assert "收件,31,件,按收件日" in file.read_text("utf-8-sig")
    assert file.stat().st_mode & 0o777 == 0o644, "whom the folder lets in reads it"
    file.write_text("mine")
    with pytest.raises(UserFacingError) as refused:
        save_csv(place, counted(), Place(tmp_path))
    assert refused.value.code == "ZC-STAT-02" and file.read_text() == "mine"


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "ZC-STAT-03"), (errno.EROFS, "ZC-STAT-04"), (errno.EIO, "ZC-STAT-05"), (errno.EBUSY, "ZC-STAT-06")],
)
@pytest.mark.parametrize("step", ["files:written", "files:synced", "files:renamed"])
def test_a_stick_that_fails_at_any_step_says_how_and_keeps_nothing_half(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, code: str, step: str
) -> None:
    stick = tmp_path / "KINGSTON"
    stick.mkdir()
    monkeypatch.setattr(figures_out, "sticks", lambda: (stick,))

    def fails(name: str) -> None:
        if name == step:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(files, "hit", fails)
    with pytest.raises(UserFacingError) as refused:
        save_csv(place, counted(), Place(stick, stick=True))
    said = refused.value
    assert said.code == code and "优盘 KINGSTON" in said.what and said.kept and said.what_next
    assert list(stick.iterdir()) == []


def test_a_stick_that_was_pulled_out_is_told_and_its_empty_folder_takes_nothing(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_out, "sticks", lambda: ())
    with pytest.raises(UserFacingError) as refused:
        save_csv(place, counted(), Place(tmp_path, stick=True))
    assert refused.value.code == "ZC-STAT-05" and not list(tmp_path.glob("*.csv"))


def test_every_stick_is_offered_before_this_computer(tmp_path: Path) -> None:
    first, second, own = places((tmp_path / "A", tmp_path / "B"))
    assert (first.name, second.name, first.stick, own.stick) == ("A", "B", True, False)


def test_who_took_the_figures_along_and_of_which_days_is_on_record(place: Workplace, tmp_path: Path) -> None:
    save_csv(place, counted(), Place(tmp_path))
    with place.database.read.connect() as connection:
        rows = connection.execute(select(audit.c.action, audit.c.subject)).all()
    (taken,) = [row.subject for row in rows if row.action == "figures-file"]
    assert taken.startswith("2026-09-21/2026-09-27 20260928-D07-R09-0001 ")


def test_a_number_of_the_figures_can_be_said_and_is_of_one_count(place: Workplace, tmp_path: Path) -> None:
    """It ended with the second: nobody says that on the telephone, and two spans of one second had the same."""
    assert number_of(place, counted()) == ""
    print_sheet(place, counted())
    assert save_csv(place, counted(), Place(tmp_path)).name.endswith("-20260928-D07-R09-0001.csv")
    month = replace(counted().figures, first=date(2026, 9, 1), last=date(2026, 9, 30))
    later = replace(counted(), at=at(2026, 9, 28, 9, 11))
    for number, other in enumerate((replace(counted(), figures=month), later), start=2):
        print_sheet(place, other)
        assert number_of(place, other) == f"20260928-D07-R09-000{number}"
    tomorrow = replace(counted(), at=at(2026, 9, 29, 9, 10))
    assert save_csv(place, tomorrow, Place(tmp_path)).name.endswith("-20260929-D07-R09-0001.csv")


def test_a_device_whose_name_has_a_space_still_gives_its_figures_out(place: Workplace) -> None:
    """The second count of a day could not leave: the first was not read back."""
    numbers = SqlFigureNumbers(place.database, place.clock)
    taken = [numbers.take("", "figures-sheet", "2026-09-21/2026-09-27", "20260928-D 07-R09", ms) for ms in (1, 1, 2)]
    assert taken == [f"20260928-D 07-R09-000{n}" for n in (1, 1, 2)]


def test_a_file_that_could_not_be_written_does_not_stand_on_record_as_taken(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_out, "sticks", lambda: ())
    with pytest.raises(UserFacingError):
        save_csv(place, counted(), Place(tmp_path, stick=True))
    with place.database.read.connect() as connection:
        last = connection.execute(select(audit.c.action, audit.c.subject).order_by(audit.c.n.desc())).first()
    assert last is not None and tuple(last) == ("figures-not-taken", "2026-09-21/2026-09-27 ZC-STAT-05")


def test_a_shared_folder_that_knows_no_writing_through_of_folders_takes_the_file(
    place: Workplace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lay there whole, was taken away again, and the clerk was told that it cannot be written."""

    def fails(name: str) -> None:
        if name == "files:renamed":
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    monkeypatch.setattr(files, "hit", fails)
    assert save_csv(place, counted(), Place(tmp_path)).read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_span_the_wrong_way_round_or_of_more_than_five_years_is_refused() -> None:
    check_span(FIRST, FIRST)
    for last in (FIRST - timedelta(days=1), FIRST + timedelta(days=1827)):
        with pytest.raises(UserFacingError) as refused:
            check_span(FIRST, last)
        assert refused.value.code == "ZC-STAT-01"

"""投诉、纠错 at a desk: what is said never lies readable where it was said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.storage.schema import metadata
from app.usecases.ask_partner import ask_partner
from app.usecases.complain import complain
from sync.wire.carry import CarryError, carry_key
from sync.wire.sealed import seal, unseal
from tests.stories.hall import Hall

SEED = bytes(range(32))
WORDS = "多要了一份证明"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


@pytest.mark.law("H09", "L29", "J20")
def test_the_words_of_a_complaint_are_in_no_row_of_the_device_where_it_was_made(hall: Hall) -> None:
    case = hall.take()
    complain(hall.desk, case, "纠错", WORDS, "0701", lambda values: seal(carry_key(SEED), values))
    with hall.database.read.connect() as connection:
        every = [tuple(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    everything = repr(every)  # a row shows its beginning and its end alone
    assert WORDS not in everything and "zcseal1:" in everything
    sealed = dict(hall.case(case).asks[-1].data)["sealed"]
    assert unseal(SEED, sealed) == {"words": WORDS, "about": "0701"}
    for strange in (bytes(32), bytes(reversed(SEED))):
        with pytest.raises(CarryError, match="not-for-us"):
            unseal(strange, sealed)
    with pytest.raises(CarryError, match="no-seal"):
        unseal(SEED, sealed[:20])


@pytest.mark.law("H09", "L29")
def test_what_cannot_be_sealed_is_not_written_down_in_the_open(hall: Hall) -> None:
    case = hall.take()
    said = hall.refused(lambda: complain(hall.desk, case, "投诉", WORDS, "", lambda _: ""), "ZC-CASE-129")
    assert "12345" in said.what_next, "nobody is sent away without a way"
    open_words = {"kind": "投诉", "words": WORDS, "sealed": "x"}
    hall.refused(lambda: ask_partner(hall.desk, case, "hotline", "", open_words), "ZC-CASE-129")
    hall.refused(lambda: complain(hall.desk, case, "投诉", " ", "", lambda _: "x"), "ZC-CASE-130")
    hall.refused(lambda: complain(hall.desk, case, "吐槽", WORDS, "", lambda _: "x"), "ZC-CASE-130")

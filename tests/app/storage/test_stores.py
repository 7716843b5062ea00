"""Drafts, prints, blanks and the audit: small tables that nobody may lose a line of."""

from __future__ import annotations

from uuid import uuid4

from app.ports import JobState
from app.storage.schema import audit
from app.storage.verify import verify
from tests.app.storage.house import BLANK, House


def test_every_field_of_an_unfinished_intake_is_there_after_the_program_went_away(house: House) -> None:
    first, second = uuid4(), uuid4()
    house.drafts.put(first, "applicant.name", "㛃䶮")
    house.drafts.put(first, "applicant.name", "㛃䶮\n第二行")
    house.drafts.put(second, "search", "")
    house.close()
    again = House(house.path.parent)
    assert again.drafts.load(first) == {"applicant.name": "㛃䶮\n第二行"}
    assert again.drafts.load(second) == {"search": ""}, "an emptied field was typed too"
    assert list(again.drafts.open_drafts()) == [second, first]
    again.drafts.discard(first)
    assert list(again.drafts.open_drafts()) == [second]
    again.close()


def test_what_a_person_or_the_device_settled_stays_so(house: House) -> None:
    house.take_in()
    (job,) = house.jobs.jobs()
    house.jobs.mark(job.id, JobState.SENT, "folder", "1")
    house.jobs.mark(job.id, JobState.OUT)
    house.jobs.mark(job.id, JobState.FAILED, "folder", "a late word")
    found = house.jobs.job(job.id)
    assert found is not None and (found.state, found.printer) == (JobState.OUT, "folder")
    assert house.jobs.job(uuid4()) is None


def test_blanks_come_in_once_and_go_out_in_order(house: House) -> None:
    assert house.stock.receive(BLANK, ["LN-5", "LN-6", "LN-7"]) == 2
    assert house.stock.counts()[BLANK]["on_hand"] == 7
    with house.units.begin() as tx:
        assert tx.next_blank(BLANK) == "LN-1" and tx.next_blank("残疾人证") is None
    house.certified("LN-1")
    assert house.stock.receive(BLANK, ["LN-1"]) == 0, "a used one does not come back as new"
    assert house.stock.counts()[BLANK] == {"on_hand": 6, "used": 1}


def test_the_audit_goes_on_from_where_it_stood(house: House) -> None:
    house.audit.record("op-1", "look", "case-1")
    house.close()
    again = House(house.path.parent)
    again.audit.record("op-2", "reveal", "case-1")
    rows = again.rows(audit)
    ordered = sorted(rows, key=lambda row: row["n"])
    assert [row["operator"] for row in ordered] == ["op-1", "op-2"]
    assert ordered[1]["prev"] == ordered[0]["hash"] and verify(again.database).ok
    again.close()

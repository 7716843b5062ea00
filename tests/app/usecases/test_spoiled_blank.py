"""A numbered blank that the printer ruined, walked whole: what is printed, what the ledger says, who must be there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.events import OperatorRef
from app.domain.paper import PaperKind
from app.domain.stock import BlankAct, of_day
from app.errors import RefusedError, UserFacingError
from app.ports import UNTOLD, JobState, PrintJob
from app.storage.verify import verify
from app.usecases.print_question import OUT, SPOILED, answer_print, print_question, require_read
from app.usecases.record_out import RecordingJobs
from app.usecases.replace_blank import replace_blank
from app.usecases.stock import Entry, destroy_blanks, enter_blanks, standing_of, without_picture
from printing.printers.ipp_direct import IppPrinter
from printing.printers.ipp_simulator import IppSimulator
from printing.queue import PrintWorker
from printing.withdrawing import job_title
from tests.app.storage.house import BLANK, House

WITNESS = OperatorRef("op-9", "钱七", "0713")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "house", copied=True)
    yield made
    made.close()


@pytest.fixture
def device() -> Iterator[IppSimulator]:
    with IppSimulator(rehearsal=True) as made:
        yield made


def certificate_at_the_printer(house: House, device: IppSimulator) -> tuple[PrintWorker, PrintJob]:
    """Printed on LN-1, and stuck in the printer; nothing else waits."""
    case = house.certified("LN-1")
    (job,) = (each for each in house.jobs.jobs() if each.kind == PaperKind.CERTIFICATE)
    for each in house.jobs.jobs(JobState.ALLOCATED):
        if each.id != job.id:
            house.jobs.mark(each.id, JobState.SETTLED)
    printer = IppPrinter(device.uri, name="证照机")
    recording = RecordingJobs(house.jobs, lambda: house.desk)
    worker = PrintWorker(
        recording, lambda job: job_title(job).encode(), lambda _: printer, lambda: 0.0, withdrawals=house.jobs
    )
    device.slow(True)
    worker.step()
    device.load(0)
    device.slow(False)
    assert job.case_id == case
    return worker, job


def now(house: House, job: PrintJob) -> PrintJob:
    found = house.jobs.job(job.id)
    assert found is not None
    return found


def states(house: House) -> dict[str, tuple[str, str]]:
    return {each.serial: (each.state, each.reason) for each in house.stock.blanks()}


def test_a_ruined_blank_is_asked_about_until_the_next_one_takes_its_place(house: House, device: IppSimulator) -> None:
    """坏了 settled the print and left the ledger with a certificate on a sheet that lay in the bin."""
    _, job = certificate_at_the_printer(house, device)
    question = print_question(now(house, job), house.case(job.case_id), "卡纸，请取出")
    assert question.replaces and question.read == "LN-1"
    with pytest.raises(UserFacingError, match="ZC-PRN-35"):
        require_read(question, OUT, "LN-2")
    with pytest.raises(UserFacingError, match="ZC-PRN-37") as told:
        answer_print(house.desk, house.jobs, question, SPOILED)
    assert "LN-1" in told.value.what and told.value.what_next
    assert now(house, job).state is JobState.SENT and states(house)["LN-1"][0] == "used"


@pytest.mark.parametrize("sent", [True, False])
def test_with_the_next_blank_the_print_of_the_ruined_one_ends_and_never_comes(
    house: House, device: IppSimulator, sent: bool
) -> None:
    """The certificate came on two blanks: the print before lay in the printer, or waited in the queue."""
    worker, job = certificate_at_the_printer(house, device)
    if not sent:
        house.harm("UPDATE jobs SET state = 'allocated', printer = '' WHERE id = :id", id=job.id.bytes)
        device._mechanism.jobs.clear()
    replace_blank(house.desk, job.case_id, job.document_id, "卡纸", "LN-2", [now(house, job)])
    assert now(house, job).state is JobState.SETTLED
    worker.step()
    device.load(50)
    worker.step()
    (second,) = (each for each in house.jobs.jobs(JobState.OUT) if each.kind == PaperKind.CERTIFICATE)
    assert (second.printing, second.reason) == (2, "空白证作废：卡纸")
    assert device.came_out == [job_title(second).encode()], "one blank was printed on"
    assert states(house)["LN-1"] == ("void", "卡纸") and states(house)["LN-2"][0] == "used"
    assert verify(house.database).ok


def test_the_ledger_counts_the_ruined_sheet_and_two_persons_burn_it(house: House, device: IppSimulator) -> None:
    _, job = certificate_at_the_printer(house, device)
    replace_blank(house.desk, job.case_id, job.document_id, "卡纸", "LN-2", [now(house, job)])
    day = house.clock.now().date
    sums, here = standing_of(house.stock, day)[BLANK]
    assert (sums.used, sums.spoiled, here) == (2, 1, ("LN-3", "LN-4", "LN-5")), "both left the pile, one of them ruined"
    assert sums.on_hand == len(here)
    assert without_picture(house.stock.moves()) == ((BLANK, "LN-1"),)
    burnt = Entry(BlankAct.DESTROY, BLANK, "LN-1", reason="打印卡纸")
    for nobody in (None, house.desk.session.operator):
        with pytest.raises(RefusedError, match="ZC-STOCK-07"):
            destroy_blanks(house.desk, house.stock, burnt, nobody)
    with pytest.raises(UserFacingError, match="ZC-STOCK"):
        enter_blanks(house.desk, house.stock, Entry(BlankAct.VOID, BLANK, "LN-1", reason="又坏了"))
    done = destroy_blanks(house.desk, house.stock, burnt, WITNESS)
    assert done.serials == ("LN-1",) and "钱七" in done.witness and done.witness != done.by
    assert states(house)["LN-1"][0] == "destroyed"
    assert of_day(house.stock.moves(), day)[BLANK].burnt == 1
    assert without_picture(house.stock.moves()) == ()
    assert verify(house.database).ok


@pytest.mark.parametrize("also", ["", "；打印机不能取消任务，前一次打印的可能还会出来"])
def test_a_certificate_that_was_never_sent_is_not_out_before_its_number_was_read(house: House, also: str) -> None:
    """Nobody knew whether the print before it came: one key made a certificate of a blank that lay in the tray."""
    case = house.certified("LN-1")
    (job,) = (each for each in house.jobs.jobs() if each.kind == PaperKind.CERTIFICATE)
    house.jobs.mark(job.id, JobState.FAILED, "", UNTOLD + also)
    question = print_question(now(house, job), house.case(case))
    assert not question.denied, "no machine spoke against it"
    with pytest.raises(UserFacingError, match="ZC-PRN-35"):
        require_read(question, OUT, "")
    require_read(question, OUT, "LN-1")
    require_read(question, SPOILED, "")

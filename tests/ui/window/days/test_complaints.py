"""What users of comparable programs complain of, by number, as far as a window can prevent it.

The table with all numbers, what each prevents, or whose it is instead, is docs/complaints.md. One profile serves all
tests of this module; each brings its own people and cases, so their order does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from app.domain.time import Timestamp
from app.errors import UserFacingError
from app.ports import JobState, PrintJob
from app.storage.schema import commits
from tests.ui.window.cases import World, open_world
from tests.ui.window.days.hall import Hall
from tests.ui.window.intake.room import LI, ZHANG
from ui.bootstrap import Settings, open_workplace
from ui.theme import t
from ui.unqueued import SLIPS
from ui.visits import read_visits
from ui.window.case.look import read_case
from ui.window.days.visits_page import VisitsPage
from ui.window.intake import acts
from ui.window.intake_page import IntakePage

DOCS = Path(__file__).resolve().parents[4] / "docs" / "complaints.md"


@pytest.fixture(scope="module")
def counter(dressed_app: QApplication, furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One workplace for the whole module."""
    folder = tmp_path_factory.mktemp("complaints")
    with open_world(folder, furnished) as world:
        for worker in ("db", SLIPS, "badges"):
            world.runner.run(worker, int)  # the thread is the module's, not that of the first test which needs it
        yield world


@pytest.fixture
def window(app: QApplication, counter: World) -> Iterator[Hall]:
    """Its window, with every page, for the few complaints that a screen prevents."""
    hall = Hall(counter)
    hall.open()
    yield hall
    hall.close()


def intake(hall: Hall) -> IntakePage:
    found = hall.face.pages["intake"]
    assert isinstance(found, IntakePage)
    return found


def waiting_print(counter: World, state: JobState) -> PrintJob:
    """The receipt of a new case, of which the printer said ``state``."""
    case = counter.receive()
    jobs = counter.place.stores.jobs
    job = next(job for job in jobs.jobs(JobState.ALLOCATED) if job.case_id == case)
    jobs.mark(job.id, JobState.SENT, "folder")
    if state is not JobState.SENT:
        jobs.mark(job.id, state, "folder", "没有回报")
    return next(each for each in jobs.jobs(state) if each.id == job.id)


def test_complaint_02_no_number_on_paper_is_unknown_to_the_log(counter: World) -> None:
    """A receipt was in the citizen's hand and the back office knew nothing of it."""
    case = counter.receive()
    with counter.place.database.read.connect() as connection:
        bodies = " ".join(connection.execute(select(commits.c.body)).scalars())
    for paper in counter.place.office.case(case).papers:
        assert paper.number in bodies


def test_complaint_06_a_draft_never_opens_in_another_ones_form(window: Hall) -> None:
    """The savepoint of one form came up in another; here each parked intake comes back as itself."""
    left = {}
    for card, phone in ((ZHANG, "13800000001"), (LI, "13800000002")):
        intake(window).card_read(card)
        window.rest()
        window.fill("intake.phone", phone)
        window.press(Qt.Key.Key_Return)
        draft = intake(window).journal.draft
        window.ctrl(Qt.Key.Key_S)
        left[draft] = (card.number, phone)
    for draft, (number, phone) in left.items():
        assert draft is not None
        intake(window).resume(draft)
        window.rest()
        state = intake(window).state
        assert state.card is not None and (state.card.number, state.phone) == (number, phone)
    for draft in left:
        assert draft is not None
        window.place.stores.drafts.discard(draft)


def test_complaint_08_the_outbox_of_a_shared_machine_says_whose_each_thing_is(counter: World) -> None:
    """Another person's outbox was shown as one's own, and nobody knew what was stuck."""
    counter.receive()
    items = counter.place.outbox_view.items()
    assert items and all(item.operators for item in items)


def test_complaint_09_the_line_is_green_only_when_nothing_waits(window: Hall) -> None:
    """Everything was called complete while records were missing."""
    window.world.receive()
    window.face._badges()
    window.rest()
    words = window.shell.top.line.text()
    pending = window.place.outbox_view.cases().waiting
    assert pending and window.place.sync_status().pending >= pending, "every case once, however much of it waits"
    assert re.search(rf"待传 {pending} 件", words) and "全部" not in words


def test_complaint_10_a_second_window_on_one_profile_is_refused(counter: World) -> None:
    """Two tabs on one till took every order twice."""
    with pytest.raises(UserFacingError) as raised:
        open_workplace(Settings(profile=counter.place.profile.path, rehearsal=True))
    assert raised.value.code.startswith("ZC-") and raised.value.what_next


def test_complaint_15_who_works_without_a_line_logs_in_without_one(counter: World) -> None:
    """Off line, the program asked for a login that only the network could give."""
    assert counter.place.sync_status().state != "online"
    counter.place.add_operator("孙八", "0715", "sunba-0715", counter.place.office.desk.session.grants)
    assert counter.place.proven("0715", "sunba-0715").operator.name == "孙八"


def test_complaint_17_a_fault_is_not_called_a_missing_network(window: Hall) -> None:
    """「没有网络」 hid a broken key file; what is unknown is told as unknown, with its code."""
    window.world.tell.error(KeyError("schema"))
    (notice,) = window.said
    assert "网络" not in notice.title and notice.code.startswith("ZC-UI-")
    window.shell.dialog().close_overlay()


def test_complaint_19_a_case_whose_paper_came_out_blank_stays_in_the_queue(counter: World) -> None:
    """A blank certificate came out and the record left the list all the same."""
    job = waiting_print(counter, JobState.UNSURE)
    assert job.id in [each.id for each in counter.place.office.to_confirm()]
    counter.place.office.answer_print(job, "spoiled")
    case = counter.place.office.case(job.case_id)
    paper = case.paper(job.document_id)
    assert paper is not None and not paper.is_out, "spoiled is not out"
    again = [each for each in counter.place.stores.jobs.jobs(JobState.ALLOCATED) if each.case_id == job.case_id]
    assert [each.printing for each in again] == [2]


def test_complaint_20_retry_pressed_twice_prints_once(counter: World) -> None:
    """The printer blinked, retry was pressed twice, two receipts came out."""
    job = waiting_print(counter, JobState.FAILED)
    counter.place.office.answer_print(job, "not_out")
    counter.place.stores.jobs.mark(job.id, JobState.SENT, "folder")
    with pytest.raises(UserFacingError, match="ZC-PRN-33"):
        counter.place.office.answer_print(job, "not_out")
    mine = [each for each in counter.place.stores.jobs.jobs() if each.case_id == job.case_id]
    assert len(mine) == 1


def test_complaint_21_a_number_whose_slip_did_not_come_is_told_and_still_called(
    window: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The printer was off, the number was given out all the same and was never called."""
    monkeypatch.setattr(window.place.press, "print_slip", lambda slip, title: "unsure 打印机没有连接")
    window.shell.go("visits")
    window.rest()
    window.ctrl(Qt.Key.Key_P)
    assert "没有确认出纸，请告诉来人记住 D07-0" in window.told()
    number = next(line.ticket for line in read_visits(window.place) if line.visit.state == "waiting")
    page = window.face.pages["visits"]
    assert isinstance(page, VisitsPage)
    window.press(Qt.Key.Key_F8)
    assert f"请 {number} 号到窗口" in window.told()


def test_complaint_24_every_print_of_a_receipt_is_in_the_log(counter: World) -> None:
    """Printing the acknowledgement left no trace."""
    job = waiting_print(counter, JobState.UNSURE)
    counter.place.office.answer_print(job, "out")
    counter.place.office.reprint(job.case_id, job.document_id, "群众丢失")
    with counter.place.database.read.connect() as connection:
        written = connection.execute(select(commits.c.body).where(commits.c.case_id == job.case_id.bytes)).scalars()
        bodies = " ".join(written)
    assert "paper_out" in bodies and "paper_reprinted" in bodies
    paper = counter.place.office.case(job.case_id).paper(job.document_id)
    assert paper is not None and paper.printings == 2


def test_complaint_27_a_case_is_found_by_name_number_and_serial(counter: World) -> None:
    """The search missed what was there: free words, serial numbers."""
    case = counter.receive("hszyzc", fault=False, answers={})
    receipt = counter.place.office.case(case).papers[0].number
    for words in ("张三", ZHANG.number, receipt):
        office = counter.place.office
        found = [line.case_id for line in office.find(words)]
        assert case in found or office.case_of_number(words) == case, words


def test_complaint_28_a_second_case_of_the_same_person_is_seen_before_anybody_acts(counter: World) -> None:
    """Duplicates were found after the registrar had acted, or not at all when a date differed."""
    first = counter.receive("hszyzc", fault=False, answers={})
    later = counter.clock.now()
    counter.clock.move(Timestamp(later.ms + 3_600_000, later.quality))
    second = counter.receive("hszyzc", fault=False, answers={})
    assert first != second and read_case(counter.place.office, second, t).linked >= 1


def test_complaint_29_what_was_typed_for_a_former_case_is_not_typed_again(counter: World) -> None:
    """人工二次录入: the same person, the same form, typed once more."""
    counter.receive()
    guide = counter.place.office.guide(counter.place.office.search_items("spscxk")[0].code)
    assert guide is not None
    former = counter.place.office.case(next(iter(counter.place.office.find("沈阳样例食品"))).case_id)
    assert former.intake is not None
    found = acts.look_at(counter.place.office, guide.item.code, former.intake.applicant)
    assert found is not None and found.earlier_of == former.intake.applicant.id_number


def test_every_complaint_is_in_the_table_and_what_it_names_exists() -> None:
    """Numbers 1 to 29, each with a test that exists, or with whose it is instead."""
    rows = re.findall(r"^\| (\d+) \|[^|]*\| ([^|]*)\|", DOCS.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 30))
    root = DOCS.parents[1]
    for number, where in rows:
        named = re.findall(r"`(tests/[^`:]+)::([^`]+)`", where)
        assert named or "不在" in where, f"{number} says neither a test nor whose it is"
        for file, test in named:
            assert f"def {test}(" in (root / file).read_text("utf-8"), (number, file, test)


def test_every_journey_is_played_at_a_face_and_what_the_table_names_exists() -> None:
    """Nine journeys; each has a window that plays it, and the other faces a test or a reason."""
    part = DOCS.read_text("utf-8").partition("## Journeys that must hold")[2]
    rows = re.findall(r"^\| ([a-z][^|]*) \| ([^|]*) \| ([^|]*) \| ([^|]*) \|", part, re.MULTILINE)
    assert len(rows) == 9
    root = DOCS.parents[1]
    for journey, *faces in rows:
        assert all(faces) and re.search("`tests/", faces[0]), journey
        for file, test in re.findall(r"`(tests/[^`:]+)::([^`]+)`", " ".join(faces)):
            assert f"def {test}(" in (root / file).read_text("utf-8"), (journey, file, test)

"""Cases that a window took in with the profile of a terminal, so that it has something to show."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from app.domain.delivery import BOTH, PICKUP
from app.domain.events import PartnerAnswered
from app.domain.materials import MaterialStatus
from app.domain.people import Applicant
from app.domain.rights import Grant, Right
from app.ports import Effects
from app.usecases.accept import accept
from app.usecases.decide_on_spot import decide_on_spot
from app.usecases.desk import Session
from app.usecases.intake import build_intake, rows_for
from app.usecases.issue_notice import issue_notice
from app.usecases.receive import receive
from app.values import replace
from ui.shots.hands import Hands
from ui.shots.room import ZHANG
from ui.tour.hand import Stuck
from ui.window.intake.model import person_of

LICENCE = "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U"
"""证照标识 of the licence that was made."""


def noticed(b: Hands, note: str = "没有交", channel: str = "") -> None:
    """A case of 张三 that this device notified, so that something is owed; ``note``: what was found of each, and
    ``channel``: how it came in when not at a counter.
    """
    office = b.place.office
    desk = b.place.desk(Session(b.terminal.counter.desk.session.operator, tuple(Grant(r) for r in Right)))
    guide = office.guide(office.search_items("shbzkbl")[0].code)
    if guide is None:
        raise Stuck("no guide of that item")
    answers = {q.id: q.choices[-1].key for q in guide.questions}
    applicant = Applicant(person=person_of(ZHANG))
    intake = build_intake(guide, applicant, None, answers, {}, phone="13800000001")
    owed, good = MaterialStatus.FAULTY, MaterialStatus.ORIGINAL
    rows = tuple(
        replace(row, status=owed if row.number > 1 else good, originals=1, note=note)
        for row in rows_for(guide, answers)
    )
    case = desk.new_id()
    receive(desk, case, replace(intake, channel=channel) if channel else intake, rows)
    issue_notice(desk, case)
    b.print_all()


def granted(b: Hands, item: str = "juzhuzheng", way: str = PICKUP, form: str = BOTH, to: str = "") -> UUID:
    """A case of 张三 that was granted at a window with this profile; its electronic licence was made."""
    office = b.place.office
    desk = b.place.desk(Session(b.terminal.counter.desk.session.operator, tuple(Grant(r) for r in Right)))
    guide = office.guide(office.search_items(item)[0].code)
    if guide is None:
        raise Stuck("no guide of that item")
    answers = {q.id: q.choices[-1].key for q in guide.questions}
    intake = build_intake(
        guide, Applicant(person=person_of(ZHANG)), None, answers, {}, phone="13800000001", delivery=way,
        result_form=form, post_to=to,
    )  # fmt: skip
    rows = tuple(replace(row, status=MaterialStatus.ORIGINAL, originals=1) for row in rows_for(guide, answers))
    case = desk.new_id()
    receive(desk, case, intake, rows)
    accept(desk, case, "counter")
    valid = "自2026年9月28日至2031年9月27日"
    done = decide_on_spot(desk, case, grant=True, validity=valid, licence_number="21002026001")
    asked = done.case.asked("licence")
    if asked is not None:
        said = (asked.ask, "licence", "issued", "", {"id": LICENCE})
        made = PartnerAnswered(desk.clock.now(), desk.session.operator, *said)
        with desk.units.begin() as tx:
            tx.append(case, tx.case(case), (made,), Effects())
    b.print_all()
    return case


def failing(b: Hands, keep: Callable[[str], None]) -> None:
    """The page that says that the program failed under her hand is kept."""
    b.terminal.machine.fell()
    keep("fell")
    b.terminal.touch("home")

"""Stories of who comes to the counter: children, people without a card, names that no keyboard knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from app.domain import commands as cmd
from app.domain.acts_guards import GUARDIAN, OWN_WILL
from app.domain.paper import PaperKind
from app.domain.people import Agent, Applicant, CardKind, IdType, Person
from app.errors import RefusedError
from app.usecases.accept import accept
from app.usecases.open_case import open_case
from devices.sam.cards import SAMPLE_PHOTO, SAMPLES
from devices.sam.protocol import CardContent
from devices.sam.text_block import build_text_block, reading_of
from printing.compose import compose
from printing.layout import layout
from printing.page import Text
from tests.app.domain.kit import Counter, good, long_ago
from tests.stories.hall import Hall, fonts
from ui.window.intake.model import IntakeState

GROWN = Person("张三", IdType.RESIDENT_CARD, "210102190001010014", birth="1900-01-01")
LONG_NAME = "阿卜杜热合曼·买买提艾"
RARE = ("㛃䶮", "𠮷田\U00030edd", "张\ue863三")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """One window; the day is that of the story."""
    hall = Hall(tmp_path / "one")
    yield hall
    hall.close()


def of(person: Person) -> Applicant:
    return Applicant(person=person)


def turned(hall: Hall, code: str, applicant: Applicant, **more: object) -> RefusedError:
    """The intake is refused with ``code``, an article and a way out."""
    with pytest.raises(RefusedError) as caught:
        hall.take(intake=hall.intake(applicant, **more))
    assert caught.value.code == code and caught.value.law and caught.value.what_next
    return caught.value


SMALL = Person("李小", IdType.HOUSEHOLD_BOOK, "样例01", birth="1900-01-01")


@pytest.mark.law("B7-18")
@pytest.mark.parametrize(
    ("day", "child"), [((1905, 6, 1), True), ((1913, 12, 31), True), ((1914, 1, 1), False), ((1917, 1, 1), False)]
)
def test_a_child_under_fourteen_comes_with_a_guardian(day: tuple[int, int, int], child: bool) -> None:
    """The birthday itself makes fourteen."""
    counter = Counter(now=long_ago(*day))
    alone = replace(counter.intake(), applicant=of(SMALL))
    rows = tuple(good(row) for row in counter.rows)
    if not child:
        counter.do(cmd.Receive(alone, rows))
        return
    said = counter.ask(cmd.Receive(alone, rows))
    assert isinstance(said, cmd.Refusal) and said.code == "ZC-CASE-16" and "监护" in said.what_next
    with_clerk = replace(alone, agent=Agent(GROWN, "经办人"))
    assert counter.refused(cmd.Receive(with_clerk, rows)) == "ZC-CASE-16"
    counter.do(cmd.Receive(replace(alone, agent=Agent(GROWN, GUARDIAN, "户口簿")), rows))
    receipt = counter.paper(PaperKind.RECEIPT)
    pages = layout(compose(counter.need(), receipt.document_id, lambda *_: counter.item), fonts())
    words = "".join(op.text for page in pages for op in page.ops if isinstance(op, Text))
    assert "李小" in words and GROWN.name in words


@pytest.mark.law("B7-18")
def test_age_is_that_of_the_day_the_papers_were_handed_over() -> None:
    """Entered late: who was thirteen at the door was a child, whatever day the desk writes it down."""
    counter = Counter(now=long_ago(1914, 1, 2))
    rows = tuple(good(row) for row in counter.rows)
    alone = replace(counter.intake(), applicant=of(SMALL))
    assert counter.refused(cmd.Receive(alone, rows, long_ago(1913, 12, 31))) == "ZC-CASE-16"
    counter.do(cmd.Receive(alone, rows, long_ago(1914, 1, 1)))


@pytest.mark.law("B7-19", "J07")
def test_who_has_no_identity_card_is_taken_in_with_another_document(hall: Hall) -> None:
    """A temporary card, a household book, something else: the document is named, nobody is sent home for it."""
    for kind, number in (
        (IdType.TEMPORARY_CARD, "210106190008081160"),
        (IdType.HOUSEHOLD_BOOK, "210102190001010014"),
        (IdType.OTHER, "样例-000001"),
    ):
        case = hall.take(intake=hall.intake(of(Person("张三", kind, number)), identity_checked="人工核对"))
        found = hall.case(case).intake
        assert found is not None and found.applicant.person is not None
        assert (found.applicant.person.id_type, found.identity_checked) == (kind, "人工核对")
        assert "张三" in hall.words(case, PaperKind.RECEIPT)
    assert accept(hall.desk, case, "counter").case.accepted is not None


@pytest.mark.law("B7-24")
@pytest.mark.parametrize("name", [LONG_NAME, "古丽娜尔·阿卜杜克里木江", *RARE, "买" * 30])
def test_a_name_is_kept_code_point_for_code_point_from_card_to_paper(hall: Hall, name: str) -> None:
    """Twelve characters, thirty, rare and private-use ones: none is cut, replaced or refused."""
    case = hall.take(intake=hall.intake(of(replace(GROWN, name=name))))
    found = hall.case(case).intake
    assert found is not None and [ord(c) for c in found.applicant.name] == [ord(c) for c in name]
    accept(hall.desk, case, "counter")
    for kind in (PaperKind.RECEIPT, PaperKind.ACCEPTANCE):
        assert name in hall.words(case, kind)


@pytest.mark.law("B7-24")
@pytest.mark.parametrize("name", [LONG_NAME, "古丽娜尔·阿卜杜克里木江", "㛃䶮"])
def test_a_name_comes_from_the_chip_of_the_card_onto_the_paper_unchanged(hall: Hall, name: str) -> None:
    """From the bytes of the chip through the reading and the intake to what is printed."""
    fields = {**SAMPLES[CardKind.RESIDENT], "name": name}
    card = reading_of(CardContent(build_text_block(CardKind.RESIDENT, fields), SAMPLE_PHOTO))
    state = IntakeState(card=card)
    case = hall.take(intake=hall.intake(state.applicant(), identity_checked="card"))
    found = hall.case(case).intake
    assert found is not None and [ord(c) for c in found.applicant.name] == [ord(c) for c in name]
    assert name in hall.words(case, PaperKind.RECEIPT)


@pytest.mark.law("B3-1")
@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"scope": "字" * 10_000}, "ZC-FORM-02"),
        ({"scope": "一行\u0007响铃"}, "ZC-FORM-01"),
        ({"scope": "反\u202e向"}, "ZC-FORM-01"),
        ({"scope": "半\ud83d截"}, "ZC-FORM-01"),
        ({"scope": "第一行\n第二行，㛃䶮\ue863"}, ""),
    ],
)
def test_what_no_paper_can_hold_is_refused_with_the_field_and_a_way(
    hall: Hall, form: dict[str, str], code: str
) -> None:
    if not code:
        assert hall.case(hall.take(intake=hall.intake(form=form))).received is not None
        return
    said = turned(hall, code, hall.intake().applicant, form=form)
    assert "scope" in said.what
    with pytest.raises(RefusedError, match=code):
        open_case(hall.desk, uuid4(), hall.intake(form=form))
    assert not hall.own_commits(), "nothing was written"


@pytest.mark.law("B3-1")
def test_a_name_with_a_control_character_or_without_end_is_not_printed(hall: Hall) -> None:
    turned(hall, "ZC-FORM-01", of(replace(GROWN, name="张\x00三")))
    turned(hall, "ZC-FORM-02", of(replace(GROWN, name="张" * 121)))
    bad = Agent(replace(GROWN, name="王\x1b五"), "经办人")
    turned(hall, "ZC-FORM-01", of(GROWN), agent=bad)


@pytest.mark.law("B3-1")
def test_a_thumb_print_has_a_witness_and_an_elder_is_asked_alone(hall: Hall) -> None:
    turned(hall, "ZC-CASE-19", of(GROWN), signed_by="捺印")
    hall.publish(replace(hall.guide, elder_question=True, questions=()), "演练2027-01")
    turned(hall, "ZC-CASE-17", of(GROWN))
    asked = hall.intake(of(GROWN), answers={OWN_WILL: "是本人意愿"})
    assert hall.case(hall.take(intake=asked)).received is not None
    hall.publish(replace(hall.guide, personal_attendance=True, elder_question=False), "演练2027-02")
    turned(hall, "ZC-CASE-18", of(GROWN), agent=Agent(GROWN, "经办人"))

"""The session of a terminal: it ends by itself, has one holder, and opens nothing for the next person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.kiosk import Deed, Proof, may
from ui.kiosk import session as s

HAPPENINGS = st.one_of(
    st.sampled_from(
        [
            s.Touched(),
            s.Resumed(),
            s.Finished(),
            s.Finished(slot_known=True),
            s.CardLifted(),
            s.PaperOut(),
            s.LatePaper(),
            s.PaperTaken(),
            s.StaffIn(),
            s.StaffOut(),
            s.StaffOut(cleared=True),
            s.Tick(),
        ]
    ),
    st.sampled_from(["zhang", "li", "wang"]).map(s.CardRead),
    st.sampled_from(list(Proof)).map(s.Shown),
    st.sampled_from(["large", "low", "silent"]).map(s.Switched),
    st.booleans().map(s.Locking),
    st.booleans().map(s.Working),
)
STORIES = st.lists(st.tuples(HAPPENINGS, st.floats(0, 70)), max_size=60)


def after(
    *steps: tuple[s.Happening, float], start: s.Session | None = None
) -> tuple[s.Session, list[s.Effect]]:
    session, effects = start or s.Session(), list[s.Effect]()
    for happening, moment in steps:
        session, found = s.step(session, happening, moment)
        effects += found
    return session, effects


@pytest.mark.parametrize(("large", "idle"), [(False, 60.0), (True, 120.0)])
def test_who_is_quiet_is_asked_and_then_forgotten(large: bool, idle: float) -> None:
    session, _ = after((s.Touched(), 0))
    session, _ = after(*([(s.Switched("large"), 0.0)] if large else []), start=session)
    assert after((s.Tick(), idle - 0.1), start=session)[0].phase is s.Phase.ACTIVE
    covered, effects = after((s.Tick(), idle), start=session)
    assert covered.phase is s.Phase.COUNTDOWN and s.Effect.COVER in effects
    assert after((s.Tick(), idle + 19.9), start=covered)[0].open
    ended, effects = after((s.Tick(), idle + 20), start=covered)
    assert not ended.open and s.Effect.WIPE in effects and not ended.large


def test_the_countdown_counts_down_from_twenty() -> None:
    session, _ = after((s.Touched(), 0), (s.Tick(), 60))
    assert [session.seconds_left(now) for now in (60, 64.5, 79.9, 80, 99)] == [20, 16, 1, 0, 0]


def test_a_touch_beside_the_button_does_not_go_on_with_somebody_elses_case() -> None:
    session, _ = after((s.Touched(), 0), (s.Tick(), 60), (s.Touched(), 61))
    assert session.phase is s.Phase.COUNTDOWN
    session, effects = after((s.Resumed(), 62), start=session)
    assert session.phase is s.Phase.ACTIVE and effects == [s.Effect.UNCOVER]


def test_a_card_that_was_left_opens_nothing_until_it_is_lifted() -> None:
    left, effects = after((s.CardRead("zhang"), 0), (s.Finished(), 5))
    assert left.left_card and s.Effect.REMIND_CARD in effects
    session, _ = after((s.Touched(), 10), (s.CardRead("zhang"), 11), start=left)
    assert not session.proofs and not session.holder
    again, _ = after((s.CardLifted(), 12), (s.CardRead("zhang"), 13), start=session)
    assert again.proofs == {Proof.CARD}


@pytest.mark.parametrize("first", [(), ((s.Touched(), 8.0),)], ids=["at once", "somebody touched it"])
def test_a_card_left_behind_opens_nothing_when_the_reader_was_lost_and_finds_it_again(
    first: tuple[tuple[s.Happening, float], ...],
) -> None:
    left, _ = after((s.CardRead("zhang"), 0), (s.Finished(), 5), *first, (s.Tick(), 200))
    lost, _ = after((s.CardLifted(), 300), (s.ReaderLost(), 300.1), (s.CardRead("zhang"), 330), start=left)
    assert (lost.phase, lost.holder, lost.left_card) == (s.Phase.IDLE, "", True)
    again, _ = after((s.CardLifted(), 400), (s.CardRead("zhang"), 410), start=lost)
    assert again.holder == "zhang"


@pytest.mark.parametrize("holder", ["", "li"], ids=["who only touched", "who showed her code"])
def test_a_card_left_behind_is_not_taken_for_the_card_of_who_stands_here_now(holder: str) -> None:
    left, _ = after((s.CardRead("zhang"), 0), (s.Finished(), 5), (s.CardLifted(), 300), (s.ReaderLost(), 300.1))
    now, _ = after((s.Touched(), 310), start=left)
    now = after((s.KnownByPhone(holder), 311), start=now)[0] if holder else now
    session, effects = after((s.CardRead("zhang"), 320), start=now)
    assert (session.number, session.holder, session.left_card) == (now.number, holder, True)
    assert Proof.CARD not in session.proofs and effects == [s.Effect.REMIND_CARD]


def test_a_reader_lost_in_the_middle_of_a_session_does_not_open_another_in_the_same_name_later() -> None:
    session, _ = after((s.CardRead("zhang"), 0), (s.CardLifted(), 9), (s.ReaderLost(), 9.1), (s.Finished(), 12))
    assert after((s.CardRead("zhang"), 60), start=session)[0].left_card
    assert after((s.CardRead("li"), 60), start=session)[0].holder == "li"


def test_a_card_lifted_long_before_the_reader_failed_opens_a_session_as_ever() -> None:
    session, _ = after((s.CardRead("zhang"), 0), (s.CardLifted(), 9), (s.Finished(), 12), (s.ReaderLost(), 40))
    assert after((s.CardRead("zhang"), 60), start=session)[0].holder == "zhang"


def test_the_countdown_runs_though_the_machine_still_works() -> None:
    session, _ = after((s.Touched(), 0), (s.Working(True), 1), (s.Tick(), 61), (s.Working(False), 66))
    assert [session.seconds_left(now) for now in (66, 76, 86)] == [20, 10, 0]
    assert not after((s.Tick(), 86), start=session)[0].open


def test_who_waits_for_work_to_end_is_asked_before_she_is_sent_away() -> None:
    session, effects = after((s.Touched(), 0), (s.Working(True), 1), (s.Tick(), 61))
    assert session.phase is s.Phase.COUNTDOWN and s.Effect.COVER in effects
    assert after((s.Resumed(), 62), (s.Tick(), 100), start=session)[0].phase is s.Phase.ACTIVE


def test_what_lies_in_the_slot_is_told_when_the_machine_ends_it_and_not_she() -> None:
    session, _ = after((s.Touched(), 0), (s.PaperOut(), 1))
    ended, effects = after((s.Cut(), 5), start=session)
    assert ended.left_paper and s.Effect.CALL_PAPER in effects
    assert not after((s.Finished(), 5), start=session)[0].left_paper


def test_a_card_left_behind_is_said_again_and_staff_is_called_once() -> None:
    session, _ = after((s.CardRead("zhang"), 0), (s.Finished(), 5))
    _, effects = after(*[(s.Tick(), 5.0 + n) for n in range(200)], start=session)
    assert effects.count(s.Effect.REMIND_CARD) >= 10 and effects.count(s.Effect.CALL_CARD) == 1


def test_another_card_wipes_before_it_begins() -> None:
    session, _ = after((s.CardRead("zhang"), 0), (s.Shown(Proof.PERSON), 1))
    session, effects = after((s.CardRead("li"), 2), start=session)
    assert effects[0] is s.Effect.WIPE and session.holder == "li" and session.proofs == {Proof.CARD}


def test_paper_left_in_the_slot_is_told_and_calls_staff() -> None:
    session, _ = after((s.Touched(), 0), (s.PaperOut(), 1))
    ended, effects = after((s.Tick(), 70), (s.Tick(), 90), start=session)
    assert ended.left_paper and s.Effect.CALL_PAPER in effects
    assert not after((s.PaperTaken(), 95), start=ended)[0].left_paper


def test_paper_left_in_the_slot_is_told_though_the_next_card_lies_there_already() -> None:
    session, _ = after((s.CardRead("zhang"), 0), (s.PaperOut(), 1))
    session, effects = after((s.CardRead("li"), 2), start=session)
    assert effects[:3] == [s.Effect.WIPE, s.Effect.REMIND_PAPER, s.Effect.CALL_PAPER]
    assert session.left_paper and session.holder == "li"


def test_nobody_is_told_of_paper_in_the_slot_before_it_came_out() -> None:
    coming, effects = after((s.LatePaper(out=False), 1))
    assert coming.left_paper and not coming.left_out
    assert effects == [s.Effect.CALL_PAPER], "staff is called; nobody is asked to take what is not there"
    out, effects = after((s.LatePaper(), 2), start=coming)
    assert out.left_out and effects == [s.Effect.REMIND_PAPER]
    assert after((s.LatePaper(out=False), 3), start=out)[0].left_out, "what lies there is not on its way again"
    gone, _ = after((s.PaperTaken(), 4), start=out)
    assert not (gone.left_paper or gone.left_out)


def test_who_leaves_by_the_button_is_taken_at_her_word_when_the_slot_cannot_tell() -> None:
    session, _ = after((s.Touched(), 0), (s.PaperOut(), 1))
    assert not after((s.Finished(), 2), start=session)[0].left_paper
    assert after((s.Finished(slot_known=True), 2), start=session)[0].left_paper


def test_the_keeper_locks_at_once_and_the_person_is_forgotten() -> None:
    session, _ = after((s.CardRead("zhang"), 0))
    locked, effects = after((s.Locking(True), 1), start=session)
    assert locked.phase is s.Phase.LOCKED and s.Effect.WIPE in effects
    assert after((s.Touched(), 2), start=locked)[0].phase is s.Phase.LOCKED
    assert after((s.Locking(False), 3), start=locked)[0].phase is s.Phase.IDLE


def test_staff_that_went_away_does_not_leave_the_desk_open() -> None:
    session, _ = after((s.Touched(), 0), (s.StaffIn(), 1))
    assert after((s.Tick(), 1 + s.STAFF_SECONDS), start=session)[0].phase is s.Phase.IDLE


def test_work_that_never_ends_does_not_keep_a_stranger_in_front_of_the_page() -> None:
    session, _ = after((s.CardRead("zhang"), 0), (s.Working(True), 1))
    assert after((s.Tick(), 59), start=session)[0].phase is s.Phase.ACTIVE
    assert not after((s.Tick(), 70), (s.Tick(), 90), start=session)[0].open


@settings(max_examples=200)
@given(STORIES)
def test_nothing_of_a_person_outlives_her_session(story: list[tuple[s.Happening, float]]) -> None:
    session, now, holder = s.Session(), 0.0, ""
    for happening, pause in story:
        now += pause
        before = session
        session, effects = s.step(session, happening, now)
        wiped = s.Effect.WIPE in effects
        if wiped:
            holder = ""
        if session.holder:
            assert holder in ("", session.holder), "two people in one session"
            holder = session.holder
        if not session.open:
            assert not session.proofs and not session.holder
        if before.open and not session.open:
            assert wiped, (before.phase, happening)
        if before.number != session.number and before.open:
            assert wiped
        if not session.holder:
            assert not may(Deed.PRINT, session.proofs - {Proof.PERSON, Proof.CODE})


@settings(max_examples=100)
@given(STORIES, st.floats(0, 200))
def test_every_session_ends_when_nobody_does_anything(
    story: list[tuple[s.Happening, float]], pause: float
) -> None:
    session, now = s.Session(), 0.0
    for happening, gap in story:
        now += gap
        session, _ = s.step(session, happening, now)
    for _ in range(2):
        now += s.LARGE_IDLE_SECONDS + s.COUNTDOWN_SECONDS + pause
        session, _ = s.step(session, s.Tick(), now)
    assert not session.open


def test_the_card_alone_prints_nothing_and_shows_nobodys_cases() -> None:
    card, code, person = frozenset({Proof.CARD}), frozenset({Proof.CODE}), frozenset({Proof.PERSON})
    for deed in (Deed.PRINT, Deed.LICENCE, Deed.PROGRESS, Deed.SUPPLEMENT):
        assert (
            not may(deed, card) and not may(deed, code) and not may(deed, card | code) and may(deed, person)
        )
    assert (
        may(Deed.APPLY, card)
        and not may(Deed.APPLY, code)
        and may(Deed.STAGE, code)
        and not may(Deed.STAGE, card)
    )
    assert may(Deed.GUIDE, frozenset())

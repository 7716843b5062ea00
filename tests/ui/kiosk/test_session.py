"""The session of a terminal: it ends by itself, has one holder, and opens nothing for the next person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.kiosk import Deed, Proof, may
from ui.kiosk import happenings as h
from ui.kiosk import session as s

HAPPENINGS = st.one_of(
    st.sampled_from(
        [
            h.Touched(),
            h.Resumed(),
            h.Finished(),
            h.Finished(slot_known=True),
            h.Finished(stays=True),
            h.CardLifted(),
            h.PaperOut(),
            h.LatePaper(),
            h.PaperTaken(),
            h.StaffIn(),
            h.StaffOut(),
            h.StaffOut(cleared=True),
            h.Tick(),
        ]
    ),
    st.sampled_from(["zhang", "li", "wang"]).map(h.CardRead),
    st.sampled_from(list(Proof)).map(h.Shown),
    st.sampled_from(["large", "low", "silent"]).map(h.Switched),
    st.booleans().map(h.Locking),
    st.booleans().map(h.Working),
)
STORIES = st.lists(st.tuples(HAPPENINGS, st.floats(0, 70)), max_size=60)


def after(
    *steps: tuple[h.Happening, float], start: s.Session | None = None
) -> tuple[s.Session, list[s.Effect]]:
    session, effects = start or s.Session(), list[s.Effect]()
    for happening, moment in steps:
        session, found = s.step(session, happening, moment)
        effects += found
    return session, effects


@pytest.mark.parametrize(("large", "idle"), [(False, 60.0), (True, 120.0)])
def test_who_is_quiet_is_asked_and_then_forgotten(large: bool, idle: float) -> None:
    session, _ = after((h.Touched(), 0))
    session, _ = after(*([(h.Switched("large"), 0.0)] if large else []), start=session)
    assert after((h.Tick(), idle - 0.1), start=session)[0].phase is s.Phase.ACTIVE
    covered, effects = after((h.Tick(), idle), start=session)
    assert covered.phase is s.Phase.COUNTDOWN and s.Effect.COVER in effects
    assert after((h.Tick(), idle + 19.9), start=covered)[0].open
    ended, effects = after((h.Tick(), idle + 20), start=covered)
    assert not ended.open and s.Effect.WIPE in effects and not ended.large


def test_the_countdown_counts_down_from_twenty() -> None:
    session, _ = after((h.Touched(), 0), (h.Tick(), 60))
    assert [session.seconds_left(now) for now in (60, 64.5, 79.9, 80, 99)] == [20, 16, 1, 0, 0]


def test_a_touch_beside_the_button_does_not_go_on_with_somebody_elses_case() -> None:
    session, _ = after((h.Touched(), 0), (h.Tick(), 60), (h.Touched(), 61))
    assert session.phase is s.Phase.COUNTDOWN
    session, effects = after((h.Resumed(), 62), start=session)
    assert session.phase is s.Phase.ACTIVE and effects == [s.Effect.UNCOVER]


def test_a_card_that_was_left_opens_nothing_until_it_is_lifted() -> None:
    left, effects = after((h.CardRead("zhang"), 0), (h.Finished(), 5))
    assert left.left_card and s.Effect.REMIND_CARD in effects
    session, _ = after((h.Touched(), 10), (h.CardRead("zhang"), 11), start=left)
    assert not session.proofs and not session.holder
    again, _ = after((h.CardLifted(), 12), (h.CardRead("zhang"), 13), start=session)
    assert again.proofs == {Proof.CARD}


@pytest.mark.parametrize("first", [(), ((h.Touched(), 8.0),)], ids=["at once", "somebody touched it"])
def test_a_card_left_behind_opens_nothing_when_the_reader_was_lost_and_finds_it_again(
    first: tuple[tuple[h.Happening, float], ...],
) -> None:
    left, _ = after((h.CardRead("zhang"), 0), (h.Finished(), 5), *first, (h.Tick(), 200))
    lost, _ = after((h.CardLifted(), 300), (h.ReaderLost(), 300.1), (h.CardRead("zhang"), 330), start=left)
    assert (lost.phase, lost.holder, lost.left_card) == (s.Phase.IDLE, "", True)
    again, _ = after((h.CardLifted(), 400), (h.CardRead("zhang"), 410), start=lost)
    assert again.holder == "zhang"


@pytest.mark.parametrize("holder", ["", "li"], ids=["who only touched", "who showed her code"])
def test_a_card_left_behind_is_not_taken_for_the_card_of_who_stands_here_now(holder: str) -> None:
    left, _ = after((h.CardRead("zhang"), 0), (h.Finished(), 5), (h.CardLifted(), 300), (h.ReaderLost(), 300.1))
    now, _ = after((h.Touched(), 310), start=left)
    now = after((h.KnownByPhone(holder), 311), start=now)[0] if holder else now
    session, effects = after((h.CardRead("zhang"), 320), start=now)
    assert (session.number, session.holder, session.left_card) == (now.number, holder, True)
    assert Proof.CARD not in session.proofs and effects == [s.Effect.REMIND_CARD]


def test_a_reader_lost_in_the_middle_of_a_session_does_not_open_another_in_the_same_name_later() -> None:
    session, _ = after((h.CardRead("zhang"), 0), (h.CardLifted(), 9), (h.ReaderLost(), 9.1), (h.Finished(), 12))
    assert after((h.CardRead("zhang"), 60), start=session)[0].left_card
    assert after((h.CardRead("li"), 60), start=session)[0].holder == "li"


def test_a_card_lifted_long_before_the_reader_failed_opens_a_session_as_ever() -> None:
    session, _ = after((h.CardRead("zhang"), 0), (h.CardLifted(), 9), (h.Finished(), 12), (h.ReaderLost(), 40))
    assert after((h.CardRead("zhang"), 60), start=session)[0].holder == "zhang"


def test_the_countdown_runs_though_the_machine_still_works() -> None:
    session, _ = after((h.Touched(), 0), (h.Working(True), 1), (h.Tick(), 61), (h.Working(False), 66))
    assert [session.seconds_left(now) for now in (66, 76, 86)] == [20, 10, 0]
    assert not after((h.Tick(), 86), start=session)[0].open


def test_who_waits_for_work_to_end_is_asked_before_she_is_sent_away() -> None:
    session, effects = after((h.Touched(), 0), (h.Working(True), 1), (h.Tick(), 61))
    assert session.phase is s.Phase.COUNTDOWN and s.Effect.COVER in effects
    assert after((h.Resumed(), 62), (h.Tick(), 100), start=session)[0].phase is s.Phase.ACTIVE


def test_what_lies_in_the_slot_is_told_when_the_machine_ends_it_and_not_she() -> None:
    session, _ = after((h.Touched(), 0), (h.PaperOut(), 1))
    ended, effects = after((h.Cut(), 5), start=session)
    assert ended.left_paper and s.Effect.CALL_PAPER in effects
    assert not after((h.Finished(), 5), start=session)[0].left_paper


def test_a_card_left_behind_is_said_again_and_staff_is_called_once() -> None:
    session, _ = after((h.CardRead("zhang"), 0), (h.Finished(), 5))
    _, effects = after(*[(h.Tick(), 5.0 + n) for n in range(200)], start=session)
    assert effects.count(s.Effect.REMIND_CARD) >= 10 and effects.count(s.Effect.CALL_CARD) == 1


def test_another_card_wipes_before_it_begins() -> None:
    session, _ = after((h.CardRead("zhang"), 0), (h.Shown(Proof.PERSON), 1))
    session, effects = after((h.CardRead("li"), 2), start=session)
    assert effects[0] is s.Effect.WIPE and session.holder == "li" and session.proofs == {Proof.CARD}


def test_paper_left_in_the_slot_is_told_and_calls_staff() -> None:
    session, _ = after((h.Touched(), 0), (h.PaperOut(), 1))
    ended, effects = after((h.Tick(), 70), (h.Tick(), 90), start=session)
    assert ended.left_paper and s.Effect.CALL_PAPER in effects
    assert not after((h.PaperTaken(), 95), start=ended)[0].left_paper


def test_paper_left_in_the_slot_is_told_though_the_next_card_lies_there_already() -> None:
    session, _ = after((h.CardRead("zhang"), 0), (h.PaperOut(), 1))
    session, effects = after((h.CardRead("li"), 2), start=session)
    assert effects[:3] == [s.Effect.WIPE, s.Effect.REMIND_PAPER, s.Effect.CALL_PAPER]
    assert session.left_paper and session.holder == "li"


def test_nobody_is_told_of_paper_in_the_slot_before_it_came_out() -> None:
    coming, effects = after((h.LatePaper(out=False), 1))
    assert coming.left_paper and not coming.left_out
    assert effects == [s.Effect.CALL_PAPER], "staff is called; nobody is asked to take what is not there"
    out, effects = after((h.LatePaper(), 2), start=coming)
    assert out.left_out and effects == [s.Effect.TELL_PAPER]
    assert after((h.LatePaper(out=False), 3), start=out)[0].left_out, "what lies there is not on its way again"
    gone, _ = after((h.PaperTaken(), 4), start=out)
    assert not (gone.left_paper or gone.left_out)


def test_who_leaves_by_the_button_is_taken_at_her_word_when_the_slot_cannot_tell() -> None:
    session, _ = after((h.Touched(), 0), (h.PaperOut(), 1))
    assert not after((h.Finished(), 2), start=session)[0].left_paper
    assert after((h.Finished(slot_known=True), 2), start=session)[0].left_paper


def test_the_keeper_locks_at_once_and_the_person_is_forgotten() -> None:
    session, _ = after((h.CardRead("zhang"), 0))
    locked, effects = after((h.Locking(True), 1), start=session)
    assert locked.phase is s.Phase.LOCKED and s.Effect.WIPE in effects
    assert after((h.Touched(), 2), start=locked)[0].phase is s.Phase.LOCKED
    assert after((h.Locking(False), 3), start=locked)[0].phase is s.Phase.IDLE


def test_what_she_read_in_goes_with_her_when_the_keeper_locks_behind_her() -> None:
    gone, _ = after((h.Touched(), 0), (h.Switched("large"), 1), (h.Finished(stays=True), 2))
    assert gone.large and gone.kept_for is not None
    locked, effects = after((h.Locking(True), 3), start=gone)
    assert not locked.large and s.Effect.PLAIN in effects


def test_staff_that_went_away_does_not_leave_the_desk_open() -> None:
    session, _ = after((h.Touched(), 0), (h.StaffIn(), 1))
    assert after((h.Tick(), 1 + s.STAFF_SECONDS), start=session)[0].phase is s.Phase.IDLE


def test_work_that_never_ends_does_not_keep_a_stranger_in_front_of_the_page() -> None:
    session, _ = after((h.CardRead("zhang"), 0), (h.Working(True), 1))
    assert after((h.Tick(), 59), start=session)[0].phase is s.Phase.ACTIVE
    assert not after((h.Tick(), 70), (h.Tick(), 90), start=session)[0].open


@settings(max_examples=200)
@given(STORIES)
def test_nothing_of_a_person_outlives_her_session(story: list[tuple[h.Happening, float]]) -> None:
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
    story: list[tuple[h.Happening, float]], pause: float
) -> None:
    session, now = s.Session(), 0.0
    for happening, gap in story:
        now += gap
        session, _ = s.step(session, happening, now)
    for _ in range(2):
        now += s.LARGE_IDLE_SECONDS + s.COUNTDOWN_SECONDS + pause
        session, _ = s.step(session, h.Tick(), now)
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


def kept(moment: float, *before: tuple[h.Happening, float]) -> s.Session:
    """She reads in 大字 and 低位 with the voice off, and touched 不办了 at ``moment``."""
    switched = [(h.Switched(what), 0.0) for what in ("large", "low", "silent")]
    return after(*before, *switched, (h.Finished(stays=True), moment))[0]


def worn(session: s.Session) -> tuple[bool, bool, bool]:
    return session.large, session.low, session.silent


def test_who_touches_stop_and_goes_on_keeps_her_large_letters() -> None:
    home = kept(5)
    assert not home.open and worn(home) == (True, True, True)
    assert worn(after((h.Touched(), 34), start=home)[0]) == (True, True, True)
    assert worn(after((h.CardRead("zhang"), 34), start=home)[0]) == (True, True, True)


def test_her_own_card_laid_again_after_stop_keeps_her_large_letters() -> None:
    home = kept(5, (h.CardRead("zhang"), 0.0), (h.CardLifted(), 1.0))
    assert worn(after((h.CardRead("zhang"), 30), start=home)[0]) == (True, True, True)
    assert worn(after((h.Touched(), 20), (h.CardRead("zhang"), 80), start=home)[0]) == (True, True, True)


def test_whoever_comes_at_once_and_touches_a_tile_before_her_card_is_read_has_plain_letters() -> None:
    """The touch took the letters over from a stranger, and no card of hers gave them back."""
    home = kept(5, (h.CardRead("zhang"), 0.0), (h.CardLifted(), 1.0))
    other, effects = after((h.Touched(), 20), (h.CardRead("li"), 25), start=home)
    assert worn(other) == (False, False, False) and s.Effect.PLAIN in effects
    hers, _ = after((h.Touched(), 20), (h.Switched("silent"), 22), (h.CardRead("li"), 25), start=home)
    assert worn(hers) == (True, True, False), "who sets one of them has seen the others, and keeps them"


def test_who_gives_up_twice_is_still_who_she_was() -> None:
    home = kept(5, (h.CardRead("zhang"), 0.0), (h.CardLifted(), 1.0))
    again, _ = after((h.Touched(), 20), (h.Finished(stays=True), 25), start=home)
    assert worn(after((h.CardRead("li"), 30), start=again)[0]) == (False, False, False)
    assert worn(after((h.CardRead("zhang"), 30), start=again)[0]) == (True, True, True)


def test_the_next_person_finds_plain_letters_when_whoever_stood_there_is_gone() -> None:
    home = kept(5, (h.CardRead("zhang"), 0.0), (h.CardLifted(), 1.0))
    assert worn(after((h.Tick(), 34.9), start=home)[0]) == (True, True, True)
    plain, effects = after((h.Tick(), 35), start=home)
    assert worn(plain) == (False, False, False) and s.Effect.PLAIN in effects
    other, effects = after((h.CardRead("li"), 20), start=home)
    assert worn(other) == (False, False, False) and effects[0] is s.Effect.PLAIN
    assert not after((h.Tick(), 200), start=plain)[1], "once"


@pytest.mark.parametrize(
    "gone", [h.Finished(), h.Locking(True), h.StaffIn()], ids=["she left", "the keeper locked it", "staff came"]
)
def test_who_leaves_leaves_no_switches_behind(gone: h.Happening) -> None:
    session, _ = after((h.Switched("large"), 0), (h.Switched("low"), 1), (gone, 2))
    assert worn(session) == (False, False, False)
    assert worn(after((gone, 9), start=kept(5))[0]) == (False, False, False) or isinstance(gone, h.Finished)


def test_a_sheet_in_the_slot_is_told_when_she_touches_stop_without_having_said_that_she_has_it() -> None:
    session, _ = after((h.Touched(), 0), (h.PaperOut(), 1))
    assert after((h.Finished(stays=True), 2), start=session)[0].left_paper


def test_a_code_on_the_telephone_of_somebody_else_makes_the_page_plain_as_her_card_does() -> None:
    before = ((h.CardRead("zhang"), 0), (h.CardLifted(), 1), (h.Switched("large"), 2), (h.Finished(stays=True), 3))
    other, effects = after(*before, (h.Touched(), 9), (h.KnownByPhone("li"), 10))
    assert not other.large and s.Effect.PLAIN in effects and other.holder == "li"
    herself, effects = after(*before, (h.Touched(), 9), (h.KnownByPhone("zhang"), 10))
    assert herself.large and s.Effect.PLAIN not in effects

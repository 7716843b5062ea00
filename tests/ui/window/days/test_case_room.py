"""The case page of a window in whatever height a form or a message leaves it."""

from __future__ import annotations

from tests.ui.window.days.hall import Hall
from ui.shared.measure import cut_texts
from ui.shots.judge import overlaps
from ui.window.case.side import side_rows
from ui.window.case.specs import seal_form


def test_steps_and_log_of_a_case_stand_whole_or_not_at_all(hall: Hall) -> None:
    """Enlarged on an old screen, below a message or above a form, what runs beside a case lay over its log."""
    case = hall.world.receive()
    page, seen = hall.face.pages["search"].case, set()
    hall.face.show_case(case)
    hall.until(lambda: not page.covered())
    steps = page.timeline.parentWidget()
    assert steps is not None
    for asked in (False, True):
        if asked:
            assert page.seen is not None
            page.form.open(seal_form(page.seen, page.seen.case.papers[0]))
            hall.world.tell.message("info", "已送打印机", "没看见出纸的会问您")
        for height in (1080, 768, 720, 680, 640, 600):
            hall.shell.resize(1280, height)
            hall.rest(2)
            assert not cut_texts(page) and not overlaps(page), height
            seen.add(steps.isVisible())
    assert seen == {True, False}, "there was room for them, and there was none"


def test_an_answer_of_another_system_is_a_mark_without_a_full_stop(hall: Hall) -> None:
    """「已由卫生健康核验。」 stood in its mark as a sentence does."""
    case = hall.world.receive()
    hall.world.answered(case, words="已由卫生健康核验。")
    hall.face.show_case(case)
    page = hall.face.pages["search"].case
    hall.until(lambda: not page.covered())
    assert page.seen is not None
    assert "已由卫生健康核验" in [word.text for _, word, _ in side_rows(page.seen)]

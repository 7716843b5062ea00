"""Every page behind a place is reached by its key and by Ctrl+K, and Esc leads back to the place."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.window.cases import World
from tests.ui.window.days.hall import Hall
from ui.shared.measure import cut_texts
from ui.window.inner import INNER


def test_each_page_is_found_by_its_name_and_left_to_its_place(hall: Hall) -> None:
    for page in INNER:
        if page.key == "file":
            continue
        hall.ctrl(Qt.Key.Key_K)
        hall.type(
            {
                "visits": "来访", "day": "日结", "figures": "统计", "pad": "登记本", "accounts": "对账",
                "parcels": "邮寄批次", "returns": "退件登记",
            }[page.key]
        )
        hall.until(lambda: hall.shell.palette_box.isVisible() and not hall.world.runner.busy())
        hall.rest()
        hall.press(Qt.Key.Key_Return)
        hall.until(lambda key=page.key: hall.shell.place() == key)
        assert hall.shell.rail.buttons[page.home].isChecked(), "the rail goes on showing the place"
        hall.rest()
        hall.press(Qt.Key.Key_Escape)
        assert hall.shell.place() == page.home
        assert cut_texts(hall.shell) == []


def test_a_key_is_answered_while_the_pages_are_still_being_built(world: World) -> None:
    """Twelve pages at once held the window for half a second; now each turn of the loop builds one."""
    hall = Hall(world)
    order: list[str] = []
    hall.face._in_slices(lambda: order.append("all pages"), hall.face._pages_made())
    assert not hall.face.pages, "nobody sees half of them"
    world.runner.post(lambda: order.append("a key"))
    hall.until(lambda: "all pages" in order)
    assert order == ["a key", "all pages"] and set(hall.face.pages) >= {"intake", "visits", "file"}
    hall.rest()
    hall.close()


def test_the_key_of_search_leads_from_an_open_case_back_to_the_field(hall: Hall) -> None:
    """Who pressed F5 to look for the next person typed her number into the page of the one before."""
    case = hall.world.receive()
    hall.face.show_case(case)
    search = hall.face.pages["search"]
    hall.until(lambda: not search.case.covered())
    hall.press(Qt.Key.Key_F6)
    hall.press(Qt.Key.Key_F5)
    assert search.case.isVisible(), "from elsewhere back to where she was"
    hall.press(Qt.Key.Key_F5)
    assert search.field.hasFocus() and not search.case.isVisible()
    hall.type("D07-0")
    assert search.field.text() == "D07-0"
    hall.press(Qt.Key.Key_F5)
    assert search.field.text() == "D07-0", "and there it takes nothing away"

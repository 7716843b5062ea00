"""A terminal on an old screen: its pages are drawn smaller as a whole, and no name breaks in the middle."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from ui.small_screen import fit_screen, scale_for

ASKED = """
from ui.window.door import application
app = application(fitted={fitted})
print(app.primaryScreen().geometry().height())
"""


@pytest.mark.parametrize(
    ("size", "scale"),
    [((1080, 1920), 1), ((1920, 1080), 1), ((1366, 768), 0.7111), ((768, 1366), 0.7111), ((1024, 768), 0.7111),
     ((1280, 1024), 0.9481), ((800, 600), 0.71), ((1920, 1200), 1), ((2160, 3840), 2)],
)  # fmt: skip
def test_what_was_drawn_for_a_large_screen_stands_whole_on_a_smaller_one_and_stays_readable(
    size: tuple[int, int], scale: float
) -> None:
    assert scale_for(*size) == scale


def test_who_set_a_scale_of_her_own_keeps_it_and_a_running_application_is_left_alone(app: object) -> None:
    mine = {"QT_SCALE_FACTOR": "1.5"}
    fit_screen(mine)
    assert mine == {"QT_SCALE_FACTOR": "1.5"}
    none = dict[str, str]()
    fit_screen(none)
    assert not none, "Qt would not take it any more"


@pytest.mark.parametrize(("fitted", "side"), [("True", 1080), ("False", 800)])
def test_the_pages_of_a_terminal_find_the_room_they_were_drawn_for_on_a_screen_that_has_less(
    fitted: str, side: int
) -> None:
    """The screen of the platform without a display has 800 × 800 pixels; a window of the counter is left as it is."""
    clean = {name: value for name, value in os.environ.items() if name != "QT_SCALE_FACTOR"}
    found = subprocess.run(
        [sys.executable, "-c", ASKED.format(fitted=fitted)], env=clean,
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert abs(int(found.stdout) - side) <= 2


@pytest.fixture
def lone_server() -> Iterator[str]:
    """An X server without any other client: it begins anew when the last one leaves."""
    assert shutil.which("Xvfb"), "installer/system-packages-test.txt names what brings it"
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        name = f":{told.readline().strip()}"
    yield name
    server.kill()
    server.wait(60)


def test_the_terminal_opens_also_where_it_is_the_only_program_on_its_screen(lone_server: str) -> None:
    """The server may begin anew as the screen has been asked, and refuses whoever comes in that moment."""
    clean = {name: value for name, value in os.environ.items() if name not in ("QT_SCALE_FACTOR", "QT_QPA_PLATFORM")}
    for _ in range(3):
        found = subprocess.run(
            [sys.executable, "-c", ASKED.format(fitted=True)], env={**clean, "DISPLAY": lone_server},
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert found.returncode == 0 and abs(int(found.stdout) - 1080) <= 2, found.stderr

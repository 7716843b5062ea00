"""The screen towards the citizen, with two screens or one: in a process of its own, since Qt reads them once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
CLERK, CITIZEN, WALL = (("clerk", 0, 1366, 768), ("citizen", 1366, 1280, 800), ("wall", 2646, 1920, 1080))
TWINS = (("clerk", 0, 1366, 768), ("same", 1366, 1280, 800), ("same", 2646, 1280, 800))
HOME = "窗口回到了您自己的屏幕上"
MET = "窗口移到了对着群众的屏幕上"
SCRIPT = """
import sys
from types import SimpleNamespace
from PySide6.QtGui import QGuiApplication
from ui.window.run import KINDS, Opening
from ui.window.citizen.screen import CitizenScreen
opening = Opening(True, kind=KINDS["window"])
by_name = {screen.name(): screen for screen in QGuiApplication.screens()}
shell = opening.shell
shell.setScreen(by_name["clerk"])
shell.setGeometry(by_name["clerk"].geometry())
shell.showMaximized()
opening.app.processEvents()
config = SimpleNamespace(extra={"citizen_screen": sys.argv[1]} if sys.argv[1] else {})
clock = SimpleNamespace(monotonic=lambda: 0.0)
plugged = SimpleNamespace(has=lambda kind: False)
def stands(): return SimpleNamespace(hall="政务服务中心", complaint_phone="12345")
at = SimpleNamespace(profile=SimpleNamespace(config=config), clock=clock, plugged=plugged, place=stands)
screen = CitizenScreen(SimpleNamespace(at=at, runner=opening.runner, tell=opening.tell), shell)
screen.speak()
opening.app.processEvents()
view = screen.view
rect = view.geometry()
print(screen.alone, view.screen().name(), view.isFullScreen(), rect.x(), rect.width(), view.window() is shell)
if not screen.alone:
    screen._unplugged(view.screen())
    print(screen.view is None, screen.talk.lines == [])
opening.close()
"""


CABLES = """
import sys
from types import SimpleNamespace
from PySide6.QtGui import QGuiApplication
from ui.window.run import KINDS, Opening
from ui.window.citizen import screens
from ui.window.citizen.screen import CitizenScreen, TalkSheet
wanted, _, what = sys.argv[1].partition("/")
opening = Opening(True, kind=KINDS["window"])
by_name = {screen.name(): screen for screen in QGuiApplication.screens()}
shell = opening.shell
def stand(name):
    shell.setScreen(by_name[name])
    shell.setGeometry(by_name[name].availableGeometry())
    shell.windowHandle().setScreen(by_name[name])
    opening.app.processEvents()
shell.show()
stand("citizen" if what == "named" else "clerk")
config = SimpleNamespace(extra={"citizen_screen": wanted} if wanted else {})
plugged = SimpleNamespace(has=lambda kind: False)
def stands(): return SimpleNamespace(hall="政务服务中心", complaint_phone="12345")
at = SimpleNamespace(profile=SimpleNamespace(config=config), clock=SimpleNamespace(monotonic=lambda: 0.0), place=stands,
                     plugged=plugged)
screen = CitizenScreen(SimpleNamespace(at=at, runner=opening.runner, tell=opening.tell), shell)
told, fell, after = [], [], []
opening.tell.told.connect(lambda notice: told.append(notice.title))
opening.tell.told.connect(lambda notice: after.append(notice.next))
screen.fallen.connect(lambda: fell.append(shell.screen().name()))
bare = what.startswith("bare")
what = what.removeprefix("bare")
if not bare:
    screen.speak()
    screen.talk.say("citizen", "my illness")
watch = screen.watch
if what in ("fall", "home", "replaced"):
    watch.removed(by_name["clerk"])
    if what != "fall":
        stand("citizen")
        if what == "replaced":
            real = screens._key
            screens._key = lambda each: ("new", "") if each is by_name["clerk"] else real(each)
        watch.added(by_name["clerk"])
        opening.app.processEvents()
    if what == "replaced":
        told.append(screen._place().name() if screen._place() is not None else "none")
elif what == "twin":
    stand("same")
    watch._rooms = []
    watch.swapped()
elif what == "drag":
    stand("citizen")
elif what == "swap":
    watch._rooms = []
    shell.windowHandle().setScreen(by_name["citizen"])
    opening.app.processEvents()
elif what == "again":
    watch.removed(by_name["citizen"])
    watch.added(by_name["citizen"])
print(after[-1] if after else "")
open_sheets = [sheet for sheet in shell.findChildren(TalkSheet) if sheet.isVisible()]
view = screen.view.screen().name() if screen.view is not None else "none"
print(shell.screen().name(), view, len(screen.talk.lines), len(open_sheets), fell, told)
opening.close()
"""


def shown(folder: Path, wanted: str, *screens: tuple[str, int, int, int], script: str = SCRIPT) -> list[str]:
    """Where the citizen's view came up with these screens, a line each."""
    dots = {"y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    found = [{"name": name, "x": x, "width": w, "height": h, **dots} for name, x, w, h in screens]
    file = folder / "screens.json"
    file.write_text(json.dumps({"screens": found}))
    done = subprocess.run(
        [sys.executable, "-c", script, wanted],
        cwd=ROOT,
        env=dict(os.environ, QT_QPA_PLATFORM=f"offscreen:configfile={file}"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("wanted", "screens", "where"),
    [
        ("", (CLERK, CITIZEN), "False citizen True 1366 1280 False"),
        ("wall", (CLERK, CITIZEN, WALL), "False wall True 2646 1920 False"),
        ("window", (CLERK,), "False clerk False 86 1280 False"),
        ("", (CLERK,), "True clerk"),
        ("off", (CLERK, CITIZEN), "True clerk"),
    ],
)
def test_the_citizen_sees_her_own_screen_and_the_clerk_keeps_hers(
    tmp_path: Path, wanted: str, screens: tuple[tuple[str, int, int, int], ...], where: str
) -> None:
    """Full screen on the second; a window of its own where the setting says so; else the clerk's window serves both."""
    said = shown(tmp_path, wanted, *screens)
    assert said[0].startswith(where)
    if where.startswith("False"):
        assert said[1] == "True True", "a pulled cable leaves nothing of her on the clerk's screen"
    else:
        assert said[0].endswith("True"), "it covers the window"


@pytest.mark.parametrize(
    ("what", "screens", "said"),
    [
        ("/again", (CLERK, CITIZEN), "clerk none 0 0 [] ['对面屏断开了', '对面屏接上了']"),
        ("/home", (CLERK, CITIZEN), f"clerk none 0 0 ['clerk'] ['{HOME}']"),
        ("wall/fall", (CLERK, CITIZEN, WALL), "citizen none 0 0 ['clerk'] []"),
        ("off/barefall", (CLERK, CITIZEN), "clerk none 0 0 ['clerk'] []"),
        ("off/bareswap", (CLERK, CITIZEN), "citizen none 0 0 [] []"),
        ("/replaced", (CLERK, CITIZEN), f"clerk none 0 0 ['clerk'] ['{HOME}', 'citizen']"),
        ("/twin", TWINS, f"same none 0 0 ['same'] ['{MET}']"),
        ("/drag", (CLERK, CITIZEN), f"citizen none 0 0 [] ['{MET}']"),
        ("/baredrag", (CLERK, CITIZEN), f"citizen none 0 0 [] ['{MET}']"),
        ("/swap", (CLERK, CITIZEN), f"clerk citizen 1 1 [] ['{HOME}']"),
        ("citizen/named", (CLERK, CITIZEN), "clerk citizen 1 1 [] []"),
    ],
)
def test_nothing_personal_falls_onto_the_screen_that_the_queue_sees(
    tmp_path: Path, what: str, screens: tuple[tuple[str, int, int, int], ...], said: str
) -> None:
    """The clerk's window came up before the queue when its own screen went, was swapped, or was named as the citizen's;
    what was typed to each other stood on in her half after the other's cable was pulled.
    """
    assert shown(tmp_path, what, *screens, script=CABLES)[-1] == said


@pytest.mark.parametrize(
    ("what", "cleared"),
    [("/home", True), ("/barehome", False), ("/drag", True), ("/baredrag", False)],
)
def test_the_clerk_is_told_that_the_screen_was_wiped_only_where_something_stood_on_it(
    tmp_path: Path, what: str, cleared: bool
) -> None:
    """Nothing had been shown to anybody, and she was told that it was wiped and to show it again."""
    said = shown(tmp_path, what, CLERK, CITIZEN, script=CABLES)[-2]
    assert said and ("已经清除" in said) is cleared

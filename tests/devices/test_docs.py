"""The page on devices is true: its recipe runs, the tests it names exist, and no kind is left out."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from app.errors import UserFacingError
from devices import codes
from devices.kinds import DEVICES, DeviceConfig, DeviceKind
from devices.manager import DeviceManager
from tests.arch.committed import ROOT, python_files
from tests.devices.helpers import Listener

PAGE = (ROOT / "docs" / "devices.md").read_text(encoding="utf-8")


@pytest.fixture
def recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The package that the recipe makes."""
    package = tmp_path / "button_box_of_the_recipe"
    package.mkdir()
    (package / "__init__.py").write_text("")
    for name, code in re.findall(r"```python (\w+\.py)\n(.*?)```", PAGE, re.DOTALL):
        (package / name).write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module(f"{package.name}.row")
    for name in [name for name in sys.modules if name.startswith(package.name)]:
        del sys.modules[name]


def test_a_driver_made_by_the_recipe_works_in_the_manager(recipe: ModuleType, tmp_path: Path) -> None:
    row: DeviceKind = recipe.ROW
    talk = (
        f"import sys; sys.path[:0] = [{str(tmp_path)!r}]; from {recipe.__package__}.simulator import main; "
    )
    box = subprocess.Popen(
        [sys.executable, "-c", talk + "main([], rehearsal=True)"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert box.stdin is not None and box.stdout is not None
    listener = Listener()
    manager = DeviceManager(
        [DeviceConfig("button-box", box.stdout.readline().strip(), {"poll_interval": "0.05"})],
        rehearsal=True,
        kinds=[row],
    )
    manager.start(Listener(), {"button": listener})
    try:
        listener.expect(f"ready {codes.READY}")
        for press in ("5", "x"):
            box.stdin.write(press + "\n")
            box.stdin.flush()
        listener.expect("read ")
        listener.expect(f"hint {codes.GARBLED_LINE}")
    finally:
        manager.stop()
        box.communicate("quit\n", timeout=60)
    assert listener.readings == [5]
    with pytest.raises(UserFacingError):
        row.simulator([], rehearsal=False)


def test_the_suite_of_the_recipe_passes_in_an_empty_tree_and_finds_a_broken_driver(
    recipe: ModuleType, tmp_path: Path
) -> None:
    folder = Path(str(recipe.__file__)).parent

    def suite() -> subprocess.CompletedProcess[str]:
        words = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-c", str(tmp_path / "none.ini"), "-x"]
        # Without one of its own it shuts, for all but its owner, the folder that all runs share.
        words.append(f"--basetemp={tmp_path / 'inner'}")
        (tmp_path / "none.ini").write_text("[pytest]\n")
        return subprocess.run(
            [sys.executable, "-m", "pytest", *words, str(folder / "suite.py")],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    good = suite()
    assert "3 passed" in good.stdout, good.stdout + good.stderr
    driver = folder / "driver.py"
    driver.write_text(driver.read_text(encoding="utf-8").replace('"again"', '"reopen"'), encoding="utf-8")
    assert "1 failed" in suite().stdout, "the suite must be able to fail"


@pytest.mark.parametrize(("page", "tests", "suites"), [("devices.md", 25, 20), ("printers.md", 40, 5)])
def test_the_tests_that_a_page_names_exist(page: str, tests: int, suites: int) -> None:
    words = (ROOT / "docs" / page).read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", words))
    classes = set(re.findall(r"`(\w+Suite|Test\w+)`", words))
    assert len(named) >= tests and len(classes) >= suites, (len(named), len(classes))
    code = "".join((ROOT / file).read_text(encoding="utf-8") for file in python_files("tests"))
    assert not {name for name in named if f"def {name}(" not in code}
    assert not {name for name in classes if not re.search(rf"^class {name}\b", code, re.MULTILINE)}


@pytest.mark.parametrize("kind", DEVICES, ids=lambda kind: kind.name)
def test_every_kind_has_its_section(kind: DeviceKind) -> None:
    assert f"kind `{kind.name}`" in PAGE

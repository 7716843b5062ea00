"""The arrows of the house hold, and a bad import would be reported."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.arch.committed import ROOT, committed

# Beside the modules that the contracts themselves name.
SKELETON = (
    "app.ports", "app.ports.desk", "app.errors", "app.domain.case", "app.usecases.accept", "app.storage.log",
    "ui.window.page", "sync.wire.models", "sync.client.loop", "sync.platform.server", "devices.reader",
)  # fmt: skip

# A file, and the import that must not stand in it.
PLANTED = [
    ("app/errors.py", "import PySide6"),
    ("app/usecases/accept.py", "import requests"),
    ("app/storage/log.py", "import reportlab"),
    ("app/usecases/accept.py", "def later() -> None:\n    import sync.client.loop"),
    ("app/usecases/accept.py", "import app.storage.log"),
    ("app/storage/log.py", "import app.usecases.accept"),
    ("app/domain/case.py", "import app.ports"),
    ("app/domain/case.py", "import sqlalchemy"),
    ("app/ports/desk.py", "import app.usecases.accept"),
    ("app/ports/desk.py", "import app.storage.log"),
    ("devices/reader.py", "import printing.queue"),
    ("printing/queue.py", "import sync.client.loop"),
    ("sync/client/loop.py", "import PySide6.QtCore"),
    ("ui/window/page.py", "import devices.manager"),
    ("ui/window/page.py", "import printing.queue"),
    ("ui/window/page.py", "import sync.client.loop"),
    ("ui/window/page.py", "import app.storage.database"),
    ("ui/window/page.py", "import resources"),
    ("printing/queue.py", "import resources"),
    ("sync/client/loop.py", "import ui.window.page"),
    ("sync/client/loop.py", "import sync.platform.server"),
    ("sync/platform/server.py", "import sync.client.loop"),
    ("sync/platform/server.py", "import app.domain.case"),
    ("sync/wire/models.py", "import sync.client.loop"),
]
SOUND = [
    (
        "ui/bootstrap.py",
        "import app.storage.database\nimport devices.manager\nimport resources\nimport sync.client.loop",
    ),
    ("printing/queue.py", "import app.ports"),
    ("app/usecases/accept.py", "import app.ports\nimport app.domain.case"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of `pyproject.toml` in `folder` upon the packages found there."""
    # The folder must win over the tree that is installed in the environment.
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as run; run()",
        "--no-cache",
    ]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


def named_modules() -> set[str]:
    """Return every module of the house that a contract names."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        settings = tomllib.load(file)["tool"]["importlinter"]
    lists = [
        value for contract in settings["contracts"] for value in contract.values() if isinstance(value, list)
    ]
    names = {name for entry in lists for name in entry}
    return {n for n in names if n.split(".")[0] in settings["root_packages"] and "." in n}


def skeleton(folder: Path) -> None:
    """Build a toy house with our folder names and contracts, in which every import is sound."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    packages = {
        n.removesuffix("/__init__.py").replace("/", ".") for n in committed() if n.endswith("/__init__.py")
    }
    for package in sorted(p for p in packages if not p.startswith("tests")):
        target = folder / package.replace(".", "/")
        target.mkdir(parents=True, exist_ok=True)
        (target / "__init__.py").write_text("", encoding="utf-8")
    for module in (named_modules() | set(SKELETON)) - packages:
        file = folder / (module.replace(".", "/") + ".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("from __future__ import annotations\n", encoding="utf-8")


def test_every_arrow_of_the_house_holds() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


def test_what_the_design_allows_is_not_reported(tmp_path: Path) -> None:
    skeleton(tmp_path)
    for name, text in SOUND:
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(("name", "planted"), PLANTED)
def test_a_planted_bad_import_is_reported(tmp_path: Path, name: str, planted: str) -> None:
    skeleton(tmp_path)
    (tmp_path / name).write_text(planted + "\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode == 1, result.stdout + result.stderr
    assert "BROKEN" in result.stdout

"""Every command of ours in docker-compose.yml is started as it is written, upon a real PostgreSQL and objects.

Only addresses are put in, and the environment is the one that the file gives. So the file cannot go stale unseen.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import yaml

from app.ports.delivery import WaitingScan
from sync.client.http import HttpPlatform
from sync.platform.main import TOKEN_VARIABLE
from tests.arch.committed import ROOT
from tests.installer.test_compose import SECRETS, filled
from tests.needs import cannot
from tests.sync import objects, postgres
from tests.sync.support import Window, loop_of
from tests.sync.test_blob_stores import content_of


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
    return read


def test_the_image_has_what_its_program_needs_and_nothing_of_the_desk(tmp_path: Path) -> None:
    """The packages of ours that the image copies are enough to answer; those of others are held by requirements."""
    recipe = (ROOT / "installer/platform.Dockerfile").read_text("utf-8")
    for source, target in re.findall(r"^COPY (sync\S*) (sync\S*)$", recipe, re.MULTILINE):
        place = tmp_path / target
        place.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / source).is_dir() else shutil.copy
        copy(ROOT / source, place)
    entry = json.loads(re.search(r"^ENTRYPOINT (\[.*\])$", recipe, re.MULTILINE)[1])  # type: ignore[index]
    assert entry[0] == "python"
    code = "import sys; sys.modules.update(dict.fromkeys(('app', 'ui', 'printing', 'devices', 'PySide6')));"
    code += "from sync.platform.main import main; import sync; print(sync.__file__); sys.exit(main(['openapi']))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    where, _, described = done.stdout.partition("\n")
    assert Path(where).is_relative_to(tmp_path) and '"/v1/commands"' in described


class Running:
    """The services of the file on the loopback interface: PostgreSQL with its options, objects, and our commands."""

    def __init__(self, compose: dict[str, Any], url: str, host: str) -> None:
        self._services = compose["services"]
        self._database = urlsplit(url.replace("+psycopg", ""))
        self._objects = host

    def words(self, name: str) -> list[str]:
        """A command as written, but for addresses; a fixed port is left to the system."""
        found = []
        for word in map(filled, self._services[name]["command"]):
            word = word.replace("@database/", f"@127.0.0.1:{self._database.port}/")
            word = word.replace("//objects:9000/", f"//{self._objects}/")
            found.append(re.sub(r"^--port=\d+$", "--port=0", word))
        return found

    def start(self, name: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
        """Its own program, with the environment that the file gives it and no other; what it says when it is ready."""
        given = {n: filled(str(v)) for n, v in self._services[name].get("environment", {}).items()}
        kept = {n: os.environ[n] for n in ("PATH", "HOME", "LANG") if n in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-m", "sync.platform", *self.words(name)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env=kept | given,
        )  # fmt: skip
        assert process.stdout is not None
        return process, json.loads(process.stdout.readline() or "{}")


@pytest.fixture(scope="module")
def running(compose: dict[str, Any]) -> Iterator[Running]:
    if reason := postgres.why_not() or objects.why_not():
        cannot(reason)
    words = compose["services"]["database"]["command"]
    assert words[0] == "postgres"
    given = compose["services"]["database"]["environment"]
    with ExitStack() as stack:
        url = stack.enter_context(postgres.server([" ".join(words[1:])]))
        host = stack.enter_context(objects.server())
        assert postgres.database_of(url, given["POSTGRES_DB"]).startswith(
            f"postgresql+psycopg://{given['POSTGRES_USER']}@"
        )
        yield Running(compose, url, host)


def stop(process: subprocess.Popen[str]) -> int:
    process.terminate()
    code = process.wait(60)
    assert process.stdout is not None
    process.stdout.close()
    return code


def test_the_database_is_ready_as_the_file_looks_for_it(compose: dict[str, Any], running: Running) -> None:
    kind, *words = compose["services"]["database"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    program, *options = words[0].split()
    port = str(running._database.port)
    done = subprocess.run(
        [postgres.tool(program), *options, "-h", "127.0.0.1", "-p", port],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_platform_and_its_staff_page_start_as_written_and_serve_a_window(running: Running) -> None:
    serving, ready = running.start("platform")
    desk, page = None, dict[str, Any]()
    try:
        assert ready["public_key"] and "token" not in ready, (
            "the token of the environment is told to no journal"
        )
        window = Window()
        case = window.take_in()
        digest, data = content_of(70_001)
        line = HttpPlatform(
            f"http://127.0.0.1:{ready['port']}",
            window.device,
            1,
            SECRETS[TOKEN_VARIABLE],
            ready["public_key"],
        )
        assert loop_of(line, window).run_once().ok and len(window.acks) == 1
        opened = line.open_scan(WaitingScan(digest, len(data), case))
        assert line.append_scan(opened.upload, 0, data).held, "the scan lies in the object store"
        line.close()
        desk, page = running.start("desk")
        answer = requests.get(
            f"http://127.0.0.1:{page['port']}/login", headers={"Host": "desk:8443"}, timeout=60
        )
        assert answer.status_code == 200 and "工号" in answer.text
    finally:
        codes = [stop(one) for one in (desk, serving) if one is not None]
    assert codes == [0, 0]

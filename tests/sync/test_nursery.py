"""A platform that was born with its code loaded is the one that the command starts: same words, codes and ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
import requests

from tests.sync.nursery import Nursery
from tests.sync.support import by_command


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with closing(Nursery()) as made:
        yield made


def served(process: subprocess.Popen[str]) -> dict[str, object]:
    assert process.stdout is not None
    said: dict[str, object] = json.loads(process.stdout.readline())
    assert requests.get(f"http://127.0.0.1:{said['port']}/nothing", timeout=60).status_code in (401, 404)
    return said


def test_it_says_what_the_command_says_and_ends_as_it_does(nursery: Nursery, tmp_path: Path) -> None:
    words = ["serve", "--db", str(tmp_path / "p.db"), "--token", "t"]
    said = []
    for process in (by_command(words), nursery.start(words, os.environ)):
        said.append({**served(process), "port": 0})
        process.terminate()
        assert process.wait(60) == 0 and process.poll() == 0
        assert process.stdout is not None and process.stdout.read() == ""
        process.stdout.close()
    assert said[0] == said[1]


def test_it_can_be_killed_and_is_gone_then_and_others_stay(nursery: Nursery, tmp_path: Path) -> None:
    one, other = (
        nursery.start(["serve", "--db", str(tmp_path / f"{n}.db"), "--token", "t"], os.environ) for n in range(2)
    )
    served(one)
    port = served(other)["port"]
    assert one.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        one.wait(0)
    one.kill()
    assert one.wait(60) == -signal.SIGKILL and not psutil.pid_exists(one.pid)
    assert requests.get(f"http://127.0.0.1:{port}/nothing", timeout=60).status_code in (401, 404)
    other.terminate()
    assert other.wait(60) == 0
    for process in (one, other):
        assert process.stdout is not None
        process.stdout.close()


def test_a_refusal_and_the_surroundings_reach_it(
    nursery: Nursery, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    refused = nursery.start(["serve", "--db", str(tmp_path / "p.db"), "--no-such-word"], os.environ)
    assert refused.wait(60) == 2 and "--no-such-word" in capfd.readouterr().err
    bare = {name: value for name, value in os.environ.items() if name != "ZONGCHUANG_PLATFORM_TOKEN"}
    by_environment = nursery.start(
        ["serve", "--db", str(tmp_path / "p.db")], bare | {"ZONGCHUANG_PLATFORM_TOKEN": "from-there"}
    )
    port = served(by_environment)["port"]
    said = requests.get(
        f"http://127.0.0.1:{port}/v1/hello", headers={"Authorization": "Bearer another"}, timeout=60
    )
    assert said.status_code == 401
    by_environment.kill()
    by_environment.wait(60)
    for process in (refused, by_environment):
        assert process.stdout is not None
        process.stdout.close()


def test_its_processes_end_with_it(tmp_path: Path) -> None:
    before = {child.pid for child in psutil.Process().children()}
    with closing(Nursery()) as made:
        process = made.start(["serve", "--db", str(tmp_path / "p.db"), "--token", "t"], os.environ)
        served(process)
        process.terminate()
        process.wait(60)
        assert process.stdout is not None
        process.stdout.close()
        assert len(psutil.Process().children()) == len(before) + 1
    assert {child.pid for child in psutil.Process().children()} == before

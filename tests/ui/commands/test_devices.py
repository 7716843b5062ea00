"""``zongchuang devices watch`` tells the truth while plugs are pulled and cards come and go."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from devices import codes
from devices.rating.simulator import RatingSimulator
from devices.sam.lines import PtyLine
from devices.sam.simulator import SamSimulator, obey
from devices.scanner.simulator import ScannerSimulator
from tests.arch.committed import ROOT


def start(profile: Path, *words: str) -> subprocess.Popen[str]:
    """The command as a person starts it."""
    command = [sys.executable, "-m", "ui", "devices", "watch", "--json", "--profile", str(profile), *words]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(
    lines: list[dict[str, object]], source: subprocess.Popen[str], **wanted: object
) -> dict[str, object]:
    """Read on until a line says all of this."""
    assert source.stdout is not None
    for text in source.stdout:
        line = json.loads(text)
        lines.append(line)
        if wanted.items() <= line.items():
            return line
    raise AssertionError(f"never told {wanted}: {lines} {source.stderr.read() if source.stderr else ''}")


@pytest.mark.slow
def test_a_person_at_the_terminal_sees_what_happens_at_the_desk(tmp_path: Path) -> None:
    with (
        SamSimulator(PtyLine(tmp_path / "reader")) as reader,
        ScannerSimulator(PtyLine(tmp_path / "scanner")) as scanner,
        RatingSimulator(PtyLine(tmp_path / "rating")) as pad,
    ):
        watch = start(
            tmp_path / "profile",
            *(
                "--device",
                f"id-card={reader.url}",
                "--device",
                f"code-scanner={scanner.url}",
                "--device",
                f"rating-pad={pad.url}",
                "--seconds",
                "6",
            ),
        )
        limit = threading.Timer(60, watch.kill)
        limit.start()
        seen: list[dict[str, object]] = []
        try:
            wait_for(seen, watch, port="id-card", code=codes.READY)
            obey(reader, "place R")
            read = wait_for(seen, watch, port="id-card", what="reading")
            assert read["text"] == "张* 4405**********0014", "a name is never shown whole"
            reader.unplug()
            wait_for(seen, watch, port="id-card", code=codes.ABSENT)
            scanner.scan("ZB000001")
            wait_for(seen, watch, port="code", what="reading", code="bundle")
            if not any(line.get("code") == codes.RATING_READY for line in seen):
                wait_for(seen, watch, port="rating", code=codes.RATING_READY)
            pad.press(1)
            pressed = wait_for(seen, watch, port="rating", what="reading")
            assert pressed == {"port": "rating", "what": "reading", "text": "有人按了评价器（按的什么不显示）"}
            watch.send_signal(signal.SIGINT)
            status = wait_for(seen, watch, what="status", kind="id-card")
            wait_for(seen, watch, what="status", kind="code-scanner")
            assert watch.wait(60) == 1, "a reader is missing"
        finally:
            limit.cancel()
            watch.kill()
            watch.communicate()
    assert (status["state"], status["reads"], status["opens"]) == ("absent", 1, 1)
    assert "张三" not in json.dumps(seen, ensure_ascii=False)


def test_a_device_that_is_none_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ui.cli import main

    words = ["devices", "watch", "--profile", str(tmp_path / "p")]
    assert main([*words, "--device", "reader"]) == 2
    assert "KIND=ADDRESS" in capsys.readouterr().out
    assert main(words) == 1
    assert "--device" in capsys.readouterr().out

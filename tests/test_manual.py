"""The manual cannot go stale: every key, every word of the screen, every command and every picture it names exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.materials import FaultCode
from resources import path
from sync.platform import main as platform
from tests.arch.committed import ROOT
from ui import cli
from ui.shots.judge import Words
from ui.shots.known import names
from ui.shots.manual import pictures
from ui.texts import Texts

MANUAL = ROOT / "docs/manual.zh-CN.md"
TEXT = MANUAL.read_text("utf-8")
FOLDER = ROOT / "docs/images/manual"
MOST_BYTES = 3 << 20
WORDS = Texts.load(path("texts"))
_KEY = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d{1,2}|[A-Z]|\d|Enter|Esc|Home|PgUp|PgDn|Delete)")


def spans() -> list[str]:
    """What stands between backticks in the running text."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL))


def commands() -> Iterator[str]:
    """Every command line the manual names, in fences and in the text."""
    for fence in re.findall(r"```sh\n(.*?)```", TEXT, flags=re.DOTALL):
        yield from (line for line in fence.splitlines() if line.strip())
    yield from (span for span in spans() if span.startswith("zongchuang "))


@pytest.fixture(scope="module")
def keys(qapp: QApplication) -> frozenset[str]:
    """Every key of the window and the station, from their real actions."""
    from ui.commands.keycard import keys_of_face
    from ui.theme import apply_theme

    found = {
        line.key for face in ("window", "station") for group in keys_of_face(face) for line in group.keys
    }
    apply_theme(qapp, "light")
    return frozenset(found)


def test_every_key_is_a_key_of_the_program(keys: frozenset[str]) -> None:
    from ui.guide.strip import LEAVE_KEY, SKIP_KEY
    from ui.station.column import MORE_KEY
    from ui.window.dayline import LATER_KEY, OPEN_KEY

    named = {span for span in spans() if _KEY.fullmatch(span)}
    assert len(named) > 30, "the manual speaks of keys"
    # Asked in place: the answers to a print, the reasons of a fault; 容缺 only where a guide allows it.
    asked = {"Y", "N", "Z", "R", *(str(n) for n in range(1, len(FaultCode) + 1))}
    assert named - keys - asked - {LEAVE_KEY, SKIP_KEY, OPEN_KEY, LATER_KEY, MORE_KEY} == set()


def test_every_word_of_the_screen_stands_on_a_screen() -> None:
    """What the manual puts into corner brackets is a word of the program, whole or with its places filled."""
    shown = {key: WORDS.t(key).replace("\n", "") for key in WORDS.names()}
    forms = Words(shown={}, other=shown)
    quoted = set(re.findall(r"「([^」]+)」", TEXT))
    assert len(quoted) > 15
    whole = set(shown.values()) | {"是", "否"}
    parts = "\n".join(shown.values())
    assert [
        word for word in quoted if word not in whole and word not in parts and not forms.untranslated(word)
    ] == []


@pytest.mark.parametrize("line", sorted(set(commands())))
def test_every_command_is_one_the_program_knows(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(line)[1:]
    kept = [word for word in words if re.match(r"[a-z-]", word)]
    options = [word for word in kept if word.startswith("--") and word != "--help"]
    verbs = kept[: next((n for n, word in enumerate(kept) if word.startswith("-")), len(kept))][:2]
    verbs = [word for n, word in enumerate(words[: len(verbs)]) if word == verbs[n]]
    if verbs[0] == "platform":
        assert platform is not None
        return
    with pytest.raises(SystemExit) as left:
        cli._parser([*verbs]).parse_args([*verbs, "--help"])
    assert left.value.code == 0, f"{verbs} is no command"
    said = capsys.readouterr().out
    for option in options:
        assert re.search(rf"{option}\b", said), f"{' '.join(verbs)} has no {option}"


def test_every_picture_is_there_small_and_of_a_state_that_is_taken() -> None:
    shown = pictures(TEXT)
    assert len(shown) == TEXT.count("![") and len(shown) >= 20
    for picture in shown:
        assert (FOLDER / picture.file).is_file(), f"{picture.file}: make manual"
        if picture.face != "kiosk":
            assert picture.state in names(picture.face), picture
        assert picture.words
    files = {file.name: file.stat().st_size for file in FOLDER.iterdir()}
    assert set(files) == {picture.file for picture in shown}, "no picture lies there unseen"
    assert sum(files.values()) <= MOST_BYTES


def test_every_link_leads_somewhere() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", TEXT):
        assert (Path(MANUAL.parent) / link).exists(), link

"""The shipped simulator: its controls, its stories, its life as a process, and where it refuses to run."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from app.domain.people import CardKind
from app.errors import UserFacingError
from devices import codes
from devices.kinds import DeviceConfig
from devices.manager import DeviceManager
from devices.sam.cards import SAMPLES, card_of, sample_card
from devices.sam.driver import SamReader
from devices.sam.lines import PtyLine, TcpLine
from devices.sam.module import CardState, Knobs, SimulatedModule
from devices.sam.protocol import Command, Frame, FrameParser, encode_request
from devices.sam.simulator import STORIES, SamSimulator, main, obey, play
from devices.sam.text_block import parse_fields
from tests.arch.committed import ROOT
from tests.devices.helpers import LINES, PATIENCE, QUICK, Listener, SteppedWaiter, quick_simulator

# state reached by these commands: answers to 20 01, 20 02, 30 01, 30 03, 30 05, as the table of the module says
TABLE = {
    (): ("9F", "81", "41", "41", "41"),
    (Command.FIND,): ("9F", "90", "41", "41", "41"),
    (Command.FIND, Command.SELECT): ("80", "81", "90", "91", "90"),
    (Command.FIND, Command.SELECT, Command.READ): ("80", "81", "90", "91", "90"),
}
ASKED = (Command.FIND, Command.SELECT, Command.READ, Command.NEW_ADDRESS, Command.BODY_NUMBER)


@pytest.fixture
def simulator() -> Iterator[SamSimulator]:
    """A prompt simulated reader."""
    with quick_simulator() as simulator:
        yield simulator


def ask(module: SimulatedModule, command: int, data: bytes = b"") -> str:
    """The status byte a module answers with."""
    (request,) = FrameParser(3).feed(encode_request(command, data))
    (answer,) = FrameParser().feed(module.answer(request))
    return f"{answer.status.value:02X}"


@pytest.mark.parametrize("way", TABLE, ids=len)
@pytest.mark.parametrize("position", range(5))
def test_the_states_answer_as_the_table_says(way: tuple[Command, ...], position: int) -> None:
    module = SimulatedModule()
    module.place(sample_card(CardKind.RESIDENT))
    for command in way:
        ask(module, command)
    assert ask(module, ASKED[position]) == TABLE[way][position]


def test_an_empty_reader_answers_as_the_table_says() -> None:
    assert [ask(SimulatedModule(), command) for command in ASKED] == ["80", "81", "41", "41", "41"]


def test_a_card_lifted_in_any_state_leaves_an_empty_reader() -> None:
    for way in TABLE:
        module = SimulatedModule()
        module.place(sample_card(CardKind.RESIDENT))
        for command in way:
            ask(module, command)
        module.lift()
        assert module.state is CardState.EMPTY
        assert [ask(module, command) for command in ASKED] == ["80", "81", "41", "41", "41"]


@pytest.mark.parametrize("command", [0x0000, 0x01FF, 0x3002, 0x6000])
def test_a_command_nobody_knows_is_refused(command: int) -> None:
    module = SimulatedModule()
    assert ask(module, command) == "21"
    assert module.latency(Frame(command.to_bytes(2, "big"))) >= 0


@pytest.mark.parametrize("name", [field.name for field in fields(Knobs)])
def test_every_knob_turns_by_text_and_says_what_it_cannot_be(name: str) -> None:
    for text in ("1", "0x1", "01"):
        try:
            turned = Knobs().changed(name, text)
        except ValueError:
            continue
        assert isinstance(turned, Knobs)
    with pytest.raises(ValueError, match=r"."):
        Knobs().changed(name, "nonsense")
    with pytest.raises(ValueError, match="no knob"):
        Knobs().changed("colour", "1")


@pytest.mark.parametrize("kind", CardKind)
def test_a_description_may_leave_out_all_but_the_kind(kind: CardKind, tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_text(f'{{"kind": "{kind}", "new_address": "测试路"}}', encoding="utf-8")
    assert card_of(kind.value) == sample_card(kind)
    assert card_of(f"@{path}") == sample_card(kind, "测试路")
    assert parse_fields(card_of(kind.value).content.text)[1]["name"] == SAMPLES[kind]["name"]


@pytest.mark.parametrize(
    "description",
    ["", "X", "{", "[]", '{"name": 1}', '{"colour": "red"}', '{"name": "' + "长" * 16 + '"}', "@nowhere"],
)
def test_a_description_that_cannot_be_a_card_is_explained(description: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        card_of(description)
    assert caught.value.code == codes.BAD_CARD_DESCRIPTION


def test_the_control_lines_move_the_card(simulator: SamSimulator) -> None:
    reader = SamReader(simulator.url, timeouts=QUICK)
    reader.open()
    obey(simulator, 'place {"name": "李四"}\n')
    reading = reader.poll()
    assert reading is not None and reading.name == "李四"
    obey(simulator, "read")
    obey(simulator, "lift")
    assert not reader.present()
    obey(simulator, "unplug")
    obey(simulator, "plug")
    reader.close()


@pytest.mark.parametrize("line", ["dance", "knob colour=red", "knob", "lift me", "wait long", "read aloud"])
def test_a_control_line_nobody_understands_is_explained(simulator: SamSimulator, line: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        obey(simulator, line)
    assert caught.value.code == codes.BAD_CONTROL_LINE


@pytest.mark.parametrize("line", sorted(LINES))
def test_it_starts_and_stops_cleanly_again_and_again(line: str) -> None:
    for _ in range(5):
        with quick_simulator(LINES[line]()) as simulator:
            simulator.unplug()
            simulator.plug()


def test_the_port_and_the_name_survive_unplugging(tmp_path: Path) -> None:
    for line in (TcpLine(), PtyLine(tmp_path / "reader")):
        with quick_simulator(line) as simulator:
            before = simulator.url
            simulator.unplug()
            simulator.plug()
            assert simulator.url == before
    assert not (tmp_path / "reader").is_symlink()


def test_a_host_that_goes_away_does_not_stop_it(simulator: SamSimulator) -> None:
    for _ in range(4):
        reader = SamReader(simulator.url, timeouts=QUICK)
        reader.open()
        reader.close()


def test_the_story_of_a_day_is_heard_as_it_is_told(simulator: SamSimulator) -> None:
    listener = Listener()
    manager = DeviceManager([DeviceConfig("id-card", simulator.url)], rehearsal=True, waiter=SteppedWaiter)
    manager.start(listener)
    for line in STORIES["day"]:
        if line == "wait 3":
            listener.expect(f"hint {codes.LIFTED}")
        elif line.startswith("wait"):
            assert float(line.removeprefix("wait")) > 0
        else:
            play(simulator, [line])
        if line == "lift":
            listener.expect("removed")
    listener.expect("read J")
    manager.stop()
    assert [told for told in listener.story if told.startswith(("read ", "removed", "hint"))][:4] == [
        "read R",
        "removed",
        f"hint {codes.LIFTED}",
        "read J",
    ]


def test_main_speaks_over_its_standard_streams() -> None:
    source, sink = io.StringIO("place R\nknob read_latency=0\n\nfly\nlift\nquit\nnever\n"), io.StringIO()
    assert (
        main(["--tcp", "--card", "Y", "--knob", "find_latency=0"], rehearsal=True, stdin=source, stdout=sink)
        == 0
    )
    first, *rest = sink.getvalue().splitlines()
    assert first.startswith("socket://127.0.0.1:")
    assert [line.split()[0] for line in rest] == ["ok", "ok", "error", "ok"]
    assert codes.BAD_CONTROL_LINE in rest[2]


def test_a_real_profile_gets_no_simulator() -> None:
    with pytest.raises(UserFacingError) as caught:
        main([], rehearsal=False, stdin=io.StringIO(), stdout=io.StringIO())
    assert caught.value.code == codes.SIMULATOR_REFUSED


def test_it_runs_as_a_process_and_ends_with_its_parent() -> None:
    command = [sys.executable, "-m", "devices.sam.simulator", "--card", "R", "--knob", "read_latency=0"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        reader = SamReader(process.stdout.readline().strip())
        reader.open()
        end, reading = time.monotonic() + PATIENCE, None
        while reading is None and time.monotonic() < end:
            reading = reader.poll()
        assert reading is not None and reading.name == "张三"
        process.stdin.write("lift\n")
        process.stdin.flush()
        assert process.stdout.readline() == "ok\n"
        assert not reader.present()
        reader.close()
        process.stdin.close()
        assert process.wait(PATIENCE) == 0

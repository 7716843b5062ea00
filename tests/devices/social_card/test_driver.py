"""Locked cards, false cards, a cipher machine that is away: what the clerk is told, and what is never taken over."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest

from app.errors import DeviceError, UserFacingError
from app.ports.equipment import CardProof
from devices import codes
from devices.social_card.driver import SocialReader
from devices.social_card.module import SimulatedAuthority, card_of
from devices.social_card.simulator import SocialSimulator, main, obey


@pytest.fixture
def simulator() -> Iterator[SocialSimulator]:
    """A simulated reader."""
    with SocialSimulator() as simulator:
        yield simulator


@pytest.fixture
def authority() -> SimulatedAuthority:
    """A cipher machine."""
    return SimulatedAuthority()


@pytest.fixture
def reader(simulator: SocialSimulator, authority: SimulatedAuthority) -> Iterator[SocialReader]:
    """A driver with a cipher machine behind it."""
    reader = SocialReader(simulator.url, authority=authority)
    reader.open()
    yield reader
    reader.close()


@pytest.mark.parametrize("chained", ["0", "1"])
def test_a_new_card_gives_its_holder_after_the_cipher_machine_proved_both_sides(
    simulator: SocialSimulator, reader: SocialReader, authority: SimulatedAuthority, chained: str
) -> None:
    simulator.knob("chained", chained)
    simulator.place(card_of("3.0"))
    reading = reader.poll()
    assert reading is not None and reading.complete
    assert (reading.name, reading.number, reading.warnings) == ("张三", "440524188001010014", ())
    (asked,) = authority.asked
    assert (asked.region, asked.algorithm, asked.card_id) == ("210100", "03", reading.card_id)
    assert len({asked.internal_factor, asked.internal_raw, asked.external_factor, asked.external_raw}) == 4


def test_an_older_card_does_not_trouble_the_cipher_machine(
    simulator: SocialSimulator, reader: SocialReader, authority: SimulatedAuthority
) -> None:
    simulator.place(card_of("2.0"))
    assert reader.poll() is not None
    assert authority.asked == []


def test_a_cipher_machine_out_of_reach_costs_the_name_and_not_the_reading(
    simulator: SocialSimulator, reader: SocialReader, authority: SimulatedAuthority
) -> None:
    authority.reachable = False
    simulator.place(card_of("3.0"))
    reading = reader.poll()
    assert reading is not None and not reading.complete
    assert reading.warnings == ("social-locked", "social-authority")


def test_a_refused_opening_is_tried_once_and_said(
    simulator: SocialSimulator, reader: SocialReader, authority: SimulatedAuthority
) -> None:
    authority.honest = False
    simulator.place(card_of("3.0"))
    reading = reader.poll()
    assert reading is not None and reading.name == ""
    assert reading.warnings == ("social-locked", "social-refused")
    assert len(authority.asked) == 1, "every refusal costs the card one of its tries"


def test_a_card_that_cannot_prove_itself_gives_nothing(simulator: SocialSimulator) -> None:
    class Stranger(SimulatedAuthority):
        def prove(self, challenge: object) -> CardProof:
            return CardProof(bytes(8), bytes(16))

    reader = SocialReader(simulator.url, authority=Stranger())
    reader.open()
    simulator.place(card_of("3.0"))
    with pytest.raises(DeviceError) as caught:
        reader.poll()
    assert (caught.value.code, caught.value.retry) == (codes.NOT_GENUINE, "replace")
    reader.close()


@pytest.mark.parametrize("status", ["0x9303", "0x6283"])
def test_a_locked_application_is_called_locked(
    simulator: SocialSimulator, reader: SocialReader, status: str
) -> None:
    simulator.knob("status", status)
    simulator.place(card_of("2.0"))
    with pytest.raises(DeviceError) as caught:
        reader.poll()
    assert caught.value.code == codes.CARD_LOCKED


@pytest.mark.parametrize("after", range(14))
def test_a_card_pulled_at_any_command_leaves_nothing(
    simulator: SocialSimulator, reader: SocialReader, after: int
) -> None:
    simulator.knob("lift_after", str(after))
    simulator.place(card_of("3.0"))
    with pytest.raises(DeviceError) as caught:
        reader.poll()
    assert (caught.value.code, caught.value.retry) == (codes.LIFTED, "replace")


def test_without_the_binding_the_kind_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    with pytest.raises(DeviceError) as caught:
        SocialReader("pcsc:").open()
    assert (caught.value.code, caught.value.retry) == (codes.NO_PCSC_LIBRARY, "never")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("com1", codes.BAD_SETTING),
        ("vpcd://127.0.0.1", codes.BAD_SETTING),
        ("vpcd://127.0.0.1:9", codes.ABSENT),
    ],
)
def test_an_address_that_leads_nowhere_is_told(url: str, code: str) -> None:
    with pytest.raises(DeviceError) as caught:
        SocialReader(url).open()
    assert caught.value.code == code


def test_the_person_hears_that_a_card_is_being_read(simulator: SocialSimulator) -> None:
    heard = []
    reader = SocialReader(simulator.url, on_found=lambda: heard.append(1))
    reader.open()
    reader.poll()
    assert heard == []
    simulator.place(card_of("2.0"))
    reader.poll()
    assert heard == [1]
    reader.close()


@pytest.mark.parametrize(
    "line", ["place", "place 4.0", "place {}x", 'place {"pin": "1"}', "knob x=1", "lift now", "jump"]
)
def test_a_control_line_nobody_understands_is_explained(simulator: SocialSimulator, line: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        obey(simulator, line)
    assert caught.value.code == codes.BAD_CONTROL_LINE


def test_the_simulator_speaks_over_its_standard_streams_and_refuses_a_real_profile() -> None:
    said = io.StringIO()
    talk = io.StringIO("place 2.0\nknob chained=0\nnonsense\nlift\nunplug\nplug\nquit\n")
    assert main(["--card", "3.0"], rehearsal=True, stdin=talk, stdout=said) == 0
    lines = said.getvalue().splitlines()
    assert lines[0].startswith("vpcd://127.0.0.1:")
    assert [line.split()[0] for line in lines[1:]] == ["ok", "ok", "error", "ok", "ok", "ok"]
    with pytest.raises(UserFacingError) as caught:
        main([], rehearsal=False)
    assert caught.value.code == codes.SIMULATOR_REFUSED

"""Vendor libraries in their own process: a crash or a hang of theirs is a hint to the clerk and nothing more."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.people import CardKind
from app.errors import DeviceError
from devices import codes
from devices.child import own_command
from devices.kinds import DeviceConfig
from devices.manager import DeviceManager
from devices.sam import vendor
from devices.sam.cards import SAMPLE_PHOTO, SAMPLES, sample_card
from devices.sam.driver import SamReader
from devices.sam.photo import PortraitDecoder
from devices.sam.vendor import MODULE, VendorLink, vendor_link
from tests.conformance.card_reader import CardReaderSuite, Desk
from tests.devices.helpers import Listener
from tests.devices.sam.vendor_desk import VendorDesk, compile_library

MOODS = {"none": "", "lifted": "41", "auth": "32", "wrong-card": "40"}


def desk_of(kind: str, at: VendorDesk, abilities: frozenset[str]) -> Iterator[Desk]:
    """A desk whose reader is driven by a library."""
    reader = SamReader(kind, link=at.link(kind))
    yield Desk(
        reader=reader,
        place=at.place,
        lift=at.lift,
        unplug=at.unplug,
        plug=at.plug,
        trouble=lambda name: at.mood(MOODS[name]),
        names={kind: SAMPLES[kind]["name"] for kind in CardKind},
        abilities=abilities,
    )
    reader.close()


class TestSdtapi(CardReaderSuite):
    """The functions that answer with status bytes."""

    @pytest.fixture
    def desk(self, vendor_desk: VendorDesk) -> Iterator[Desk]:
        yield from desk_of("sdtapi", vendor_desk, frozenset({"lifted", "auth", "wrong-card"}))


class TestTermb(CardReaderSuite):
    """The functions that answer with texts in GBK; they tell no failures apart."""

    @pytest.fixture
    def desk(self, vendor_desk: VendorDesk) -> Iterator[Desk]:
        yield from desk_of("termb", vendor_desk, frozenset({"lifted"}))


@pytest.fixture(params=["sdtapi", "termb"])
def reader(request: pytest.FixtureRequest, vendor_desk: VendorDesk) -> Iterator[SamReader]:
    """An open reader of either library."""
    reader = SamReader("", link=vendor_desk.link(request.param))
    reader.open()
    yield reader
    reader.close()


def failure(reader: SamReader) -> DeviceError:
    """What the next poll fails with."""
    with pytest.raises(DeviceError) as caught:
        reader.poll()
    return caught.value


def test_a_library_that_crashes_costs_one_reading(reader: SamReader, vendor_desk: VendorDesk) -> None:
    vendor_desk.place(CardKind.RESIDENT)
    vendor_desk.mood("crash")
    error = failure(reader)
    assert (error.code, error.retry) == (codes.HELPER_CRASHED, "reopen")
    assert error.detail == str(-signal.SIGSEGV)
    vendor_desk.mood("")
    reader.open()
    vendor_desk.place(CardKind.RESIDENT)
    assert reader.poll() is not None


def test_a_library_that_hangs_is_ended_in_time(
    reader: SamReader, vendor_desk: VendorDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vendor, "READ_TIMEOUT", 0.3)
    monkeypatch.setattr(reader, "_timeouts", reader._timeouts.__class__(read=0.3))
    vendor_desk.place(CardKind.RESIDENT)
    vendor_desk.mood("hang")
    pid = reader._link._child.pid  # type: ignore[attr-defined]
    error = failure(reader)
    assert (error.code, error.retry) == (codes.STUCK, "reopen")
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    vendor_desk.mood("")
    monkeypatch.undo()
    reader.open()
    assert reader.poll() is not None


def test_a_library_that_prints_costs_one_reading_and_forges_none(
    reader: SamReader, vendor_desk: VendorDesk
) -> None:
    vendor_desk.place(CardKind.RESIDENT)
    vendor_desk.mood("print")
    assert failure(reader).code == codes.HELPER_CRASHED


def test_nothing_a_library_wrote_stays_on_disk(vendor_desk: VendorDesk) -> None:
    link = vendor_desk.link("termb")
    reader = SamReader("", link=link)
    reader.open()
    folder = Path(link._folder.name)  # type: ignore[union-attr]
    vendor_desk.place(CardKind.RESIDENT)
    assert reader.poll() is not None
    assert list(folder.iterdir()) == []
    reader.close()
    assert not folder.exists()


def test_texts_of_a_library_become_the_cards_own_codes(vendor_desk: VendorDesk) -> None:
    reader = SamReader("", link=vendor_desk.link("termb"))
    reader.open()
    vendor_desk.place(CardKind.RESIDENT)
    reading = reader.poll()
    assert reading is not None
    assert (reading.sex, reading.nation, reading.birth) == ("1", "01", "18800101")
    assert (reading.valid_to, reading.issuer) == ("长期", "汕头市公安局")
    reader.close()


def test_a_card_kind_the_library_made_up_is_refused(vendor_desk: VendorDesk) -> None:
    reader = SamReader("", link=vendor_desk.link("termb"))
    reader.open()
    vendor_desk.place(CardKind.HMT)
    fields = (vendor_desk.folder / "fields").read_bytes().split(b"\n")
    fields[9] = b"Q"
    (vendor_desk.folder / "fields").write_bytes(b"\n".join(fields))
    assert failure(reader).code == codes.UNKNOWN_KIND
    reader.close()


def test_an_appended_address_comes_through_the_library(vendor_desk: VendorDesk) -> None:
    reader = SamReader("", link=vendor_desk.link("sdtapi"))
    reader.open()
    vendor_desk.place(CardKind.RESIDENT, sample_card(CardKind.RESIDENT, "辽宁省沈阳市测试路2号"))
    reading = reader.poll()
    assert reading is not None and reading.new_address == "辽宁省沈阳市测试路2号"
    reader.close()


def test_a_library_that_cannot_be_loaded_is_called_so(vendor_desk: VendorDesk, tmp_path: Path) -> None:
    no_library = tmp_path / "text.so"
    no_library.write_text("no library")
    half = compile_library(tmp_path / "half.so", "-DONLY_SDT")
    for kind, path in (("sdtapi", tmp_path / "none.so"), ("sdtapi", no_library), ("termb", half)):
        with pytest.raises(DeviceError) as caught:
            SamReader("", link=vendor_desk.link(kind, path)).open()
        assert (caught.value.code, caught.value.retry) == (codes.VENDOR_LIBRARY, "never")


def test_a_helper_that_cannot_be_started_is_called_so() -> None:
    with pytest.raises(DeviceError) as caught:
        VendorLink(["/nowhere/python"]).open()
    assert (caught.value.code, caught.value.retry) == (codes.VENDOR_LIBRARY, "never")


@pytest.mark.parametrize("url", ["sdtapi:", "termb:/x?port=usb", "sdtapi:/x?colour=red"])
def test_a_wrong_address_is_a_wrong_setting(url: str) -> None:
    with pytest.raises(DeviceError) as caught:
        vendor_link(url)
    assert caught.value.code == codes.BAD_SETTING


def test_the_manager_starts_a_crashed_library_again_and_reads_on(
    vendor_desk: VendorDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZC_DESK", str(vendor_desk.folder))
    listener = Listener()
    config = DeviceConfig(
        "id-card", f"sdtapi:{vendor_desk.library}", {"poll_interval": "0.05", "reopen_interval": "0.05"}
    )
    manager = DeviceManager([config], rehearsal=True)
    manager.start(listener)
    try:
        listener.expect(f"ready {codes.READY}")
        vendor_desk.mood("crash")
        vendor_desk.place(CardKind.RESIDENT)
        listener.expect(f"fault {codes.HELPER_CRASHED}")
        vendor_desk.mood("")
        listener.expect("read R")
        (status,) = manager.status()
    finally:
        manager.stop()
    assert status.errors[codes.HELPER_CRASHED] >= 1
    assert listener.readings[0].name == "张三"


def test_a_portrait_is_decoded_where_a_decoder_is(
    vendor_desk: VendorDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZC_DESK", str(vendor_desk.folder))
    decoder = PortraitDecoder(str(vendor_desk.library), timeout=60)
    picture = decoder.decode(SAMPLE_PHOTO)
    assert (len(picture), picture[:2]) == (38862, b"BM")
    for mood, patience in (("crash", 20.0), ("hang", 0.5), ("print", 20.0)):
        vendor_desk.mood(mood)
        assert PortraitDecoder(str(vendor_desk.library), timeout=patience).decode(SAMPLE_PHOTO) == b""
    assert decoder.decode(bytes(1024)) == b""
    assert PortraitDecoder("/nowhere/libwlt.so").decode(SAMPLE_PHOTO) == b""


def test_the_helper_is_this_program_when_it_is_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert own_command(MODULE, "sdtapi")[1:] == ["devices", "child", MODULE, "sdtapi"]

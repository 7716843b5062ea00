"""What is missing is said when it is missing, and not while a plug is being moved."""

from __future__ import annotations

import pytest

from app.ports import DeviceState
from devices import codes
from devices.kinds import DeviceConfig, device_configs
from devices.readiness import Lack, Readiness
from devices.worker import DeviceStatus


def status(state: DeviceState, code: str, url: str = "a") -> DeviceStatus:
    """A device as its worker reports it."""
    return DeviceStatus("id-card", url, state, code)


ABSENT = status(DeviceState.ABSENT, codes.ABSENT)
READY = status(DeviceState.READY, codes.READY)


def test_a_device_that_blinks_is_not_missed() -> None:
    readiness = Readiness(settle=2.0)
    for moment, now in enumerate([ABSENT, ABSENT, READY, ABSENT, ABSENT]):
        assert readiness.lacks([now], float(moment) * 0.9) == ()


def test_a_device_that_stays_away_is_missed_and_forgotten_at_once_when_it_is_back() -> None:
    readiness = Readiness(settle=2.0)
    assert readiness.lacks([ABSENT], 0.0) == ()
    assert readiness.lacks([ABSENT], 2.0) == (Lack("id-card", "a", codes.ABSENT),)
    assert readiness.lacks([READY], 2.1) == ()
    assert readiness.lacks([ABSENT], 2.2) == ()


def test_the_latest_reason_is_said_and_other_devices_are_not_blamed() -> None:
    readiness = Readiness(settle=1.0)
    other = status(DeviceState.BUSY, codes.READING, "b")
    readiness.lacks([ABSENT, other], 0.0)
    stuck = status(DeviceState.FAULT, codes.STUCK)
    assert readiness.lacks([stuck, other], 1.0) == (Lack("id-card", "a", codes.STUCK),)


def test_the_devices_of_a_profile_are_read_from_its_settings() -> None:
    settings = {
        "reader": "COM3",
        "devices": [{"kind": "social-card", "url": "pcsc:", "poll_interval": 1}],
        "phone": "x",
    }
    assert device_configs(settings) == (
        DeviceConfig("id-card", "COM3"),
        DeviceConfig("social-card", "pcsc:", {"poll_interval": "1"}),
    )
    assert device_configs({}) == ()
    with pytest.raises(ValueError):
        device_configs({"devices": [{"kind": "id-card"}]})

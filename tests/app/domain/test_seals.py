"""Which 收件专用章 a paper waits for."""

from __future__ import annotations

import pytest

from app.domain.seals import SealAct, SealStanding, receipt_seal

HALL, STATION, CENTRE = "铁西区政务服务中心", "样例镇政务服务驿站", "样例区政务服务中心"


def standing(seal: str, act: SealAct = SealAct.REGISTER) -> dict[str, SealStanding]:
    return {seal: SealStanding(seal, act, "周八", "驿站柜", "驿站柜", 0)}


@pytest.mark.law("J02")
def test_a_receipt_of_a_station_waits_for_the_seal_of_its_centre_and_never_for_one_that_is_not() -> None:
    """样例镇政务服务驿站收件专用章 was asked for, and there is no such seal (S4 5(2))."""
    assert receipt_seal({}, HALL, None) == "铁西区政务服务中心收件专用章"
    assert receipt_seal({}, STATION, CENTRE) == "样例区政务服务中心收件专用章"
    assert receipt_seal({}, STATION, "") == "", "nobody wrote down whose it is"
    entrusted = standing("样例区政务服务中心驿站收件专用章")
    assert receipt_seal(entrusted, STATION, CENTRE) == receipt_seal(entrusted, STATION, "") == next(iter(entrusted))
    retired = standing("旧收件专用章", SealAct.RETIRE)
    assert receipt_seal(retired, STATION, CENTRE) == "样例区政务服务中心收件专用章"
    assert receipt_seal(standing("某局印章"), STATION, "") == ""

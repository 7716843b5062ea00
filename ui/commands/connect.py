"""Plugging the line in for one command."""

from __future__ import annotations

import argparse

from app.errors import UserFacingError
from sync.wire.signing import SignatureError, verifier_for
from ui.bootstrap import Workplace
from ui.children import Address
from ui.line import PROVINCE_SETTING
from ui.workplace import KEY_SETTING, TOKEN_SETTING


def checked_key(key: str) -> str:
    """A public key as it was given. Raises UserFacingError ZC-SYNC-02."""
    try:
        verifier_for(key)
    except SignatureError as error:
        raise UserFacingError(
            "ZC-SYNC-02",
            "省平台的公钥写得不对",
            "待传的办件都在本机，没有发出任何内容",
            "请按平台给出的原样填写 --province-key",
        ) from error
    return key


def connect(at: Workplace, given: argparse.Namespace) -> None:
    """Plug in the platform named in the call or in the settings. Raises UserFacingError ZC-SYNC-01, ZC-SYNC-02."""
    if at.loop is not None and not given.url:
        return  # the window that holds the profile has its line already
    settings = at.stores.settings
    if wanted := getattr(given, "province_key", ""):
        settings.put(PROVINCE_SETTING, checked_key(wanted))
    address = Address(
        given.url or at.profile.config.platform_url,
        given.token or settings.get(TOKEN_SETTING),
        given.key or settings.get(KEY_SETTING),
    )
    if not (address.url and address.token and address.key):
        raise UserFacingError(
            "ZC-SYNC-01",
            "还没有登记省平台",
            "待传的办件都在本机",
            "请给出 --url --token --key，或在设置里登记",
        )
    try:
        at.line.connect(address, checked=True)
    except ValueError as error:
        raise UserFacingError(
            "ZC-SYNC-02",
            "省平台的地址或公钥写得不对",
            "待传的办件都在本机，没有发出任何内容",
            "请按平台给出的原样填写 --url 和 --key",
        ) from error

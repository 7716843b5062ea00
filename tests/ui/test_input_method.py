"""Which input method a desktop asks for, and how Qt gets to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.input_method import asked_for, reach_input_method, way_to

SHIPPED = ("libibusplatforminputcontextplugin.so", "libcomposeplatforminputcontextplugin.so")
THROUGH_IBUS = {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}


@pytest.mark.parametrize(
    ("environment", "asked"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "fcitx"),
        ({"QT_IM_MODULES": "fcitx5;wayland", "QT_IM_MODULE": "ibus"}, "fcitx5"),
        ({"XMODIFIERS": "@im=fcitx"}, "fcitx"),
        ({"QT_IM_MODULE": "xim", "XMODIFIERS": "@im=ibus"}, "ibus"),
        ({}, ""),
    ],
)
def test_what_the_desktop_asks_for_is_known_however_it_says_so(
    environment: dict[str, str], asked: str
) -> None:
    assert asked_for(environment) == asked


@pytest.mark.parametrize(
    ("asked", "modules", "daemon", "way"),
    [
        ("fcitx", SHIPPED, True, THROUGH_IBUS),
        ("fcitx5", SHIPPED, False, THROUGH_IBUS),
        ("fcitx", (*SHIPPED, "libfcitx5platforminputcontextplugin.so"), False, {}),
        ("ibus", SHIPPED, True, {"QT_IM_MODULE": "ibus"}),
        ("ibus", SHIPPED, False, THROUGH_IBUS),
        ("compose", SHIPPED, False, {}),
        ("", SHIPPED, False, {}),
    ],
)
def test_qt_is_led_to_it_only_where_it_does_not_get_there_by_itself(
    asked: str, modules: tuple[str, ...], daemon: bool, way: dict[str, str]
) -> None:
    assert way_to(asked, modules, daemon) == way


def test_a_hall_that_brings_its_own_module_keeps_it(tmp_path: Path) -> None:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libfcitxplatforminputcontextplugin.so").touch()
    environment = {"QT_IM_MODULE": "fcitx"}
    reach_input_method(environment, tmp_path)
    assert environment == {"QT_IM_MODULE": "fcitx"}


def test_a_list_of_modules_does_not_overrule_the_way_that_works(tmp_path: Path) -> None:
    environment = {"QT_IM_MODULES": "fcitx5"}
    reach_input_method(environment, tmp_path)
    assert environment == THROUGH_IBUS

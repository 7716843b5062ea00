"""Which language the screens speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.language import VARIABLE, chosen_language, other_language


@pytest.fixture(autouse=True)
def _silent_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def test_the_call_goes_before_the_environment_and_that_before_the_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text('language = "en"\n', encoding="utf-8")
    assert chosen_language(profile=tmp_path) == "en"
    monkeypatch.setenv(VARIABLE, "zh-CN")
    assert chosen_language(profile=tmp_path) == "zh-CN"
    assert chosen_language("en", tmp_path) == "en"


def test_a_new_machine_speaks_chinese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen_language() == chosen_language(profile=tmp_path) == "zh-CN"
    monkeypatch.setenv(VARIABLE, "klingon")
    assert chosen_language() == "zh-CN"
    assert (other_language("zh-CN"), other_language("en")) == ("en", "zh-CN")


def test_a_broken_setting_does_not_keep_the_window_shut(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("= no toml", encoding="utf-8")
    assert chosen_language(profile=tmp_path) == "zh-CN"

"""Words for keys and codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources import path
from ui.texts import Texts


def test_a_face_lays_its_words_over_the_shared_ones(tmp_path: Path) -> None:
    (tmp_path / "zh-CN.toml").write_text('[kit]\nok = "知道了"\nclose = "关闭"\n', encoding="utf-8")
    (tmp_path / "zh-CN.kiosk.toml").write_text('[kit]\nok = "好"\n', encoding="utf-8")
    texts = Texts.load(tmp_path)
    assert (texts.t("kit.ok"), texts.t("kit.close")) == ("好", "关闭")


def test_places_are_filled_and_a_forgotten_one_is_a_fault() -> None:
    texts = Texts({"a": "还差 {count} 件"})
    assert texts.t("a", count=3) == "还差 3 件"
    with pytest.raises(KeyError):
        texts.t("a", other=3)
    with pytest.raises(KeyError):
        texts.t("b")


def test_an_unknown_code_gets_honest_general_words_and_keeps_its_number() -> None:
    words = Texts.load(path("texts")).error("ZC-XYZ-99")
    assert words.code == "ZC-XYZ-99"
    assert words.what and words.kept and words.next


def test_every_error_says_what_happened_what_was_kept_and_what_to_do() -> None:
    texts = Texts.load(path("texts"))
    codes = {key.split(".")[1] for key in texts.names() if key.startswith("error.")}
    halves = [
        c for c in codes if not all(texts.has(f"error.{c}.{part}") for part in ("what", "kept", "next"))
    ]
    assert codes
    assert not halves


def test_english_lies_over_chinese_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "zh-CN.toml").write_text('[kit]\nok = "知道了"\nclose = "关闭"\n', encoding="utf-8")
    (tmp_path / "en.toml").write_text('[kit]\nok = "OK"\n', encoding="utf-8")
    texts = Texts.load(tmp_path, "en")
    assert (texts.t("kit.ok"), texts.t("kit.close"), texts.language) == ("OK", "关闭", "en")
    texts.speak("zh-CN")
    assert texts.t("kit.ok") == "知道了"
    with pytest.raises(ValueError, match="fr"):
        texts.speak("fr")


def test_an_error_without_english_of_its_own_speaks_the_words_of_its_code(tmp_path: Path) -> None:
    (tmp_path / "zh-CN.toml").write_text('[kit]\nok = "好"\n', encoding="utf-8")
    (tmp_path / "en.toml").write_text('[kit]\nok = "OK"\n', encoding="utf-8")
    (tmp_path / "en.phrases.toml").write_text('[a]\n"缺纸" = "Out of paper"\n', encoding="utf-8")
    texts = Texts.load(tmp_path, "en")
    assert texts.sentence("缺纸", "General words") == "Out of paper"
    assert texts.sentence("某种新情况", "General words") == "General words"
    assert texts.sentence("某种新情况", "") == "某种新情况"
    texts.speak("zh-CN")
    assert texts.sentence("缺纸", "General words") == "缺纸"


def test_a_language_that_was_spoken_before_is_not_read_from_the_files_again(tmp_path: Path) -> None:
    """At a terminal each person who changes the language waited a fifth of a second for it."""
    files = {"zh-CN.toml": 'a = "中"\n', "en.toml": 'a = "A"\n', "en.phrases.toml": '[x]\n"李" = "Li"\n'}
    for name, words in files.items():
        (tmp_path / name).write_text(words, "utf-8")
    texts = Texts.load(tmp_path)
    texts.speak("en")
    for file in tmp_path.iterdir():
        file.unlink()
    texts.speak("zh-CN")
    assert (texts.t("a"), texts.said("李")) == ("中", "李")
    texts.speak("en")
    assert (texts.t("a"), texts.said("李")) == ("A", "Li")

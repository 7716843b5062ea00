"""Nothing in the repository names a real person, a machine, or where packages come from."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from tests.arch.committed import ROOT, committed, exceptions, text_of

# Written in pieces, so that the patterns do not find themselves.
INDEX_HOSTS = re.compile(
    r"(?i)\b(?:pypi\.(?:org|python)|test\.pypi|files\.pythonhosted|registry\.npmjs|registry\.yarnpkg|npm[m]irror|"
    r"(?:deb|ftp|security|snapshot|archive)\.(?:debian|ubuntu)\.(?:org|com|net)|proxy\.golang|crates\.io|"
    r"mirrors?\.[a-z0-9.-]+\.(?:cn|com|org)|tuna\.tsing[h]ua)"
)
INDEX_OPTIONS = re.compile(
    r"--(?:extra-)?index-url[ =]\S|PIP_(?:EXTRA_)?INDEX_URL="
    r"|(?m:^\s*(?:index-url|extra-index-url|find-links)\s*=)"
)
MACHINE_PATHS = re.compile(r"(?<![\w./$}~:-])/(?:work|root|home|tmp|Users|private)/[\w.-]+")
IDENTITY = re.compile(r"(?<![0-9A-Za-z_.-])\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dXx](?![0-9A-Za-z_])")
PHONE = re.compile(r"(?<![0-9A-Za-z_.-])1[3-9]\d{9}(?![0-9A-Za-z_])")
TEST_PHONE = re.compile(r"1380000\d{4}")
OLDEST_LIVING = 1900


def specimens() -> set[str]:
    """Return the numbers known to be nobody's: our own vectors, and specimens printed in a standard."""
    vectors = json.loads((ROOT / "tests/data/code-vectors.json").read_text(encoding="utf-8"))
    return {person["id"] for person in vectors["synthetic_person_ids"]} | set(exceptions("specimens"))


def identities(text: str) -> list[str]:
    """Return the citizen identity numbers in `text` whose holder could be alive."""
    found, known = [], specimens()
    for match in IDENTITY.finditer(text):
        year, month, day = map(int, match.groups())
        try:
            born = date(year, month, day)
        except ValueError:
            continue
        if OLDEST_LIVING < born.year <= date.today().year and match.group() not in known:
            found.append(match.group())
    return found


def phones(text: str) -> list[str]:
    """Return the mobile numbers in `text` that are not from the block set aside for tests."""
    known = specimens()
    return [n for n in PHONE.findall(text) if not TEST_PHONE.fullmatch(n) and n not in known]


CHECKS = {
    "index host": INDEX_HOSTS.findall,
    "index option": INDEX_OPTIONS.findall,
    "machine path": MACHINE_PATHS.findall,
    "identity number": identities,
    "phone number": phones,
}


@pytest.mark.parametrize("what", CHECKS)
def test_no_committed_file_holds_one(what: str) -> None:
    allowed = exceptions("hygiene")
    found = {}
    for name in committed():
        text = text_of(name)
        hits = CHECKS[what](text) if text is not None else []
        if hits and what not in allowed.get(name, ""):
            found[name] = hits[:5]
    assert not found, f"{what} in committed files: {found}"


@pytest.mark.parametrize(
    ("what", "sample"),
    [
        ("index host", "https://" + "pypi" + ".org/simple"),
        ("index host", "http://" + "deb" + ".debian.org/debian"),
        ("index option", "pip install --index-" + "url https://example.test/simple x"),
        ("machine path", "open('" + "/tmp" + "/zongchuang/x')"),
        ("machine path", "see " + "/work" + "/main"),
        ("identity number", "1101011990" + "0307773X"),
        ("phone number", "电话 139" + "12345678"),
    ],
)
def test_each_pattern_finds_what_it_is_for(what: str, sample: str) -> None:
    assert CHECKS[what](sample)


@pytest.mark.parametrize(
    ("what", "sample"),
    [
        ("identity number", "110101190003070417"),
        ("identity number", "11210106MB1H3574574000123014000"),
        ("phone number", "13800001234"),
        ("phone number", "0.13912345678"),
        ("machine path", "path('fonts/tmp/x') docs/work/main https://example.test/work/x"),
    ],
)
def test_each_pattern_leaves_sound_text_alone(what: str, sample: str) -> None:
    assert not CHECKS[what](sample)


def test_nothing_large_but_the_fonts_is_kept_here() -> None:
    sizes = {n: (ROOT / n).stat().st_size for n in committed() if not n.startswith("resources/fonts/")}
    assert not {n: s for n, s in sizes.items() if s > 2_000_000}


def test_nothing_waits_with_the_lock_that_its_workers_need() -> None:
    """``QTest.qWait`` sleeps without giving Python's lock back: ``ui.tour.hand.pause`` is to be used."""
    needle = "qWait" + "("
    assert [name for name in committed() if name.endswith(".py") and needle in (text_of(name) or "")] == []


def test_no_test_is_left_out_in_silence() -> None:
    """What cannot be had here fails in CI and is loud elsewhere: ``tests.needs.cannot`` alone leaves a test out."""
    ways = re.compile(r"importorskip|skipif|pytest\.skip|mark\.(skip|xfail)|pytest\.xfail|unittest\.skip")
    apart = {"tests/needs.py", "tests/law/test_coverage.py", "tests/arch/test_hygiene.py"}
    names = [name for name in committed() if name.startswith("tests/") and name.endswith(".py") and name not in apart]
    assert [name for name in names if ways.search(text_of(name) or "")] == []


_BARE = re.compile(r"[\u4e00-\u9fff](?:法|法典|条例|办法|规定)第[零一二三四五六七八九十百千]+条")


def test_a_law_is_named_to_people_with_its_title_in_brackets() -> None:
    """《行政许可法》第三十二条, everywhere the same: a clerk reads it out, and a citizen looks it up."""
    read = [n for n in committed() if n.startswith(("resources/texts/", "app/domain/", "ui/", "printing/", "devices/"))]
    found = {n: sorted(set(_BARE.findall(text_of(n) or ""))) for n in read if n.endswith((".py", ".toml"))}
    assert {name: bare for name, bare in found.items() if bare} == {}
    assert _BARE.search("依行政许可法第三十二条") and _BARE.search("依民法典第二百零一条")
    assert not _BARE.search("《行政许可法》第三十二条")

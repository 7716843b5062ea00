"""No driver, simulator or printer goes without the suite of its port, and no recorded trace without its replay."""

from __future__ import annotations

import ast
import re

import pytest

from devices.kinds import DEVICES
from devices.services import SERVICES
from tests.arch.committed import ROOT, python_files

# What stands behind each kind, and the classes of the suite that prove it. A new kind or a new way to reach one has no
# line here and fails below until it has.
PROVED = {
    "id-card": (
        "CardReaderSuite",
        {"TestOverPty", "TestOverTcp", "TestSdtapi", "TestTermb", "TestTwoPipes", "TestFourPipes"},
    ),
    "social-card": ("SocialCardReaderSuite", {"TestOnALine", "TestThroughPcscd"}),
    "code-scanner": ("CodeScannerSuite", {"TestOverPty", "TestOverTcp"}),
    "rating-pad": ("RatingPadSuite", {"TestFramesOverPty", "TestFramesOverTcp", "TestDigitsOverPty"}),
    "page-scanner": ("PageScannerSuite", {"TestSane", "TestFolder"}),
    "face-check": ("FaceCheckSuite", {"TestShippedEngine"}),
    "signature-pad": ("SignaturePadSuite", {"TestService"}),
    "printer": ("PrinterSuite", {"TestCups", "TestIpp", "TestEscpos", "TestFolder"}),
    "platform": ("PlatformSuite", {"TestHttpPlatform"}),
    "voice": ("VoiceSuite", {"TestSilence", "TestWhateverIsHere"}),
}
# The decoder of portraits has no shipped simulator; its own tests drive a library of ours.
NO_PORT_SUITE = {"portrait"}


@pytest.fixture(scope="module")
def classes() -> dict[str, set[str]]:
    """Names of the test classes by the suite that they derive from; every file is read once."""
    found: dict[str, set[str]] = {}
    for name in python_files("tests"):
        if not name.rsplit("/", 1)[-1].startswith("test_"):
            continue
        code = (ROOT / name).read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(code)) if "Suite)" in code else ():
            if isinstance(node, ast.ClassDef):
                for base in node.bases:
                    if isinstance(base, ast.Name) and base.id.endswith("Suite"):
                        found.setdefault(base.id, set()).add(node.name)
    return found


@pytest.mark.parametrize("kind", PROVED)
def test_everything_behind_a_port_passes_its_suite(kind: str, classes: dict[str, set[str]]) -> None:
    suite, wanted = PROVED[kind]
    assert wanted <= classes.get(suite, set())


def test_no_kind_is_without_a_suite() -> None:
    kinds = {kind.name for kind in (*DEVICES, *SERVICES)}
    assert kinds - NO_PORT_SUITE <= set(PROVED)


def test_every_suite_is_run_by_somebody() -> None:
    suites = {
        found
        for name in python_files("tests")
        if name.startswith("tests/conformance/")
        for found in re.findall(r"^class (\w+Suite)\b", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert suites == {suite for suite, _ in PROVED.values()}


def test_every_recorded_trace_is_replayed() -> None:
    for folder in ROOT.glob("tests/devices/*/traces"):
        code = (folder.parent / "test_trace.py").read_text(encoding="utf-8")
        assert list(folder.iterdir())
        for trace in folder.iterdir():
            assert trace.name in code, f"{trace.name} is recorded and never played back"

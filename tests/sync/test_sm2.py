"""The national suite: our SM2 gives the numbers of the standard, agrees with OpenSSL's, and carries the whole line."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.client.http import HttpPlatform
from sync.client.transport import Patience
from sync.platform.database import open_database
from sync.wire.sm2 import Sm2Signer, Sm2Verifier, public_of, sign, sm3
from tests.needs import cannot
from tests.sync.support import Window, loop_of, started

PRIVATE = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
RANDOM = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SIGNATURE = (
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
SM2_KEY = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
OPENSSL = shutil.which("openssl")


def packed(public: tuple[int, int]) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in public)


def test_the_example_of_the_standard_comes_out() -> None:
    """GB/T 32918.5 annex A, GB/T 32905 annex A."""
    public = public_of(PRIVATE)
    made = sign(PRIVATE, public, b"message digest", RANDOM)
    assert made is not None and made.hex().upper() == SIGNATURE
    assert Sm2Verifier(packed(public)).verify(b"message digest", made)
    assert sm3(b"a", b"bc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@settings(max_examples=8, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_a_changed_bit_of_signature_or_message_is_seen(seed: bytes, message: bytes, bit: int) -> None:
    signer = Sm2Signer(seed)
    verifier = Sm2Verifier(base64.b64decode(signer.key.removeprefix("sm2:")))
    made = signer.sign(message)
    assert verifier.verify(message, made)
    bent = bytearray(made)
    bent[bit // 8] ^= 1 << bit % 8
    assert not verifier.verify(message, bytes(bent)) and not verifier.verify(message + b"x", made)
    assert not verifier.verify(message, bytes(64)) and not verifier.verify(message, made[:63])


def test_a_key_that_is_no_point_of_the_curve_is_refused() -> None:
    public = bytearray(packed(public_of(PRIVATE)))
    public[-1] ^= 1
    for raw in (bytes(public), bytes(64), b"\xff" * 64, b""):
        with pytest.raises(ValueError):
            Sm2Verifier(raw)


def test_openssl_believes_our_signatures_and_we_believe_its(tmp_path: Path) -> None:
    if OPENSSL is None:
        cannot("no openssl command to check against: it stands in installer/system-packages-test.txt")
    (tmp_path / "message").write_bytes(b"message digest")
    named = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]

    def run(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run([str(OPENSSL), *words], cwd=tmp_path, capture_output=True, check=False)

    (tmp_path / "ours.der").write_bytes(SM2_KEY + packed(public_of(PRIVATE)))
    assert run("pkey", "-pubin", "-inform", "DER", "-in", "ours.der", "-out", "ours.pem").returncode == 0
    made = sign(PRIVATE, public_of(PRIVATE), b"message digest", RANDOM + 1)
    assert made is not None
    numbers = (int.from_bytes(made[:32], "big"), int.from_bytes(made[32:], "big"))
    (tmp_path / "ours.sig").write_bytes(encode_dss_signature(*numbers))
    check = ["pkeyutl", "-verify", "-pubin", "-inkey", "ours.pem", "-in", "message", "-sigfile", "ours.sig"]
    assert run(*check, *named).returncode == 0
    assert run("genpkey", "-algorithm", "SM2", "-out", "theirs.pem").returncode == 0
    run("pkeyutl", "-sign", "-inkey", "theirs.pem", "-in", "message", "-out", "theirs.sig", *named)
    der = run("pkey", "-in", "theirs.pem", "-pubout", "-outform", "DER").stdout
    r, s = decode_dss_signature((tmp_path / "theirs.sig").read_bytes())
    theirs = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    assert Sm2Verifier(der[-64:]).verify(b"message digest", theirs)
    assert not Sm2Verifier(der[-64:]).verify(b"another", theirs)


def test_a_platform_of_the_national_suite_carries_commits_and_scans(tmp_path: Path) -> None:
    db = str(tmp_path / "p.db")
    process = started(["serve", "--db", db, "--token", "t", "--suite", "sm2"])
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    window = Window()
    case = window.take_in()
    url = f"http://127.0.0.1:{ready['port']}"
    with closing(HttpPlatform(url, window.device, 1, "t", ready["public_key"], Patience())) as line:
        result = loop_of(line, window).run_once()
        assert result.ok and result.pushed == 1 and case
        assert '"key":"sm2:' in window.acks[1].receipt
    process.terminate()
    process.wait(60)
    process.stdout.close()
    with pytest.raises(ValueError, match="signs with sm2"):
        open_database(db, "ed25519")

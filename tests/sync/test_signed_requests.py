"""Who asks is proved by the key of a device: a token alone speaks for nobody who has one."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, MappingKeyResolver
from http_message_signatures.algorithms import ED25519
from sqlalchemy import func, select

from app.errors import LineError
from app.ports.delivery import WaitingScan
from sync.client.http import HttpPlatform
from sync.platform import tables
from sync.platform.devices import GOOD_S, Doorkeeper, binding_of, release
from sync.platform.guard import Guard
from sync.platform.main import main
from sync.platform.server import build_app
from sync.wire.answering import check_answer
from sync.wire.asking import (
    CHALLENGE_HEADER,
    DEVICE_HEADER,
    Identity,
    check_request,
    sign_request,
)
from sync.wire.messages import Request, sign, verify
from sync.wire.signing import (
    DIGEST_HEADER,
    INPUT_HEADER,
    SIGNATURE_HEADER,
    SUITES,
    Asked,
    SignatureError,
    Verifier,
    content_digest,
    signer_for,
    verifier_for,
)
from tests.sync.inside import NOW, TOKEN, Hops, House, InnerTransport, Wire, ask
from tests.sync.support import MovedTime, Window, loop_of

SEED, OTHER = b"1" * 32, b"2" * 32


class SignedHouse(House):
    """A platform whose clock a test moves."""

    def __init__(self, db: str, *, signed_only: bool = False) -> None:
        self.at = NOW / 1000
        self.signed_only = signed_only
        super().__init__(db)

    def _door(self) -> Guard:
        keeper = Doorkeeper(self.database, lambda: self.at)
        app = build_app(self.database, lambda: NOW, self.files, signed_only=self.signed_only)
        return Guard(app, TOKEN, self.database.signer, self.database.server_epoch, keeper=keeper)

    def count(self) -> int:
        with self.database.read() as connection:
            return int(connection.execute(select(func.count()).select_from(tables.commits)).scalar_one())


@pytest.fixture
def house(tmp_path: Path) -> Iterator[SignedHouse]:
    made = SignedHouse(str(tmp_path / "p.db"))
    yield made
    made.database.close()


def line_of(house: House, window: Any, seed: bytes, wire: Wire | None = None) -> HttpPlatform:
    line = HttpPlatform("http://127.0.0.1", window.device, 1, TOKEN, house.key, seed=seed)
    line._transport.close()
    who = Identity(window.device, signer_for(house.key.partition(":")[0], seed)) if seed else None
    line._transport = InnerTransport(lambda: house.app, house.key, wire or Wire(), who)
    return line


def step(house: House, window: Window, seed: bytes) -> tuple[str, str, int]:
    result = loop_of(line_of(house, window, seed), window, MovedTime()).run_once()
    return result.state, result.detail, result.pushed


class Raw:
    """A request put together by hand, to be spoilt."""

    def __init__(self, house: SignedHouse, window: Window, seed: bytes = SEED) -> None:
        self.house = house
        self.who = Identity(window.device, signer_for("ed25519", seed))
        commits = [{"seq": c.seq, "id": str(c.id), "case": str(c.case_id), "body": c.body, "digest": c.digest,
                    "prev": c.prev, "hash": c.hash} for c in window.commits]  # fmt: skip
        self.content = {"device": window.device, "epoch": 1, "commits": commits}

    def body(self) -> bytes:
        return json.dumps(self.content).encode()

    def signed(self, asked: Asked, body: bytes, more: Mapping[str, str] | None = None) -> dict[str, str]:
        headers = {DIGEST_HEADER: content_digest(body)} if body else {}
        headers |= {"authorization": f"Bearer {TOKEN}", "content-type": "application/json", **(more or {})}
        return headers | sign_request(self.who, asked, headers, self.challenge(), 0)

    def challenge(self) -> str:
        _, headers, _ = ask(self.house.app, Asked("GET", "/v1/none"), {}, None)
        return headers[CHALLENGE_HEADER]

    def push(self) -> tuple[Asked, dict[str, str], bytes]:
        body = self.body()
        asked = Asked("POST", "/v1/commands", "", uuid4().hex, content_digest(body))
        return asked, self.signed(asked, body), body

    def send(self, asked: Asked, headers: Mapping[str, str], body: bytes) -> tuple[int, str]:
        status, _, said = ask(self.house.app, asked, headers, body or None)
        return status, json.loads(said).get("type", "").rpartition(":")[2]


def taking_in() -> Window:
    window = Window()
    window.take_in()
    return window


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    "part", ["", "method", "path", "query", "device", "nonce", "digest", "offset", "challenge", "key", "host", "rest"]
)
def test_whatever_of_a_request_is_changed_its_signature_no_longer_holds(suite: str, part: str) -> None:
    who = Identity("W-1", signer_for(suite, SEED))
    asked = Asked("PATCH", "/v1/uploads/1", "a=1", "0" * 32)
    plain = {"Upload-Offset": "7", "content-digest": content_digest(b"x")}
    headers = {name.lower(): value for name, value in plain.items()} | sign_request(
        who, asked, plain, "1.a", 0
    )
    spoilt = {
        "method": (Asked("POST", asked.path, asked.query), {}),
        "path": (Asked("PATCH", "/v1/uploads/2", asked.query), {}),
        "query": (Asked("PATCH", asked.path, "a=2"), {}),
        "host": (Asked("PATCH", "/v1/other", "b=2"), {"host": "127.0.0.1/v1/uploads/1?a=1#"}),
        "rest": (Asked("PATCH", asked.path, "a=1#&b=2"), {}),
        "device": (asked, {DEVICE_HEADER: "W-2"}),
        "nonce": (asked, {"zc-nonce": "1" * 32}),
        "digest": (asked, {"content-digest": content_digest(b"y")}),
        "offset": (asked, {"upload-offset": "8"}),
        "challenge": (asked, {CHALLENGE_HEADER: "2.a"}),
        "key": (asked, {INPUT_HEADER: headers[INPUT_HEADER].replace(who.signer.key, signer_for(suite, OTHER).key)}),
    }  # fmt: skip
    if not part:
        found = check_request(asked, headers)
        assert found is not None and (found.device, found.key, found.challenge) == (
            "W-1",
            who.signer.key,
            "1.a",
        )
        return
    changed, more = spoilt[part]
    with pytest.raises(SignatureError, match=r"does not fit|no address"):
        check_request(changed, headers | more)


COVERED = ("@method", "@path", "@query", DEVICE_HEADER, "zc-nonce")


@pytest.mark.parametrize("left_out", COVERED)
def test_a_signature_that_leaves_out_what_it_must_cover_is_none(left_out: str) -> None:
    asked = Asked("GET", "/v1/hello", "device=W-1&epoch=1", "0" * 32)
    headers = {DEVICE_HEADER: "W-1", "zc-nonce": asked.nonce}
    covered = [name for name in COVERED if name != left_out]
    headers |= sign(signer_for("ed25519", SEED), Request.of(asked, headers), covered, 1)
    with pytest.raises(SignatureError, match="not covered"):
        check_request(asked, headers)


def test_a_signature_by_another_program_in_its_own_manner_is_read() -> None:
    """Its own label, order, and parameters of the standard that ours does not write."""
    signer = signer_for("ed25519", SEED)
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    asked = Asked("GET", "/v1/hello", "device=W-1", "0" * 32)
    headers = {DEVICE_HEADER: "W-1", "zc-nonce": asked.nonce, "host": "platform.example:8080"}
    theirs = HTTPMessageSigner(
        signature_algorithm=ED25519,
        key_resolver=MappingKeyResolver(public_keys={}, private_keys={signer.key: private}),
    )
    covered = [*reversed(COVERED), "@authority"]
    theirs.sign(
        Request.of(asked, headers), key_id=signer.key, nonce="n", tag="t", covered_component_ids=covered
    )
    headers = {name.lower(): value for name, value in headers.items()}
    found = check_request(asked, headers)
    assert found is not None and (found.device, found.key) == ("W-1", signer.key)
    with pytest.raises(SignatureError, match="does not fit"):
        check_request(asked, headers | {"host": "elsewhere.example"})


def test_the_example_of_the_standard_verifies() -> None:
    """RFC 9421 appendix B.2.6, Ed25519."""
    raw = base64.b64decode("MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")[-32:]
    covered = ["date", "@method", "@path", "@authority", "content-type", "content-length"]
    names = " ".join(f'"{name}"' for name in covered)
    signature = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
    headers = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT", "host": "example.com", "content-type": "application/json",
        "content-length": "18", SIGNATURE_HEADER: f"sig-b26=:{signature}:",
        INPUT_HEADER: f'sig-b26=({names});created=1618884473;keyid="test-key-ed25519"',
    }  # fmt: skip
    asked = Asked("POST", "/foo", "param=Value&Pet=dog")
    verifier: Verifier = verifier_for("ed25519:" + base64.b64encode(raw).decode())
    assert verify(Request.of(asked, headers), covered, lambda _key: verifier) == "test-key-ed25519"


def test_the_first_key_that_comes_with_the_token_is_the_devices_and_no_other_is(house: SignedHouse) -> None:
    window = taking_in()
    assert step(house, window, SEED) == ("online", "", 1)
    window.take_in()
    assert step(house, window, OTHER) == ("refused", "device-key", 0)
    assert step(house, window, b"") == ("refused", "device-signature", 0)
    assert (house.count(), len(window.pending(9, 99999))) == (1, 1), (
        "nothing is written there, nothing lost here"
    )
    assert step(house, window, SEED) == ("online", "", 1)


@pytest.mark.parametrize(
    "how", ["unsigned", "forged", "body", "body and digest", "query", "replayed", "other device"]
)
def test_who_tampers_with_a_request_gets_a_401_and_nothing_is_written(house: SignedHouse, how: str) -> None:
    window = taking_in()
    assert step(house, window, SEED)[2] == 1
    window.take_in()
    raw = Raw(house, window)
    asked, headers, body = raw.push()
    want = (401, "device-signature")
    if how == "unsigned":
        headers = {name: headers[name] for name in ("authorization", "content-type", DIGEST_HEADER)}
        want = (401, "device-unsigned")
    elif how == "forged":
        headers[SIGNATURE_HEADER] = Raw(house, window, OTHER).push()[1][SIGNATURE_HEADER]
    elif how == "body":
        body, want = body.replace(b"2026", b"2027"), (400, "damaged")
    elif how == "body and digest":
        body = body.replace(b"2026", b"2027")
        headers[DIGEST_HEADER] = content_digest(body)
    elif how == "query":
        asked = Asked(asked.method, asked.path, "x=1", asked.nonce, asked.digest)
    elif how == "replayed":
        before = house.count()
        assert raw.send(asked, headers, body)[0] == 200 and house.count() == before + 1
        want = (401, "signature-replayed")
    else:
        stranger = Raw(house, taking_in(), OTHER)
        stranger.content, want = raw.content, (401, "device-key")
        asked, headers, body = stranger.push()
    before = house.count()
    assert raw.send(asked, headers, body) == want and house.count() == before


@pytest.mark.parametrize("name", [DEVICE_HEADER, "zc-nonce", DIGEST_HEADER, SIGNATURE_HEADER, "idempotency-key"])
def test_a_header_that_stands_twice_lets_nothing_be_written(house: SignedHouse, name: str) -> None:
    """The signature would count the one, and the route the other."""
    raw = Raw(house, taking_in())
    asked, headers, body = raw.push()
    more = {"idempotency-key": uuid4().hex}
    headers = raw.signed(asked, body, more)
    twice = {name.title(): "another", **headers}
    status, answered, said = ask(house.app, asked, twice, body)
    assert (status, json.loads(said)["retry"], house.count()) == (400, "never", 0)
    check_answer(verifier_for(house.key), status, answered, said, asked)
    assert raw.send(asked, headers, body)[0] == 200 and house.count() == 1


def test_a_host_that_carries_a_path_is_not_ours(house: SignedHouse) -> None:
    asked = Asked("GET", "/v1/hello", "device=W-1&epoch=1")
    odd = {"host": "127.0.0.1/v1/commands#", "authorization": f"Bearer {TOKEN}"}
    assert ask(house.app, asked, odd, None)[0] == 403


@pytest.mark.parametrize("odd", [
    Asked("GET", "/v1/a|b"), Asked("GET", "/v1/hello", "device=[1"), Asked("GET", "/v1/%zz"),
    Asked("get", "/v1/hello"), Asked("GET", "/v1/hello", nonce="\xe9" * 16), Asked("GET", "*"),
    Asked("GET", "/v1/hello", "a#b"), Asked("GET", "/v1/hello", digest="\xe9"),
])  # fmt: skip
def test_a_question_that_no_answer_can_be_signed_over_is_refused_before_anything_is_done(
    house: SignedHouse, odd: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    async def never(*_: object) -> None:
        raise AssertionError("it was executed")

    door = Guard(never, TOKEN, house.database.signer, house.database.server_epoch)
    said = {"authorization": f"Bearer {TOKEN}", "zc-nonce": odd.nonce, DIGEST_HEADER: odd.digest}
    status, headers, body = ask(door, odd, {name: value for name, value in said.items() if value}, None)
    assert (status, json.loads(body)["status"]) == (400, 400) and SIGNATURE_HEADER not in headers
    (line,) = caplog.records
    assert line.exc_info is None


def test_a_request_of_yesterday_and_one_of_before_a_restart_are_not_heard_again(house: SignedHouse) -> None:
    window = taking_in()
    raw = Raw(house, window)
    kept, again = raw.push(), raw.push()
    house.at += GOOD_S + 1
    assert raw.send(*kept) == (401, "signature-stale")
    house.again()
    assert raw.send(*again) == (401, "signature-stale") and house.count() == 0


def test_a_window_whose_clock_stands_in_1970_gets_through_and_goes_on_after_a_long_pause(
    house: SignedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.wire.asking._now_s", lambda: -7)
    window, wire = taking_in(), Wire()
    line = line_of(house, window, SEED, wire)
    loop = loop_of(line, window)
    assert loop.run_once().ok
    house.at += 86_400
    window.take_in()
    asked = wire.asked
    assert loop.run_once().ok and house.count() == 2
    house.again()
    window.take_in()
    assert loop.run_once().ok and house.count() == 3 and wire.asked > asked


@pytest.mark.parametrize("suite", SUITES)
def test_signing_costs_one_request_once_and_none_after(tmp_path: Path, suite: str) -> None:
    from sync.platform.database import open_database

    open_database(str(tmp_path / "s.db"), suite).close()
    house, window, wire = SignedHouse(str(tmp_path / "s.db")), taking_in(), Wire()
    line = line_of(house, window, SEED, wire)
    for _ in range(3):
        line.hello()
    assert wire.asked == 4
    with house.database.read() as connection:
        assert binding_of(connection, window.device).key.startswith(suite)
    house.database.close()


def test_where_only_signed_requests_count_a_token_alone_opens_nothing(tmp_path: Path) -> None:
    house, window = SignedHouse(str(tmp_path / "p.db"), signed_only=True), taking_in()
    assert step(house, window, b"") == ("refused", "device-signature", 0)
    with pytest.raises(LineError, match="device-unsigned"):
        line_of(house, window, b"").edition()
    assert house.count() == 0 and step(house, window, SEED) == ("online", "", 1)
    house.database.close()


def asks_for_all(line: HttpPlatform) -> str:
    """What names no device: catalogue, a page of it, whether a scan is backed up, a carried file. The first refusal."""
    asked: list[Callable[[], object]] = [
        line.edition,
        lambda: line.edition_page("v", "", ""),
        lambda: line.edition_page("v", "u", ""),
        lambda: line.is_backed_up("0" * 64),
        lambda: line.take_carry("0" * 64),
    ]
    said = set()
    for ask_ in asked:
        try:
            ask_()
            said.add("let in")
        except LineError as error:
            said.add("refused" if error.detail.startswith("device-unsigned") else "let in")
    (one,) = said
    return one


def test_what_names_no_device_is_open_to_every_device_that_signs_and_to_the_token_while_some_do_not(
    house: SignedHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where all windows sign, a token alone opens nothing at all; a window of an older version goes on as it was."""
    old, new = taking_in(), taking_in()
    assert asks_for_all(line_of(house, old, b"")) == "let in", "nobody has a key yet"
    assert step(house, new, SEED)[2] == 1
    assert asks_for_all(line_of(house, old, b"")) == "refused"
    assert asks_for_all(line_of(house, new, SEED)) == "let in"
    assert step(house, old, b"") == ("online", "", 1), "its own work is taken as before"
    assert asks_for_all(line_of(house, old, b"")) == "let in" and step(house, old, b"")[0] == "online"
    made_up = taking_in()
    assert step(house, made_up, b"")[0] == "online"
    capsys.readouterr()
    assert main(["device", "list", "--db", house.db]) == 0
    bare = {row["device"] for row in json.loads(capsys.readouterr().out) if row.get("unsigned")}
    assert bare == {old.device, made_up.device}, "whoever keeps the door open is seen"
    assert main(["device", "release", made_up.device, "--by", "赵科员", "--db", house.db]) == 0
    assert main(["device", "release", made_up.device, "--by", "赵科员", "--db", house.db]) == 1
    assert step(house, old, OTHER)[0] == "online", "it was renewed"
    assert asks_for_all(line_of(house, old, b"")) == "refused"
    with house.database.write() as connection:
        release(connection, new.device, "赵科员", NOW)
    assert asks_for_all(line_of(house, old, b"")) == "refused", "one that had a key is no window of an older version"


def test_staff_release_a_key_by_name_and_it_stays_written_who_did(
    house: SignedHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    window = taking_in()
    step(house, window, SEED)
    assert main(["device", "list", "--db", house.db]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(row["device"], row["key"]) for row in listed] == [
        (window.device, signer_for("ed25519", SEED).key)
    ]
    assert main(["device", "release", window.device, "--db", house.db]) == 2
    assert main(["device", "release", "W-none", "--by", "赵科员", "--db", house.db]) == 1
    assert main(["device", "release", window.device, "--by", "赵科员", "--db", house.db]) == 0
    with house.database.read() as connection:
        assert [row.by for row in connection.execute(select(tables.device_releases))] == ["赵科员"]
    window.take_in()
    assert step(house, window, OTHER) == ("online", "", 1)
    assert step(house, window, SEED)[1] == "device-key"


def test_a_halls_server_speaks_for_its_own_windows_and_for_no_other(tmp_path: Path) -> None:
    hops, ours, theirs = Hops(tmp_path), taking_in(), taking_in()
    assert loop_of(line_of(hops.province, theirs, SEED), theirs).run_once().ok
    assert loop_of(line_of(hops.hall, ours, OTHER), ours).run_once().ok
    hops.relay()
    with hops.province.database.read() as connection:
        bound = binding_of(connection, ours.device)
        assert bound.via.startswith("hall-") and binding_of(connection, bound.via).role == "hall"
        through = connection.execute(select(func.count()).select_from(tables.commits)).scalar_one()
    assert through == 2
    ours.take_in()
    assert loop_of(line_of(hops.province, ours, OTHER), ours).run_once().detail == "device-key"
    theirs.take_in()
    assert loop_of(line_of(hops.hall, theirs, OTHER), theirs).run_once().ok
    hops.relay()
    with hops.province.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.commits)).scalar_one() == through
    hops.close()


NAMES_NOBODY = {
    ("get", "/v1/blobs/sha256:{digest}"),
    ("get", "/v1/catalogue/deltas"),
    ("get", "/v1/catalogue/manifest"),
    ("get", "/v1/catalogue/snapshots/{version}"),
    ("post", "/v1/carry/sha256:{digest}"),
}
"""They name no device: what is public among those who sign, and a sealed file, which bears a signature itself."""


def claims(house: SignedHouse, device: str, upload: str) -> Iterator[tuple[str, str, int, str]]:
    """Every operation there is, asked with the token alone in the name of ``device``: method, path, answer."""
    values = {"device": device, "epoch": "1", "upload": upload, "case": str(uuid4()), "ticket": "t", "n": "1"}
    for path, operations in build_app(house.database, lambda: NOW, house.files).openapi()["paths"].items():
        for method, operation in operations.items():
            asked = path.format(**values, digest="0" * 64, version="v")
            names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
            query = f"device={device}" if "device" in names else ""
            body = b"x" if method == "patch" else json.dumps({"device": device}).encode()
            body = body if "requestBody" in operation else b""
            kind = "application/octet-stream" if method == "patch" else "application/json"
            headers = {"authorization": f"Bearer {TOKEN}", "content-type": kind, "upload-offset": "0"}
            headers |= {DIGEST_HEADER: content_digest(body)} if body else {}
            status, _, said = ask(house.app, Asked(method.upper(), asked, query), headers, body or None)
            yield method, path, status, json.loads(said).get("type", "").rpartition(":")[2]


def test_no_operation_at_all_listens_to_the_token_alone_in_the_name_of_a_device_with_a_key(house: SignedHouse) -> None:
    """Found in the published interface, so that one that comes later is asked as well."""
    window = taking_in()
    line = line_of(house, window, SEED)
    assert loop_of(line, window).run_once().ok
    scan = line.open_scan(WaitingScan("a" * 64, 9, window.commits[0].case_id))
    refused = {(m, p) for m, p, status, why in claims(house, window.device, scan.upload) if why == "device-unsigned"}
    asked = {(method, path) for method, path, _, _ in claims(house, window.device, scan.upload)}
    assert asked == refused and asked > NAMES_NOBODY and len(refused) >= 21
    stranger = {why for m, p, _, why in claims(house, "W-unknown", "none") if (m, p) not in NAMES_NOBODY}
    assert "device-unsigned" not in stranger, "until it has a key, a device comes as before"


def test_a_device_that_comes_by_its_hall_does_not_come_with_the_token_alone(tmp_path: Path) -> None:
    hops, window = Hops(tmp_path), taking_in()
    assert loop_of(line_of(hops.hall, window, SEED), window).run_once().ok
    hops.relay()
    assert loop_of(line_of(hops.province, window, b""), window).run_once().detail == "device-signature"
    assert loop_of(line_of(hops.hall, window, b""), window).run_once().detail == "device-signature"
    hops.close()

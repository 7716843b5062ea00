"""Hostile and broken clients: nothing is lost, nobody reads another's, each hears a code; the same on both stores."""

from __future__ import annotations

import asyncio
import json
import random
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import uvicorn
from uvicorn.server import ServerState

from sync.platform import guard, serving
from sync.platform.guard import Guard
from sync.platform.report import verify
from sync.wire.asking import CHALLENGE_HEADER, Identity, sign_request
from sync.wire.chain import GENESIS
from sync.wire.signing import DIGEST_HEADER, SIGNATURE_HEADER, Asked, content_digest, signer_for
from tests.needs import cannot
from tests.sync.postgres import server, why_not
from tests.sync.support import Province, Window, received, seed_of

REGION, HALL = "210106", "铁西区政务服务中心"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def platform(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A platform of these tests alone, upon each store; whatever came, its log holds at the end."""
    folder = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        if request.param == "sqlite":
            db = str(folder / "platform.db")
        elif reason := why_not():
            cannot(reason)
        else:
            db = stack.enter_context(server())
        made = Province.start(db, more=("--blobs", str(folder / "blobs")))
        yield made
        assert made.stop() == 0
        assert verify(db)["problems"] == []


class Caller:
    """Requests of one device, signed as the program signs them, or spoilt."""

    def __init__(self, province: Province, window: Window | None = None) -> None:
        self.window = window or Window()
        self.device = self.window.device
        self._province, self._challenge = province, ""
        self._who = Identity(self.device, signer_for("ed25519", seed_of(self.device)))
        self.hall = f"/v1/kiosks/{self.device}/hall"
        assert self.ask("GET", f"/v1/hello?device={self.device}&epoch=1") == (200, "")

    def signed(self, method: str, path: str, body: bytes, more: Mapping[str, str]) -> dict[str, str]:
        where, _, query = path.partition("?")
        said = ({DIGEST_HEADER: content_digest(body)} if body else {}) | dict(more)
        asked = Asked(method, where, query, f"{random.getrandbits(128):032x}", said.get(DIGEST_HEADER, ""))
        said |= sign_request(self._who, asked, said, self._challenge)
        return said | {"authorization": f"Bearer {self._province.token}", "content-type": "application/json"}

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        with requests.Session() as session:
            session.trust_env = False
            url = self._province.url + path
            answer = session.request(method, url, data=body, headers=dict(headers), timeout=60)
        self._challenge = answer.headers.get(CHALLENGE_HEADER, self._challenge)
        assert SIGNATURE_HEADER in {name.lower() for name in answer.headers}, "whatever it is, the platform said it"
        return answer.status_code, answer.json()

    def told(self, method: str, path: str, content: Any = None, **more: str) -> tuple[int, dict[str, Any]]:
        """Status and answer. ``content``: bytes as they are, anything else as JSON."""
        body = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        status, answer = self.send(method, path, body, self.signed(method, path, body, headers))
        if "signature-stale" in str(answer.get("type")):
            return self.send(method, path, body, self.signed(method, path, body, headers))
        return status, answer

    def ask(self, method: str, path: str, content: Any = None, **more: str) -> tuple[int, str]:
        """Status and the code of the problem, empty for none."""
        status, answer = self.told(method, path, content, **more)
        return status, str(answer.get("type", "")).rpartition(":")[2]

    def push(self, last: int = 1) -> tuple[int, str]:
        """The last so many of its commits."""
        return self.ask("POST", "/v1/commands", batch(self.window, last))

    def outcomes(self) -> list[str]:
        """What became of all its commits, the reason where one is parked."""
        _, answer = self.told("GET", f"/v1/commands/{self.device}/1?from=1&to=500")
        return [one["reason"] or "applied" for one in answer["results"]]


def batch(window: Window, last: int) -> dict[str, Any]:
    commits = [
        {"seq": c.seq, "id": str(c.id), "case": str(c.case_id), "body": c.body, "digest": c.digest, "prev": c.prev,
         "hash": c.hash} for c in window.commits[-last:]
    ]  # fmt: skip
    return {"device": window.device, "epoch": window.epoch, "commits": commits}


@pytest.fixture
def caller(platform: Province) -> Caller:
    return Caller(platform)


def poisoned(window: Window, how: str) -> None:
    """One commit that no program of ours writes."""
    item = {"code": "\0", "name": "护士\0", "department": "\0"}
    paper = {"document_id": str(uuid4()), "kind": "D01\0", "number": f"{window.device}\0"}
    events: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "a projected text with a NUL": [("received", {"intake": {"item": item}, "received_on": "2026\0"})],
        "a number with a NUL": [("received", received()), ("paper_issued", paper)],
        "a type with a NUL": [("rece\0ived", {})],
        "numbers where texts belong": [("received", {"intake": {"item": {"code": 5}}, "received_on": 10**400})],
        "a question of nobody": [
            ("received", received()),
            ("partner_asked", {"ask": str(uuid4()), "system": "\0", "subject": "\0", "at": {"ms": 2**70}}),
        ],
    }
    texts = {
        "a text with a NUL": '{"a":"\0"}', "a text without an end": "[" * 100_000, "a text of half signs": '"\\ud800"',
    }  # fmt: skip
    if how in texts:
        window.poison(uuid4(), texts[how])
    elif how == "a form of no program":
        window.write(uuid4(), ("received", {}))
        body = json.loads(window.commits.pop().body)
        body["events"][0]["schema"] = 2**70
        window.store(json.dumps(body), uuid4(), uuid4(), 1, GENESIS)
    else:
        window.write(uuid4(), *events[how])


POISON = {
    "a text with a NUL": "malformed-body", "a text without an end": "malformed-body",
    "a text of half signs": "malformed-body", "a type with a NUL": "malformed-body",
    "a form of no program": "malformed-body", "a projected text with a NUL": "applied",
    "a number with a NUL": "applied", "numbers where texts belong": "applied", "a question of nobody": "applied",
}  # fmt: skip


@pytest.mark.parametrize("how", POISON)
def test_one_commit_that_cannot_be_stored_holds_up_none_behind_it(caller: Caller, how: str) -> None:
    """The window would send it for ever, and with it nothing of what its clerk does from then on."""
    poisoned(caller.window, how)
    caller.window.take_in()
    assert caller.push(2) == (200, "") and caller.outcomes() == [POISON[how], "applied"]
    assert caller.push(2) == (200, ""), "sent once more it is known"


STAND = {"region": REGION, "hall": HALL}
ODD = {
    "a hall with a NUL": ("POST", "hall", {"stand": STAND | {"hall": "铁西\0"}}),
    "a name with a NUL": ("POST", "hall", {"stand": STAND, "go": {"terminal": "K", "seen": {"help": 1}, "by": "\0"}}),
    "a place with a NUL": ("POST", "beat", {"at_ms": 1, "phase": "idle", "stand": STAND, "place": "\0"}),
    "a code with a NUL": ("POST", "phone-code", {"code": "\0"}),
    "half a sign": ("POST", "hall", b'{"stand":{"hall":"\\ud800"}}'),
    "no end of brackets": ("POST", "hall", b'{"stand":' * 50_000),
    "a NUL deep within": ("POST", "hall", b'{"a":' * 440 + b'"\\u0000"' + b"}" * 440),
    "lists within lists": ("POST", "hall", b"[" * 900 + b"]" * 900),
    "a number of five thousand digits": ("POST", "beat", b'{"phase":"idle","at_ms":' + b"9" * 5_000 + b"}"),
    "a body cut in its middle": ("POST", "hall", b'{"stand":{"region":"2101'),
    "no body": ("POST", "hall", b""),
}


@pytest.mark.parametrize("name", ODD)
def test_what_the_interface_does_not_know_is_malformed_and_not_to_be_tried_again(caller: Caller, name: str) -> None:
    method, path, content = ODD[name]
    status, answer = caller.told(method, f"/v1/kiosks/{caller.device}/{path}", content)
    assert (status, answer["type"].rpartition(":")[2], answer["retry"]) == (400, "malformed", "never")


def test_a_question_without_a_body_is_not_hurt_by_one_without_an_end(caller: Caller) -> None:
    path = f"/v1/kiosks/{caller.device}/tickets/{'a' * 30}/close"
    assert caller.ask("POST", path, b"[" * 200_000)[0] < 500


def test_a_name_that_no_device_can_have_is_refused_as_such(platform: Province, caller: Caller) -> None:
    assert caller.ask("GET", "/v1/hello?device=%00&epoch=1") == (401, "device-key")


def test_no_device_asks_for_another_or_writes_in_its_name(platform: Province, caller: Caller) -> None:
    case = caller.window.take_in()
    assert caller.push() == (200, "")
    upload = {"device": caller.device, "epoch": 1, "case": str(case), "digest": "ab" * 32, "size": 10}
    _, opened = caller.told("POST", "/v1/uploads", upload)
    stranger, d = Caller(platform), caller.device
    lease = {"device": d, "epoch": 1, "action": "take", "reason": "交接"}
    questions: list[tuple[str, str, Any]] = [
        ("GET", f"/v1/hello?device={d}&epoch=1", None),
        ("GET", f"/v1/changes?device={d}", None),
        ("GET", f"/v1/changes?device={d}&device={stranger.device}", None),
        ("GET", f"/v1/changes?device={stranger.device}&device={d}", None),
        ("GET", f"/v1/commands/{d}/1?from=1&to=9", None),
        ("GET", f"/v1/commits/{d}/1?from=1", None),
        ("POST", f"/v1/kiosks/{d}/hall", {"stand": STAND}),
        ("POST", f"/v1/kiosks/{d}/hall", {"stand": STAND, "device": stranger.device}),
        ("POST", f"/v1/kiosks/{d}/beat", {"at_ms": 1, "phase": "idle"}),
        ("POST", "/v1/commands", batch(caller.window, 1)),
        ("POST", f"/v1/devices/{d}/epochs", {"epoch": 7, "reason": "x"}),
        ("POST", f"/v1/cases/{case}/lease", lease),
        ("POST", "/v1/reconcile/ranges", {"device": d, "epoch": 1, "nodes": [""]}),
        ("PATCH", f"/v1/uploads/{opened['id']}", b"12345"),
    ]
    said = {f"{method} {path}": stranger.ask(method, path, content) for method, path, content in questions}
    assert said == dict.fromkeys(said, (401, "device-key"))
    assert caller.outcomes() == ["applied"]


def test_a_signature_spoilt_in_any_way_is_refused_and_never_a_failure(caller: Caller) -> None:
    chance, body = random.Random(caller.device), json.dumps({"stand": STAND}).encode()
    names = ("signature-input", SIGNATURE_HEADER, "zc-nonce", "zc-challenge", "zc-device")
    for _ in range(150):
        headers = caller.signed("POST", caller.hall, body, {})
        name = chance.choice(names)
        old = headers[name]
        at = chance.randrange(len(old))
        headers[name] = chance.choice([
            old[:at], old[:at] + chance.choice('";()=:,\\?1@ ') + old[at:], f"{old}, {old}", "zc=()", "", "(" * 2_000,
            old.replace("created=", "created=-"), old.replace("zc=", "*=(),zc="), old.replace(":", "", 1),
        ]).strip()  # fmt: skip
        status, answer = caller.send("POST", caller.hall, body, headers)
        assert status in ((400, 401) if headers[name] != old else (200, 401)), (name, headers[name], answer)


def test_a_second_content_under_one_id_or_one_place_is_not_taken_for_the_first(caller: Caller) -> None:
    """A window that came back from an old backup writes another commit where one lies already."""
    window = caller.window
    first, case = window.take_in(), window.commits[-1]
    assert caller.push() == (200, "")
    window.commits.clear()
    window.take_in()
    assert caller.push() == (409, "sequence-fork")
    window.commits[:] = [case]
    window.store(json.dumps(json.loads(case.body) | {"seq": 2}), first, case.id, 2, case.hash)
    assert caller.push() == (200, "") and caller.outcomes() == ["applied", "identifier-reused"]
    window.take_in()
    assert caller.push() == (200, "") and caller.outcomes()[-1] == "applied"


def test_a_page_is_never_larger_than_a_request_may_be(caller: Caller) -> None:
    for _ in range(40):
        window = caller.window
        window.write(uuid4(), ("received", received() | {"note": "材" * 20_000}))
        assert caller.push() == (200, "")
    page = caller.told("GET", f"/v1/commits/{caller.device}/1?from=1&limit=500")[1]["commits"]
    told, all_of_it = (sum(len(text.encode()) for text in texts) for texts in (
        [one["body"] for one in page], [one.body for one in caller.window.commits],
    ))  # fmt: skip
    assert 0 < told <= 2**20 < all_of_it, "a bad line carries no more at once"


def raw(platform: Province, *pieces: bytes) -> socket.socket:
    """A connection on which these were said."""
    line = socket.create_connection(("127.0.0.1", platform.port), timeout=30)
    for piece in pieces:
        line.sendall(piece)
    return line


def peak(platform: Province) -> int:
    lines = Path(f"/proc/{platform.process.pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def test_of_strangers_nothing_is_kept_in_memory(platform: Province, caller: Caller) -> None:
    """They have no token: each could leave eight megabytes there, and come a thousand times."""
    before, size = peak(platform), 8 * 2**20
    head = f"PATCH /v1/uploads/x HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {size}\r\n\r\n".encode()
    with ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(raw(platform, head, b"x" * (size - 1)))
        assert caller.ask("GET", f"/v1/hello?device={caller.device}&epoch=1") == (200, "")
        assert peak(platform) - before < 40 * 1024


CHUNKED = b"POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"


@pytest.mark.parametrize("begun", [b"GET /v1/hello HTTP/1.1\r\n", CHUNKED], ids=["before", "behind the body"])
def test_a_head_without_an_end_is_not_listened_to(platform: Province, caller: Caller, begun: bytes) -> None:
    before = peak(platform)
    with closing(raw(platform, begun)) as line, pytest.raises(OSError):
        for _ in range(200):
            line.sendall(b"x: " + b"a" * 2**18 + b"\r\n")
    assert peak(platform) - before < 16 * 1024
    assert caller.ask("GET", f"/v1/hello?device={caller.device}&epoch=1") == (200, "")


def test_a_connection_that_is_cut_in_the_middle_of_a_push_writes_nothing(platform: Province, caller: Caller) -> None:
    caller.window.take_in()
    body = json.dumps(batch(caller.window, 1)).encode()
    headers = caller.signed("POST", "/v1/commands", body, {}) | {"host": "127.0.0.1", "content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    raw(platform, f"POST /v1/commands HTTP/1.1\r\n{head}\r\n".encode(), body[: len(body) // 2]).close()
    assert caller.outcomes() == []
    assert caller.push() == (200, "") and caller.outcomes() == ["applied"]


async def _never(*_: object) -> None:
    raise AssertionError("it was executed")


async def _heard(said: bytes) -> bytes:
    """What somebody hears who says this and no more, until the platform lets go."""
    door = Guard(_never, "t", signer_for("ed25519", b"1" * 32), "e1")
    config = uvicorn.Config(door, http=serving.PatientProtocol, lifespan="off", log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: serving.PatientProtocol(config, state, {}), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*listening.sockets[0].getsockname())
    writer.write(said)
    try:
        return await asyncio.wait_for(reader.read(), 15)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()
        listening.close()


POST = b"POST /v1/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n"


SILENT = {"all": (b"", b""), "head": (b"GET /v1/hello HT", b""), "body": (POST + b"abc", b"damaged")}


@pytest.mark.parametrize(("said", "heard"), SILENT.values(), ids=SILENT)
def test_who_says_nothing_more_is_let_go_of(said: bytes, heard: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who holds a thousand connections open, byte for byte, leaves no place to the windows."""
    monkeypatch.setattr(serving, "HEAD_S", 0.2)
    monkeypatch.setattr(guard, "BODY_S", 0.2)
    told = asyncio.run(_heard(said))
    assert heard in told and bool(told) == bool(heard)

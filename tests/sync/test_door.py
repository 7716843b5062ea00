"""The platform's door: who comes in, what goes out, and the interface as published."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from app.errors import LineError
from sync.client.http import HttpPlatform
from sync.platform.database import open_database, url_of
from sync.platform.main import main, openapi_text
from sync.platform.s3 import place_of
from sync.wire.answering import check_answer
from sync.wire.models import MAX_ITEMS
from sync.wire.signing import Asked, content_digest, verifier_for
from tests.sync.support import ROOT, Province, Window, loop_of

HELLO = "/v1/hello?device=W-1&epoch=1"


def ask(province: Province, method: str = "GET", path: str = HELLO, **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {province.token}"} | more.pop("headers", {})
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, province.url + path, headers=headers, timeout=60, **more)


REFUSED = {
    "no token": ({"Authorization": ""}, 401, "auth"),
    "another token": ({"Authorization": "Bearer test-tokem"}, 401, "auth"),
    "another host": ({"Host": "evil.example"}, 403, "forbidden"),
    "a page in a browser": ({"Origin": "http://127.0.0.1"}, 403, "forbidden"),
    "a damaged body": ({"Content-Digest": content_digest(b"other")}, 400, "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_strangers_stay_outside(province: Province, name: str) -> None:
    headers, status, code = REFUSED[name]
    answer = ask(province, headers=headers)
    assert answer.status_code == status and answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"].endswith(f":{code}") and answer.json()["status"] == status


@pytest.mark.parametrize(("method", "path", "code"), [
    ("GET", "/", "not-found"),
    ("GET", "/docs", "not-found"),
    ("DELETE", "/v1/hello", "method-not-allowed"),
    ("GET", "/v1/hello?device=../x&epoch=1", "malformed"),
    ("GET", "/v1/commands/W-1/1?from=0&to=9", "malformed"),
    ("GET", "/v1/changes?device=W-1&limit=100000", "malformed"),
    ("POST", "/v1/number-blocks", "malformed"),
    ("GET", "/v1/changes?device=W-1&cursor=nonsense", "cursor-expired"),
    ("GET", "/v1/changes?device=W-1&cursor=0.99999999999999999999999.x", "cursor-expired"),
])  # fmt: skip
def test_what_the_interface_does_not_know_is_a_problem_document(
    province: Province, method: str, path: str, code: str
) -> None:
    answer = ask(province, method, path)
    assert answer.json()["type"].endswith(f":{code}") and answer.json()["status"] == answer.status_code


def test_refusals_are_signed_like_any_answer(province: Province) -> None:
    asked = Asked("GET", "/v1/hello", "device=W-1&epoch=1", "n-1")
    answer = ask(province, headers={"Authorization": "", "Zc-Nonce": "n-1"})
    headers = {name.lower(): value for name, value in answer.headers.items()}
    check_answer(verifier_for(province.key), 401, headers, answer.content, asked)


def test_more_than_a_request_may_carry_is_said_and_heard(province: Province) -> None:
    assert ask(province, "POST", "/v1/commands", data=b"x" * 3_000_000).json()["max_bytes"] == 1024 * 1024
    window = Window()
    for _ in range(MAX_ITEMS + 1):
        window.take_in()
    commits = [
        {
            "seq": c.seq,
            "id": str(c.id),
            "case": str(c.case_id),
            "body": "",
            "digest": "",
            "prev": "",
            "hash": "",
        }
        for c in window.commits
    ]
    many = ask(province, "POST", "/v1/commands", json={"device": "W-1", "epoch": 1, "commits": commits})
    assert (many.status_code, many.json()["max_items"]) == (413, MAX_ITEMS)


def test_a_window_that_knows_another_key_believes_nothing(province: Province, tmp_path: Path) -> None:
    other = open_database(str(tmp_path / "other.db"))
    window = Window()
    with closing(other):
        key = other.signer.key
    with (
        closing(HttpPlatform(province.url, window.device, 1, province.token, key)) as platform,
        pytest.raises(LineError, match="bad-signature"),
    ):
        platform.hello()
    with pytest.raises(ValueError, match="algorithm"):
        HttpPlatform(province.url, window.device, 1, province.token, "rsa:AAAA")


def test_a_wrong_token_is_told_apart_from_a_broken_line(province: Province) -> None:
    window = Window()
    window.take_in()
    with closing(HttpPlatform(province.url, window.device, 1, "wrong", province.key)) as platform:
        result = loop_of(platform, window).run_once()
    assert (result.state, result.detail) == ("refused", "auth")


def test_the_published_interface_is_the_one_that_runs() -> None:
    committed = (ROOT / "docs" / "openapi.json").read_text(encoding="utf-8")
    assert committed == openapi_text(), "run: python -m sync.platform openapi > docs/openapi.json"
    paths = json.loads(committed)["paths"]
    assert sorted(paths) == [
        "/v1/blobs/sha256:{digest}", "/v1/carry/sha256:{digest}", "/v1/cases/{case}/lease", "/v1/catalogue/deltas",
            "/v1/catalogue/manifest", "/v1/catalogue/snapshots/{version}", "/v1/changes",
            "/v1/commands",
        "/v1/commands/{device}/{epoch}", "/v1/commits/{device}/{epoch}", "/v1/devices/{device}/epochs",
        "/v1/hello", "/v1/kiosks/{device}/beat", "/v1/kiosks/{device}/hall", "/v1/kiosks/{device}/phone-code",
        "/v1/kiosks/{device}/tickets", "/v1/kiosks/{device}/tickets/{ticket}",
        "/v1/kiosks/{device}/tickets/{ticket}/close", "/v1/kiosks/{device}/tickets/{ticket}/{n}",
        "/v1/number-blocks", "/v1/reconcile/day", "/v1/reconcile/ranges",
        "/v1/uploads",
        "/v1/uploads/{upload}", "/v1/upstream/{device}/{epoch}",
    ]  # fmt: skip


def test_a_token_that_was_given_and_what_stands_before_an_at_are_never_said(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sync.platform", "serve", "--db", str(tmp_path / "p.db")]
    with subprocess.Popen(
        [*command, "--token", "s3cret"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.terminate()
    assert json.loads(said)["port"] and "s3cret" not in said
    for call in (lambda: place_of("s3://me:s3cret@host/b"), lambda: url_of("odd db://me:s3cret@host")):
        with pytest.raises(ValueError, match="@host") as refused:
            call()
        assert "s3cret" not in str(refused.value)


def test_the_ready_file_is_private_and_the_command_line_answers(
    province: Province, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, ready = tmp_path / "p.db", tmp_path / "ready.json"
    command = [sys.executable, "-m", "sync.platform", "serve", "--db", str(db), "--ready-file", str(ready)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        here = Province(db, process, said["port"], said["token"], said["public_key"])
        window = Window()
        case = window.take_in("收〔2026〕7号")
        window.accept(case)
        with closing(here.platform(window)) as platform:
            loop_of(platform, window).run_once()
        assert stat.S_IMODE(ready.stat().st_mode) == 0o600 and json.loads(ready.read_text()) == said
        assert here.stop() == 0
    assert main(["decide", "收〔2026〕7号", "grant", "--validity", "5年", "--db", str(db)]) == 0
    assert json.loads(capsys.readouterr().out)["stage"] == "granted"
    assert main(["decide", "收〔2026〕8号", "grant", "--db", str(db)]) == 1
    assert json.loads(capsys.readouterr().out)["refused"] == "unknown-case"
    assert main(["list", "--json", "--db", str(db)]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(row["stage"], row["object"], row["numbers"]) for row in listed] == [
        ("granted", "办结", ["收〔2026〕7号"])
    ]
    assert main(["verify", "--db", str(db)]) == 0
    assert main(["digest", "--db", str(db), "--device", window.device]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["commits"] == 2
    assert main(["restored", "--db", str(db)]) == 0
    assert main(["dance"]) == 2


@pytest.mark.parametrize("harm", [
    "UPDATE commits SET body = replace(body, 'W-', 'X-') WHERE seq = 1",
    "UPDATE commits SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 1",
    "UPDATE cases SET holder = 'platform'",
    "DELETE FROM cases",
    "UPDATE commits SET parked = 1, reason = 'no-lease' WHERE seq = 2",
])  # fmt: skip
def test_verify_finds_what_was_tampered_with(province: Province, tmp_path: Path, harm: str) -> None:
    from sqlalchemy import text

    from sync.platform.judge import Sender
    from sync.platform.ledger import Ledger
    from sync.platform.report import verify
    from sync.wire.models import Command

    window = Window()
    case = window.take_in()
    window.accept(case, "counter")
    commands = [
        Command(seq=c.seq, id=c.id, case=c.case_id, body=c.body, digest=c.digest, prev=c.prev, hash=c.hash)
        for c in window.commits
    ]
    database = open_database(str(tmp_path / "p.db"))
    with closing(database):
        Ledger(database, lambda: 1).submit(Sender(window.device, 1), commands)
        assert verify(str(tmp_path / "p.db"))["ok"]
        with database.write() as connection:
            connection.execute(text(harm))
    assert not verify(str(tmp_path / "p.db"))["ok"]

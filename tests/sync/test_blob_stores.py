"""Both kinds of store keep scans alike: whole or not there, resumed by offset, durable before they say so."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from app.errors import LineError
from app.ports.delivery import ScanProgress, WaitingScan
from sync.client.http import HttpPlatform
from sync.platform.blob_files import BlobFiles
from sync.platform.blob_s3 import BlobObjects
from sync.platform.blob_store import BlobStore, blob_file, store_at
from sync.platform.main import main
from sync.platform.s3 import Request, S3Error, place_of, sign
from tests.needs import cannot
from tests.sync import objects
from tests.sync.cutline import CutLine
from tests.sync.support import Province, Window

MIB = 1024 * 1024


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    if reason := objects.why_not():
        cannot(reason)
    with objects.server() as made:
        yield made


@pytest.fixture(params=["files", "objects"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    if request.param == "files":
        yield BlobFiles(tmp_path / "blobs")
        return
    s3 = objects.bucket(request.getfixturevalue("host"))
    yield BlobObjects(s3, f"{uuid4().hex}/")
    s3.close()


def content_of(size: int) -> tuple[str, bytes]:
    data = random.Random(size).randbytes(size)
    return hashlib.sha256(data).hexdigest(), data


def send(store: BlobStore, digest: str, data: bytes, piece: int, at: int = 0) -> None:
    for start in range(at, len(data), piece):
        store.append(digest, start, data[start : start + piece])


@pytest.mark.parametrize(("size", "piece"), [(0, 1), (1, 1), (300_000, 70_000), (21 * MIB + 3, 3 * MIB + 1)])
def test_a_scan_in_pieces_comes_out_as_it_went_in(store: BlobStore, size: int, piece: int) -> None:
    digest, data = content_of(size)
    assert store.held(digest) is None and store.arrived(digest) == 0
    send(store, digest, data, piece)
    assert store.arrived(digest) == size and store.held(digest) is None, "unfinished is not there"
    assert store.finish(digest, size) and store.held(digest) == size and store.arrived(digest) == 0
    with blob_file(store, digest, size) as file:
        assert hashlib.sha256(file.read()).hexdigest() == digest
        file.seek(max(0, size - 5))
        assert file.read() == data[-5:]


def test_a_note_is_kept_beside_the_scans_and_replaced_whole(store: BlobStore) -> None:
    assert store.noted("numbers.json") == b""
    for data in (b'{"series": 500}', b"{}"):
        store.note("numbers.json", data)
        assert store.noted("numbers.json") == data


def test_a_sender_that_begins_anew_replaces_what_lay_behind(store: BlobStore) -> None:
    digest, data = content_of(500_000)
    send(store, digest, b"\0" * 400_000, 100_000)
    store.append(digest, 100_000, data[100_000:180_000])
    store.append(digest, 0, data[:100_000])
    send(store, digest, data, 90_000, 100_000)
    assert store.finish(digest, len(data))


def test_what_does_not_fit_its_digest_is_thrown_away(store: BlobStore) -> None:
    digest, data = content_of(17 * MIB)
    send(store, digest, data[:-1] + bytes([data[-1] ^ 1]), 4 * MIB)
    assert not store.finish(digest, len(data))
    assert store.held(digest) is None and store.arrived(digest) == 0
    store.append(digest, 0, data[:10])
    store.discard(digest)
    assert store.arrived(digest) == 0


def test_a_store_that_is_gone_is_an_error_and_no_missing_scan(host: str) -> None:
    gone = objects.bucket("127.0.0.1:9")
    with closing(gone), pytest.raises(S3Error, match="unreachable"):
        BlobObjects(gone).held("0" * 64)
    other = objects.S3(objects.Place(host, "nobody", tls=False), "a", "b")
    with closing(other), pytest.raises(S3Error, match="NoSuchBucket"):
        list(BlobObjects(other)._pieces("0" * 64))


def test_an_address_without_keys_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in objects.ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    assert main(["serve", "--db", str(tmp_path / "p.db"), "--blobs", "s3://127.0.0.1:9/scans"]) == 2
    assert "ZONGCHUANG_S3_KEY" in capsys.readouterr().out
    for wrong in ("s3://", "s3://host", "s3://a:b@host/bucket", "http://host/bucket"):
        with pytest.raises(ValueError, match="object store"):
            place_of(wrong)
    assert isinstance(store_at(str(tmp_path)), BlobFiles)


def test_the_signature_is_the_one_another_program_makes() -> None:
    """botocore signs the same request; two makers of a signature agree or one of them is wrong."""
    digest = hashlib.sha256(b"scan").hexdigest()
    query = "list-type=2&prefix=uploads%2Fa%20b%2F"
    theirs = AWSRequest("PUT", f"http://127.0.0.1:9000/scans/sha256/ab/x?{query}", data=b"scan")
    theirs.headers["host"] = "127.0.0.1:9000"
    S3SigV4Auth(Credentials("k", "s"), "s3", "cn-north-1").add_auth(theirs)
    at = datetime.strptime(theirs.context["timestamp"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    asked = Request("PUT", "127.0.0.1:9000", "/scans/sha256/ab/x", query, digest)
    ours = sign(asked, "k", "s", "cn-north-1", at)
    assert ours["authorization"] == theirs.headers["Authorization"]


def test_a_platform_on_an_object_store_takes_scans_over_a_line_that_breaks(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in objects.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    digest, data = content_of(9 * MIB + 1)
    province = Province.start(tmp_path / "p.db", more=("--blobs", f"s3://{host}/scans/{uuid4().hex}?tls=no"))
    window = Window()
    scan = WaitingScan(digest, len(data), uuid4())
    with CutLine(province.port, 4 * MIB) as cut, closing(province.platform(window, cut.url)) as line:
        _through(line, scan, data)
        province.kill()
        again = province.again()
        assert line.open_scan(scan).held
    assert cut.cuts >= 1 and again.stop() == 0


def _through(line: HttpPlatform, scan: WaitingScan, data: bytes) -> None:
    opened = again(lambda: line.open_scan(scan))
    while not opened.held:
        at = opened.offset
        try:
            opened = line.append_scan(opened.upload, at, data[at : at + MIB])
        except LineError:
            opened = again(lambda: line.open_scan(scan))
            assert opened.offset in (at, min(len(data), at + MIB)), "what was told stays there"


def again(call: Callable[[], ScanProgress]) -> ScanProgress:
    """Once more when the line just broke."""
    try:
        return call()
    except LineError:
        return call()

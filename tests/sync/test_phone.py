"""Telephones at a terminal: pictures come over a real page and are gone afterwards; a 亮码 counts once."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import requests

from app.errors import LineError, UserFacingError
from sync.client.http import HttpPlatform
from sync.platform.database import open_database
from sync.platform.partner_staff import put
from sync.platform.tickets import LIFE_MS, MOST_BYTES, MOST_PICTURES, TicketError, Tickets
from sync.platform.upload_page import build_upload_app
from tests.sync.support import Province, Window, started

JPEG = b"\xff\xd8\xff\xe0" + b"zc picture of a paper " * 50
LINES = (("m1", "身份证"), ("m2", "房产证"))


class Phone:
    """A browser on a telephone, before the real page in a process of its own."""

    def __init__(self, db: Path) -> None:
        self.process = started(["upload", "--db", str(db)])
        assert self.process.stdout is not None
        self.origin = json.loads(self.process.stdout.readline())["url"]
        self.session = requests.Session()
        self.session.trust_env = False

    def look(self, url: str) -> tuple[int, str]:
        answer = self.session.get(url, timeout=60)
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', answer.text)
        return answer.status_code, found[1] if found else answer.text

    def send(self, url: str, token: str, line: str, *pictures: bytes, **headers: str) -> requests.Response:
        files = [("pictures", (f"{n}.jpg", each, "image/jpeg")) for n, each in enumerate(pictures)]
        sent = {"Origin": self.origin} | headers
        data = {"csrf": token, "line": line}
        return self.session.post(url, data, files=files, headers=sent, timeout=60)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.session.close()


@pytest.fixture
def phone(province: Province) -> Iterator[Phone]:
    made = Phone(province.db)
    yield made
    made.stop()


@pytest.fixture
def line(province: Province) -> Iterator[HttpPlatform]:
    with closing(province.platform(Window())) as opened:
        yield opened


def test_pictures_of_a_telephone_arrive_at_the_terminal_and_nothing_of_them_stays(
    province: Province, phone: Phone, line: HttpPlatform
) -> None:
    kiosk = line.kiosk()
    ticket = kiosk.open_ticket(LINES)
    assert ticket.url.startswith(phone.origin)
    status, token = phone.look(ticket.url)
    assert status == 200
    said = phone.send(ticket.url, token, "m2", JPEG, JPEG + b"2").text
    assert "已收到 2 张" in said and "房产证" in said
    found = kiosk.sent(ticket.id)
    assert [(each.n, each.line, each.size) for each in found] == [
        (1, "m2", len(JPEG)),
        (2, "m2", len(JPEG) + 1),
    ]
    assert kiosk.picture(ticket.id, 1) == JPEG
    raw = b"".join(
        path.read_bytes() for path in province.db.parent.glob(f"{province.db.name}*") if path.is_file()
    )
    assert b"picture of a paper" not in raw and ticket.id.encode() not in raw, (
        "sealed, and the key is not beside it"
    )
    kiosk.close_ticket(ticket.id)
    assert not kiosk.sent(ticket.id) and phone.look(ticket.url)[0] == 404
    with closing(sqlite3.connect(province.db)) as database:
        mine = (hashlib.sha256(b"ticket:" + ticket.id.encode()).hexdigest(),)
        left = database.execute("SELECT count(*) FROM kiosk_pictures WHERE digest = ?", mine).fetchone()
        assert left == (0,)
    with pytest.raises(LineError):
        kiosk.picture(ticket.id, 1)


def test_another_terminal_sees_nothing_of_a_ticket(
    province: Province, phone: Phone, line: HttpPlatform
) -> None:
    ticket = line.kiosk().open_ticket(LINES)
    phone.send(ticket.url, phone.look(ticket.url)[1], "m1", JPEG)
    with closing(province.platform(Window())) as other:
        assert not other.kiosk().sent(ticket.id)
        other.kiosk().close_ticket(ticket.id)
    assert len(line.kiosk().sent(ticket.id)) == 1


def test_what_is_no_picture_of_hers_is_not_taken(phone: Phone, line: HttpPlatform) -> None:
    ticket = line.kiosk().open_ticket(LINES)
    token = phone.look(ticket.url)[1]
    assert "只收照片" in phone.send(ticket.url, token, "m1", b"%PDF-1.7 no picture").text
    assert "太大" in phone.send(ticket.url, token, "m1", JPEG[:4] + bytes(MOST_BYTES)).text
    assert "没有这一项" in phone.send(ticket.url, token, "m9", JPEG).text
    assert phone.send(ticket.url, "0" * 64, "m1", JPEG).status_code == 403, "a form of another page"
    assert phone.send(ticket.url, token, "m1", JPEG, Origin="https://elsewhere.invalid").status_code == 403
    assert phone.session.get(ticket.url, headers={"Host": "elsewhere.invalid"}, timeout=60).status_code == 403
    guessed = ticket.url[:-4] + "AAAA"
    assert phone.look(guessed)[0] == 404
    assert "太多" in phone.send(ticket.url, token, "m1", *[JPEG] * 9).text or not line.kiosk().sent(ticket.id)
    assert not line.kiosk().sent(ticket.id)


def test_who_chose_too_much_in_one_go_reads_how_to_send_it_and_finds_the_way_back(
    phone: Phone, line: HttpPlatform
) -> None:
    ticket = line.kiosk().open_ticket(LINES)
    token, back = phone.look(ticket.url)[1], f'href="/u/{ticket.url.rsplit("/", 1)[1]}"'
    large = [JPEG[:4] + bytes([n]) * (MOST_BYTES - 4) for n in range(6)]
    heavy = phone.send(ticket.url, token, "m1", *large)
    assert heavy.status_code == 413 and "合起来太大" in heavy.text and "4 张以内" in heavy.text, heavy.text
    many = phone.send(ticket.url, token, "m1", *(JPEG + bytes([n]) for n in range(9)))
    assert many.status_code == 400 and "一次最多选 8 张" in many.text, many.text
    assert back in heavy.text and back in many.text
    assert not line.kiosk().sent(ticket.id)
    assert "已收到 4 张" in phone.send(ticket.url, token, "m1", *large[:4]).text, "as many as it said do fit"


def test_a_ticket_ends_by_itself_and_with_the_next_person(tmp_path: Path) -> None:
    now = [1_790_000_000_000]
    with closing(open_database(str(tmp_path / "p.db"))) as database:
        tickets = Tickets(database, lambda: now[0])
        first = tickets.open("K01", LINES)
        assert tickets.take(first.ticket, "m1", [JPEG]) == 1
        second = tickets.open("K01", LINES)
        with pytest.raises(TicketError, match="失效"):
            tickets.take(first.ticket, "m1", [JPEG])
        for n in range(MOST_PICTURES):
            tickets.take(second.ticket, "m1", [JPEG + bytes([n])])
        with pytest.raises(TicketError, match="最多传"):
            tickets.take(second.ticket, "m1", [JPEG])
        now[0] += LIFE_MS
        with pytest.raises(TicketError, match="失效"):
            tickets.of(second.ticket)
        tickets.open("K02", LINES)
        assert not tickets.sent("K01", second.ticket), (
            "what is over is removed with the next ticket of anybody"
        )


def test_without_a_page_for_telephones_no_ticket_is_given(
    province: Province, phone: Phone, line: HttpPlatform
) -> None:
    phone.stop()
    with pytest.raises(LineError, match="upload page"):
        line.kiosk().open_ticket(LINES)


@pytest.mark.law("A6-3", "Z04")
def test_a_shown_code_says_who_she_is_once_and_while_it_is_fresh(
    province: Province, line: HttpPlatform
) -> None:
    kiosk, now = line.kiosk(), time.time_ns() // 1_000_000
    held = {"name": "张三", "id_type": "111", "id_number": "440524188001010014", "shown_ms": str(now)}
    put(str(province.db), "mobile", "LM-1", "shown", held)
    put(str(province.db), "mobile", "LM-2", "shown", held | {"shown_ms": str(now - 600_000)})
    put(str(province.db), "mobile", "LM-3", "shown", {"licence": "1.2", "holder": "x", "shown_ms": str(now)})
    person = kiosk.known_by("LM-1")
    assert (person.name, person.id_number, person.source) == ("张三", "440524188001010014", "phone")
    for code, why in (("LM-1", "用过"), ("LM-2", "过期"), ("LM-3", "没有认出"), ("nothing", "没有认出")):
        with pytest.raises(UserFacingError, match="ZC-KIOSK-07") as told:
            kiosk.known_by(code)
        assert why in told.value.what


def test_a_file_that_is_none_keeps_its_whole_sending_out_and_the_same_picture_counts_once(
    tmp_path: Path,
) -> None:
    with closing(open_database(str(tmp_path / "p.db"))) as database:
        tickets = Tickets(database, lambda: 1_790_000_000_000)
        ticket = tickets.open("K01", LINES).ticket
        with pytest.raises(TicketError, match=r"HEIC.*兼容性最佳"):
            tickets.take(ticket, "m1", [b"\0\0\0\x24ftypheic"])
        with pytest.raises(TicketError, match="只收照片"):
            tickets.take(ticket, "m1", [JPEG, b"heic"])
        assert not tickets.sent("K01", ticket)
        assert tickets.take(ticket, "m1", [JPEG, JPEG]) == 1
        assert tickets.take(ticket, "m1", [JPEG]) == 1


def test_a_body_without_a_ticket_or_a_cookie_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with closing(open_database(str(tmp_path / "p.db"))) as database:
        tickets = Tickets(database, lambda: 1_790_000_000_000)
        app, good = build_upload_app(tickets), tickets.open("K01", LINES).ticket

        def post(ticket: str, cookie: str) -> tuple[int, int]:
            """(status, pieces of the body that were read)."""
            read, said = [0], []
            part = '--X\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n一\r\n--X--\r\n'.encode()

            async def receive() -> dict[str, Any]:
                read[0] += 1
                return {"type": "http.request", "body": part, "more_body": False}

            async def send(message: Any) -> None:
                said.append(message)

            heads = {
                "host": "localhost",
                "origin": "http://localhost",
                "content-type": "multipart/form-data; boundary=X",
            }
            if cookie:
                heads["cookie"] = f"zc_upload={cookie}"
            scope = {
                "type": "http", "method": "POST", "path": f"/u/{ticket}", "raw_path": b"", "query_string": b"",
                "headers": [(name.encode(), value.encode()) for name, value in heads.items()], "root_path": "",
                "scheme": "http", "http_version": "1.1", "server": ("localhost", 80), "client": ("localhost", 1),
            }  # fmt: skip
            asyncio.run(app(scope, receive, send))  # type: ignore[arg-type]
            return said[0]["status"], read[0]

        assert post("no-such-ticket", "abc") == (404, 0)
        assert post(good, "") == (403, 0)
        assert post(good, "abc") == (403, 1), "a token that is no ASCII is a wrong one, and no fault"

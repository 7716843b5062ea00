"""The page on a citizen's telephone: pictures of her materials go to the terminal she stands at, and nowhere else."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import AsyncGenerator
from contextlib import suppress

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sync.platform.staff_html import Markup, tag
from sync.platform.staff_page import Shield
from sync.platform.tickets import MOST_BYTES, MOST_PICTURES, TOO_LARGE, Opened, TicketError, Tickets

_COOKIE = "zc_upload"
_SURE = 4
"""Pictures in one go that fit, however large each of them is."""
_MOST_BODY = _SURE * MOST_BYTES + 1024 * 1024
_HEARD_OUT = MOST_PICTURES * MOST_BYTES
"""So much is read and thrown away: a telephone that is cut off while it sends never sees why nothing was taken."""
_FILES = 8
"""Pictures in one go, where they are not large."""
_AT_ONCE = 4
"""Requests that are read into memory at the same time; the others wait."""
_READ_SECONDS = 120
"""So long a telephone may take for one go; who holds a turn longer gives it up."""
_NOT_OURS = "这个请求不是从本页面发出的，照片没有收。"
_STYLE = """
body{margin:0;background:#f4f6f8;color:#14202b}
body{font:18px/1.6 "Noto Sans CJK SC","Source Han Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
header{background:#12406b;color:#fff;padding:16px 20px;font-size:20px}
main{max-width:640px;margin:0 auto;padding:16px 20px}h1{font-size:24px}
form{background:#fff;border:1px solid #74828f;border-radius:8px;padding:16px;margin:16px 0}
h2{font-size:20px;margin:0 0 8px}
input[type=file]{display:block;width:100%;min-height:48px;font:inherit}
button{display:block;width:100%;min-height:56px;margin-top:12px;font:inherit;font-weight:bold}
button{background:#17508c;color:#fff;border:0;border-radius:8px}
.said{background:#e2f3e9;border:1px solid #125a35;border-radius:8px;padding:12px 16px}
.refused{background:#fce8e6;border:1px solid #9b1c16;border-radius:8px;padding:12px 16px}
"""


def build_upload_app(tickets: Tickets, hosts: frozenset[str] = frozenset()) -> ASGIApp:
    """The page as an application. ``hosts``: names under which telephones ask, beside those of this machine."""
    page = _Page(tickets)
    routes = [Route("/u/{ticket}", page.show), Route("/u/{ticket}", page.take, methods=["POST"])]
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    return Shield(Starlette(routes=routes), hosts, _HEARD_OUT, digest)


class _InMemory(MultiPartParser):
    """Pictures of somebody's papers never touch the disk of the server in the clear."""

    spool_max_size = _MOST_BODY


class _Page:
    """Shows what is wanted and takes it."""

    def __init__(self, tickets: Tickets) -> None:
        self._tickets = tickets
        self._reading = asyncio.Semaphore(_AT_ONCE)

    async def show(self, request: Request) -> Response:
        try:
            opened = await run_in_threadpool(self._tickets.of, request.path_params["ticket"])
        except TicketError as error:
            return _refused(error.words, 404)
        said = request.query_params.get("n", "")
        cookie = request.cookies.get(_COOKIE, "") or secrets.token_urlsafe(24)
        answer = HTMLResponse(_form_page(opened, _token(cookie, opened.ticket), said if said.isdigit() else ""))
        secure = request.headers.get("x-forwarded-proto", "") == "https"
        answer.set_cookie(_COOKIE, cookie, max_age=900, httponly=True, samesite="strict", secure=secure)
        return answer

    async def take(self, request: Request) -> Response:
        ticket = request.path_params["ticket"]
        try:
            await run_in_threadpool(self._tickets.of, ticket)
        except TicketError as error:  # before a byte of what is sent is read
            return _refused(error.words, 404)
        if not request.cookies.get(_COOKIE, ""):
            return _refused(_NOT_OURS, 403)
        if int(request.headers.get("content-length", "0")) > _MOST_BODY:
            await _hear_out(request)
            words = f"这几张照片合起来太大，没有收。一次选 {_SURE} 张以内，传完还可以再传。"
            return _refused(words, 413, ticket)
        async with self._reading:
            return await self._read(request, ticket)

    async def _read(self, request: Request, ticket: str) -> Response:
        parser = _InMemory(
            request.headers, _bounded(request), max_files=_FILES, max_fields=4, max_part_size=1024
        )
        try:
            async with asyncio.timeout(_READ_SECONDS):
                form = await parser.parse()
        except TimeoutError:
            return _refused("传得太慢，照片没有收；请少选几张再传。", 408, ticket)
        except (MultiPartException, KeyError):
            await _hear_out(request)
            return _refused(f"一次最多选 {_FILES} 张照片，请少选几张再传。", 400, ticket)
        try:
            return await self._took(request, ticket, form)
        except TicketError as error:
            return _refused(error.words, 409, ticket)
        finally:
            await form.close()

    async def _took(self, request: Request, ticket: str, form: FormData) -> Response:
        cookie, given = request.cookies.get(_COOKIE, ""), form.get("csrf")
        if not cookie or not isinstance(given, str) or not _same(given, _token(cookie, ticket)):
            return _refused(_NOT_OURS, 403)
        line = form.get("line")
        files = [each for each in form.getlist("pictures") if isinstance(each, UploadFile) and each.size]
        if not isinstance(line, str) or not files:
            return _refused("还没有选照片。", 400, ticket)
        for each in files:
            if (each.size or 0) > MOST_BYTES:
                raise TicketError(TOO_LARGE)
        pictures = [await each.read() for each in files]
        count = await run_in_threadpool(self._tickets.take, ticket, line, pictures)
        return RedirectResponse(f"/u/{ticket}?n={count}", 303)


async def _hear_out(request: Request) -> None:
    """Let the telephone send all of it, and keep nothing; RuntimeError: there was no more of it."""
    with suppress(TimeoutError, ClientDisconnect, RuntimeError):
        async with asyncio.timeout(_READ_SECONDS):
            async for _ in request.stream():
                pass


async def _bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """The body, no more of it than a request may bring, whatever length it named."""
    total = 0
    async for piece in request.stream():
        total += len(piece)
        if total > _MOST_BODY:
            raise MultiPartException("too long")
        yield piece


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _token(cookie: str, ticket: str) -> str:
    """What the form must bring: whoever cannot read the cookie cannot say it."""
    return hmac.new(cookie.encode(), ticket.encode(), hashlib.sha256).hexdigest()


def _form_page(opened: Opened, token: str, said: str) -> str:
    until = time.strftime("%H:%M", time.gmtime(opened.until_ms / 1000 + 8 * 3600))
    parts = [tag("p", f"照片只传到您面前的自助终端，办完就删除。有效至 {until}，最多 {MOST_PICTURES} 张。")]
    if said:
        parts.insert(0, tag("p", f"已收到 {said} 张。请看自助终端的屏幕，接着办。", class_="said"))
    for line, name in opened.lines:
        picture = tag(
            "input", type="file", name="pictures", accept="image/jpeg,image/png", multiple=True, required=True,
            aria_label=name,
        )  # fmt: skip
        hidden = [
            tag("input", type="hidden", name=key, value=value)
            for key, value in (("csrf", token), ("line", line))
        ]
        button = tag("button", "传这些照片")
        parts.append(
            tag("form", tag("h2", name), hidden, picture, button, method="post", enctype="multipart/form-data")
        )
    return _document("上传材料", parts)


def _refused(words: str, status: int, ticket: str = "") -> HTMLResponse:
    back = [tag("p", tag("a", "返回，重新选", href=f"/u/{ticket}"))] if ticket else []
    return HTMLResponse(_document("没有收", [tag("p", words, class_="refused"), *back]), status)


def _document(title: str, body: list[Markup]) -> str:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Markup(_STYLE)),
    )
    top = tag("header", "自助终端 · 手机传材料")
    return "<!doctype html>" + tag(
        "html", head, tag("body", top, tag("main", tag("h1", title), body)), lang="zh-CN"
    )

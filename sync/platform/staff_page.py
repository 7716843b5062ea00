"""The staff page: what ``platform decide|partner`` do, for people in a training room, on a port of its own."""

from __future__ import annotations

import hmac
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from sync.platform import staff_device_halls, staff_terminals
from sync.platform import staff_views as views
from sync.platform.database import Database
from sync.platform.partners.base import PartnerError
from sync.platform.staff_facts import StaffError
from sync.platform.staff_html import style_digest
from sync.platform.staff_login import LoginError, Person, StaffDoor

_log = logging.getLogger(__name__)

_COOKIE = "zc_staff"
_UNREAD = "有一项写得不对，没有办理：日期应为 2026-11-26 这样，天数只写数字，内容每行写一项“名称=值”。"
_MOST = 64 * 1024
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def build_staff_app(
    database: Database, db: str, now_ms: Callable[[], int], door: StaffDoor, hosts: frozenset[str] = frozenset()
) -> ASGIApp:
    """The page as an application. ``db`` is the URL of ``database``; ``now_ms`` gives UTC milliseconds.

    ``hosts``: names under which a proxy in front is asked, beside those of this machine.
    """
    desk = views.Desk(database, db, now_ms)
    page = _Page(desk, door)
    routes = [
        Route("/login", page.login, methods=["GET", "POST"]),
        Route("/logout", page.logout, methods=["POST"]),
        Route("/", page.show(views.cases)),
        Route("/asks", page.show(views.asks)),
        Route("/registers", page.show(views.registers)),
        Route("/tickets", page.show(views.tickets)),
        Route("/terminals", page.show(staff_terminals.terminals)),
        Route("/terminals", page.do(staff_terminals.go), methods=["POST"]),
        Route("/devices", page.show(staff_device_halls.devices)),
        Route("/devices", page.do(staff_device_halls.change), methods=["POST"]),
        Route("/accounts", page.show(views.accounts)),
        Route("/case/{case}", page.show(views.case)),
        Route("/case/{case}/act", page.do(views.act), methods=["POST"]),
        Route("/case/{case}/tell", page.do(views.tell), methods=["POST"]),
        Route("/asks/{ask}", page.do(views.answer), methods=["POST"]),
        Route("/registers", page.do(views.register), methods=["POST"]),
        Route("/held", page.do(views.end_held), methods=["POST"]),
    ]
    told = {404: page.missing, 405: page.missing, Exception: page.broken}
    return Shield(Starlette(routes=routes, exception_handlers=told), hosts)


class _Page:
    """Turns requests into calls of the views."""

    def __init__(self, desk: views.Desk, door: StaffDoor) -> None:
        self._desk = desk
        self._door = door

    async def login(self, request: Request) -> Response:
        if request.method == "GET":
            return HTMLResponse(views.login_page(""))
        form = await request.form()
        try:
            cookie = await run_in_threadpool(
                self._door.log_in, _word(form, "number"), _word(form, "password")
            )
        except LoginError as error:
            return HTMLResponse(views.login_page(error.words), 403)
        answer = RedirectResponse("/", 303)
        secure = request.headers.get("origin", "").startswith("https:")
        answer.set_cookie(_COOKIE, cookie, httponly=True, samesite="strict", path="/", secure=secure)
        return answer

    async def logout(self, request: Request) -> Response:
        person = await self._person(request)
        if person is None or not _is_ours(person, await request.form()):
            return RedirectResponse("/login", 303)
        answer = RedirectResponse("/login", 303)
        answer.delete_cookie(_COOKIE, path="/")
        return answer

    def show(self, view: Callable[[views.Desk, Person, Mapping[str, Any]], str]) -> Callable[..., Any]:
        async def endpoint(request: Request) -> Response:
            person = await self._person(request)
            if person is None:
                return RedirectResponse("/login", 303)
            asked = {**request.query_params, **request.path_params}
            try:
                return HTMLResponse(await run_in_threadpool(view, self._desk, person, asked))
            except (StaffError, PartnerError) as error:
                return HTMLResponse(views.refusal(person, error.words), 404)

        return endpoint

    def do(
        self, act: Callable[[views.Desk, Person, Mapping[str, Any], Mapping[str, str]], str]
    ) -> Callable[..., Any]:
        async def endpoint(request: Request) -> Response:
            person = await self._person(request)
            if person is None:
                return RedirectResponse("/login", 303)
            form = await request.form()
            if not _is_ours(person, form):
                return HTMLResponse(views.refusal(person, "这个请求不是从本页面发出的，没有办理。"), 403)
            given = {name: str(value) for name, value in form.items() if isinstance(value, str)}
            try:
                back = await run_in_threadpool(act, self._desk, person, request.path_params, given)
            except (StaffError, PartnerError) as error:
                return HTMLResponse(views.refusal(person, error.words), 409)
            except ValueError:
                return HTMLResponse(views.refusal(person, _UNREAD), 400)
            return RedirectResponse(back, 303)

        return endpoint

    async def missing(self, request: Request, _error: Exception) -> Response:
        """An address that is none, or a way of asking that is none."""
        return HTMLResponse(views.no_such_page(await self._person(request)), 404)

    async def broken(self, request: Request, error: Exception) -> Response:
        """The database does not answer, say: nothing was half done, each act is one transaction."""
        _log.error("%s %s failed: %s", request.method, request.url.path, type(error).__name__)
        return HTMLResponse(views.out_of_order(), 500)

    async def _person(self, request: Request) -> Person | None:
        return await run_in_threadpool(self._door.person, request.cookies.get(_COOKIE, ""))


def _is_ours(person: Person, form: FormData) -> bool:
    return hmac.compare_digest(_word(form, "csrf").encode(), person.token.encode())


def _word(form: FormData, name: str) -> str:
    value = form.get(name)
    return value if isinstance(value, str) else ""


class Shield:
    """Host (DNS rebinding) and Origin checked, small bodies only, and nothing of the page kept or framed elsewhere."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str], most: int = _MOST, style: str = "") -> None:
        self._app = app
        self._hosts = _LOCAL | hosts
        self._most = most
        policy = f"default-src 'none'; style-src 'sha256-{style or style_digest()}'; form-action 'self'; "
        self._headers = {
            "content-security-policy": policy + "frame-ancestors 'none'; base-uri 'none'",
            "x-content-type-options": "nosniff",
            # With no-referrer a browser names no Origin in our own forms, and they would be refused.
            "referrer-policy": "same-origin",
            "cache-control": "no-store",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not _from_here(scope["method"], headers, self._hosts, self._most):
            await HTMLResponse(views.stranger(), 403, self._headers)(scope, receive, send)
            return

        async def told(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] += [(n.encode(), v.encode()) for n, v in self._headers.items()]
            await send(message)

        await self._app(scope, receive, told)


def _from_here(method: str, headers: Mapping[str, str], hosts: frozenset[str], most: int) -> bool:
    host = headers.get("host", "")
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    length = headers.get("content-length", "0")
    if name not in hosts or not length.isdigit() or int(length) > most:
        return False
    if "transfer-encoding" in headers:
        return False
    origin = headers.get("origin", "")
    # A form of ours says where it came from; a request that changes something and does not say so is none of ours.
    return method == "GET" or origin in (f"http://{host}", f"https://{host}")

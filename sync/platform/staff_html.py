"""HTML that escapes whatever is put into it: text is text, and only what this module made is markup."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape

_VOID = frozenset({"input", "meta", "link", "br"})


class Markup(str):
    """Text that is HTML already; only :func:`tag` makes it."""

    __slots__ = ()


Child = Markup | str | int | None


def tag(element: str, /, *children: Child | Iterable[Child], **attributes: str | bool) -> Markup:
    """An element. Strings are escaped; ``class_`` and ``for_`` stand for the words that Python keeps for itself."""
    words = ""
    for key, value in attributes.items():
        if value is False:
            continue
        named = key.rstrip("_").replace("_", "-")
        words += f" {named}" if value is True else f' {named}="{escape(str(value))}"'
    if element in _VOID:
        return Markup(f"<{element}{words}>")
    return Markup(f"<{element}{words}>{''.join(map(_text, _flat(children)))}</{element}>")


def _flat(children: Iterable[Child | Iterable[Child]]) -> Iterable[Child]:
    for child in children:
        if child is None or isinstance(child, (str, int)):
            yield child
        else:
            yield from child


def _text(child: Child) -> str:
    if child is None:
        return ""
    return str(child) if isinstance(child, Markup) else escape(str(child))


def table(heads: Sequence[str], rows: Iterable[Sequence[Child]]) -> Markup:
    """A table; each row has as many cells as there are heads."""
    body = [tag("tr", (tag("td", cell) for cell in row)) for row in rows]
    if not body:
        return tag("p", "（没有）", class_="none")
    return tag("table", tag("thead", tag("tr", (tag("th", head) for head in heads))), tag("tbody", body))


def field(
    name: str, label: str, *, kind: str = "text", needed: bool = False, lines: int = 0, value: str = ""
) -> Markup:
    """A labelled input with ``value`` in it; ``lines`` above 0 makes it a text area."""
    mark = tag("b", " 必填") if needed else None
    if lines:
        inside = tag("textarea", value, name=name, rows=str(lines), required=needed)
    else:
        auto = "current-password" if kind == "password" else "off"
        least = {"min": "1"} if kind == "number" else {}
        inside = tag("input", type=kind, name=name, required=needed, autocomplete=auto, value=value, **least)
    return tag("label", tag("span", label, mark), inside)


def choice(name: str, label: str, options: Mapping[str, str], *, needed: bool = False) -> Markup:
    """A list to choose from."""
    mark = tag("b", " 必填") if needed else None
    chosen = (tag("option", words, value=value) for value, words in options.items())
    return tag("label", tag("span", label, mark), tag("select", chosen, name=name, required=needed))


def hidden(name: str, value: str) -> Markup:
    """A value that the form brings along."""
    return tag("input", type="hidden", name=name, value=value)


def folded(summary: str, *inside: Child | Iterable[Child], open_: bool = False) -> Markup:
    """Something to open when it is wanted."""
    return tag("details", tag("summary", summary), *inside, open=open_)


def form(action: str, token: str, button: str, *children: Child | Iterable[Child]) -> Markup:
    """A form that changes something; ``token`` is the session's own against forged requests."""
    return tag("form", hidden("csrf", token), *children, tag("button", button), method="post", action=action)


_STYLE = """
body{margin:0;background:#f4f6f8;color:#1b2733}
body{font:16px/1.6 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif}
header{background:#12406b;color:#fff;padding:10px 24px;display:flex;gap:24px;align-items:center}
header a{color:#fff;text-decoration:none}header form{margin:0 0 0 auto}header form label{display:none}
main{max-width:1100px;margin:24px auto;padding:0 24px}h1{font-size:22px}h2{font-size:18px;margin-top:28px}
table{border-collapse:collapse;width:100%;background:#fff}
td,th{border:1px solid #ccd5de;padding:6px 10px;text-align:left;vertical-align:top}
th{background:#e8eef4}main form{background:#fff;border:1px solid #ccd5de;padding:12px 16px;margin:12px 0}
label{display:grid;grid-template-columns:300px minmax(200px,460px);gap:2px 16px;margin:8px 0;align-items:start}
label span{padding-top:4px}label b{color:#a61b1b;font-weight:normal;font-size:14px}
input,textarea,select{font:inherit;padding:5px 8px;border:1px solid #8795a3;border-radius:4px;background:#fff}
textarea{resize:vertical}
button{font:inherit;padding:7px 20px;background:#12406b;color:#fff;border:0;border-radius:4px;margin-top:8px}
button:hover{background:#0d3153}:focus-visible{outline:3px solid #e0a100;outline-offset:1px}
nav{margin-bottom:12px}th{white-space:nowrap}
nav a{display:inline-block;padding:4px 12px;margin:0 6px 6px 0;border:1px solid #8795a3;border-radius:16px}
nav a{color:#12406b;background:#fff;text-decoration:none}nav a[aria-current]{background:#12406b;color:#fff}
header a[aria-current]{border-bottom:2px solid #fff}
details{background:#fff;border:1px solid #ccd5de;margin:6px 0;padding:6px 12px}details form{border:0;padding:0}
summary{cursor:pointer}td{overflow-wrap:anywhere}
@media (max-width:760px){label{grid-template-columns:1fr}header{flex-wrap:wrap;gap:10px 16px}main{padding:0 12px}}
.said{background:#e3f1e4;border:1px solid #3c7a41;padding:8px 14px}
.refused{background:#fbe9e7;border:1px solid #a61b1b;padding:8px 14px}.none{color:#5a6875}
""".strip()


def page(
    title: str, body: Iterable[Child], *, name: str = "", token: str = "", here: str = "", again_s: int = 0
) -> str:
    """A whole page; ``name`` of who is logged in, empty before that; ``here``: which of the links it is; ``again_s``:
    after so many seconds it is loaded anew by itself, 0 never.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width"),
        tag("meta", http_equiv="refresh", content=str(again_s)) if again_s else None,
        tag("title", f"{title} · 省平台工作台"),
        tag("style", Markup(_STYLE)),
    )
    shown = LINKS.items() if name else ()
    links = [tag("a", words, href=to, aria_current="page" if to == here else False) for to, words in shown]
    out = form("/logout", token, f"退出（{name}）") if name else None
    top = tag("header", tag("strong", "省平台工作台（参考）"), links, out)
    return "<!doctype html>" + tag(
        "html", head, tag("body", top, tag("main", tag("h1", title), body)), lang="zh-CN"
    )


LINKS: Mapping[str, str] = {
    "/": "办件", "/asks": "待人工答复", "/registers": "登记簿", "/tickets": "投诉", "/terminals": "自助终端",
    "/devices": "设备大厅", "/accounts": "对账",
}


def style_digest() -> str:
    """What a content security policy calls the one style of these pages."""
    return base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

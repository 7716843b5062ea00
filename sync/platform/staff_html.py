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


def tag(name: str, /, *children: Child | Iterable[Child], **attributes: str | bool) -> Markup:
    """An element. Strings are escaped; ``class_`` and ``for_`` stand for the words that Python keeps for itself."""
    words = ""
    for key, value in attributes.items():
        if value is False:
            continue
        named = key.rstrip("_").replace("_", "-")
        words += f" {named}" if value is True else f' {named}="{escape(str(value))}"'
    if name in _VOID:
        return Markup(f"<{name}{words}>")
    return Markup(f"<{name}{words}>{''.join(map(_text, _flat(children)))}</{name}>")


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


def field(name: str, label: str, *, kind: str = "text", needed: bool = False, lines: int = 0) -> Markup:
    """A labelled input; ``lines`` above 0 makes it a text area with a value per line."""
    words = f"{label}（每行一项）" if lines else label
    mark = tag("b", " 必填") if needed else None
    if lines:
        inside = tag("textarea", name=name, rows=str(lines), required=needed)
    else:
        auto = "current-password" if kind == "password" else "off"
        inside = tag("input", type=kind, name=name, required=needed, autocomplete=auto)
    return tag("label", tag("span", words, mark), inside)


def choice(name: str, label: str, options: Mapping[str, str]) -> Markup:
    """A list to choose from."""
    inside = tag("select", (tag("option", words, value=value) for value, words in options.items()), name=name)
    return tag("label", tag("span", label), inside)


def form(action: str, token: str, button: str, *children: Child | Iterable[Child]) -> Markup:
    """A form that changes something; ``token`` is the session's own against forged requests."""
    hidden = tag("input", type="hidden", name="csrf", value=token)
    return tag("form", hidden, *children, tag("button", button), method="post", action=action)


_STYLE = """
body{margin:0;background:#f4f6f8;color:#1b2733}
body{font:16px/1.6 "Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",sans-serif}
header{background:#12406b;color:#fff;padding:10px 24px;display:flex;gap:24px;align-items:center}
header a{color:#fff;text-decoration:none}header form{margin:0 0 0 auto}header form label{display:none}
main{max-width:1100px;margin:24px auto;padding:0 24px}h1{font-size:22px}h2{font-size:18px;margin-top:28px}
table{border-collapse:collapse;width:100%;background:#fff}
td,th{border:1px solid #ccd5de;padding:6px 10px;text-align:left;vertical-align:top}
th{background:#e8eef4}main form{background:#fff;border:1px solid #ccd5de;padding:12px 16px;margin:12px 0}
label{display:block;margin:6px 0}
label span{display:inline-block;min-width:260px;vertical-align:top}label b{color:#a61b1b}
input,textarea,select{font:inherit;padding:4px 8px;min-width:340px;border:1px solid #8795a3;border-radius:4px}
button{font:inherit;padding:6px 18px;background:#12406b;color:#fff;border:0;border-radius:4px;margin-top:6px}
details{background:#fff;border:1px solid #ccd5de;margin:6px 0;padding:6px 12px}details form{border:0;padding:0}
summary{cursor:pointer}.said{background:#e3f1e4;border:1px solid #3c7a41;padding:8px 14px}
.refused{background:#fbe9e7;border:1px solid #a61b1b;padding:8px 14px}.none{color:#5a6875}
""".strip()


def page(title: str, body: Iterable[Child], *, name: str = "", token: str = "") -> str:
    """A whole page; ``name`` of who is logged in, empty before that."""
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("title", f"{title} · 省平台工作台"),
        tag("style", Markup(_STYLE)),
    )
    links = [tag("a", words, href=to) for to, words in LINKS.items()] if name else []
    out = form("/logout", token, f"退出（{name}）") if name else None
    top = tag("header", tag("strong", "省平台工作台（参考）"), links, out)
    return "<!doctype html>" + tag(
        "html", head, tag("body", top, tag("main", tag("h1", title), body)), lang="zh-CN"
    )


LINKS: Mapping[str, str] = {"/": "办件", "/asks": "待人工答复", "/registers": "登记簿", "/tickets": "投诉"}


def style_digest() -> str:
    """What a content security policy calls the one style of these pages."""
    return base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

"""The contact sheet: every picture on one page, those with a complaint marked and first in the list."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from ui.tokens import LIGHT

_STYLE = f"""
body{{font:14px/1.5 sans-serif;margin:24px;background:{LIGHT.sunken};color:{LIGHT.text}}}
h1{{font-size:20px}}h2{{font-size:16px;margin:32px 0 8px}}
.grid{{display:grid;grid-template-columns:repeat(auto-fill,minmax(320px,1fr));gap:16px}}
figure{{margin:0;background:{LIGHT.surface};border:1px solid {LIGHT.border};padding:8px}}
figure.bad{{border:2px solid {LIGHT.light_red}}}
img{{width:100%;height:auto;display:block}}
figcaption{{font-size:12px;margin-top:6px}}
pre{{white-space:pre-wrap;font-size:11px;color:{LIGHT.danger_fg};margin:4px 0 0}}
"""


def contact_sheet(sets: Sequence[dict[str, Any]]) -> str:
    """HTML with every picture of ``sets``, each a link to itself in full size."""
    parts = [
        '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>综窗 画面</title>',
        f"<style>{_STYLE}</style><h1>综窗 画面</h1>",
    ]
    problems = [problem for one in sets for problem in one["problems"]]
    if problems:
        parts.append(f"<pre>{escape(chr(10).join(problems))}</pre>")
    for one in sets:
        parts.append(f"<h2>{escape(one['face'])} · {escape(one['set'])}（{len(one['pictures'])}）</h2>")
        parts.append('<div class="grid">')
        for picture in sorted(one["pictures"], key=lambda each: not each["found"]):
            parts.append(_figure(f"{one['face']}/{one['set']}/{picture['file']}", picture))
        parts.append("</div>")
    return "\n".join([*parts, "</html>\n"])


def _figure(file: str, picture: dict[str, Any]) -> str:
    found = picture["found"]
    said = f"<pre>{escape(chr(10).join(found))}</pre>" if found else ""
    return (
        f'<figure class="{"bad" if found else "good"}"><a href="{escape(file)}">'
        f'<img loading="lazy" src="{escape(file)}" alt="{escape(picture["name"])}"></a>'
        f"<figcaption>{escape(picture['name'])} {escape(picture['size'])}</figcaption>{said}</figure>"
    )

"""The style sheet, built from a theme; what QSS cannot draw (key caps, chips, lights) is painted in ``ui/shared``.

Frames carry a dynamic property ``part`` (what they are) and, where it matters, ``state`` (ok, info, warn,
danger, neutral); labels carry ``tone``. So no widget has a style sheet of its own and switching the theme is
one call.
"""

from __future__ import annotations

from ui.tokens import Theme

STATES = ("ok", "info", "warn", "danger", "neutral")
TONES = ("text", "text2", "text3", "primary", "on_tint", "on_primary", "disabled", *STATES)


def style_sheet(theme: Theme) -> str:
    """The whole style sheet of a theme."""
    return "\n".join(
        (_base(theme), _frames(theme), _fields(theme), _views(theme), _bars(theme), _tones(theme))
    )


def _base(th: Theme) -> str:
    c = th.c
    return f"""
QMainWindow, QWidget[part="page"] {{ background: {c.bg}; }}
QWidget {{ color: {c.text}; selection-background-color: {c.primary}; selection-color: {c.on_primary}; }}
QLabel {{ background: transparent; border: none; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control}; padding: {th.space.xs}px; }}
QFrame[part="line"] {{ background: {c.border}; border: none; max-height: 1px; min-height: 1px; }}
QFrame[part="upright"] {{ background: {c.border}; border: none; max-width: 1px; min-width: 1px; }}
"""


def _frames(th: Theme) -> str:
    c, r = th.c, th.radius
    bars = "\n".join(
        f'QFrame[part="verdict"][state="{s}"] {{ background: {st.bg}; border: none; border-top: 2px solid {st.bd}; }}\n'
        f'QFrame[part="band"][state="{s}"] {{ background: {st.bg}; border: 1px solid {st.bd};'
        f" border-radius: {r.card}px; }}\n"
        f'QFrame[part="strip"][state="{s}"] {{ background: {st.bg}; border: none;'
        f" border-bottom: 1px solid {st.bd}; }}\n"
        f'QFrame[part="sheet"][state="{s}"] {{ background: {st.bg}; border: none; border-top: 2px solid {st.bd}; }}'
        for s in STATES
        for st in (th.state(s),)
    )
    return f"""
QFrame[part="pane"] {{ background: {c.surface}; border: 1px solid {c.border}; border-radius: {r.card}px; }}
QFrame[part="panehead"] {{ background: transparent; border: none; border-bottom: 1px solid {c.border}; }}
QFrame[part="panefoot"] {{ background: transparent; border: none; border-top: 1px solid {c.border}; }}
QFrame[part="card"] {{ background: {c.sunken}; border: 1px solid {c.border}; border-radius: {r.field}px; }}
QFrame[part="row"] {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.border}; }}
QFrame[part="row"][current="true"] {{ background: {c.select}; border-left: {th.size.bar}px solid {c.primary}; }}
QFrame[part="desk"] {{ background: {c.desk}; border: none; }}
QFrame[part="topbar"] {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.border}; }}
QFrame[part="rail"] {{ background: {c.rail}; border: none; border-right: 1px solid {c.rail}; }}
QFrame[part="dialog"] {{ background: {c.surface}; border: 1px solid {c.control}; border-radius: {r.dialog}px; }}
QFrame[part="foot"] {{ background: {c.sunken}; border: none; border-top: 1px solid {c.border}; }}
QFrame[part="verdict"] {{ background: {c.surface}; border: none; border-top: 2px solid {c.control}; }}
QFrame[part="citizenbar"] {{ background: {c.rail}; border: none; }}
QFrame[part="stationtop"] {{ background: {c.rail}; border: none; }}
QFrame[part="stationfoot"] {{ background: {c.surface}; border: none; border-top: 1px solid {c.border}; }}
QFrame[part="now"] {{ background: {c.surface}; border: 2px solid {c.primary}; border-radius: {r.card}px; }}
{bars}
"""


def _fields(th: Theme) -> str:
    c, r, s = th.c, th.radius, th.size
    inner = s.field - 2 * th.ring
    ring = f"{th.ring}px solid {c.focus}"
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit, QSpinBox {{
  background: {c.surface}; color: {c.text}; border: 1px solid {c.control}; border-radius: {r.field}px;
  padding: {th.ring - 1}px {th.space.s}px; }}
QLineEdit, QComboBox, QDateEdit, QSpinBox {{ min-height: {inner}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateEdit:focus, QSpinBox:focus {{
  border: {ring}; padding: 0px {th.space.s - th.ring + 1}px; }}
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {{ background: {c.disabled_bg};
  color: {c.disabled_fg}; }}
QLineEdit[state="danger"] {{ border: 1px solid {c.danger_bd}; background: {c.danger_bg}; }}
QLineEdit[part="palette"], QLineEdit[part="palette"]:focus {{ min-height: {s.palette_field}px;
  border: {ring}; padding: 0px {th.space.m}px; }}
QLineEdit[part="search"] {{ background: {c.sunken}; }}
QLineEdit[part="bare"] {{ background: transparent; border: none; padding: 0px; }}
QComboBox::drop-down {{ border: none; width: {th.space.xxl}px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control};
  selection-background-color: {c.select}; selection-color: {c.text}; }}
QCheckBox {{ spacing: {th.space.s}px; background: transparent; }}
"""


def _views(th: Theme) -> str:
    c, s = th.c, th.size
    return f"""
QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: none; outline: none;
  selection-background-color: {c.select}; selection-color: {c.text}; gridline-color: {c.border}; }}
QHeaderView {{ background: {c.sunken}; border: none; }}
QHeaderView::section {{ background: {c.sunken}; color: {c.text2}; border: none;
  border-bottom: 1px solid {c.control}; padding: 0px {th.space.pane}px; min-height: {s.header_table - 1}px; }}
QScrollArea, QScrollArea > QWidget > QWidget[part="scrolled"] {{ background: transparent; border: none; }}
QStackedWidget {{ background: transparent; border: none; }}
QSplitter::handle {{ background: {c.bg}; }}
"""


def _bars(th: Theme) -> str:
    c = th.c
    return f"""
QScrollBar:vertical {{ background: {c.sunken}; width: {th.space.m}px; margin: 0px; border: none; }}
QScrollBar:horizontal {{ background: {c.sunken}; height: {th.space.m}px; margin: 0px; border: none; }}
QScrollBar::handle {{ background: {c.control}; border-radius: {th.radius.field}px; margin: {th.space.hair}px; }}
QScrollBar::handle:vertical {{ min-height: {th.space.huge}px; }}
QScrollBar::handle:horizontal {{ min-width: {th.space.huge}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {c.border}; border: none; border-radius: {th.radius.cap}px; text-align: center;
  max-height: {th.space.s - th.space.hair}px; min-height: {th.space.s - th.space.hair}px; }}
QProgressBar::chunk {{ background: {c.primary}; border-radius: {th.radius.cap}px; }}
"""


def _tones(th: Theme) -> str:
    return "\n".join(f'QLabel[tone="{tone}"] {{ color: {th.tone(tone)}; }}' for tone in TONES) + (
        f'\nQLabel[tone="rail"] {{ color: {th.c.rail_text}; }}'
    )

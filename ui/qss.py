"""Style sheets of the few controls that cannot be drawn by hand: scroll bars, lists to choose from, long fields.

Each control carries its own. The application has none, see :mod:`ui.grounds`; a control takes its sheet in ``dress()``,
which :func:`ui.theme.apply_theme` calls when the theme changes.
"""

from __future__ import annotations

from ui.tokens import Theme


def bar_sheet(th: Theme) -> str:
    """A scroll bar: a rounded handle on a sunken ground."""
    c = th.c
    return f"""
QScrollBar:vertical {{ background: {c.sunken}; width: {th.space.m}px; margin: 0px; border: none; }}
QScrollBar:horizontal {{ background: {c.sunken}; height: {th.space.m}px; margin: 0px; border: none; }}
QScrollBar::handle {{ background: {c.control}; border-radius: {th.radius.field}px; margin: {th.space.hair}px; }}
QScrollBar::handle:vertical {{ min-height: {th.space.huge}px; }}
QScrollBar::handle:horizontal {{ min-width: {th.space.huge}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0px; height: 0px; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""


def field_sheet(th: Theme) -> str:
    """Fields that Qt draws: several lines of text, and a list to choose from."""
    c, r, s = th.c, th.radius, th.size
    return f"""
QPlainTextEdit, QComboBox {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control};
  selection-background-color: {c.primary}; selection-color: {c.on_primary};
  border-radius: {r.field}px; padding: {th.ring - 1}px {th.space.s}px; }}
QComboBox {{ min-height: {s.field - 2 * th.ring}px; combobox-popup: 0; }}
QPlainTextEdit:focus, QComboBox:focus {{ border: {th.ring}px solid {c.focus};
  padding: 0px {th.space.s - th.ring + 1}px; }}
QPlainTextEdit:disabled, QComboBox:disabled {{ background: {c.disabled_bg}; color: {c.disabled_fg}; }}
QComboBox::drop-down {{ border: none; width: {th.space.xxl}px; }}
QComboBox QAbstractItemView {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.control}; outline: none;
  selection-background-color: {c.select}; selection-color: {c.text}; }}
QComboBox QAbstractItemView::item {{ min-height: {s.button_small}px; padding: 0px {th.space.s}px; color: {c.text}; }}
QComboBox QAbstractItemView::item:selected {{ background: {c.select}; }}
"""


def card_sheet(th: Theme) -> str:
    """A list inside a card."""
    c = th.c
    return f"""
QListView {{ background: {c.sunken}; color: {c.text}; border: 1px solid {c.border}; outline: none;
  border-radius: {th.radius.field}px; selection-background-color: {c.select}; selection-color: {c.text}; }}
"""

"""The tokens of the design: colours, type, space, heights and columns, as typed frozen data without Qt.

Every colour and every size in the faces comes from here. Colours are sRGB hex, sizes are pixels of the 96 dpi
grid, times are milliseconds. ``ui/theme.py`` turns them into palette, fonts and style sheet.
"""

from __future__ import annotations

from app.values import dataclass, field, fields


@dataclass(frozen=True)
class Colours:
    """One set of colours; the names say the role, never the hue."""

    bg: str
    surface: str
    sunken: str
    border: str
    control: str
    text: str
    text2: str
    text3: str
    primary: str
    on_primary: str
    primary_hover: str
    primary_pressed: str
    tint: str
    on_tint: str
    select: str
    focus: str
    focus_halo: str
    rail: str
    rail_text: str
    rail_key: str
    rail_active: str
    on_rail_active: str
    info_fg: str
    info_bg: str
    info_bd: str
    ok_fg: str
    ok_bg: str
    ok_bd: str
    warn_fg: str
    warn_bg: str
    warn_bd: str
    danger_fg: str
    danger_bg: str
    danger_bd: str
    neutral_fg: str
    neutral_bg: str
    neutral_bd: str
    light_ok: str
    light_warn: str
    light_warn_edge: str
    light_red: str
    light_pause: str
    disabled_fg: str
    disabled_bg: str
    paper: str
    paper_ink: str
    desk: str
    kbd_bg: str
    kbd_fg: str
    kbd_bd: str
    seal: str


LIGHT = Colours(
    bg="#E9EEF2",
    surface="#FFFFFF",
    sunken="#F3F6F8",
    border="#D3DBE2",
    control="#74828F",
    text="#14202B",
    text2="#3F4D5A",
    text3="#53616E",
    primary="#17508C",
    on_primary="#FFFFFF",
    primary_hover="#1E62A8",
    primary_pressed="#103B69",
    tint="#E4EEF8",
    on_tint="#134577",
    select="#DBE8F6",
    focus="#0B63E5",
    focus_halo="#BAD5FB",
    rail="#13243A",
    rail_text="#D2DDE8",
    rail_key="#A9BBCD",
    rail_active="#2A69AD",
    on_rail_active="#FFFFFF",
    info_fg="#134B7A",
    info_bg="#E4EFFA",
    info_bd="#5C93C6",
    ok_fg="#125A35",
    ok_bg="#E2F3E9",
    ok_bd="#4C9A6C",
    warn_fg="#6E4300",
    warn_bg="#FFF0D2",
    warn_bd="#B67B16",
    danger_fg="#9B1C16",
    danger_bg="#FCE8E6",
    danger_bd="#CC635B",
    neutral_fg="#3F4D5A",
    neutral_bg="#ECF0F3",
    neutral_bd="#8593A0",
    light_ok="#1B7F49",
    light_warn="#F5B31C",
    light_warn_edge="#6E4300",
    light_red="#C0261D",
    light_pause="#65737F",
    disabled_fg="#53616E",
    disabled_bg="#E3E8EC",
    paper="#FFFFFF",
    paper_ink="#111111",
    desk="#CFD7DE",
    kbd_bg="#FFFFFF",
    kbd_fg="#3F4D5A",
    kbd_bd="#A9B5C0",
    seal="#C0261D",
)

DARK = Colours(
    bg="#0E141A",
    surface="#18212A",
    sunken="#121A22",
    border="#2D3A47",
    control="#75869A",
    text="#E9EFF5",
    text2="#BAC7D3",
    text3="#9DACBA",
    primary="#79B6F2",
    on_primary="#08131F",
    primary_hover="#93C5F6",
    primary_pressed="#5C9FE0",
    tint="#1A3049",
    on_tint="#B3D6FA",
    select="#1D3650",
    focus="#66B2FF",
    focus_halo="#1F4B78",
    rail="#0A0F15",
    rail_text="#C4D1DE",
    rail_key="#93A5B7",
    rail_active="#2A69AD",
    on_rail_active="#FFFFFF",
    info_fg="#A8D0F8",
    info_bg="#14293E",
    info_bd="#3E73A6",
    ok_fg="#8FDCB0",
    ok_bg="#122C20",
    ok_bd="#3B8A61",
    warn_fg="#FFCE7A",
    warn_bg="#33260D",
    warn_bd="#A87622",
    danger_fg="#FFB0A8",
    danger_bg="#3A1816",
    danger_bd="#B5534B",
    neutral_fg="#BAC7D3",
    neutral_bg="#222D38",
    neutral_bd="#6A7A8A",
    light_ok="#43B678",
    light_warn="#F5B31C",
    light_warn_edge="#FFE3A6",
    light_red="#F0625A",
    light_pause="#93A2B0",
    disabled_fg="#9DACBA",
    disabled_bg="#232E39",
    paper="#F4F2EC",
    paper_ink="#111111",
    desk="#0B1016",
    kbd_bg="#222D38",
    kbd_fg="#D4DEE8",
    kbd_bd="#52626F",
    seal="#C0261D",
)

CONTRAST = Colours(
    bg="#000000",
    surface="#000000",
    sunken="#000000",
    border="#FFFFFF",
    control="#FFFFFF",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#E6E6E6",
    primary="#FFE600",
    on_primary="#000000",
    primary_hover="#FFF27A",
    primary_pressed="#D9C400",
    tint="#1F1F00",
    on_tint="#FFE600",
    select="#2B2800",
    focus="#00E5FF",
    focus_halo="#000000",
    rail="#000000",
    rail_text="#FFFFFF",
    rail_key="#FFFFFF",
    rail_active="#FFE600",
    on_rail_active="#000000",
    info_fg="#7FE3FF",
    info_bg="#000000",
    info_bd="#7FE3FF",
    ok_fg="#6BFF9E",
    ok_bg="#000000",
    ok_bd="#6BFF9E",
    warn_fg="#FFD23F",
    warn_bg="#000000",
    warn_bd="#FFD23F",
    danger_fg="#FF9D94",
    danger_bg="#000000",
    danger_bd="#FF9D94",
    neutral_fg="#FFFFFF",
    neutral_bg="#000000",
    neutral_bd="#FFFFFF",
    light_ok="#6BFF9E",
    light_warn="#FFD23F",
    light_warn_edge="#FFFFFF",
    light_red="#FF9D94",
    light_pause="#FFFFFF",
    disabled_fg="#C8C8C8",
    disabled_bg="#000000",
    paper="#FFFFFF",
    paper_ink="#000000",
    desk="#000000",
    kbd_bg="#000000",
    kbd_fg="#FFFFFF",
    kbd_bd="#FFFFFF",
    seal="#C0261D",
)

COLOURS: dict[str, Colours] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


@dataclass(frozen=True)
class Type:
    """Font size and line height in pixels."""

    size: int
    line: int


@dataclass(frozen=True)
class TypeScale:
    """The type of one face. Roles a face does not draw fall back to its nearest one."""

    caption: Type
    secondary: Type
    body: Type
    title: Type
    verdict: Type
    figure: Type


WINDOW_TYPE = TypeScale(Type(12, 16), Type(13, 18), Type(14, 20), Type(16, 22), Type(20, 26), Type(24, 30))
STATION_TYPE = TypeScale(Type(18, 26), Type(18, 26), Type(20, 30), Type(24, 32), Type(28, 36), Type(34, 44))
KIOSK_TYPE = TypeScale(Type(28, 40), Type(28, 40), Type(34, 48), Type(44, 56), Type(60, 76), Type(220, 220))
KIOSK_LARGE_TYPE = TypeScale(
    Type(40, 54), Type(40, 54), Type(48, 64), Type(60, 76), Type(76, 92), Type(220, 220)
)
CITIZEN_TYPE = TypeScale(Type(18, 26), Type(20, 28), Type(20, 30), Type(26, 34), Type(28, 36), Type(34, 44))
SCALES: dict[str, TypeScale] = {
    "window": WINDOW_TYPE,
    "station": STATION_TYPE,
    "kiosk": KIOSK_TYPE,
    "kioskLarge": KIOSK_LARGE_TYPE,
    "citizen": CITIZEN_TYPE,
}


@dataclass(frozen=True)
class Space:
    """The 4 px grid."""

    none: int = 0
    xs: int = 4
    s: int = 8
    m: int = 12
    lg: int = 16
    xl: int = 20
    xxl: int = 24
    huge: int = 32
    vast: int = 40
    edge: int = 48
    page: int = 64
    pane: int = 10
    """Inner margin of a pane, from the pictures."""
    hair: int = 2
    """The gap inside a control, between its border and its focus ring."""


@dataclass(frozen=True)
class Radius:
    """Corner radii."""

    cap: int = 3
    field: int = 4
    card: int = 6
    dialog: int = 8
    tile: int = 12
    kiosk_tile: int = 20


@dataclass(frozen=True)
class Motion:
    """Milliseconds; ``reduced`` is used for everything when the person turns motion off."""

    hover: int = 0
    panel: int = 120
    max: int = 200
    reduced: int = 0
    skeleton: int = 150
    """Wait so long before a skeleton shows, so that quick answers do not flicker."""
    quiet: int = 120
    """The preview repaints after so much quiet."""


@dataclass(frozen=True)
class Sizes:
    """Heights and widths of the parts."""

    topbar: int = 48
    rail: int = 88
    rail_item: int = 82
    rail_foot: int = 60
    page_head: int = 44
    pane_head: int = 38
    row_table: int = 36
    side_rows: int = 4
    sheet_width: int = 940
    header_table: int = 32
    row_material: int = 61
    row_palette: int = 46
    group_palette: int = 28
    field: int = 32
    segment: int = 30
    button_small: int = 28
    button: int = 36
    button_primary: int = 44
    chip: int = 22
    chip_icon: int = 14
    key_cap: int = 18
    icon: int = 18
    icon_small: int = 14
    icon_rail: int = 20
    icon_large: int = 32
    light: int = 14
    step: int = 26
    number: int = 22
    badge: int = 20
    verdict_bar: int = 72
    search_box: int = 240
    search_height: int = 30
    palette_width: int = 760
    palette_top: int = 84
    palette_field: int = 48
    dialog_width: int = 480
    login_width: int = 400
    first_width: int = 460
    bar: int = 3
    """Width of the mark at the left of a selected row."""
    ring: int = 2
    ring_contrast: int = 3
    hairline: int = 1
    shadow_blur: int = 24
    shadow_drop: int = 6
    shadow: str = "#460A141E"
    """Alpha first, as Qt reads it."""
    dim: str = "#80000000"
    """What lies between a dialog and the page."""
    station_top: int = 64
    station_band: int = 56
    station_foot: int = 64
    station_row: int = 62
    station_top_low: int = 48
    station_band_low: int = 44
    station_low: int = 52
    station_column: int = 1000
    station_step: int = 34
    station_icon: int = 26
    station_paper: int = 420
    station_wide: int = 1280
    station_tall: int = 700
    station_page: int = 500
    citizen_button: int = 64
    citizen_brand: int = 38
    kiosk_target: int = 96
    kiosk_target_large: int = 128
    kiosk_gap: int = 16
    pad_width: int = 690
    pad_height: int = 220
    touch: int = 60


@dataclass(frozen=True)
class Columns:
    """Widths of the window's page grids; a pair is (at 1366, at 1920)."""

    intake_who: tuple[int, int] = (226, 300)
    intake_what: tuple[int, int] = (268, 372)
    intake_paper: tuple[int, int] = (272, 470)
    gap: int = 8
    due_detail: int = 306
    due: tuple[int, ...] = (108, 112, 88, 0, 0, 96, 86, 130)
    """灯 截止 哪个时限 事项 申请人 收件号 在谁手里 下一步; 0 shares the rest."""
    case_materials: int = 520
    case_events: tuple[int, int] = (340, 480)
    outbox_figures: int = 96
    outbox_explain: int = 132
    outbox_devices: int = 316
    wide_from: int = 1800
    """From this window width on the second number of a pair applies."""


@dataclass(frozen=True)
class Theme:
    """All that a painter needs: ``theme.c`` colours, ``theme.type``, ``theme.space``, ``theme.radius``,
    ``theme.size`` …
    """

    name: str
    c: Colours
    type: TypeScale
    space: Space = field(default_factory=Space)
    radius: Radius = field(default_factory=Radius)
    size: Sizes = field(default_factory=Sizes)
    motion: Motion = field(default_factory=Motion)
    columns: Columns = field(default_factory=Columns)

    @property
    def ring(self) -> int:
        """Width of the focus ring in pixels: high contrast draws a wider one."""
        return self.size.ring_contrast if self.name == "contrast" else self.size.ring

    def state(self, state: str) -> StateColours:
        """Colours of one of the five states ``ok info warn danger neutral``; KeyError for any other word."""
        return {
            "ok": StateColours(self.c.ok_fg, self.c.ok_bg, self.c.ok_bd),
            "info": StateColours(self.c.info_fg, self.c.info_bg, self.c.info_bd),
            "warn": StateColours(self.c.warn_fg, self.c.warn_bg, self.c.warn_bd),
            "danger": StateColours(self.c.danger_fg, self.c.danger_bg, self.c.danger_bd),
            "neutral": StateColours(self.c.neutral_fg, self.c.neutral_bg, self.c.neutral_bd),
        }[state]

    def tone(self, tone: str) -> str:
        """A text colour by name: ``text text2 text3 primary on_tint on_primary disabled rail`` or a state's word."""
        plain = {
            "text": self.c.text,
            "text2": self.c.text2,
            "text3": self.c.text3,
            "primary": self.c.primary,
            "on_tint": self.c.on_tint,
            "on_primary": self.c.on_primary,
            "disabled": self.c.disabled_fg,
            "rail": self.c.rail_text,
        }
        return plain[tone] if tone in plain else self.state(tone).fg


@dataclass(frozen=True)
class StateColours:
    """Foreground, background and border of a state."""

    fg: str
    bg: str
    bd: str


STATE_ICONS = {
    "ok": "circle-check",
    "info": "info",
    "warn": "triangle-alert",
    "danger": "circle-alert",
    "neutral": "circle-small",
}


def make_theme(name: str = "light", scale: str = "window") -> Theme:
    """The theme ``light``, ``dark`` or ``contrast`` in the type of ``window``, ``station``, ``citizen``,
    ``kiosk`` or ``kioskLarge``.

    An unknown name gives KeyError: a misspelt setting must not silently become another look.
    """
    return Theme(name=name, c=COLOURS[name], type=SCALES[scale])


def contrast_ratio(one: str, other: str) -> float:
    """Contrast of two hex colours, from 1 to 21 (WCAG 2.1, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def colour_names() -> tuple[str, ...]:
    """Every colour role, for the tests and the reference page."""
    return tuple(f.name for f in fields(Colours))

"""The states a picture is taken of: scene by scene, in the order in which they come about.

The manual may use these names and no others; a scene that leaves one out, or brings one more, is a fault of the run.
"""

from __future__ import annotations

from ui.small_screen import scale_for

FACES = ("window", "station", "kiosk")
THEMES = ("light", "dark", "contrast")
SIZES: dict[str, tuple[tuple[int, int], ...]] = {
    "window": ((1366, 768), (1920, 1080)),
    "station": ((1366, 768), (1024, 530)),
    "kiosk": ((1080, 1920), (1920, 1080)),
}
"""In pixels of the screen. At 150 % only screens that are large enough are drawn, see :func:`sizes`."""
LARGE_SIZES: dict[str, tuple[tuple[int, int], ...]] = {
    "window": ((1920, 1080), (1920, 960)),
    "station": ((1920, 1080),),
    "kiosk": (),
}
SMALL = 71
"""Per cent: a terminal on a screen smaller than its pages are drawn for, whose share ``ui.small_screen`` asks for."""
SMALL_SIZES: tuple[tuple[int, int], ...] = ((1366, 768), (1024, 768))

WINDOW: dict[str, tuple[str, ...]] = {
    "doors": ("first-run", "first-run-short", "login", "login-refused", "locked"),
    "intake": (
        "intake-empty",
        "intake-card",
        "intake-search",
        "intake-situation",
        "intake-form",
        "intake-rows",
        "intake-deficient",
        "intake-law",
        "intake-asked",
        "intake-received",
        "intake-filled",
        "intake-parked",
    ),
    "intake-ways": (
        "intake-company",
        "intake-tolerant",
        "intake-away",
        "intake-receive-only",
        "intake-not-ours",
    ),
    "due": ("due-empty", "due-full", "due-overdue"),
    "case": (
        "case-received",
        "case-more",
        "case-asks",
        "case-notice",
        "case-seal",
        "case-correction",
        "case-accepted",
        "case-promise",
        "case-declined",
        "case-ready",
        "case-withdrawn",
    ),
    "handover": ("handover-empty", "handover-case"),
    "parcels": ("parcels-empty", "parcels-scan", "parcels-wrong", "parcels-signing", "parcels-sign", "parcels-done"),
    "returns": ("returns-empty", "returns-unknown", "returns-of", "returns-list", "returns-case", "returns-found"),
    "taken-back": (
        *("back-card", "back-ask", "back-due", "back-form", "back-kept", "back-void"),
        *("linked-later", "linked-first", "linked-due", "linked-search"),
    ),
    "search": ("search-empty", "search-found", "search-nothing"),
    "palette": ("palette-ways", "palette-found", "palette-nothing"),
    "print": (
        "print-queue",
        "print-failed",
        "print-stock",
        "print-seals",
        "print-custody",
        "print-calibration",
    ),
    "sync": (
        "sync-quiet",
        "sync-elsewhere",
        "sync-unplaced",
        "sync-waits",
        "sync-parked",
        "sync-garbled",
        "sync-numbers-out",
    ),
    "day": ("day-open", "day-sign", "day-shift", "day-close"),
    "figures": ("figures-empty", "figures-week", "figures-month", "figures-own", "figures-save"),
    "visits": ("visits-empty", "visits-list"),
    "pad": ("pad-empty", "pad-enter", "pad-gap"),
    "file": ("file",),
    "accounts": ("accounts-empty", "accounts-open", "accounts-done"),
    "citizen": (
        "citizen-read",
        "citizen-notice",
        "citizen-paper",
        "citizen-rate",
        "citizen-talk",
        "citizen-done",
    ),
    "told": ("told-band", "told-refused", "told-fault", "told-question"),
    "calls": ("calls-list", "calls-old"),
    "help": ("help-intake", "help-due", "help-keys", "help-report"),
    "lessons": ("lesson-begin", "lesson-rows", "lesson-elsewhere"),
}
STATION: dict[str, tuple[str, ...]] = {
    "doors": ("login", "locked"),
    "home": ("home-fresh", "home-begun", "home-after", "home-days-offline"),
    "intake": (
        "step-who",
        "step-what",
        "step-materials",
        "step-deficient",
        "step-result",
        "step-sign",
        "at-home",
    ),
    "rooms": (
        *("bundle-empty", "pad-none", "pad-sheets", "bundle", "progress", "papers", "remind", "record"),
        *("case", "bundle-left"),
    ),
    "ended": (
        *("bundle-gone", "bundle-back", "bundle-returns", "bundle-give", "home-returns", "home-months-offline"),
        *("remind-news", "remind-told", "remind-more"),
    ),
    "talk": ("talk-empty", "talk"),
    "told": ("told-band", "told-refused"),
    "help": ("help-home", "help-intake", "lesson-begin", "lesson-sign"),
}
KIOSK: dict[str, tuple[str, ...]] = {"day": ()}
"""The kiosk names its own pages (``Screen.key``): every page that the day comes across is taken."""

SCENES: dict[str, dict[str, tuple[str, ...]]] = {"window": WINDOW, "station": STATION, "kiosk": KIOSK}


def sizes(face: str, scale: int) -> tuple[tuple[int, int], ...]:
    """The screens of a face, in pixels, at 100 or 150 %, or those of a terminal that are ``SMALL``."""
    if scale == SMALL:
        return SMALL_SIZES if face == "kiosk" else ()
    return SIZES[face] if scale == 100 else LARGE_SIZES[face]


def names(face: str) -> frozenset[str]:
    """Every state of a face that is named here."""
    return frozenset(name for scene in SCENES[face].values() for name in scene)


def drawn_at(scale: int) -> float:
    """By how much everything is drawn smaller or larger at so many per cent."""
    return scale_for(*SMALL_SIZES[0]) if scale == SMALL else scale / 100

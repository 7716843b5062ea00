"""A seat that changes hands is empty: what the person before had open is not shown to the next (record 0121)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.shared.shell import FaceShell
from ui.tell import Tell
from ui.window.intake.seat import leave_to_another


def sit_down(shell: FaceShell, pages: Mapping[str, Any], tell: Tell, same: bool) -> None:
    """Show the places to who logged in: the ``same`` person finds them as she left them, another one without what was
    open.
    """
    if not same and shell.stands("handover"):
        # Before it is seen again: it would warn her of a card that lay there for the person before.
        pages["handover"].another_person()
    shell.show_places(same=same)
    if same:
        return
    # After what was asked of the person before is answered as by Esc: the answer goes to her page, not to an empty one.
    if shell.stands("search"):
        pages["search"].another_person()
    leave_to_another(pages["intake"], tell)

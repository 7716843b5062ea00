"""申请表: a telephone of the form is looked at as the one of 谁 is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.guide import FormField
from ui.shared.field import Field
from ui.theme import t
from ui.window.intake.form import FormBox, _Line


def shown(app: QApplication, value: str) -> Field:
    box = FormBox()
    spec = FormField("mobile", "联系人电话", kind="phone")
    box.show_fields((spec,), {"mobile": value}, {}, False)
    entry = box.entries["mobile"]
    assert isinstance(entry, _Line)
    box.deleteLater()
    return entry.field


@pytest.mark.parametrize("value", ["1380000000", "138000000011", "12345"])
def test_a_telephone_that_reaches_nobody_is_warned_of(app: QApplication, value: str) -> None:
    """A figure too few stood there with a tick."""
    field = shown(app, value)
    assert t("intake.form.phone_odd") in field.message.text()


@pytest.mark.parametrize("value", ["13800000001", "024-12345678", "无", ""])
def test_one_that_is_rung_without_a_doubt_is_not(app: QApplication, value: str) -> None:
    assert t("intake.form.phone_odd") not in shown(app, value).message.text()

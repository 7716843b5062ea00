"""项目代码 (S3 二(四), S4 21(2))."""

from __future__ import annotations

from uuid import UUID

from app.domain.commands import NameProject
from app.usecases.desk import Desk, Done, act


def name_project(desk: Desk, case_id: UUID, code: str = "", name: str = "") -> Done:
    """Look the project up by its code, or have it entered in its system under ``name``."""
    return act(desk, case_id, NameProject(code, name))

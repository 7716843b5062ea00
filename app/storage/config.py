"""``config.toml`` of a data folder, read and written without its key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import tomli_w

from app.domain.codec import CodecError, from_json, to_json
from app.errors import UserFacingError
from app.storage.files import replace_file
from app.values import dataclass, field, fields, replace

UNFINISHED = "unfinished"
"""Lies in a data folder whose setting up is not done yet: until it is gone nobody takes the folder for a profile."""


@dataclass(frozen=True)
class ProfileConfig:
    """``config.toml``. ``device`` is the short name on papers and commits (``D07``), ``device_uuid`` the name for ever.

    ``region`` is the division code of its place in the tree (S0 4); ``authority`` the body whose name its own papers
    bear; ``second_copy`` a folder on another medium, empty when there is none; ``has_database`` that ``zc.db`` was
    made, so that it must be there; ``extra`` whatever else the file holds.
    """

    profile: UUID
    rehearsal: bool
    device: str
    device_uuid: UUID
    created_ms: int
    face: str = "window"
    hall: str = ""
    window: str = ""
    region: str = ""
    authority: str = ""
    platform_url: str = ""
    second_copy: str = ""
    has_database: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


def profile_exists(path: Path) -> bool:
    """Whether ``path`` holds a finished profile: it has its settings, and nobody is still at its setting up."""
    return (path / "config.toml").exists() and not (path / UNFINISHED).exists()


def read_config(path: Path) -> ProfileConfig:
    """The settings in the data folder ``path``. Raises UserFacingError ZC-PROFILE-02."""
    try:
        values = tomllib.loads((path / "config.toml").read_text("utf-8"))
        config = config_from(values)
    except (OSError, ValueError, CodecError) as error:
        raise UserFacingError(
            "ZC-PROFILE-02",
            "设置文件 config.toml 读不出来。",
            "办件数据和密钥没有被改动。",
            "请改正这个文件，或从备份恢复它。",
        ) from error
    return config


def config_from(values: Mapping[str, Any]) -> ProfileConfig:
    """Settings from the values of ``config.toml``. Raises CodecError, ValueError."""
    known = {f.name for f in fields(ProfileConfig)} - {"extra"}
    config = from_json(ProfileConfig, {name: values[name] for name in known & values.keys()})
    more = {name: value for name, value in values.items() if name not in known}
    # What is told to be written under [extra] counts as what stands beside the rest does.
    table = more.get("extra")
    if isinstance(table, Mapping):
        more = {name: value for name, value in more.items() if name != "extra"} | dict(table)
    return replace(config, extra=more)


def config_values(config: ProfileConfig) -> dict[str, Any]:
    """What ``config.toml`` says, as plain values."""
    values = {f.name: to_json(getattr(config, f.name)) for f in fields(config) if f.name != "extra"}
    return values | dict(config.extra)


def write_config(path: Path, config: ProfileConfig) -> None:
    """Replace ``config.toml`` in the data folder ``path``, durable when this returns. Raises OSError."""
    replace_file(path / "config.toml", tomli_w.dumps(config_values(config)).encode("utf-8"))

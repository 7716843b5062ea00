"""Dataclass ↔ JSON values, driven by the annotations; the one way events become text and come back.

Supported: dataclasses, ``StrEnum``, ``str``, ``int``, ``bool``, ``date``, ``UUID``, ``tuple[X, ...]``,
fixed tuples, ``dict[str, X]`` and
``X | None``. Unknown keys in the input are ignored (a newer writer), missing ones take the field's default.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

_T = TypeVar("_T")


class CodecError(ValueError):
    """The JSON does not fit the annotated type; the message names the path."""


_PLAIN = frozenset((str, int, bool, float, type(None)))


def to_json(value: Any) -> Any:
    """JSON-compatible value of ``value``."""
    kind: Any = type(value)
    return value if kind in _PLAIN else _writer(kind)(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Any]:
    """How a value of ``kind`` is written; asked once per kind, since every save writes hundreds of values."""
    if is_dataclass(kind):
        names = tuple(f.name for f in fields(kind))
        return lambda value: {name: to_json(getattr(value, name)) for name in names}
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, (date, UUID)):
        return str
    if issubclass(kind, (tuple, list)):
        return lambda value: [to_json(item) for item in value]
    if issubclass(kind, dict):
        return lambda value: {key: to_json(item) for key, item in value.items()}
    return lambda value: value


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def from_json(cls: type[_T], data: Any, path: str = "") -> _T:
    """Build a ``cls`` from JSON-compatible ``data``. Raises CodecError."""
    return typing.cast(_T, _build(cls, data, path or cls.__name__))


def _build(hint: Any, data: Any, path: str) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _union(hint, data, path)
    if origin is tuple:
        return _tuple(typing.get_args(hint), data, path)
    if origin is dict:
        inner = typing.get_args(hint)[1]
        return {
            str(key): _build(inner, item, f"{path}.{key}") for key, item in _need(data, dict, path).items()
        }
    if is_dataclass(hint):
        return _dataclass(typing.cast(type, hint), data, path)
    return _scalar(hint, data, path)


def _union(hint: Any, data: Any, path: str) -> Any:
    if data is None:
        return None
    inner = [arg for arg in typing.get_args(hint) if arg is not type(None)]
    return _build(inner[0], data, path)


def _tuple(args: tuple[Any, ...], data: Any, path: str) -> tuple[Any, ...]:
    items = _need(data, (list, tuple), path)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(_build(args[0], item, f"{path}[{n}]") for n, item in enumerate(items))
    if len(args) != len(items):
        raise CodecError(f"{path}: expected {len(args)} items")
    return tuple(
        _build(arg, item, f"{path}[{n}]") for n, (arg, item) in enumerate(zip(args, items, strict=True))
    )


def _dataclass(cls: type, data: Any, path: str) -> Any:
    given = _need(data, dict, path)
    hints = _hints(cls)
    values: dict[str, Any] = {}
    for f in fields(cls):
        if f.name in given:
            values[f.name] = _build(hints[f.name], given[f.name], f"{path}.{f.name}")
        elif f.default is MISSING and f.default_factory is MISSING:
            raise CodecError(f"{path}.{f.name}: missing")
    try:
        return cls(**values)
    except ValueError as error:
        raise CodecError(f"{path}: {error}") from error


def _scalar(hint: Any, data: Any, path: str) -> Any:
    if hint is Any:
        return data
    try:
        if hint is date:
            return date.fromisoformat(_need(data, str, path))
        if hint is UUID:
            return UUID(_need(data, str, path))
        if isinstance(hint, type) and issubclass(hint, Enum):
            return hint(data)
    except (ValueError, TypeError) as error:
        raise CodecError(f"{path}: {error}") from error
    if hint is int and isinstance(data, bool):
        raise CodecError(f"{path}: expected int")
    return _need(data, hint, path)


def _need(data: Any, kind: Any, path: str) -> Any:
    if not isinstance(data, kind):
        raise CodecError(f"{path}: unexpected {type(data).__name__}")
    return data


def _opened(value: Any) -> Any:
    """What the encoder does not know itself, opened by one step; it comes back for what lies inside."""
    kind: Any = type(value)
    return _opener(kind)(value)


@cache
def _opener(kind: Any) -> Callable[[Any], Any]:
    if is_dataclass(kind):
        names = tuple(f.name for f in fields(kind))
        return lambda value: {name: getattr(value, name) for name in names}
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, (date, UUID)):
        return str
    raise TypeError(f"{kind.__name__} has no JSON")


_COMPACT = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=_opened)


def dumps(value: Any) -> str:
    """Compact JSON text of :func:`to_json`, non-ASCII kept; what it writes is stored and never rewritten."""
    return _COMPACT.encode(value)

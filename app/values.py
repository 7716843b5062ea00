"""``dataclass`` as of the standard library, its methods made when they are first needed.

The standard one reads the fields of each class, and writes and compiles five or six functions of it, whenever a program
starts; with six hundred classes that was a third of what stood between the start and the first key. Here both are done
when somebody asks: fields are read and ``__init__`` is compiled at the first instance; what compares, shows and freezes
is shared code. Rules of the fields, errors and results are those of the standard library, errors of the fields at the
first instance instead of at the class; a type checker sees the standard one. ``InitVar`` is not served.
"""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Set
from dataclasses import MISSING, FrozenInstanceError, asdict, field, fields, is_dataclass
from functools import cache, partial
from operator import attrgetter
from reprlib import recursive_repr
from threading import RLock
from typing import TYPE_CHECKING, Any

__all__ = ["MISSING", "asdict", "dataclass", "field", "fields", "is_dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def replace(each: Any, /, **changes: Any) -> Any:
        """See ``dataclasses.replace``. Half of what following a case through its events cost went into that one: it
        looks at each field anew and calls ``__init__`` with all of them.
        """
        names = _carried(type(each))
        if names is None or not changes.keys() <= names:
            return dataclasses.replace(each, **changes)
        held = each.__dict__
        made = object.__new__(type(each))
        values = made.__dict__
        # Field by field: an instance may hold more, such as what it worked out of its fields once.
        for name in names:
            values[name] = held[name]
        values.update(changes)
        if hasattr(made, "__post_init__"):
            made.__post_init__()
        return made

    def dataclass(cls: type | None = None, /, **how: bool) -> Any:
        """See ``dataclasses.dataclass``; with ``slots`` or ``order`` it is that very one."""
        return _made(cls, how) if cls is not None else lambda each: _made(each, how)


_LAZY = {"frozen", "kw_only"}
_FIELDS = "__dataclass_fields__"
_reading = RLock()
_FACTORY: Any = object()
"""Stands in a signature for a field that makes its own value."""


@cache
def _carried(cls: Any) -> Set[str] | None:
    """The fields that a copy carries over as they are; None where the standard library must make it: slots, and
    fields that ``__init__`` does not take.
    """
    each = fields(cls)
    plain = cls.__new__ is object.__new__ and cls.__dictoffset__ != 0 and all(one.init for one in each)
    return {one.name: None for one in each}.keys() if plain else None


def _made(cls: Any, how: dict[str, bool]) -> Any:
    if not how.keys() <= _LAZY:
        return dataclasses.dataclass(**how)(cls)
    # Without a text of its own the standard one works out a signature for each class: dear, and nobody reads it.
    cls.__doc__ = cls.__doc__ or cls.__name__
    own, frozen = dict(cls.__dict__), how.get("frozen", False)
    given: dict[str, Callable[[Any], Any]] = {
        _FIELDS: partial(_read, how.get("kw_only", False)),
        "__match_args__": _matched,
        "__init__": partial(_init, frozen),
        "__repr__": _repr,
        "__eq__": _eq,
    }
    if frozen:
        given["__hash__"] = _hash
    elif own.get("__hash__") is None:
        cls.__hash__ = None
    for name, make in given.items():
        if own.get(name) is None:
            setattr(cls, name, _First(cls, name, make))
    if frozen:
        cls.__setattr__, cls.__delattr__ = _frozen(cls)
    if any(isinstance(value, dataclasses.Field) for value in own.values()):
        # What stands on the class itself must be the default, not what describes it.
        fields(cls)
    return cls


class _First:
    """Stands on a class where a method or the fields will, until somebody asks for them: most classes are only named
    before the first key. Threads may ask at once: the fields are read once, of all else both make the same.
    """

    def __init__(self, cls: Any, name: str, make: Callable[[Any], Any]) -> None:
        self._cls = cls
        self._name = name
        self._make = make

    def __get__(self, each: Any, _: Any = None) -> Any:
        made = self._make(self._cls)
        setattr(self._cls, self._name, made)
        return made if each is None or not callable(made) else made.__get__(each)


def _read(kw_only: bool, cls: Any) -> dict[str, Any]:
    """What the standard library knows of the fields, read once: it takes what it has read off the class."""
    with _reading:
        if isinstance(cls.__dict__[_FIELDS], _First):
            dataclasses.dataclass(init=False, repr=False, eq=False, match_args=False, kw_only=kw_only)(cls)
        known: dict[str, Any] = cls.__dict__[_FIELDS]
        return known


def _matched(cls: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(cls) if each.init and not each.kw_only)


def _init(frozen: bool, cls: Any) -> Any:
    """The real ``__init__``: what the standard library writes, compiled."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_FACTORY": _FACTORY}
    plain: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for each in fields(cls):
        name = each.name
        value = name
        if each.default_factory is not MISSING:
            known[f"_make_{name}"] = each.default_factory
            value = f"_make_{name}() if {name} is _FACTORY else {name}" if each.init else f"_make_{name}()"
        elif not each.init:
            # Its value stands on the class, or nowhere yet.
            continue
        if each.init:
            (named if each.kw_only else plain).append(name + _default(each, known))
        lines.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    signature = ", ".join(["self", *plain, *(["*", *named] if named else [])])
    body = "\n  ".join(lines or ["pass"])
    text = f"def _outer({', '.join(known)}):\n def __init__({signature}):\n  {body}\n return __init__"
    made: dict[str, Any] = {}
    # The names are those of the fields of a class of this house, never anything from outside.
    exec(text, sys.modules[cls.__module__].__dict__, made)  # noqa: S102
    init = made["_outer"](**known)
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__annotations__ = {each.name: each.type for each in fields(cls) if each.init} | {"return": None}
    return init


def _default(each: Any, known: dict[str, Any]) -> str:
    if each.default_factory is not MISSING:
        return "=_FACTORY"
    if each.default is MISSING:
        return ""
    known[f"_default_{each.name}"] = each.default
    return f"=_default_{each.name}"


def _values_of(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """What reads these attributes into a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda each: tuple(getattr(each, name) for name in names)


def _repr(cls: Any) -> Callable[[Any], str]:
    names = [each.name for each in fields(cls) if each.repr]

    @recursive_repr()
    def __repr__(self: Any) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({shown})"

    return __repr__


def _eq(cls: Any) -> Callable[[Any, object], bool]:
    values = _values_of([each.name for each in fields(cls) if each.compare])

    def __eq__(self: Any, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return values(self) == values(other)

    return __eq__


def _hash(cls: Any) -> Callable[[Any], int]:
    counted = [each.name for each in fields(cls) if (each.compare if each.hash is None else each.hash)]
    values = _values_of(counted)
    return lambda self: hash(values(self))


def _frozen(cls: Any) -> tuple[Callable[[Any, str, object], None], Callable[[Any, str], None]]:
    def named(name: str) -> bool:
        return any(each.name == name for each in fields(cls))

    def __setattr__(self: Any, name: str, value: object) -> None:
        if type(self) is cls or named(name):
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or named(name):
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __setattr__, __delattr__

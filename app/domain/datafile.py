"""Reading of data files.

One error that says which file, where in it, and what is wrong, in words for the person who keeps it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any


class DataFileError(ValueError):
    """A data file cannot be used.

    ``code`` is stable (``ZC-DATA-…``), ``where`` the place in the file (a key, a row), ``text`` plain
    Chinese.
    """

    def __init__(self, code: str, where: str, text: str) -> None:
        super().__init__(f"{code} {where}: {text}" if where else f"{code} {text}")
        self.code = code
        self.where = where
        self.text = text


def parse_json_object(text: str, what: str) -> dict[str, Any]:
    """Read ``text`` as one JSON object; ``what`` names the file in the error (ZC-DATA-01, ZC-DATA-02)."""
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        place = f"第{error.lineno}行" if isinstance(error, json.JSONDecodeError) else ""
        raise DataFileError("ZC-DATA-01", place, f"{what}不是有效的JSON文件。") from None
    if not isinstance(value, dict):
        raise DataFileError("ZC-DATA-02", "", f"{what}的内容不对：应为一个JSON对象。")
    return value


class Table:
    """A table of a data file that remembers which keys were asked for, so that what nobody knows is refused.

    ``prefix`` begins the error codes: ``-02`` unknown key, ``-03`` missing key, ``-04`` value of the wrong kind.
    """

    def __init__(self, data: Mapping[str, Any], prefix: str, where: str = "") -> None:
        self._data = data
        self._prefix = prefix
        self._where = where
        self._asked: set[str] = set()
        self._children: list[Table] = []
        self._tables: dict[str, Table] = {}

    def __contains__(self, key: str) -> bool:
        """Whether the table has ``key``; asking does not make it known."""
        return key in self._data

    def __iter__(self) -> Iterator[str]:
        """Keys in the order of the file."""
        return iter(self._data)

    @property
    def where(self) -> str:
        """Place of this table in the file, with dots."""
        return self._where

    def error(self, number: str, key: str, text: str) -> DataFileError:
        """An error at ``key`` of this table."""
        return DataFileError(f"{self._prefix}-{number}", self.path(key), text)

    def path(self, key: str) -> str:
        """Place of ``key`` in the file, with dots."""
        return f"{self._where}.{key}" if self._where else key

    def value(self, key: str, kind: type, default: Any = None) -> Any:
        """The value under ``key``, of ``kind``; ``default`` when missing and not None."""
        self._asked.add(key)
        if key not in self._data:
            if default is not None:
                return default
            raise self.error("03", key, f"缺少“{self.path(key)}”。")
        found = self._data[key]
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise self.error("04", key, f"“{self.path(key)}”的值类型不对。")
        return found

    def text(self, key: str, default: str | None = None) -> str:
        """A text."""
        return str(self.value(key, str, default))

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number."""
        return int(self.value(key, int, default))

    def flag(self, key: str, default: bool | None = None) -> bool:
        """True or false."""
        return bool(self.value(key, bool, default))

    def day(self, key: str) -> date:
        """A date (TOML)."""
        found = self.value(key, date)
        assert isinstance(found, date)
        return found

    def texts(self, key: str = "") -> tuple[str, ...]:
        """A list of texts under ``key``, empty when missing."""
        found = self.value(key, list, [])
        if not all(isinstance(each, str) for each in found):
            raise self.error("04", key, f"“{self.path(key)}”应为一列文字。")
        return tuple(found)

    def table(self, key: str, default: Mapping[str, Any] | None = None) -> Table:
        """The table under ``key``."""
        if key not in self._tables:
            self._tables[key] = Table(self.value(key, dict, default), self._prefix, self.path(key))
            self._children.append(self._tables[key])
        return self._tables[key]

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables under ``key``, empty when missing."""
        found = self.value(key, list, [])
        if not all(isinstance(each, dict) for each in found):
            raise self.error("04", key, f"“{self.path(key)}”应为一列表格。")
        made = tuple(
            Table(each, self._prefix, f"{self.path(key)}[{n}]") for n, each in enumerate(found, start=1)
        )
        self._children.extend(made)
        return made

    def all_texts(self) -> dict[str, str]:
        """Every key of this table with its text."""
        return {key: self.text(key) for key in self._data}

    def refuse_unknown(self) -> None:
        """Raise for the first key, here or below, that nobody asked for."""
        for key in self._data:
            if key not in self._asked:
                raise self.error("02", key, f"有不认识的项“{self.path(key)}”。")
        for child in self._children:
            child.refuse_unknown()

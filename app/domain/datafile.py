"""Reading of data files.

One error that says which file, where in it, and what is wrong, in words for the person who keeps it.
"""

from __future__ import annotations

import json
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

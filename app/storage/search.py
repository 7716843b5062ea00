"""Search of the catalogue as one types.

Words, pinyin, initials, code, synonyms, with a slip of the finger forgiven.

Two indexes, both of a cost that hardly grows with the catalogue. ``search_head`` is an ordered list of
everything an item may be called from its beginning (name, synonym, pinyin, initials, code): a prefix is one
seek. ``search_fts`` finds what stands in the middle; its row numbers begin with the length of the name, so
that its first rows are already the closest ones and reading may stop there. SQLite's own trigram tokenizer
finds nothing for two Chinese characters, so pairs of characters are made here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, islice, pairwise
from typing import TypeVar

from sqlalchemy import Connection

from app.storage.pinyin import SYLLABLES, reader, segmentations
from app.values import dataclass

Part = TypeVar("Part", str, tuple[str, ...])
Values = tuple[int | str, ...]
IndexRow = tuple[int, str, str, str, str, str] | tuple[int, str, str, str, str, str, int]

# Row number of the full-text index: length of the name, whether it stands back, then the item's own row number.
_SHIFT = 40
_MASK = (1 << _SHIFT) - 1
_LONGEST_NAME = 255
_HEAD = 32
_CANDIDATES = 40
_LONGEST_INITIALS = 12
_SHORTEST_CODE = 4
_MOST_PAIRS = 6
_LONG = 8
_BATCH = 500
_BULK = 1000
_END = "0"
_SEPARATORS = re.compile(r"[\s、，,;；|]+")
_PARTS = re.compile(r"[a-z]+|[0-9]+|[^a-z0-9]+")

# What matched, with its worth; within one kind the better covered name wins.
_WORTH = {
    "name": 100, "code": 95, "synonym": 90, "initials": 85, "pinyin": 85,
    "in-name": 60, "in-synonym": 55, "in-initials": 50, "in-pinyin": 50, "words": 45, "typo": 20,
}  # fmt: skip
_EXACT = 40
_COVERED = 20

_TABLES = (
    "CREATE TABLE IF NOT EXISTS search_item (id INTEGER PRIMARY KEY, docid INTEGER NOT NULL, name TEXT NOT NULL, "
    "sub_name TEXT NOT NULL, department TEXT NOT NULL, code TEXT NOT NULL, synonyms TEXT NOT NULL, "
    "boost INTEGER NOT NULL, initials TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS search_head (key TEXT NOT NULL, kind TEXT NOT NULL, docid INTEGER NOT NULL, "
    "PRIMARY KEY (key, kind, docid)) WITHOUT ROWID",
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(n, s, i, j, p, d, content='', contentless_delete=1, "
    "tokenize='ascii')",
)


@dataclass(frozen=True)
class Hit:
    """A found item.

    ``rowid`` as given to :func:`index`, ``score`` (higher is better), ``matched``: what it was found by.

    ``matched`` is name, synonym, initials, pinyin or code (from the beginning), the same after ``in-`` (in
    the middle), ``words`` (several words) or ``typo``.
    """

    rowid: int
    score: float
    matched: str


def create(conn: Connection) -> None:
    """Make the tables of the index (all begin with ``search_``); harmless when they are there."""
    for statement in _TABLES:
        conn.exec_driver_sql(statement)


def index(conn: Connection, rows: Iterable[IndexRow]) -> None:
    """Add or replace items: (rowid, name, sub_name, department, code, synonyms[, boost]).

    ``synonyms`` are separated by blanks or commas; of items that fit equally well one with a positive
    ``boost`` comes first (0 when left out). Rows that did not change cost a look only. Makes the tables
    when they are missing.
    """
    create(conn)
    read: Callable[[str], tuple[str, ...]] | None = None
    changed = 0
    waiting = iter(rows)
    while batch := [(*row, 0)[:7] for row in islice(waiting, _BATCH)]:
        old = _stored(conn, [int(row[0]) for row in batch])
        last = {int(row[0]): row for row in batch}
        fresh = [row for rowid, row in last.items() if old.get(rowid) != row]
        if fresh:
            read = read or reader()
            _forget(conn, [_Document(old[int(row[0])], read) for row in fresh if int(row[0]) in old])
            _add(conn, [_Document(row, read) for row in fresh])
            changed += len(fresh)
    if changed >= _BULK:
        conn.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('optimize')")


def remove(conn: Connection, rowids: Iterable[int]) -> None:
    """Take items out of the index; unknown ones are passed over."""
    waiting = iter(rowids)
    while batch := list(islice(waiting, _BATCH)):
        old = _stored(conn, batch)
        if old:
            read = reader()
            _forget(conn, [_Document(values, read) for values in old.values()])
            conn.exec_driver_sql("DELETE FROM search_item WHERE id = ?", [(rowid,) for rowid in old])


def search(conn: Connection, text: str, limit: int = 20) -> list[Hit]:
    """Items that fit ``text``, best first, at most ``limit``; an empty text finds nothing.

    A slip (one character wrong, missing or too many) is forgiven only when nothing fits as typed.
    """
    words = [word for word in (fold(part) for part in _SEPARATORS.split(_lower(text))) if word]
    if not words:
        return []
    whole = "".join(words)
    found = _heads(conn, whole)
    if len(found) < limit:
        _merge(found, _matches(conn, whole, _inside(whole)))
        pieces = words if len(words) > 1 else _PARTS.findall(whole)
        if len(pieces) > 1:
            _merge(
                found, _matches(conn, whole, [("words", " AND ".join(_anywhere(piece) for piece in pieces))])
            )
    if not found and not whole.isdigit():
        _merge(found, _forgiven(conn, whole))
    best = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))[:limit]
    return [Hit(docid & _MASK, round(score, 3), matched) for docid, (score, matched) in best]


def fold(text: str) -> str:
    """A search key.

    NFKC, small letters, letters and digits alone (names themselves are never folded, only keys).
    """
    return "".join(character for character in _lower(text) if character.isalnum())


def _lower(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


# Building


class _Document:
    """One item as the index sees it."""

    def __init__(self, values: Values, read: Callable[[str], tuple[str, ...]]) -> None:
        rowid, name, sub_name, department, code, synonyms, boost = values
        assert isinstance(rowid, int) and isinstance(boost, int)
        self.values = values
        self.full = fold(f"{name}{sub_name}")
        self.plain = fold(str(name))
        length = min(len(self.full), _LONGEST_NAME)
        self.docid = (length << 1 | (boost <= 0)) << _SHIFT | rowid
        self.code = fold(str(code))
        self.department = fold(str(department))
        self.synonyms = tuple(key for key in (fold(part) for part in _SEPARATORS.split(str(synonyms))) if key)
        self.readings = tuple(read(key) for key in (self.full, *self.synonyms))

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.readings[0])

    def heads(self) -> set[tuple[str, str, int]]:
        keys = {("name", self.full), ("name", self.plain), ("code", self.code)}
        keys |= {("synonym", key) for key in self.synonyms}
        if len(self.code) in (31, 33):
            keys |= {("code", self.code[19:]), ("code", self.code[21:])}
        for reading in (*self.readings, self.readings[0][: len(self.plain)]):
            keys |= {("initials", "".join(part[0] for part in reading)), ("pinyin", "".join(reading))}
        return {(key[:_HEAD], kind, self.docid) for kind, key in keys if key}

    def columns(self) -> tuple[str, str, str, str, str, str]:
        """Pairs of the name and the synonyms, triples and pairs of initials, joined syllables, department."""
        initials = ["".join(part[0] for part in reading) for reading in self.readings]
        return (
            " ".join(_pairs(self.full + _END)),
            f" {_END} ".join(" ".join(_pairs(key + _END)) for key in self.synonyms),
            f" {_END} ".join(" ".join(_grams(letters, 3)) for letters in initials),
            f" {_END} ".join(" ".join(_pairs(letters)) for letters in initials),
            f" {_END} ".join(" ".join(_joined(reading)) for reading in self.readings),
            " ".join(_pairs(self.department + _END)),
        )


def _stored(conn: Connection, rowids: Sequence[int]) -> dict[int, Values]:
    """What the index holds of these items."""
    marks = ", ".join("?" * len(rowids))
    columns = "id, name, sub_name, department, code, synonyms, boost"
    rows = conn.exec_driver_sql(
        f"SELECT {columns} FROM search_item WHERE id IN ({marks})",  # noqa: S608 — question marks only
        tuple(rowids),
    )
    return {int(row[0]): tuple(row) for row in rows}


def _add(conn: Connection, documents: Sequence[_Document]) -> None:
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO search_item (id, name, sub_name, department, code, synonyms, boost, docid, initials) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*document.values, document.docid, document.initials) for document in documents],
    )
    heads = sorted(head for document in documents for head in document.heads())
    conn.exec_driver_sql("INSERT OR IGNORE INTO search_head VALUES (?, ?, ?)", heads)
    conn.exec_driver_sql(
        "INSERT INTO search_fts (rowid, n, s, i, j, p, d) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(document.docid, *document.columns()) for document in documents],
    )


def _forget(conn: Connection, documents: Sequence[_Document]) -> None:
    if documents:
        heads = [head for document in documents for head in document.heads()]
        conn.exec_driver_sql("DELETE FROM search_head WHERE key = ? AND kind = ? AND docid = ?", heads)
        conn.exec_driver_sql(
            "DELETE FROM search_fts WHERE rowid = ?", [(document.docid,) for document in documents]
        )


def _grams(text: str, size: int) -> list[str]:
    return [text[n : n + size] for n in range(len(text) - size + 1)]


def _pairs(text: str) -> list[str]:
    return _grams(text, 2)


def _joined(syllables: tuple[str, ...]) -> list[str]:
    """Neighbouring syllables written together: shi pin sheng → shipin pinsheng sheng."""
    return [first + second for first, second in zip(syllables, (*syllables[1:], ""), strict=True)]


# Asking

Found = dict[int, tuple[float, str]]
Query = tuple[str, str]


def _merge(found: Found, more: Found) -> None:
    for docid, scored in more.items():
        if docid not in found or found[docid] < scored:
            found[docid] = scored


def _score(kind: str, asked: int, length: int, *, exact: bool = False) -> float:
    return _WORTH[kind] + (_EXACT if exact else 0) + _COVERED * min(1.0, asked / max(length, 1))


def _length(docid: int) -> int:
    return docid >> _SHIFT + 1


def _heads(conn: Connection, key: str) -> Found:
    """Items that are called ``key`` or something that begins with it."""
    head = key[:_HEAD]
    rows = conn.exec_driver_sql(
        "SELECT key, kind, docid FROM search_head WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
        (head, head + "\U0010ffff", _CANDIDATES * 2),
    )
    found: Found = {}
    for full, kind, docid in rows:
        if kind == "code" and not (len(head) >= _SHORTEST_CODE and any(map(str.isdigit, head))):
            continue
        _merge(found, {docid: (_score(kind, len(head), len(full), exact=full == head), kind)})
    return found


def _rows(conn: Connection, queries: Sequence[Query]) -> list[tuple[str, int]]:
    """(kind, docid) of the first rows of each query, in one statement; rows come shortest name first."""
    if not queries:
        return []
    one = "SELECT * FROM (SELECT ?, rowid FROM search_fts WHERE search_fts MATCH ? ORDER BY rowid LIMIT ?)"
    arguments = tuple(value for kind, expression in queries for value in (kind, expression, _CANDIDATES))
    rows = conn.exec_driver_sql(" UNION ALL ".join([one] * len(queries)), arguments)
    return [(str(kind), int(docid)) for kind, docid in rows]


def _matches(conn: Connection, asked: str, queries: Sequence[Query]) -> Found:
    found: Found = {}
    for kind, docid in _rows(conn, queries):
        _merge(found, {docid: (_score(kind, len(asked), _length(docid)), kind)})
    return found


def _phrase(columns: str, tokens: Sequence[str], *, prefix: bool = False) -> str:
    return f'{columns} : "{" ".join(tokens)}"' + (" *" if prefix else "")


def _text(columns: str, word: str) -> str:
    return _phrase(columns, _pairs(word)) if len(word) > 1 else _phrase(columns, [word], prefix=True)


def _letters(word: str) -> str:
    return _phrase("i", _grams(word, 3)) if len(word) > 2 else _phrase("j", [word])


def _sounds(syllables: Sequence[str], *, whole: bool = False) -> str:
    """Syllables in a row; unless ``whole``, the last may be unfinished, which costs more to look up."""
    joined = [first + second for first, second in pairwise(syllables)]
    return _phrase("p", joined or syllables, prefix=not joined or not whole)


def _inside(word: str) -> list[Query]:
    """Queries for ``word`` in the middle of a name, of a synonym, of initials or pinyin."""
    queries = [("in-name", _text("n", word)), ("in-synonym", _text("s", word))]
    if _is_letters(word) and len(word) > 1:
        queries.append(("in-initials", _letters(word)))
        queries.extend(("in-pinyin", _sounds(syllables)) for syllables in segmentations(word)[:2])
    return queries


def _anywhere(word: str) -> str:
    """One expression for one of several words: wherever it stands, the department included."""
    parts = [_text("{n s d}", word)]
    if _is_letters(word) and len(word) > 1:
        parts.append(_letters(word))
        parts.extend(_sounds(syllables) for syllables in segmentations(word)[:1])
    return f"({' OR '.join(parts)})"


def _is_letters(word: str) -> bool:
    return word.isascii() and word.isalpha()


# Forgiving


def _forgiven(conn: Connection, word: str) -> Found:
    """Items that ``word`` may have meant.

    One character wrong, missing, too many, or two in the wrong order.
    """
    docids: set[int] = set()
    for expressions in (list(dict.fromkeys(_slips(word))), _most(word)):
        if expressions and not docids:
            docids = {docid for _, docid in _rows(conn, [("typo", " OR ".join(expressions))])}
    asked = set(_pairs(word))
    found: Found = {}
    for docid, name, initials in _names(conn, docids):
        likeness = max(_likeness(asked, name), _likeness(asked, initials))
        found[docid] = (
            _WORTH["typo"] + _EXACT * likeness + _score("typo", len(word), _length(docid)) / 10,
            "typo",
        )
    return found


def _names(conn: Connection, docids: set[int]) -> Iterator[tuple[int, str, str]]:
    if not docids:
        return
    marks = ", ".join("?" * len(docids))
    rows = conn.exec_driver_sql(
        f"SELECT docid, name, sub_name, initials FROM search_item WHERE id IN ({marks})",  # noqa: S608 — marks only
        tuple(docid & _MASK for docid in docids),
    )
    for docid, name, sub_name, initials in rows:
        yield int(docid), fold(f"{name}{sub_name}"), str(initials)


def _likeness(asked: set[str], text: str) -> float:
    pairs = set(_pairs(text))
    return 2 * len(asked & pairs) / max(len(asked) + len(pairs), 1)


def _slips(word: str) -> Iterator[str]:
    """Expressions that leave out the place of a slip; what stands before and after it must be there."""
    if not _is_letters(word):
        yield from _with_gap(word, 2, lambda part: _text("{n s}", part))
        return
    if len(word) <= _LONGEST_INITIALS:
        yield from _with_gap(word, 2, _letters)
    for syllables in filter(None, segmentations(word)[:1] or _mended(word)):
        yield from _slipped_sounds(syllables)


def _slipped_sounds(syllables: tuple[str, ...]) -> Iterator[str]:
    last = syllables[-1]
    return _with_gap(syllables, 2, lambda part: _sounds(part, whole=part[-1] != last or last in SYLLABLES))


def _most(word: str) -> list[str]:
    """Expressions that ask for most of the pairs of a long text, wherever they stand."""
    pairs = [word[n : n + 2] for n in range(0, len(word) - 1, 2)][:_MOST_PAIRS]
    fewest = max(2, (len(pairs) + 1) // 2)
    chosen = combinations(pairs, fewest) if len(pairs) >= 3 and not _is_letters(word) else ()
    return [f"({' AND '.join(_text('{n s}', pair) for pair in each)})" for each in chosen]


def _with_gap(asked: Part, least: int, express: Callable[[Part], str]) -> Iterator[str]:
    """For every place: what is before it AND what is after it, with up to two taken out.

    Parts shorter than ``least`` are dropped; a long text is tried with exactly one taken out.
    """
    size = len(asked)
    for gap in (0, 1, 2) if size <= _LONG else (1,):
        for start in range(size - gap + 1):
            parts = [part for part in (asked[:start], asked[start + gap :]) if len(part) >= least]
            kept = sum(len(part) for part in parts)
            if parts and kept >= max(2, size - 2) and (gap or len(parts) == 2):
                yield f"({' AND '.join(express(part) for part in parts)})"


def _mended(letters: str) -> tuple[tuple[str, ...], ...]:
    """Readings of letters that cannot be pinyin as they stand, with one letter left out."""
    for skip in range(len(letters)):
        found = segmentations(letters[:skip] + letters[skip + 1 :])
        if found:
            return found[:1]
    return ()

"""Operators of a profile: plain rows, passwords as Argon2id strings, five tries and a growing wait kept in the row."""

from __future__ import annotations

import json
from secrets import compare_digest
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from sqlalchemy import Connection, Row, select, text, update

from app.domain.codec import CodecError, dumps, from_json
from app.domain.rights import Grant
from app.errors import UserFacingError
from app.storage.cost import KdfCost
from app.storage.lockout import locked_until, refuse_while_locked, wrong_login
from app.storage.schema import operators, settings
from app.storage.stores import put_setting
from app.values import dataclass

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_ATTESTED = "login.attested."


@dataclass(frozen=True)
class Operator:
    """Who sits at the counter; ``number`` is her 工号, ``grants`` what was delegated to her."""

    id: str
    name: str
    number: str
    grants: tuple[Grant, ...] = ()
    disabled: bool = False
    locked_until_ms: int = 0


def add_operator(
    connection: Connection, operator: Operator, password: str, cost: KdfCost | None = None
) -> None:
    """Store a new operator. Raises UserFacingError ZC-LOGIN-05 when her id or number is taken."""
    taken = select(operators.c.id).where(
        (operators.c.id == operator.id) | (operators.c.number == operator.number)
    )
    if connection.execute(taken).first() is not None:
        raise UserFacingError(
            "ZC-LOGIN-05",
            f"工号 {operator.number} 已经有人使用。",
            "没有改动任何人员。",
            "请换一个工号，或修改原有的人员。",
        )
    connection.execute(
        operators.insert().values(
            id=operator.id,
            name=operator.name,
            number=operator.number,
            password=_hasher(cost).hash(password),
            grants=grants_to_text(operator.grants),
            failed=0,
            locked_until_ms=0,
            disabled=int(operator.disabled),
        )
    )


def list_operators(connection: Connection) -> tuple[Operator, ...]:
    """All operators by number, the disabled ones included."""
    rows = connection.execute(select(operators).order_by(operators.c.number))
    return tuple(_operator(row) for row in rows)


def first_operator(connection: Connection) -> str:
    """Id of who was entered first, at the enrolment: the administrator. Empty when there is nobody."""
    return connection.scalar(select(operators.c.id).order_by(text("rowid")).limit(1)) or ""


def find_operator(connection: Connection, number: str) -> Operator | None:
    """The operator with this number."""
    row = connection.execute(select(operators).where(operators.c.number == number)).first()
    return None if row is None else _operator(row)


def authenticate(
    connection: Connection,
    number: str,
    password: str,
    now_ms: int,
    cost: KdfCost | None = None,
    witness: bytes = b"",
) -> Operator:
    """Who typed ``number`` and ``password``.

    ``witness`` (:meth:`KeyRing.take_witness`) says that these very two have just unlocked the key. Where it was seen
    before with the password that is stored now, the password is not stretched a second time.

    Raises UserFacingError ZC-LOGIN-01 (wrong, unknown or disabled: the same words after the same time), ZC-LOGIN-02
    (wait). A wrong try is committed before it is reported, since the caller's transaction rolls back on the error.
    """
    row = connection.execute(select(operators).where(operators.c.number == number)).first()
    if row is None:
        # The same work as for a known number, so that time does not tell who works here.
        _hasher(cost).hash(password)
        raise wrong_login()
    refuse_while_locked(row.locked_until_ms, now_ms)
    attested = _attested(connection, row.id, witness, row.password)
    if not (attested or _matches(row.password, password)) or row.disabled:
        failed = row.failed + 1
        _set(connection, row.id, failed=failed, locked_until_ms=locked_until(failed, now_ms))
        connection.commit()
        raise wrong_login()
    if row.failed:
        _set(connection, row.id, failed=0, locked_until_ms=0)
    stored = row.password
    if _hasher(cost).check_needs_rehash(stored):
        stored = _hasher(cost).hash(password)
        _set(connection, row.id, password=stored)
    if witness and not (attested and stored == row.password):
        put_setting(connection, _ATTESTED + row.id, _attestation(witness, stored))
    return _operator(row)


def reset_password(connection: Connection, number: str, password: str, cost: KdfCost | None = None) -> None:
    """Give a new password and end any wait. Raises LookupError when nobody has this number."""
    _change(connection, number, password=_hasher(cost).hash(password), failed=0, locked_until_ms=0)


def set_grants(connection: Connection, number: str, grants: tuple[Grant, ...]) -> None:
    """Replace what was delegated to an operator. Raises LookupError when nobody has this number."""
    _change(connection, number, grants=grants_to_text(grants))


def set_disabled(connection: Connection, number: str, disabled: bool) -> None:
    """Switch an operator off or on again; her past acts stay. Raises LookupError when nobody has this number."""
    _change(connection, number, disabled=int(disabled))


def grants_to_text(grants: tuple[Grant, ...]) -> str:
    """JSON text of ``grants``, as stored."""
    return dumps(grants)


def grants_from_text(text: str) -> tuple[Grant, ...]:
    """The grants of a stored text. Raises CodecError: rights that cannot be read are never guessed."""
    try:
        values = json.loads(text)
    except ValueError as error:
        raise CodecError(f"grants: {error}") from error
    if not isinstance(values, list):
        raise CodecError("grants: expected a list")
    return tuple(from_json(Grant, value, f"grants[{n}]") for n, value in enumerate(values))


def _operator(row: Row[tuple[object, ...]]) -> Operator:
    return Operator(
        id=row.id,
        name=row.name,
        number=row.number,
        grants=grants_from_text(row.grants),
        disabled=bool(row.disabled),
        locked_until_ms=row.locked_until_ms,
    )


def _attested(connection: Connection, operator_id: str, witness: bytes, stored: str) -> bool:
    """Whether this witness stood beside this stored password before; another password ends it by itself."""
    kept = connection.scalar(select(settings.c.value).where(settings.c.key == _ATTESTED + operator_id))
    return bool(witness and kept) and compare_digest(str(kept), _attestation(witness, stored))


def _attestation(witness: bytes, stored: str) -> str:
    mac = HMAC(witness, SHA256())
    mac.update(stored.encode("ascii"))
    return mac.finalize().hex()


def _hasher(cost: KdfCost | None) -> PasswordHasher:
    from argon2 import PasswordHasher

    chosen = cost or KdfCost()
    return PasswordHasher(time_cost=chosen.passes, memory_cost=chosen.memory_kib, parallelism=chosen.lanes)


def _matches(stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher(None).verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _change(connection: Connection, number: str, **values: object) -> None:
    done = connection.execute(update(operators).where(operators.c.number == number).values(**values))
    if done.rowcount != 1:
        raise LookupError(number)


def _set(connection: Connection, operator_id: str, **values: object) -> None:
    connection.execute(update(operators).where(operators.c.id == operator_id).values(**values))

"""SM2 signatures with SM3 (GB/T 32918.2, curve of GB/T 32918.5), where the national algorithms must be used.

Written for interoperability, not against somebody who measures this machine's time or power: a deployment that signs
with a key of value puts a cryptographic module behind ``Signer`` and keeps this for checking. Each signature is checked
before it is given out, so that a fault of the machine never leaks the key through a wrong one.
"""

from __future__ import annotations

import base64
import hashlib
import secrets

from cryptography.hazmat.primitives.hashes import SM3, Hash

_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_A = _P - 3
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
_ID = b"1234567812345678"
"""The signer's name where nobody agreed on another (GB/T 35276)."""
_SIDE = 32

Point = tuple[int, int]
_Jacobian = tuple[int, int, int]
_NOWHERE: _Jacobian = (1, 1, 0)


def sm3(*parts: bytes) -> bytes:
    """SM3 (GB/T 32905), 32 bytes."""
    state = Hash(SM3())
    for part in parts:
        state.update(part)
    return state.finalize()


class Sm2Signer:
    """SM2 from a 32-byte seed."""

    def __init__(self, seed: bytes) -> None:
        # 512 bits from the seed: what is left over after the division favours no key.
        wide = int.from_bytes(hashlib.sha512(b"zongchuang/sm2/1" + seed).digest(), "big")
        self._private = wide % (_N - 2) + 1
        self._public = _affine(_times(self._private, _G))
        self._checker = Sm2Verifier(_packed(self._public))

    @property
    def key(self) -> str:
        """Public key as ``sm2:base64`` of both coordinates."""
        return self._checker.key

    def sign(self, message: bytes) -> bytes:
        """64 bytes, r and s. Raises RuntimeError when the machine miscalculated."""
        signature = sign(self._private, self._public, message, secrets.randbelow(_N - 1) + 1)
        while signature is None:
            signature = sign(self._private, self._public, message, secrets.randbelow(_N - 1) + 1)
        if not self._checker.verify(message, signature):
            raise RuntimeError("an SM2 signature did not verify after it was made")
        return signature


class Sm2Verifier:
    """SM2 public key: 64 bytes, both coordinates. Raises ValueError for what is no point of the curve."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != 2 * _SIDE:
            raise ValueError("an SM2 key has 64 bytes")
        x, y = int.from_bytes(raw[:_SIDE], "big"), int.from_bytes(raw[_SIDE:], "big")
        if x >= _P or y >= _P or (y * y - (x * x * x + _A * x + _B)) % _P:
            raise ValueError("not a point of the curve")
        self._public = (x, y)
        self._key = "sm2:" + base64.b64encode(raw).decode()

    @property
    def key(self) -> str:
        """Public key as ``sm2:base64``."""
        return self._key

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether the signature holds."""
        if len(signature) != 2 * _SIDE:
            return False
        r, s = int.from_bytes(signature[:_SIDE], "big"), int.from_bytes(signature[_SIDE:], "big")
        t = (r + s) % _N
        if not (0 < r < _N and 0 < s < _N and t):
            return False
        found = _affine(_sum(_times(s, _G), _times(t, self._public)))
        return (_digest(self._public, message) + found[0]) % _N == r


def sign(private: int, public: Point, message: bytes, k: int) -> bytes | None:
    """The signature with the random number ``k``; None for one of the few that do not serve."""
    x = _affine(_times(k, _G))[0]
    r = (_digest(public, message) + x) % _N
    s = pow(1 + private, -1, _N) * (k - r * private) % _N
    if r == 0 or r + k == _N or s == 0:
        return None
    return r.to_bytes(_SIDE, "big") + s.to_bytes(_SIDE, "big")


def public_of(private: int) -> Point:
    """The public key that belongs to a private one."""
    return _affine(_times(private, _G))


def _digest(public: Point, message: bytes) -> int:
    numbers = (_A, _B, *_G, *public)
    name = (len(_ID) * 8).to_bytes(2, "big") + _ID
    z = sm3(name, *(number.to_bytes(_SIDE, "big") for number in numbers))
    return int.from_bytes(sm3(z, message), "big")


def _packed(point: Point) -> bytes:
    return point[0].to_bytes(_SIDE, "big") + point[1].to_bytes(_SIDE, "big")


def _times(factor: int, point: Point) -> _Jacobian:
    """Four bits at a time."""
    table = [_NOWHERE, (*point, 1)]
    for _ in range(14):
        table.append(_sum(table[-1], table[1]))
    found = _NOWHERE
    for shift in range(252, -4, -4):
        for _ in range(4):
            found = _double(found)
        found = _sum(found, table[factor >> shift & 15])
    return found


def _double(point: _Jacobian) -> _Jacobian:
    x, y, z = point
    if not z or not y:
        return _NOWHERE
    zz, yy = z * z % _P, y * y % _P
    s = 4 * x * yy % _P
    m = 3 * (x - zz) * (x + zz) % _P
    x3 = (m * m - 2 * s) % _P
    return x3, (m * (s - x3) - 8 * yy * yy) % _P, 2 * y * z % _P


def _sum(one: _Jacobian, other: _Jacobian) -> _Jacobian:
    if not one[2]:
        return other
    if not other[2]:
        return one
    (x1, y1, z1), (x2, y2, z2) = one, other
    zz1, zz2 = z1 * z1 % _P, z2 * z2 % _P
    u1, u2 = x1 * zz2 % _P, x2 * zz1 % _P
    s1, s2 = y1 * zz2 * z2 % _P, y2 * zz1 * z1 % _P
    if u1 == u2:
        return _double(one) if s1 == s2 else _NOWHERE
    h, r = u2 - u1, s2 - s1
    hh = h * h % _P
    hhh, v = h * hh % _P, u1 * hh % _P
    x3 = (r * r - hhh - 2 * v) % _P
    return x3, (r * (v - x3) - s1 * hhh) % _P, z1 * z2 * h % _P


def _affine(point: _Jacobian) -> Point:
    """The point nowhere comes out as (0, 0), which no signature meets."""
    x, y, z = point
    if not z:
        return 0, 0
    inverse = pow(z, -1, _P)
    square = inverse * inverse % _P
    return x * square % _P, y * square * inverse % _P

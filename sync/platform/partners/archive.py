"""电子档案 (S0 24, S1 19): a package of an ended case: its log, its papers, its scans by digest, and their hashes."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, Protocol

from sync.platform.partners.base import FAIL, PASS, Answer, Ask, Bench, CaseFile, PartnerError
from sync.platform.projection import ENDED

SYSTEM = "archive"
MANIFEST = "manifest.json"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_DAY_ONE = (1980, 1, 1, 0, 0, 0)


class Archive(Protocol):
    """Port of the archive."""

    def file(self, case: str, manifest: Mapping[str, Any]) -> str:
        """Take a package in by its manifest; gives the number (档号). The same manifest keeps its number."""
        ...

    def manifest_digest(self, case: str) -> str:
        """SHA-256 of the manifest that was filed, empty when none was."""
        ...


class ReferenceArchive:
    """Manifests by case."""

    def __init__(self, bench: Bench) -> None:
        self._shelf = bench.shelf(SYSTEM)
        self._today = bench.today

    def file(self, case: str, manifest: Mapping[str, Any]) -> str:
        """Take a package in; one that changed gets a new number, the old one stays known."""
        digest = hashlib.sha256(manifest_bytes(manifest)).hexdigest()
        found = self._shelf.get(case)
        if found is not None and found.data["digest"] == digest:
            return found.data["number"]
        number = f"{self._today[:4]}-ZWFW-{self._shelf.number(self._today[:4]):06d}"
        earlier = f"{found.data['earlier']} {found.data['number']}".strip() if found else ""
        self._shelf.put(case, "filed", {"number": number, "digest": digest, "earlier": earlier})
        return number

    def manifest_digest(self, case: str) -> str:
        """SHA-256 of the manifest that was filed."""
        found = self._shelf.get(case)
        return found.data["digest"] if found else ""


def manifest_of(file: CaseFile) -> dict[str, Any]:
    """What belongs in the package: every entry of the log, every paper, every scan, each with its hash.

    Questions to partners and their answers are left out: filing a case does not change what is filed.
    """
    own = [past for past in file.history if not past.type.startswith("partner_")]
    entries = {past.position: past.digest for past in own}
    return {
        "case": str(file.case),
        "item": {"code": file.item_code, "name": file.item_name},
        "department": file.department,
        "log": [{"file": f"log/{n:012d}.json", "digest": digest} for n, digest in sorted(entries.items())],
        "papers": [{"document": d, "number": n} for d, n in sorted(file.papers().items())],
        "scans": sorted({digest for past in own for digest in _scans(past.payload)}),
        "licences": sorted({known for past in own for known in _licences(past.payload)}),
    }


def _licences(payload: Mapping[str, Any]) -> Iterator[str]:
    """证照标识 of the licences that stood for a material (S1 18): the basis of the case belongs to its file."""
    rows = payload.get("materials")
    for row in rows if isinstance(rows, list) else ():
        known = row.get("evidence") if isinstance(row, Mapping) else None
        if isinstance(known, str) and known:
            yield known


def _scans(value: Any) -> Iterator[str]:
    """Digests of scans, wherever a payload names them (under ``blob``, ``blobs`` or ``scans``)."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if name in ("blob", "blobs", "scans"):
                yield from (d for d in _texts(inner) if _DIGEST.fullmatch(d))
            else:
                yield from _scans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _scans(inner)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """The manifest as it is stored and hashed."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()


def package(file: CaseFile, bodies: Mapping[int, str], scans: Mapping[str, bytes] | None = None) -> bytes:
    """The package as a zip, the same bytes for the same case; ``bodies`` maps log positions to the stored text,
    ``scans`` digests to the scans that are here. It needs nothing else to be read or proved (S1 19).
    """
    manifest = manifest_of(file)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        _put(package, MANIFEST, manifest_bytes(manifest))
        for entry in manifest["log"]:
            _put(package, entry["file"], bodies[int(entry["file"][4:-5])].encode())
        for digest in manifest["scans"]:
            if scans is not None and digest in scans:
                _put(package, f"scans/{digest}", scans[digest])
    return out.getvalue()


def problems(content: bytes) -> list[str]:
    """What a package does not prove by itself: an entry that changed, one that is missing or too much, a scan that is
    not in it. Empty for a package that stands alone (真实、完整、安全、可用).
    """
    with zipfile.ZipFile(BytesIO(content)) as held:
        names = set(held.namelist())
        if MANIFEST not in names:
            return ["没有摘要清单"]
        manifest = json.loads(held.read(MANIFEST))
        wanted = {entry["file"]: entry["digest"] for entry in manifest["log"]}
        wanted |= {f"scans/{digest}": digest for digest in manifest["scans"]}
        found = [f"缺少 {name}" for name in sorted(wanted.keys() - names)]
        found += [f"多出 {name}" for name in sorted(names - wanted.keys() - {MANIFEST})]
        for name in sorted(wanted.keys() & names):
            if hashlib.sha256(held.read(name)).hexdigest() != wanted[name]:
                found.append(f"{name} 与摘要清单不一致")
    return found


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _DAY_ONE)
    info.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(info, content)


def answer(port: Archive, ask: Ask, file: CaseFile) -> Answer:
    """File an ended case; ``action`` verify holds the desk's ``digest`` of a manifest against what was filed."""
    if ask.data.get("action") == "verify":
        same = port.manifest_digest(str(file.case)) == ask.need("digest")
        return Answer(PASS if same else FAIL, "归档包一致。" if same else "归档包与已归档的不一致。", {})
    if file.stage not in ENDED:
        raise PartnerError("not-ended", "办件尚未办结送达，暂不能归档。")
    manifest = manifest_of(file)
    number = port.file(str(file.case), manifest)
    counts = {name: str(len(manifest[name])) for name in ("log", "papers", "scans")}
    return Answer(
        "filed",
        f"已归档，档号{number}。",
        {"number": number, "digest": port.manifest_digest(str(file.case)), **counts},
    )

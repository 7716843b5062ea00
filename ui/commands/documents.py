"""``documents``: every paper as a specimen, the check that a text can be drawn, and the check of an issued paper."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.paper import PaperKind
from app.errors import UserFacingError
from printing.compose_service import licence_copy
from printing.documents.result_sample import result_sample
from printing.layout import layout, render_pdf
from printing.pdf import Meta, pages_to_pdf
from printing.pdf_words import read_apart
from printing.proof import Claim, check_code, digest_of, digest_of_words, read_code
from printing.samples import write_samples
from ui.bootstrap import Workplace, paper_fonts
from ui.children import own_command
from ui.commands.common import say, verbs, workplace
from ui.papercodes import KEYS_SETTING, trusted_keys
from ui.press import settings_of

if TYPE_CHECKING:
    from PIL.Image import Image

_KEYWORDS = re.compile(rb"/Keywords \(([^)]*)\)")


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``documents``."""
    made = verbs(parser, {"sample": _sample, "check": _check, "key": _key, "licence": _licence, "keys": _keys})
    made["licence"].add_argument("number", help="办件或者文书的编号")
    made["licence"].add_argument("--purpose", required=True, help="用途，印在打印件上")
    made["licence"].add_argument("--out", type=Path, required=True, help="打印件（PDF）")
    made["keys"].add_argument("--out", type=Path, required=True, help="按键卡片（PDF；.txt 为文字）")
    made["keys"].add_argument("--face", choices=("window", "station"), default="window", help="哪个界面的")
    made["sample"].add_argument("--out", type=Path, required=True)
    made["sample"].add_argument("--item", default="", help="事项编码：只出这个事项的结果样本")
    made["check"].add_argument("text", help="文书二维码的内容、文书文件（PDF、图片），或一个姓名（能否打印）")
    made["check"].add_argument("--key", action="append", default=[], help="其他设备的公钥 ed25519:…")
    made["key"].add_argument(
        "--trust", action="append", default=[], metavar="公钥", help="以后也认这台设备的文书"
    )


def _sample(given: argparse.Namespace) -> int:
    given.out.mkdir(parents=True, exist_ok=True)
    written = [_result(given)] if given.item else write_samples(given.out, paper_fonts())
    say(given, [str(path) for path in written], "\n".join(str(path) for path in written))
    return 0


def _result(given: argparse.Namespace) -> Path:
    """结果样本 of an item, from its guide alone: no case is read for it."""
    with workplace(given) as at:
        guide = at.stores.catalogue.guide(given.item)
    if guide is None:
        raise UserFacingError("ZC-CAT-24", "目录里没有这个编码", "", "请用 catalogue search 查找")
    path: Path = given.out / f"结果样本-{guide.item.code}.pdf"
    path.write_bytes(render_pdf(result_sample(guide), paper_fonts(), proof=True))
    return path


def _key(given: argparse.Namespace) -> int:
    with workplace(given, exclusive=bool(given.trust)) as at:
        known = trusted_keys(at)
        if given.trust:
            known = list(dict.fromkeys([*known, *given.trust]))
            at.stores.settings.put(KEYS_SETTING, json.dumps(known))
        mine = at.paper_key.public
    say(
        given, {"own": mine, "trusted": known}, "\n".join([f"本机 {mine}", *(f"另认 {key}" for key in known)])
    )
    return 0


def _check(given: argparse.Namespace) -> int:
    path = Path(given.text)
    if not read_code(given.text) and not path.suffix and not given.text.startswith("ZC"):
        return _drawable(given)
    code = read_code(given.text) or _from_file(path)
    with workplace(given) as at:
        keys = [at.paper_key.public, *trusted_keys(at), *given.key]
        try:
            claim = check_code(code, keys)
        except UserFacingError as error:
            problem = {"code": error.code, "text": error.what}
            say(given, {"valid": False, "problems": [problem]}, f"{error.code} {error.what}{error.what_next}")
            return 1
        record = _record(at, claim)
    file = _words(path, claim)
    wrong = [_WORDS[record]] if record == "differs" else []
    wrong += [file["text"]] if file["words"] in ("differ", "foreign") else []
    answer = {
        "valid": not wrong,
        "code": claim.code,
        "kind": claim.kind,
        "printing": claim.printing,
        "issued_on": claim.day.isoformat(),
        "record": record,
        "file": file,
        "problems": [{"code": "ZC-PRN-73", "text": text} for text in wrong],
    }
    head = f"{claim.code} {claim.kind} 第{claim.printing}次打印 {claim.day:%Y-%m-%d}：{_WORDS[record]}"
    say(given, answer, "\n".join([head, *([file["text"]] if file["text"] else [])]))
    return 1 if wrong else 0


def _keys(given: argparse.Namespace) -> int:
    """The keys of a face on a card, from its real actions."""
    from ui.commands.keycard import keys_of_face
    from ui.guide.card import card_pdf, card_text
    from ui.theme import t

    groups = keys_of_face(given.face)
    if given.out.suffix == ".txt":
        given.out.write_text(card_text(groups) + "\n", "utf-8")
    else:
        given.out.write_bytes(card_pdf(t("help.card_title"), groups, t("help.card_note")))
    count = sum(len(group.keys) for group in groups)
    say(given, {"file": str(given.out), "keys": count}, f"{given.out}  {count} 个键")
    return 0


_FOREIGN_WORDS = {"picture": "图片", "annotation": "批注", "action": "动作", "appended": "后来附加的内容"}


def _words(path: Path, claim: Claim) -> dict[str, Any]:
    """What the words of a PDF say beside its code: ``same``, ``differ``, ``foreign`` (the same words and something that
    papers of ours never hold), ``unread`` or ``none`` (no PDF was given), and in words what was compared.
    """
    data = path.read_bytes() if path.is_file() else b""
    if not data.startswith(b"%PDF"):
        return {"words": "none", "text": ""}
    found = read_apart(data, own_command("read-paper"))
    counted = f"{len(found.pages)}页{found.signs}个字"
    told: dict[str, Any] = {"pages": len(found.pages), "signs": found.signs, "foreign": list(found.foreign)}
    if found.fault:
        return {**told, "words": "unread", "text": f"文件里的文字读不出来（{found.fault}），只核对了二维码"}
    if digest_of_words(found.pages) != claim.digest:
        return {**told, "words": "differ", "text": f"文件里的文字（{counted}）与签名不符，被改动过"}
    if found.foreign:
        names = "、".join(_FOREIGN_WORDS[name] for name in found.foreign)
        text = f"文件里的文字（{counted}）与签名相同，但夹带了{names}，不能采信"
        return {**told, "words": "foreign", "text": text}
    return {**told, "words": "same", "text": f"文件里的文字（{counted}）逐字与签名相同；字形和版面没有比对"}


_WORDS = {
    "same": "签名有效，与本机记录逐字相同",
    "differs": "签名有效，但与本机记录不同",
    "later": "签名有效；之后又有补打或修改，不能逐字比对",
    "unknown": "签名有效；本机没有这份文书的记录",
}


def _record(at: Workplace, claim: Claim) -> str:
    """Whether the log of this device tells the same words."""
    from printing.codes import barcode_text
    for job in at.stores.jobs.jobs():
        if barcode_text(job.number) != claim.code or job.kind.split("-")[0].upper() != claim.kind:
            continue
        case = at.stores.views.case(job.case_id)
        if case is None:
            continue
        document = at.composed(case, job.document_id)
        if any(digest_of(pages) == claim.digest for pages in settings_of(document, at.fonts)):
            return "same"
        # The form is set from what was typed last; a 补打 carries other words at its foot.
        later = document.envelope.printing != claim.printing or claim.kind == "A01"
        return "later" if later else "differs"
    return "unknown"


def _from_file(path: Path) -> str:
    """The code of a paper in a file: our own PDF carries it as text, pictures are read if a reader is installed."""
    if not path.is_file():
        return ""
    data = path.read_bytes()
    if data.startswith(b"%PDF"):
        found = _KEYWORDS.search(data)
        return read_code(found[1].decode("ascii", "replace")) or "" if found else ""
    return _from_picture(path)


def texts_in(picture: Image) -> set[str]:
    """What stands in the codes of a picture; dirt of a fax is taken off when the picture as it is says less.

    Raises ImportError when no reader of codes is installed.
    """
    import zxingcpp
    from PIL import ImageFilter

    plain = {found.text for found in zxingcpp.read_barcodes(picture)}
    cleaned = picture.filter(ImageFilter.MedianFilter(3))
    return plain | {found.text for found in zxingcpp.read_barcodes(cleaned)}


def _from_picture(path: Path) -> str:
    try:
        from PIL import Image

        with Image.open(path) as picture:
            found = texts_in(picture.convert("L"))
    except ImportError as error:
        raise UserFacingError(
            "ZC-PRN-74",
            "这台电脑没有安装读码组件，不能从图片里读二维码。",
            "",
            "请用扫码枪扫码，把内容交给本命令。",
        ) from error
    return next((code for code in map(read_code, sorted(found)) if code), "")


def _drawable(given: argparse.Namespace) -> int:
    missing = list(paper_fonts().undrawn(given.text))
    say(given, {"missing": missing}, f"画不出来：{'、'.join(missing)}" if missing else "都能打印")
    return 1 if missing else 0


def _licence(given: argparse.Namespace) -> int:
    """A print of an electronic licence for one purpose; the look is audited with it."""
    with workplace(given, exclusive=True) as at:
        found = at.office.case_of_number(given.number)
        if found is None:
            raise UserFacingError("ZC-CASE-04", "本机没有这个办件", "", "请核对编号，或者联网后再查")
        case = at.office.case(found)
        guide = at.stores.catalogue.guide(case.item.code, case.item.catalogue_version)
        papers = (*case.papers_of(PaperKind.GRANT), *case.papers_of(PaperKind.RECEIPT))
        copy = licence_copy(case, papers[0], guide, given.purpose)
        given.out.write_bytes(pages_to_pdf(layout(copy, at.fonts), at.fonts, Meta(copy.title)))
        at.stores.audit.record(at.office.desk.session.operator.id, "licence-print", f"{case.id} {given.purpose}")
    say(given, {"file": str(given.out), "identifier": copy.identifier}, f"{given.out}  仅供{given.purpose}使用")
    return 0

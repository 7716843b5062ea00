"""``enrol``: make the real data folder of a device, with its first administrator and the printed recovery code."""

from __future__ import annotations

import argparse
from pathlib import Path

from ui.bootstrap import Enrolment, enrol
from ui.commands.common import NO_CENTRE, NO_REGION, say
from ui.commands.operator import password


def add(name: str, parser: argparse.ArgumentParser) -> None:
    """Arguments of ``enrol``."""
    parser.add_argument("--device", required=True, help="设备代号，例如 D07，印在文书编号里")
    parser.add_argument("--hall", required=True, help="大厅名称")
    parser.add_argument("--window", required=True, help="窗口名称")
    parser.add_argument("--name", required=True, help="第一位管理员的姓名")
    parser.add_argument("--number", required=True, help="管理员的工号")
    parser.add_argument("--region", default="", help="设备所在的区划代码：县6位、乡9位、村12位；不写的只按全国规定办理")
    parser.add_argument("--second-copy", default="", help="第二介质上的文件夹")
    parser.add_argument("--reader", default="", help="读卡器地址，例如 /dev/ttyUSB0")
    parser.add_argument("--printer", default="", help="CUPS 打印队列")
    parser.add_argument("--url", default="", help="省平台地址")
    parser.add_argument("--token", default="", help="省平台令牌")
    parser.add_argument("--key", default="", help="省平台公钥")
    parser.add_argument(
        "--face", choices=("window", "station"), default="window", help="窗口，或者驿站（只收件）"
    )
    parser.add_argument("--centre", default="", help="驿站：所属的区政务服务中心，凭证盖它的收件专用章，材料送到那里")
    parser.set_defaults(handler=_enrol)


def _enrol(given: argparse.Namespace) -> int:
    profile: Path = given.profile
    wanted = Enrolment(
        device=given.device,
        hall=given.hall,
        window=given.window,
        region=given.region,
        second_copy=given.second_copy,
        reader=given.reader,
        printer=given.printer,
        url=given.url,
        token=given.token,
        key=given.key,
        face=given.face,
        centre=given.centre,
    )
    code = enrol(profile, wanted, given.name, given.number, password())
    text = f"已建立 {profile}。恢复码（打印出来锁好，只显示这一次）：\n{code}"
    notes = [] if given.region else [NO_REGION]
    if given.face == "station" and not given.centre:
        notes.append(NO_CENTRE)
    say(given, {"profile": str(profile), "recovery": code, "notes": notes}, "\n".join([text, *notes]))
    return 0

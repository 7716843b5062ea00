"""Build `dist/zongchuang_<version>_<arch>.deb`: freeze the program, lay out the tree, pack it.

The package brings its own Python and Qt under /opt/zongchuang and depends on system libraries alone
(`installer/system-packages.txt`). Run by `make package`, from the development environment.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = ROOT / "installer"
BUILD, DIST = ROOT / "build", ROOT / "dist"
HOME = "opt/zongchuang"
# Debian 13 renamed libraries whose interface changed with 64-bit time; either name serves.
KIOSK = ("xinit", "xserver-xorg", "matchbox-window-manager", "x11-xserver-utils", "x11-xkb-utils")
"""What a self-service terminal needs beside the program."""
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}


def version() -> str:
    """Return the version of the program, as `pyproject.toml` states it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def depends() -> str:
    """Return the Depends field: the system packages the program needs to run."""
    text = (HERE / "system-packages.txt").read_text(encoding="utf-8")
    names = [line.split("#")[0].strip() for line in text.splitlines()]
    fields = [f"{n} | {RENAMED[n]}" if n in RENAMED else n for n in names if n]
    return ", ".join(["libc6 (>= 2.28)", *fields])


def freeze() -> Path:
    """Run PyInstaller and return the folder it made."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(BUILD / "frozen"), "--workpath", str(BUILD / "pyinstaller")]
    subprocess.run([*command, str(HERE / "zongchuang.spec")], cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return BUILD / "frozen" / "zongchuang"


def lay_out(frozen: Path, tree: Path, arch: str) -> None:
    """Put every file where an installed system will have it."""
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(frozen, tree / HOME, symlinks=True)
    command = tree / "usr/bin/zongchuang"
    command.parent.mkdir(parents=True)
    command.symlink_to(f"/{HOME}/zongchuang")
    for source, target in {
        "linux/zongchuang.desktop": "usr/share/applications/zongchuang.desktop",
        "linux/zongchuang.svg": "usr/share/icons/hicolor/scalable/apps/zongchuang.svg",
        "linux/70-zongchuang.rules": "lib/udev/rules.d/70-zongchuang.rules",
    }.items():
        (tree / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / source, tree / target)
    kiosk_session(tree)
    papers = tree / "usr/share/doc/zongchuang"
    papers.mkdir(parents=True)
    shutil.copyfile(ROOT / "LICENSE", papers / "copyright")
    shutil.copyfile(ROOT / "CHANGELOG.md", papers / "CHANGELOG.md")
    for licence in (ROOT / "resources/fonts").glob("LICENSE-*.txt"):
        shutil.copyfile(licence, papers / licence.name)
    control(tree, arch)


def kiosk_session(tree: Path) -> None:
    """The session of a self-service terminal: there, and not switched on; `docs/kiosk.md` says how a terminal is made.

    What would change the X server or the start of any other machine lies under /opt until somebody copies it.
    """
    target = tree / HOME / "kiosk"
    target.mkdir(parents=True)
    for name in ("session", "no-keys", "50-zongchuang-kiosk.conf"):
        shutil.copy(HERE / "linux/kiosk" / name, target / name)
    unit = tree / "lib/systemd/system/zongchuang-kiosk.service"
    unit.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(HERE / "linux/kiosk/zongchuang-kiosk.service", unit)


def control(tree: Path, arch: str) -> None:
    """Write the description of the package, in both languages."""
    size = sum(f.stat().st_size for f in tree.rglob("*") if f.is_file() and not f.is_symlink()) // 1024
    fields = {
        "Package": "zongchuang",
        "Version": version(),
        "Architecture": arch,
        "Maintainer": "Zongchuang maintainers <maintainers@zongchuang.invalid>",
        "Installed-Size": str(size),
        "Depends": depends(),
        "Recommends": "cups-client, fonts-noto-cjk",
        "Suggests": "pcscd, sane-utils, " + ", ".join(KIOSK),
        "Section": "misc",
        "Priority": "optional",
        "Description": "counter software for Chinese government service halls\n"
        " 综窗：政务服务大厅综合窗口、驿站和自助终端的桌面程序。\n"
        " 收件、一次性告知、受理、发证、发件；断网也能办，联网后自动对账。",
    }
    target = tree / "DEBIAN/control"
    target.parent.mkdir()
    target.write_text("".join(f"{k}: {v}\n" for k, v in fields.items()), encoding="utf-8")


def make_readable(tree: Path) -> None:
    """Give files the modes an installed program has, whatever the umask here was."""
    for path in [tree, *tree.rglob("*")]:
        if path.is_symlink():
            continue
        runs = path.is_dir() or os.access(path, os.X_OK)
        path.chmod(0o755 if runs else 0o644)


def pack(tree: Path, arch: str) -> Path:
    """Pack the tree and return the package."""
    DIST.mkdir(exist_ok=True)
    package = DIST / f"zongchuang_{version()}_{arch}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z3", "--build", str(tree), str(package)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return package


def architecture() -> str:
    """Return the name Debian has for this machine, such as amd64."""
    command = ["dpkg", "--print-architecture"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    found = answer.stdout.strip()
    assert re.fullmatch(r"[a-z0-9]+", found)
    return found


def main() -> None:
    """Build the package and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frozen", type=Path, help="use this frozen folder instead of making one")
    frozen = parser.parse_args().frozen or freeze()
    arch = architecture()
    tree = BUILD / "deb"
    lay_out(frozen, tree, arch)
    make_readable(tree)
    package = pack(tree, arch)
    print(f"{package.relative_to(ROOT)}: {package.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

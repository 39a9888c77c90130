"""Why a file is refused, and the signs by which what must not come in is known, whatever its name says."""

import re
from enum import StrEnum
from io import BytesIO
from urllib.parse import urlsplit
from zipfile import BadZipFile, ZipFile


class Reason(StrEnum):
    """Each reason has its own words for the reader, in the room that asked."""

    KIND = "kind"
    DAMAGED = "damaged"
    EXHAUSTING = "exhausting"
    ENCRYPTED = "encrypted"
    EMPTY = "empty"
    SCRIPT = "script"
    STARTS = "starts"
    SENDS = "sends"
    PLAYS = "plays"
    PROGRAM = "program"
    FORM = "form"
    TWO_KINDS = "two kinds"
    BEHIND_THE_END = "behind the end"
    PIXELS = "pixels"


class Refused(Exception):
    """Raised where a file must not come in."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


# What Windows, macOS, Linux or a runtime start when such a file is opened; not Perl, whose ending is that of Poland.
_PROGRAM_NAMES = frozenset(
    "action apk app appimage application appref-ms bash bat bin chm class cmd com command cpl csh deb desktop dll dmg"
    " docm dotm elf exe fish gadget hta inf ins iso isp jar jnlp js jse ksh lib library-ms lnk mde mjs msc msh msi msp"
    " mst out pif pkg php potm ppam ppsm pptm prf ps1 psd1 psm1 py pyc pyw rb reg rpm run scf scr sct"
    " settingcontent-ms sh shb shs so swf sys url vb vbe vbs vhd vhdx wasm workflow ws wsc wsf wsh xbap xlam xlsm xltm"
    " xll zsh".split()
)
_PROGRAM_STARTS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
    b"\x00asm",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|script|svg|iframe|\?php)\b|<\?php", re.IGNORECASE)
_SCRIPT = re.compile(rb"<(?:[\w.-]+:)?script\b", re.IGNORECASE)
# How far browsers look when they guess what a file is.
_HEAD = 1024
# Kinds that are known by what stands at a fixed place, so that anything may stand before it.
_MARKS_AT = ((257, b"ustar"), (128, b"DICM"), (0x8001, b"CD001"))
_BEGINNINGS = (b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x7fELF", b"ustar")
# Found wherever it begins, also within another: the first one found might be there to hide the real one.
_ZIP_END = re.compile(rb"(?=PK\x05\x06(.{18}))", re.DOTALL)
_LONGEST_ZIP_END = 22 + 0xFFFF


def names_a_program(name: str) -> bool:
    """Tell whether opening a file of this name would start it."""
    path = urlsplit(name).path if "://" in name else name
    return path.rstrip(" .\0\"'").rpartition(".")[2].lower() in _PROGRAM_NAMES and "." in path


def is_program(data: bytes) -> bool:
    """Tell a program, or an archive that holds one, by its content."""
    if data.startswith(_PROGRAM_STARTS):
        return True
    try:
        names = ZipFile(BytesIO(data)).namelist()
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return False
    # With a manifest an archive is a Java program, whatever it is called.
    return any(names_a_program(name) or name.upper() == "META-INF/MANIFEST.MF" for name in names)


def holds_script(data: bytes) -> bool:
    """Tell markup that holds a script; in UTF-16 every other byte is zero."""
    return bool(_SCRIPT.search(data.replace(b"\0", b"")))


def refuse_second_kind(data: bytes) -> None:
    """Refuse what other programs would open as a page, an archive or an image of a disk."""
    if _is_zip(data) or _PAGE.search(data[:_HEAD]) or any(data.startswith(mark, at) for at, mark in _MARKS_AT):
        raise Refused(Reason.TWO_KINDS)


def _is_zip(data: bytes) -> bool:
    # The note that ends a ZIP says its own length: where it ends the file, the file is a ZIP.
    ends = (found.end(1) for found in _ZIP_END.finditer(data, max(0, len(data) - _LONGEST_ZIP_END)))
    return any(end + int.from_bytes(data[end - 2 : end], "little") == len(data) for end in ends)


def refuse_another_file(rest: bytes) -> None:
    """Refuse a file that stands behind the end of a picture; cameras leave other things there."""
    is_page = _PAGE.search(rest) is not None
    if is_page or rest.startswith(_PROGRAM_STARTS) or any(mark in rest for mark in _BEGINNINGS):
        raise Refused(Reason.BEHIND_THE_END)

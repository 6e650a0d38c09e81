"""Scans as an office has them: whole, broken, hostile, too large."""

import struct
import zlib

from PIL import Image

from app import blobs
from app.documents.paper import Numbering, Paper


def png(folder, name="签字页.png"):
    path = folder / name
    Image.new("RGB", (40, 60), "white").save(path)
    return path


def pdf(folder, name="签字页.pdf"):
    path = folder / name
    path.write_bytes(Paper("签字页", "丹江镇（演示）", numbering=Numbering.NONE).finish())
    return path


def unusable(folder):
    """Files that must be refused, each with a word of the sentence that says why."""
    bomb = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(bomb)) + b"IHDR" + bomb + struct.pack(">I", zlib.crc32(b"IHDR" + bomb))
    contents = {
        "text.jpg": (b"no picture", "无法识别"),
        "bomb.png": (b"\x89PNG\r\n\x1a\n" + chunk, "扫描件"),
        "broken.pdf": (b"%PDF-1.7\n1 0 obj <<", "已损坏"),
        "program.pdf": (b"MZ\x90\x00", "无法识别"),
        "page.svg": (b"<svg onload='x'/>", "无法识别"),
    }
    for name, (content, word) in contents.items():
        (folder / name).write_bytes(content)
        yield folder / name, word
    huge = folder / "huge.pdf"
    with huge.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(blobs.MAX_BYTES + 1)
    yield huge, "超过 20 MB"

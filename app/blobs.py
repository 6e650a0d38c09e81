"""Files kept inside the encrypted database, once each, by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from app.errors import EnvironmentProblem, UserError
from app.office import Reader, Work
from db.tables.office import Blob

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 40_000_000
PDF = "application/pdf"
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png"}


def keep(work: Work, content: bytes, media_type: str) -> str:
    """Keep the bytes and return their digest; the same bytes are kept once (at most 20 MiB)."""
    if len(content) > MAX_BYTES:
        raise UserError("文件超过 20 MB。", field="file", next_step="请压缩后再添加。")
    digest = hashlib.sha256(content).hexdigest()
    if work.session.get(Blob, digest) is None:
        work.session.add(Blob(digest=digest, media_type=media_type, size=len(content), content=content))
    return digest


def content(reader: Reader, digest: str) -> bytes:
    """Return the bytes of a kept file; raises `EnvironmentProblem` when they are missing or damaged."""
    blob = reader.session.get(Blob, digest)
    if blob is None or hashlib.sha256(blob.content).hexdigest() != digest:
        raise EnvironmentProblem("附件在数据库中已损坏或缺失。", next_step="请运行“体检”并从备份恢复。")
    return blob.content


def read_file(path: Path, field: str) -> bytes:
    """Return the bytes of a file chosen by a person; at most 20 MiB."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"“{path.name}”打不开。"
        raise EnvironmentProblem(message, next_step="请确认文件还在原处、没有被其他程序占用。") from error
    if len(data) > MAX_BYTES:
        raise UserError(f"“{path.name}”超过 20 MB。", field=field, next_step="请压缩后再添加。")
    return data


def keep_picture(work: Work, picture: bytes) -> str:
    """Keep a JPEG or PNG picture of at most 40 megapixels and return its digest."""
    return keep(work, picture, PICTURES[picture_format(picture)])


def keep_scan(work: Work, scan: bytes) -> str:
    """Keep the scan of a hand-signed paper, a picture or a PDF, and return its digest."""
    return keep(work, scan, scan_type(scan))


def read_scan(path: Path) -> bytes:
    """Return the bytes of a scan chosen by a person; raises `UserError` for what is no picture and no PDF."""
    scan = read_file(path, "scan")
    scan_type(scan)
    return scan


def scan_type(scan: bytes) -> str:
    """Return the media type of a whole picture or PDF; raises `UserError` for anything else."""
    from app.documents.viewing import page_sizes  # noqa: PLC0415 - only when a scan comes in

    if not is_pdf(scan):
        return PICTURES[picture_format(scan, "扫描件", "scan")]
    try:
        page_sizes(scan)
    except EnvironmentProblem as error:
        message = "扫描件已损坏、设了密码或页数过多，读不出来。"
        raise UserError(message, field="scan", next_step="请重新扫描为 PDF、JPG 或 PNG。") from error
    return PDF


def is_pdf(content: bytes) -> bool:
    """Tell whether a file says of itself that it is a PDF."""
    return content.startswith(b"%PDF-")


def picture_format(picture: bytes, what: str = "照片", field: str = "photo") -> str:
    """Return `JPEG` or `PNG` for a whole picture; raises `UserError` for anything else."""
    from PIL import Image  # noqa: PLC0415 - only when a picture comes in

    if len(picture) > MAX_BYTES:
        raise UserError(f"{what}超过 20 MB。", field=field, next_step="请缩小后再添加。")
    try:
        with Image.open(io.BytesIO(picture), formats=tuple(PICTURES)) as image:
            pixels = image.width * image.height
            if pixels <= MAX_PIXELS:
                image.verify()
            found = str(image.format)
    except Exception as error:
        raise UserError(f"{what}无法识别。", field=field, next_step="请选择 JPG 或 PNG 图片。") from error
    if pixels > MAX_PIXELS:
        raise UserError(f"{what}超过 4000 万像素。", field=field, next_step="请缩小后再添加。")
    return found

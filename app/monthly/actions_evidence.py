"""Files that support a clause: optional, kept once by their bytes, of kinds an office opens (D9, D19)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sqlalchemy import select

from app import blobs
from app.errors import UserError
from app.monthly.records import clause_row, move, report_row, require_report_of
from app.office import Reader, Work
from app.texts import plain_text
from app.vocabulary import ReportMove
from db.tables.monthly import Evidence

MAX_NAME = 100
MAX_FILES = 10
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "docx": (f"{_OFFICE}wordprocessingml.document", _ZIP),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", _ZIP),
    "pptx": (f"{_OFFICE}presentationml.presentation", _ZIP),
    "ofd": ("application/ofd", _ZIP),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "wps": ("application/vnd.ms-works", _OLE),
    "et": ("application/vnd.ms-excel", _OLE),
}
"""Media type and first bytes by the ending of the name: a file must be what its name says."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A file to open or to save."""

    name: str
    media_type: str
    content: bytes


def attach_evidence(work: Work, clause_id: str, name: str, content: bytes) -> str:
    """Attach a file (at most 20 MiB) to a clause and return its id; the same file is attached once."""
    clause = clause_row(work, clause_id)
    move(work, report_row(work, clause.report_id), ReportMove.EDIT)
    name = cleaned_name(name)
    media_type = _media_type(name, content)
    digest = blobs.keep(work, content, media_type)
    attached = work.session.scalars(select(Evidence).where(Evidence.clause_id == clause_id)).all()
    for evidence in attached:
        if evidence.digest == digest:
            return evidence.id
    if len(attached) >= MAX_FILES:
        raise UserError(f"每条最多附 {MAX_FILES} 个文件。", field="file", next_step="请删去不必要的附件。")
    work.session.flush()
    evidence = Evidence(
        clause_id=clause_id, name=name, media_type=media_type, size=len(content), digest=digest
    )
    work.session.add(evidence)
    return evidence.id


def attach_file(work: Work, clause_id: str, path: Path) -> str:
    """Attach a file of the PC to a clause and return its id."""
    return attach_evidence(work, clause_id, path.name, blobs.read_file(path, "file"))


def remove_evidence(work: Work, evidence_id: str) -> None:
    """Take a file off its clause; its bytes stay, so that undoing and older versions find them."""
    evidence = _evidence(work, evidence_id)
    move(work, report_row(work, clause_row(work, evidence.clause_id).report_id), ReportMove.EDIT)
    work.session.delete(evidence)


def evidence_file(reader: Reader, evidence_id: str) -> EvidenceFile:
    """Return an attached file with its bytes."""
    evidence = _evidence(reader, evidence_id)
    report = report_row(reader, clause_row(reader, evidence.clause_id).report_id)
    require_report_of(reader, report.cadre_id)
    return EvidenceFile(evidence.name, evidence.media_type, blobs.content(reader, evidence.digest))


def _evidence(reader: Reader, evidence_id: str) -> Evidence:
    evidence = reader.session.get(Evidence, evidence_id)
    if evidence is None:
        raise UserError("这个附件已不存在。", next_step="请刷新后再看。")
    return evidence


def cleaned_name(name: str) -> str:
    """Return a file name that every system takes: no folder, no forbidden sign, at most 100 characters."""
    base = plain_text(name).replace("\\", "/").rpartition("/")[2]
    base = _FORBIDDEN.sub("_", base).strip(" .")
    if _RESERVED.match(base):
        base = f"_{base}"
    path = PurePosixPath(base or "_")
    return path.stem[: MAX_NAME - len(path.suffix)] + path.suffix if len(base) > MAX_NAME else base


def _media_type(name: str, content: bytes) -> str:
    ending = PurePosixPath(name or "_").suffix[1:].lower()
    if ending not in KINDS:
        raise UserError(
            f"不能添加这种文件：{name or '（无名文件）'}。",
            field="file",
            next_step="请选择 PDF、图片、Word、Excel 或 WPS 文件。",
        )
    media_type, first_bytes = KINDS[ending]
    if not content.startswith(first_bytes):
        raise UserError(f"“{name}”的内容与扩展名不符。", field="file", next_step="请用相应软件另存后再添加。")
    return media_type

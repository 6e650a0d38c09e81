"""Binding a month: both copies of the booklet, its signatures, and the code that finds it again (D25–D26)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from app import blobs
from app.accounts.credentials import signing_credential
from app.documents.signing import sign, signed_fields
from app.documents.viewing import page_sizes
from app.errors import UserError
from app.monthly.booklet_paper import AbsentLine, BookletForm, CorrectionLine, booklet
from app.monthly.forms import MonthFile, minutes_forms, month_file, registration
from app.monthly.signature_places import signature_place
from app.notices.forms import record_form
from app.office import Office, Reader, Work
from app.people.views import Member
from app.progress import SILENT, Progress
from app.settings import local_settings
from app.texts import clean
from app.vocabulary import CredentialKind, Month, PaperCopy, ReportState, Role, SignMethod
from db.tables.monthly import Booklet, Report
from db.tables.office import Credential


@dataclass(frozen=True, slots=True)
class BookletCard:
    """A bound booklet as lists show it."""

    id: str
    copy: PaperCopy
    edition: int
    code: str
    month: Month
    pages: int
    made_at: datetime
    method: SignMethod | None
    signers: tuple[str, ...]
    outdated: bool
    """Another form has been signed since: a new edition is due (domain.md §2.36)."""
    superseded: bool
    """A later edition of this copy has been bound."""
    scan_digest: str | None
    """A scan of the pages signed by hand."""


def gaps(reader: Reader, unit_id: str, month: Month) -> tuple[str, ...]:
    """Say who would be missing from the booklet, with the reason, e.g. `演示丁：已提交`."""
    file = month_file(reader, unit_id, month)
    missing = [member for member in file.members if member.duty.due and not _signed(file, member)]
    states = {cadre_id: report.state.label for cadre_id, report in file.reports.items()}
    return tuple(f"{member.name}：{states.get(member.cadre_id, '未报')}" for member in missing)


def _signed(file: MonthFile, member: Member) -> bool:
    report = file.reports.get(member.cadre_id)
    return report is not None and report.state is ReportState.SIGNED


def booklet_form(reader: Reader, unit_id: str, month: Month, copy: PaperCopy, bound_on: date) -> BookletForm:
    """Return the booklet as it would be bound on a day; raises `UserError` when nothing is signed yet."""
    file = month_file(reader, unit_id, month)
    bound = [member for member in file.members if _signed(file, member)]
    if not bound:
        raise UserError(f"{month.label}还没有已签定的登记表。", next_step="请先完成签定，再装订。")
    reports = [file.reports[member.cadre_id] for member in bound]
    edition = _edition(reader, unit_id, month, copy, [report.id for report in reports])
    return BookletForm(
        county=file.rulebook.county,
        unit=file.unit.name,
        month=month,
        copy=copy,
        edition=edition,
        code=booklet_code(unit_id, month, copy, edition),
        bound_on=bound_on,
        forms=tuple(registration(file, member, copy.label) for member in bound),
        absent=tuple(_absent(member) for member in file.members if _is_absent(file, member)),
        corrections=tuple(_corrections(file, bound)),
        meetings=minutes_forms(file, copy.label),
        postings=tuple(record_form(reader, unit_id, month, posting.id) for posting in file.postings),
        marks=local_settings(reader).two_hole_marks,
    )


def booklet_code(unit_id: str, month: Month, copy: PaperCopy, edition: int) -> str:
    """Return the code on the cover: the same booklet always has the same."""
    digest = hashlib.sha256(f"{unit_id}|{month}|{copy.value}|{edition}".encode()).digest()
    return f"SJB-{month.year}{month.month:02d}-{base64.b32encode(digest)[:8].decode()}"


def _edition(reader: Reader, unit_id: str, month: Month, copy: PaperCopy, report_ids: list[str]) -> int:
    latest = _latest(reader, unit_id, month, copy)
    if latest is None:
        return 1
    return latest.edition if latest.report_ids == report_ids and latest.method is None else latest.edition + 1


def _latest(reader: Reader, unit_id: str, month: Month, copy: PaperCopy) -> Booklet | None:
    here = (Booklet.unit_id == unit_id, Booklet.month == month, Booklet.copy == copy)
    return reader.session.scalars(select(Booklet).where(*here).order_by(Booklet.edition.desc())).first()


def _is_absent(file: MonthFile, member: Member) -> bool:
    return (member.duty.due or member.duty.exempt) and not _signed(file, member)


def _absent(member: Member) -> AbsentLine:
    return AbsentLine(member.name, member.title, "免报" if member.duty.exempt else "未报")


def _corrections(file: MonthFile, bound: Sequence[Member]) -> list[CorrectionLine]:
    lines = []
    for member in bound:
        report = file.reports[member.cadre_id]
        if report.version:
            opinion = file.opinions[report.id]
            lines.append(
                CorrectionLine(member.name, report.version, report.correction_reason, opinion.signed_on)
            )
    return lines


def standing_booklet(office: Office, unit_id: str, month: Month, copy: PaperCopy) -> str:
    """Return the newest booklet where it is signed and its forms are those in force; else bind one."""
    with office.read() as reader:
        card = next((one for one in booklets(reader, unit_id, month) if one.copy is copy), None)
    if card is not None and card.method is not None and not card.outdated:
        return card.id
    return bind_booklet(office, unit_id, month, copy)


def bind_booklet(
    office: Office, unit_id: str, month: Month, copy: PaperCopy, progress: Progress = SILENT
) -> str:
    """Make the booklet outside any transaction, keep it, and return its id."""
    with office.read() as reader:
        reader.require(Role.CLERK, Role.HEAD)
        form = booklet_form(reader, unit_id, month, copy, reader.today)
        report_ids = [
            report.id
            for report in month_file(reader, unit_id, month).reports.values()
            if report.state is ReportState.SIGNED
        ]
    pdf = booklet(form, progress)
    with office.write("装订实绩报告册") as work:
        return keep_booklet(work, unit_id, form, pdf, report_ids)


def keep_booklet(work: Work, unit_id: str, form: BookletForm, pdf: bytes, report_ids: Sequence[str]) -> str:
    """Keep a booklet's bytes under its code; an unsigned one of the same edition is replaced."""
    work.require(Role.CLERK, Role.HEAD)
    row = work.session.scalars(select(Booklet).where(Booklet.code == form.code)).first()
    if row is None:
        row = Booklet(
            unit_id=unit_id,
            month=form.month,
            copy=form.copy,
            edition=form.edition,
            code=form.code,
            signers=[],
        )
    if row.method is not None:
        raise UserError("这一册已经签名，不能重新生成。", next_step="请刷新后再看。")
    row.report_ids = list(report_ids)
    row.digest = blobs.keep(work, pdf, blobs.PDF)
    row.pages = len(page_sizes(pdf))
    row.made_at = work.now
    work.session.add(row)
    work.describe(f"{form.month.label} {form.copy.label}")
    return row.id


def sign_booklet(office: Office, booklet_id: str, credential_id: str, passphrase: str) -> None:
    """Sign a kept booklet with a person's certificate or the unit's; earlier signatures stay valid.

    The head signs in the box on the cover, others in the row above (`signature_place`), the unit in the
    seal's box, with its picture if it has one. Raises `UserError` where the holder has signed it already.
    """
    with office.read() as reader:
        card = reader.session.get_one(Booklet, booklet_id)
        credential = signing_credential(reader, credential_id)
        signer = f"{credential.title} {credential.holder}".strip()
        if signer in card.signers:
            raise UserError(f"{signer}已经签过这一册。", field="credential", next_step="请换一张证书。")
        row = reader.session.get_one(Credential, credential_id)
        is_seal = row.kind is CredentialKind.STATION
        pdf = blobs.content(reader, card.digest)
        field = signature_place(reader, row, signed_fields(pdf) if card.signers else ())
        seal = _seal_picture(reader) if is_seal else None
        place, at = reader.station.name, reader.now
    signed = sign(
        pdf,
        credential,
        passphrase,
        field=field,
        reason="装订并加盖单位签章" if is_seal else "审核签定",
        location=place,
        at=at,
        seal=seal,
    )
    with office.write("签署实绩报告册") as work:
        _keep_signed(work, booklet_id, card.digest, signed, signer)


def _seal_picture(reader: Reader) -> bytes | None:
    digest = local_settings(reader).seal_picture
    return blobs.content(reader, digest) if digest else None


def _keep_signed(work: Work, booklet_id: str, before: str, pdf: bytes, signer: str) -> None:
    work.require(Role.CLERK, Role.HEAD)
    row = work.session.get_one(Booklet, booklet_id)
    if row.digest != before:
        raise UserError("这一册刚被别人签过。", next_step="请刷新后再签。")
    row.digest = blobs.keep(work, pdf, blobs.PDF)
    row.method = SignMethod.DIGITAL
    row.signers = [*row.signers, signer]
    work.describe(f"{row.month.label} {row.copy.label}")


def mark_signed_by_hand(
    work: Work, booklet_id: str, signer: str, signed_on: date, scan: Path | None = None
) -> None:
    """Record that the printed booklet was signed and sealed by hand; keep a scan of it if there is one."""
    work.require(Role.CLERK, Role.HEAD)
    row = work.session.get_one(Booklet, booklet_id)
    if row.method is not None:
        raise UserError("这一册已经签名。", next_step="请刷新后再看。")
    if signed_on > work.today:
        raise UserError("签名日期不能晚于今天。", field="signed_on", next_step="请按实际日期填写。")
    row.method = SignMethod.HAND
    row.signers = [f"{clean(signer, '签名人', 50, field='signer', required=True)} {signed_on.isoformat()}"]
    if scan:
        row.scan_digest = blobs.keep_scan(work, blobs.read_scan(scan))
    work.describe(f"{row.month.label} {row.copy.label}")


def keep_booklet_scan(work: Work, booklet_id: str, scan: Path) -> None:
    """Keep a scan of a booklet already signed by hand; a later scan takes the place of an earlier one."""
    work.require(Role.CLERK, Role.HEAD)
    row = work.session.get_one(Booklet, booklet_id)
    if row.method is not SignMethod.HAND:
        raise UserError("这一册没有登记手写签名。", field="scan", next_step="请先“登记手签”。")
    row.scan_digest = blobs.keep_scan(work, blobs.read_scan(scan))
    work.describe(f"{row.month.label} {row.copy.label}")


def booklets(reader: Reader, unit_id: str, month: Month) -> tuple[BookletCard, ...]:
    """Return the month's booklets, both copies, newest edition first."""
    reader.require(Role.CLERK, Role.HEAD)
    signed = select(Report.id).where(
        Report.unit_id == unit_id, Report.month == month, Report.state == ReportState.SIGNED
    )
    now = set(reader.session.scalars(signed))
    here = select(Booklet).where(Booklet.unit_id == unit_id, Booklet.month == month)
    rows = reader.session.scalars(here.order_by(Booklet.edition.desc(), Booklet.copy.desc())).all()
    latest = {copy: max((row.edition for row in rows if row.copy is copy), default=0) for copy in PaperCopy}
    return tuple(_card(row, now, superseded=row.edition < latest[row.copy]) for row in rows)


def _card(row: Booklet, signed_now: set[str], *, superseded: bool) -> BookletCard:
    return BookletCard(
        id=row.id,
        copy=row.copy,
        edition=row.edition,
        code=row.code,
        month=row.month,
        pages=row.pages,
        made_at=row.made_at,
        method=row.method,
        signers=tuple(row.signers),
        outdated=not superseded and set(row.report_ids) != signed_now,
        superseded=superseded,
        scan_digest=row.scan_digest,
    )


def booklet_pdf(reader: Reader, booklet_id: str) -> bytes:
    """Return a kept booklet's bytes, with its signatures."""
    reader.require(Role.CLERK, Role.HEAD)
    return blobs.content(reader, reader.session.get_one(Booklet, booklet_id).digest)

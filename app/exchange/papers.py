"""What exchange prints: the twelve characters to compare, a unit's receipts, the table of all units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.documents.cells import Cell, Row, Style, Table, label
from app.documents.faces import Font, Role, Size
from app.documents.letter import Letter, official_date
from app.documents.page import FORM
from app.documents.paper import Numbering, Paper
from app.documents.table import draw_table
from app.exchange.enrolment import own_fingerprint
from app.exchange.links import require_county
from app.exchange.views_county import ROLES, CountyDesk, UnitRow, county_desk
from app.office import Reader
from app.vocabulary import StationKind
from db.tables.exchange import Receipt
from db.tables.people import Unit

GROUP = 4
"""Characters of a fingerprint read in one breath."""
SPELLED = Font(Role.HEI_BOLD, 30)

_HOW_UNIT = (
    "一、本单位电脑第一次与县里交换数据，或更换、恢复电脑后，须由县考核办核对上面的 12 个字。",
    "二、请打电话或当面逐字念给县考核办，一个字都不能差；不要用聊天软件转发照片代替核对。",
    "三、12 个字不需要保密，但只有与县里屏幕上的完全一致，县里才能准入。",
)
_HOW_COUNTY = (
    "一、各单位第一次导入县里的回执时，屏幕上会显示县里的 12 个字。",
    "二、请单位经办人打电话到本办公室，由本办公室照本单逐字念出，单位逐字核对。",
    "三、完全一致，单位才确认连接；有一个字不同，说明文件不是本办公室给的，请立即停止并报告。",
)


def spaced(fingerprint: str) -> tuple[str, ...]:
    """Return twelve characters in groups of four."""
    return tuple(fingerprint[start : start + GROUP] for start in range(0, len(fingerprint), GROUP))


# The sheet to compare by


@dataclass(frozen=True, slots=True)
class CompareForm:
    """Who is spelled by which twelve characters; `county` says which side it is."""

    station: str
    fingerprint: str
    county: bool
    made_on: date


def compare_form(reader: Reader) -> CompareForm:
    """Return this station's own twelve characters."""
    county = reader.station.kind is StationKind.COUNTY
    return CompareForm(reader.station.name, own_fingerprint(reader), county, reader.today)


def compare_sheet(form: CompareForm) -> bytes:
    """Return the 核对单, one page."""
    paper = Paper("核对单", form.station, sheet=FORM, numbering=Numbering.NONE, mirrored=False)
    letter = Letter(paper)
    letter.title("数据交换核对单")
    facts = (label("单位"), Cell(form.station), label("日期"), Cell(official_date(form.made_on)))
    y = draw_table(paper, Table((14, 46, 14, 26), (Row(facts, height=32),)), letter.y)
    groups = tuple(Cell("　".join(group), font=SPELLED) for group in spaced(form.fingerprint))
    y = draw_table(paper, Table((1,), tuple(Row((group,), height=64) for group in groups)), y)
    words = "\n".join(_HOW_COUNTY if form.county else _HOW_UNIT)
    y = draw_table(
        paper, Table((1,), (Row((Cell(words, Style.TEXT, font=Font(Role.SONG, Size.SMALL_FOUR)),)),)), y
    )
    signed = ("单位核对人", "县核对人")
    rows = tuple(
        Row((label(who), Cell("（签名）", Style.ENTRY), label("日期"), Cell("年　月　日")), height=40)
        for who in signed
    )
    draw_table(paper, Table((20, 38, 14, 28), rows), y)
    return paper.finish()


# The receipts of one unit


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """One receipt."""

    number: int
    package: int
    first_seq: int
    last_seq: int
    received_at: datetime
    received_by: str


@dataclass(frozen=True, slots=True)
class ReceiptForm:
    """What the county has received of one unit."""

    county: str
    unit: str
    entries: tuple[ReceiptEntry, ...]
    made_on: date


def receipt_form(reader: Reader, unit_id: str) -> ReceiptForm:
    """Return every receipt given to a unit, the newest first."""
    require_county(reader)
    reader.require(*ROLES)
    query = select(Receipt).where(Receipt.unit_id == unit_id).order_by(Receipt.number.desc())
    entries = tuple(
        ReceiptEntry(
            row.number, row.package_number, row.first_seq, row.last_seq, row.received_at, row.received_by
        )
        for row in reader.session.scalars(query)
    )
    name = reader.session.get_one(Unit, unit_id).name
    return ReceiptForm(reader.station.name, name, entries, reader.today)


def receipt_sheet(form: ReceiptForm) -> bytes:
    """Return the 回执单 of one unit."""
    paper = Paper("回执单", form.county, sheet=FORM, numbering=Numbering.OF_TOTAL, mirrored=False)
    letter = Letter(paper)
    letter.title("数据接收回执单")
    facts = (label("报送单位"), Cell(form.unit), label("日期"), Cell(official_date(form.made_on)))
    y = draw_table(paper, Table((16, 46, 12, 26), (Row(facts, height=32),)), letter.y)
    head = Row(
        tuple(label(name) for name in ("回执号", "文件号", "内容编号", "收到时间", "接收人")), height=28
    )
    rows = [_receipt(entry) for entry in form.entries] or [_nothing("还没有收到文件。", 5)]
    table = Table((12, 12, 22, 28, 26), (head, *rows), header_rows=1, title="回执单")
    y = draw_table(paper, table, y)
    signed = (label("接收单位"), Cell(f"{form.county}（盖章）", Style.ENTRY))
    draw_table(paper, Table((20, 80), (Row(signed, height=48),)), y)
    return paper.finish()


def _receipt(entry: ReceiptEntry) -> Row:
    cells = (
        Cell(str(entry.number)),
        Cell(f"{entry.package:04d}"),
        Cell(f"{entry.first_seq}–{entry.last_seq}" if entry.first_seq else f"全量至 {entry.last_seq}"),
        Cell(f"{entry.received_at:%Y-%m-%d %H:%M}"),
        Cell(entry.received_by),
    )
    return Row(cells, height=26)


def _nothing(sentence: str, columns: int) -> Row:
    return Row((Cell(sentence, columns=columns),), height=30)


# All units at a glance


@dataclass(frozen=True, slots=True)
class StandingForm:
    """The county's table of the exchange."""

    desk: CountyDesk
    made_on: date


def standing_form(reader: Reader) -> StandingForm:
    """Return what the county's page shows."""
    return StandingForm(county_desk(reader), reader.today)


def standing_sheet(form: StandingForm) -> bytes:
    """Return the 交换情况表."""
    desk = form.desk
    paper = Paper("交换情况表", desk.name, sheet=FORM, numbering=Numbering.OF_TOTAL, mirrored=False)
    letter = Letter(paper)
    letter.title("各单位数据交换情况表", blank_after=0.4)
    names = ("单位", "连接", "最近收到", "回执号", "最近给回执", "需要办理")
    head = Row(tuple(label(name) for name in names), height=28)
    rows = [_unit(row) for row in desk.units] or [_nothing("还没有单位。", len(names))]
    table = Table((20, 12, 17, 11, 17, 33), (head, *rows), header_rows=1, title="交换情况表")
    y = draw_table(paper, table, letter.y)
    last = (label("制表"), Cell(desk.name, Style.ENTRY), label("日期"), Cell(official_date(form.made_on)))
    draw_table(paper, Table((12, 48, 12, 28), (Row(last, height=30),)), y)
    return paper.finish()


def _unit(row: UnitRow) -> Row:
    cells = (
        Cell(row.name),
        Cell(row.state.label if row.state else "未登记"),
        Cell(row.received_at.date().isoformat() if row.received_at else "—"),
        Cell(str(row.receipt or "—")),
        Cell(row.returned_at.date().isoformat() if row.returned_at else "—"),
        Cell("；".join(to_do(row)) or "无", Style.ENTRY),
    )
    return Row(cells, height=26)


def to_do(row: UnitRow) -> tuple[str, ...]:
    """Return what waits for somebody in a unit's row, in short words."""
    told = [f"{state.label} {number} 个文件" for state, number in row.waiting_files]
    if row.silent:
        told.append(f"{row.silent_days} 天没有收到文件")
    if row.snapshot_due:
        told.append("待给全量文件")
    if row.return_due:
        told.append("待给新回执")
    if row.requests:
        told.append(f"人员变动 {row.requests} 项待答复")
    if row.certificates:
        told.append(f"证书 {row.certificates} 张待签发")
    return tuple(told)

"""The recovery sheet: the one paper that opens the data when every passphrase is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.documents.cells import Cell, Row, Style, Table, label
from app.documents.code import draw_code
from app.documents.faces import Font, Role, Size
from app.documents.letter import Letter, official_date
from app.documents.page import FORM, MM
from app.documents.paper import Numbering, Paper
from app.documents.table import draw_table

TITLE = "实绩簿恢复单"
CODE_SIDE = 38 * MM
GROUP = Font(Role.HEI_BOLD, Size.SMALL_TWO)

_WHY = (
    "本机数据已加密。所有账户的口令都遗忘、或系统管理员离岗未交接时，只有凭下面的恢复密钥才能重新设置口令。",
    "口令与恢复密钥同时失去，数据无法恢复，任何人（包括软件制作方）都没有办法。",
)
_HOW = (
    "一、打印两份，当面装入信封密封，骑缝处签名盖章，分别由单位主要负责人和档案室保管，不与电脑、备份盘放在一起。",
    "二、不拍照、不扫描、不发送，不存入任何电脑、手机或网盘。打印后请确认打印机内没有留存。",
    "三、使用时：登录窗口选“忘记口令”，按组输入，或用扫描枪扫二维码。不分大小写；数字0与字母O、数字1与字母I、L通用。",
    "每组末位是校验位，抄错时会指出是第几组。",
    "四、启封使用后，或怀疑被他人看到时，由系统管理员在“账户”中重新生成，本单同时作废并当场销毁。",
)


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What a recovery sheet explains: its title, why it is kept, and how."""

    title: str
    why: tuple[str, ...]
    how: tuple[str, ...]


OF_DATA = SheetWords(TITLE, _WHY, _HOW)
OF_COUNTY = SheetWords(
    "县级数据交换恢复单",
    (
        "县考核办的电脑损坏、又没有可用的备份时，用恢复文件（.sjr）和下面的恢复码，可在新设的县级电脑上恢复县级身份：",
        "各单位登记的电脑、已签发的证书继续有效，各单位重新报一次即可补齐数据。只有文件或只有恢复码都打不开。",
    ),
    (
        "一、本单打印两份，装入信封密封，骑缝处签名盖章，由考核办负责人和档案室分别保管。",
        "二、恢复文件存入专用 U 盘，与本单分开保管，不放在同一个柜子里，不存入日常使用的电脑。",
        "三、使用时：在新设的县级电脑上，由系统管理员打开“签名证书”，选“用恢复文件恢复县级身份”。",
        "四、启封使用后，或怀疑被他人看到时，重新生成恢复文件，本单和原文件当场销毁。",
    ),
)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the sheet says; `recovery_key` is eight groups joined by hyphens."""

    unit: str
    made_on: date
    recovery_key: str = field(repr=False)
    words: SheetWords = OF_DATA


def recovery_sheet(sheet: RecoverySheet) -> bytes:
    """Return the sheet as a PDF of one page; the same sheet is the same bytes."""
    paper = Paper(sheet.words.title, sheet.unit, sheet=FORM, numbering=Numbering.NONE, mirrored=False)
    letter = Letter(paper)
    letter.title(sheet.words.title)
    facts = (("单位", sheet.unit), ("生成日期", official_date(sheet.made_on)))
    cells = tuple(cell for name, value in facts for cell in (label(name), Cell(value)))
    y = draw_table(paper, Table((14, 46, 16, 24), (Row(cells, height=30),)), letter.y)
    y = draw_table(paper, Table((1,), (_words(sheet.words.why),)), y)
    y = _draw_key(paper, sheet.recovery_key, y)
    y = draw_table(paper, Table((1,), (_words(sheet.words.how),)), y)
    draw_table(paper, Table((20, 38, 14, 28), _keepers()), y)
    return paper.finish()


def _draw_key(paper: Paper, recovery_key: str, top: float) -> float:
    """Draw the groups in two rows with their numbers, and the code beside them."""
    groups = [Cell(group, font=GROUP) for group in recovery_key.split("-")]
    half = len(groups) // 2
    numbers = [label(f"第{place}组") for place in range(1, len(groups) + 1)]
    code_cell = Cell("", rows=4)
    rows = (
        Row((*numbers[:half], code_cell), height=22),
        Row(tuple(groups[:half]), height=CODE_SIDE / 2 - 16),
        Row(tuple(numbers[half:]), height=22),
        Row(tuple(groups[half:]), height=CODE_SIDE / 2 - 16),
    )
    frame = paper.page.frame
    code_width = CODE_SIDE + 4 * MM
    bottom = draw_table(paper, Table((*[(frame.width - code_width) / half] * half, code_width), rows), top)
    left = frame.right - (code_width + CODE_SIDE) / 2
    draw_code(paper.page, recovery_key, left, (top + bottom - CODE_SIDE) / 2, CODE_SIDE)
    return bottom


def _words(paragraphs: tuple[str, ...]) -> Row:
    return Row((Cell("\n".join(paragraphs), Style.TEXT, font=Font(Role.SONG, Size.SMALL_FOUR)),))


def _keepers() -> tuple[Row, ...]:
    """Leave two lines to be signed by those who keep a copy."""
    return tuple(
        Row(
            (label(f"第{copy}份保管人"), Cell("（签名）", Style.ENTRY), label("日期"), Cell("年　月　日")),
            height=40,
        )
        for copy in ("一", "二")
    )

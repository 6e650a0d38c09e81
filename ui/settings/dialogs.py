"""The forms of the settings pages: new rules, a day, a notice from a file, a checked year, certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QSpinBox

from app import rulebook, workday_table
from app.accounts import credentials
from app.accounts.credentials import CredentialCard
from app.accounts.views import BindableCadre
from app.errors import UserError
from app.office import Work
from app.rulebook import Rulebook
from app.vocabulary import CredentialKind
from app.workday_import import ImportedDays
from app.workdays import DayKind
from ui.accounts.dialogs import secret_of
from ui.accounts.entry_form import Secret
from ui.shared.forms import FormDialog
from ui.shared.inputs import ChoiceBox, DateBox, Line
from ui.shared.stage import Stage
from ui.shared.widgets import label

SIGNING_RULE = (
    "至少 8 个字符，含大写字母、小写字母、数字、符号中的三类。签名口令只由本人掌握，忘记后须重新签发证书。"
)
MOST_SHOWN = 8


class PublishRules(FormDialog):
    """A new version of the rules: from when, and why; lists what changes."""

    def __init__(self, stage: Stage, before: Mapping[str, object], after: Mapping[str, object]) -> None:
        super().__init__(stage, stage.errands, "发布新规则", ok="发布")
        self._values = dict(after)
        labels = {setting.key: setting.label for setting in rulebook.settings()}
        lines = [
            f"{labels[key]}：{_shown(before[key])} → {_shown(value)}"
            for key, value in after.items()
            if value != before[key]
        ]
        self.rows.addRow(label("改动", "label"), label("\n".join(lines), wrap=True))
        self.add("effective_from", "生效日", DateBox(stage.office.clock.today().replace(day=1)))
        self.add("reason", "原因", Line("如：按县委组织部通知补充举报电话", 200))

    def save(self) -> None:
        """Publish."""
        values = self.fields.values()
        self.perform("发布规则", _publish, self._values, values["effective_from"], str(values["reason"]))


def _publish(work: Work, values: dict[str, Any], effective_from: date, reason: str) -> Rulebook:
    return rulebook.publish_rulebook(work, values, effective_from=effective_from, reason=reason)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) or "（空）"


class ChangeDay(FormDialog):
    """One day off or worked against its weekday, e.g. a county's own holiday."""

    def __init__(self, stage: Stage, day: date, kind: DayKind | None, name: str) -> None:
        super().__init__(stage, stage.errands, "修改一天", ok="保存")
        choices = [(DayKind.OFF, "休（放假）"), (DayKind.WORK, "班（调休上班）"), (None, "按星期（不特殊）")]
        self.kind = ChoiceBox(choices)
        self.add("day", "日期", DateBox(day))
        self.add("kind", "安排", self.kind)
        self.add("label", "名称", Line("如：苗年", workday_table.LONGEST_LABEL))
        self.fields.show({"day": day, "label": name})
        self.kind.set_value(kind or DayKind.OFF)

    def save(self) -> None:
        """Change the day."""
        values, kind = self.fields.values(), self.kind.value()
        chosen = kind if isinstance(kind, DayKind) else None
        self.perform("修改节假日", workday_table.change_day, values["day"], chosen, str(values["label"]))


class TakeOverDays(FormDialog):
    """A notice read from a file: which year, from where, and whether somebody compared it."""

    def __init__(self, stage: Stage, read: ImportedDays, year: int) -> None:
        super().__init__(stage, stage.errands, "导入节假日安排", ok="导入", hint=_summary(read))
        self._read = read
        for sentence in (*read.warnings, *(str(error) for error in read.errors[:MOST_SHOWN])):
            self.rows.addRow(label(sentence, "hint", wrap=True))
        number = QSpinBox()
        number.setRange(2000, 2100)
        self.add("year", "年份", number, "这一年的原有安排将被文件内容替换。")
        self.add("source", "通知文号", Line("如：国办发明电〔2026〕7号", workday_table.LONGEST_SOURCE))
        checked = QCheckBox("已与国务院办公厅通知逐日核对")
        self.add("official", "", checked, "不勾选则仍按“未公布，估算”处理。")
        self.fields.show({"year": year})

    def save(self) -> None:
        """Take the days over."""
        if self._read.errors:
            raise UserError("文件有错误，不能导入。", next_step="请改好后重新选择文件。")
        values = self.fields.values()
        self.perform("导入节假日安排", _take_over, self._read, values)


def _summary(read: ImportedDays) -> str:
    off = sum(day.kind is DayKind.OFF for day in read.days)
    years = "、".join(map(str, read.years))
    return f"读到 {len(read.days)} 天：休 {off} 天，班 {len(read.days) - off} 天，年份 {years}。"


def _take_over(work: Work, read: ImportedDays, values: dict[str, Any]) -> tuple[int, int]:
    return workday_table.take_over_days(
        work, values["year"], read.days, source=values["source"], official=values["official"]
    )


class ConfirmYear(FormDialog):
    """Somebody has compared a year's table with the official notice."""

    def __init__(self, stage: Stage, year: int) -> None:
        hint = f"确认后，{year} 年的公示起止日期不再提示“未核对”。请先把下表与国务院办公厅通知逐日对照。"
        super().__init__(stage, stage.errands, f"核对 {year} 年", ok="已核对一致", hint=hint)
        self._year = year
        self.add("source", "通知文号", Line("如：国办发明电〔2026〕7号", workday_table.LONGEST_SOURCE))

    def save(self) -> None:
        """Confirm."""
        self.perform(
            "核对节假日安排", workday_table.confirm_year, self._year, str(self.fields.values()["source"])
        )


class IssueCredential(FormDialog):
    """A certificate for a person or for the unit's seal; its holder types the signing passphrase."""

    def __init__(self, stage: Stage, cadres: tuple[BindableCadre, ...]) -> None:
        hint = "请持有人到场，亲自输入签名口令。同一持有人的旧证书随之停用，已签的文件仍然有效。"
        super().__init__(stage, stage.errands, "签发证书", ok="签发", hint=hint)
        holders: list[tuple[object, str]] = [(None, f"{stage.office.station.name}（单位公章）")]
        holders += [(cadre.cadre_id, f"{cadre.name}（{cadre.title}）") for cadre in cadres]
        self.holder = ChoiceBox(holders)
        self.add("cadre_id", "持有人", self.holder)
        self.add("passphrase", "签名口令", Secret(), SIGNING_RULE)
        self.add("again", "再输一次", Secret())
        self.holder.set_value(cadres[0].cadre_id if cadres else None)

    def save(self) -> None:
        """Issue it."""
        passphrase = secret_of(self, "passphrase")
        if passphrase != secret_of(self, "again"):
            raise UserError("两次输入的口令不一致。", field="again", next_step="请重新输入。")
        holder = self.holder.value()
        kind = CredentialKind.STATION if holder is None else CredentialKind.PERSON
        self.perform("签发证书", credentials.issue_credential, kind, passphrase, holder)


class ChangeSigningPassphrase(FormDialog):
    """The passphrase of a certificate, by who knows it."""

    def __init__(self, stage: Stage, card: CredentialCard) -> None:
        super().__init__(stage, stage.errands, f"修改签名口令：{card.holder}", ok="保存新口令")
        self._card = card
        self.add("passphrase", "现用签名口令", Secret())
        self.add("new_passphrase", "新签名口令", Secret(), SIGNING_RULE)
        self.add("again", "再输一次", Secret())

    def save(self) -> None:
        """Change it."""
        new = secret_of(self, "new_passphrase")
        if new != secret_of(self, "again"):
            raise UserError("两次输入的口令不一致。", field="again", next_step="请重新输入。")
        old = secret_of(self, "passphrase")
        self.perform(
            "修改签名口令", credentials.change_signing_passphrase, self._card.credential_id, old, new
        )

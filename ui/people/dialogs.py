"""The forms of people and unit: add, correct, change posts, leave, exempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QCompleter

from app.dates import day_written, month_written
from app.errors import UserError
from app.people import actions, exemptions
from app.people.cards import ExemptionLine, PostLine
from app.people.entries import (
    NAME_LIMIT,
    PORTFOLIO_LIMIT,
    TITLE_LIMIT,
    CadreEntry,
    ExemptionEntry,
    PostEntry,
    UnitEntry,
    columns,
)
from app.vocabulary import ExemptionKind, Month, PersonCategory, PostEnd, PostKind, Rank, Sex, UnitKind
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox, Line
from ui.shared.stage import Stage

PARTIES = ("中共党员", "中共预备党员", "群众", "共青团员", "民主党派", "无党派人士")
TITLES = ("党委书记", "镇长", "乡长", "人大主席", "党委副书记", "纪委书记", "党委委员", "副镇长", "副乡长")
OFFICES = ("武装部长", "党组书记、局长", "局长", "党组成员、副局长", "副局长", "纪检组长")
BODIES = ("党委", "党组", "局务会")
USUAL_ENDS = {
    PostKind.PRIMARY: PostEnd.TRANSFER,
    PostKind.CONCURRENT: PostEnd.CHANGED,
    PostKind.SECONDED: PostEnd.SECONDMENT_OVER,
}


def suggesting(line: Line, words: Sequence[str]) -> Line:
    """Let a line offer usual words while it is typed."""
    completer = QCompleter(list(words), line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    line.setCompleter(completer)
    return line


class EditCadre(FormDialog):
    """Corrects personal data; `AddCadre` begins with the same fields."""

    def __init__(self, stage: Stage, cadre_id: str, entry: CadreEntry) -> None:
        super().__init__(stage, stage.errands, f"编辑 {entry.name}", ok="保存资料")
        self._cadre_id = cadre_id
        add_cadre_fields(self, entry)

    def save(self) -> None:
        """Store the corrected data."""
        self.perform("编辑人员资料", actions.edit_cadre, self._cadre_id, cadre_of(self))


class AddCadre(FormDialog):
    """Adds a person with the post held here; transfers and secondments in come this way too."""

    def __init__(self, stage: Stage, unit_id: str, today: date) -> None:
        hint = "从外单位调入、挂职的人员也在这里登记。一个月中 15 日以前到任的，当月起报告。"
        super().__init__(stage, stage.errands, "新增人员", ok="保存人员", hint=hint)
        self._unit_id = unit_id
        add_cadre_fields(self, CadreEntry(""), note=False)
        add_post_fields(self, PostEntry("", today))

    def save(self) -> None:
        """Add the person."""
        self.perform("新增人员", actions.add_cadre, self._unit_id, cadre_of(self), post_of(self))


class PostDialog(FormDialog):
    """A post: a correction of what was entered, a change from a day on, or one more post."""

    def __init__(self, stage: Stage, title: str, ok: str, hint: str, entry: PostEntry) -> None:
        super().__init__(stage, stage.errands, title, ok=ok, hint=hint)
        self._entry = entry
        add_post_fields(self, entry)


class CorrectPost(PostDialog):
    """Corrects a post, its end included."""

    def __init__(self, stage: Stage, name: str, line: PostLine) -> None:
        hint = "只更正登记错误；职务、职级或分工从某日起改变的，请用“职务变动”，以前各月保留原职务。"
        super().__init__(stage, f"更正 {name} 的任职", "保存更正", hint, line.entry)
        self._post_id = line.post_id
        if line.entry.ended is not None:
            self.add("ended", "离任原因", ChoiceBox.of(PostEnd))
            self.fields.show({"ended": line.entry.ended})

    def save(self) -> None:
        """Store the corrected post."""
        ended = self.fields.values().get("ended", self._entry.ended)
        entry = replace(post_of(self), ended=ended)  # type: ignore[arg-type]
        self.perform("更正任职", actions.edit_post, self._post_id, entry)


class ChangePost(PostDialog):
    """Begins another post, rank or portfolio on a day."""

    def __init__(self, stage: Stage, name: str, line: PostLine, today: date) -> None:
        hint = "自“任现职时间”起按新的职务、职级、分工，以前各月保留原来的。"
        entry = replace(line.entry, since=today, until=None, ended=None)
        super().__init__(stage, f"{name} 职务变动", "保存变动", hint, entry)
        self._post_id = line.post_id

    def save(self) -> None:
        """End the old post and begin the new one."""
        self.perform("职务变动", actions.change_post, self._post_id, post_of(self))


class AddPost(PostDialog):
    """Gives one more post: 兼职, 挂职, or a return to the unit."""

    def __init__(self, stage: Stage, cadre_id: str, unit_id: str, name: str, entry: PostEntry) -> None:
        hint = "兼职不单独报告；重新到任的选“任职”。"
        super().__init__(stage, f"{name} 加任职务", "保存职务", hint, entry)
        self._place = cadre_id, unit_id

    def save(self) -> None:
        """Add the post."""
        self.perform("加任职务", actions.add_post, *self._place, post_of(self))


class EndPost(FormDialog):
    """Ends a post: the last day, why, where to."""

    def __init__(self, stage: Stage, name: str, line: PostLine, today: date) -> None:
        hint = "调任、退休、去世的，在本单位的全部职务同时结束；已经报告的月份仍属本单位。"
        super().__init__(stage, stage.errands, f"{name} 离任", ok="办理离任", hint=hint)
        self._post_id = line.post_id
        self.add("on", "最后任职日", DateBox(today))
        self.add("why", "原因", ChoiceBox.of(PostEnd))
        self.add("remark", "去向及依据", Line("例如：调县林业局，组任〔2026〕3号", 200))
        self.fields.show({"on": today, "why": USUAL_ENDS[line.entry.kind]})

    def save(self) -> None:
        """End the post."""
        values: dict[str, Any] = self.fields.values()
        self.perform(
            "办理离任", actions.end_post, self._post_id, values["on"], values["why"], values["remark"]
        )


class ExemptionDialog(FormDialog):
    """Records an approved 免报, or corrects one."""

    def __init__(
        self,
        stage: Stage,
        unit_id: str,
        people: Sequence[tuple[str, str]],
        entry: ExemptionEntry,
        exemption_id: str | None = None,
    ) -> None:
        title = "登记免报" if exemption_id is None else "修改免报"
        hint = "经批准免报的月份不计应报，也不中断、不累计“连续两次未上报”。"
        super().__init__(stage, stage.errands, title, ok="保存免报", hint=hint)
        self._unit_id = unit_id
        self._exemption_id = exemption_id
        months = [(month, month.label) for month in _months_around(entry.first, entry.last)]
        self.add("cadre_id", "人员", ChoiceBox([(None, "全单位（全县免报）"), *people]))
        self.add("kind", "类别", ChoiceBox.of(ExemptionKind))
        self.add("first", "起始月份", ChoiceBox(months))
        self.add("last", "截止月份", ChoiceBox(months))
        self.add("reason", "事由", Line("例如：住院治疗", 200))
        self.add("approved_by", "批准人", Line("批准免报的领导", NAME_LIMIT))
        self.add("approved_on", "批准日期", DateBox(entry.approved_on))
        names = ("cadre_id", "kind", "first", "last", "reason", "approved_by", "approved_on")
        self.fields.show({name: getattr(entry, name) for name in names})

    def save(self) -> None:
        """Grant or correct."""
        entry = ExemptionEntry(**self.fields.values())  # type: ignore[arg-type]
        if self._exemption_id is None:
            self.perform("登记免报", exemptions.grant_exemption, self._unit_id, entry)
        else:
            self.perform("修改免报", exemptions.edit_exemption, self._exemption_id, entry)


def new_exemption(cadre_id: str | None, month: Month, today: date) -> ExemptionEntry:
    """Return what the form of a new exemption begins with."""
    kind = ExemptionKind.LEAVE if cadre_id else ExemptionKind.COUNTY_WIDE
    return ExemptionEntry(cadre_id, month, month, kind, "", "", today)


def exemption_words(line: ExemptionLine) -> str:
    """Return an exemption in one line."""
    entry = line.entry
    months = entry.first.label if entry.first == entry.last else f"{entry.first.label}至{entry.last.label}"
    reason = f"：{entry.reason}" if entry.reason else ""
    return f"{line.name or '全单位'} {months} {entry.kind.label}{reason}（{entry.approved_by}批准）"


def _months_around(first: Month, last: Month) -> list[Month]:
    return list(first.plus(-18).through(last.plus(24)))


class EditUnit(FormDialog):
    """The unit's card: names, leading body, notice board."""

    def __init__(self, stage: Stage, unit_id: str, entry: UnitEntry) -> None:
        super().__init__(stage, stage.errands, "编辑机构", ok="保存机构", hint="名称用于全部表册和公示。")
        self._unit_id = unit_id
        self.add("name", "单位名称", Line("", TITLE_LIMIT))
        self.add("short_name", "简称", Line("", 20))
        self.add("kind", "类型", ChoiceBox.of(UnitKind))
        self.add(
            "body", "领导班子名称", suggesting(Line("党委、党组、局务会", 20), ("党委", "党组", "局务会"))
        )
        self.add("notice_place", "公示地点", Line("例如：镇政府大门公示栏", TITLE_LIMIT))
        self.fields.show(columns(entry))

    def save(self) -> None:
        """Store the card."""
        entry = UnitEntry(**self.fields.values())  # type: ignore[arg-type]
        self.perform("编辑机构", actions.edit_unit, self._unit_id, entry)


def add_cadre_fields(form: FormDialog, entry: CadreEntry, *, note: bool = True) -> None:
    """Add the fields of personal data."""
    form.add("name", "姓名", Line("少数民族姓名间隔点用 ·", NAME_LIMIT))
    form.add("sex", "性别", ChoiceBox.of(Sex, empty="未填"))
    form.add("born", "出生年月", Line("1980-05", 20))
    form.add("party", "政治面貌", suggesting(Line("中共党员", 20), PARTIES))
    form.add("category", "人员类别", ChoiceBox.of(PersonCategory))
    if note:
        form.add("note", "备注", AutoGrowText("", 2, 6, 1000))
        form.fields.show({"note": entry.note})
    form.fields.show(
        {
            "name": entry.name,
            "sex": entry.sex,
            "born": str(entry.born) if entry.born else "",
            "party": entry.party,
            "category": entry.category,
        }
    )


def cadre_of(form: FormDialog) -> CadreEntry:
    """Return the personal data typed; raises `UserError` by field."""
    values: dict[str, Any] = form.fields.values()
    born = _parsed(month_written, values["born"], "born")
    return CadreEntry(
        values["name"], values["sex"], born, values["party"], values["category"], values.get("note", "")
    )


def add_post_fields(form: FormDialog, entry: PostEntry) -> None:
    """Add the fields of a post."""
    form.add("title", "职务", suggesting(Line("例如：副镇长", TITLE_LIMIT), (*TITLES, *OFFICES)))
    form.add("rank", "职级", ChoiceBox.of(Rank))
    form.add("portfolio", "分管工作", AutoGrowText("例如：农业农村、乡村振兴", 1, 5, PORTFOLIO_LIMIT))
    form.add("kind", "任职方式", ChoiceBox.of(PostKind))
    form.add("since", "任现职时间", DateBox(entry.since))
    form.add("until", "止于", Line("未定可不填，例如 2027-03-31", 20))
    form.add("heads_unit", "", QCheckBox("主要负责人（审核并签定报告；乡镇书记、镇长均是）"))
    form.add("on_team", "", QCheckBox("班子成员（参加班子会议评价）"))
    form.add("reports", "", QCheckBox("每月报告实绩"))
    values = {name: getattr(entry, name) for name in ("title", "rank", "portfolio", "kind", "since")}
    values |= {name: getattr(entry, name) for name in ("heads_unit", "on_team", "reports")}
    form.fields.show(values | {"until": str(entry.until) if entry.until else ""})


def post_of(form: FormDialog) -> PostEntry:
    """Return the post typed; raises `UserError` by field."""
    values: dict[str, Any] = form.fields.values()
    names = ("title", "since", "rank", "kind", "heads_unit", "on_team", "reports", "portfolio")
    until = _parsed(day_written, values["until"], "until")
    return PostEntry(**{name: values[name] for name in names}, until=until)


def _parsed(read: Any, text: str, field: str) -> Any:  # noqa: ANN401 - a month or a day
    try:
        return read(text) if text else None
    except UserError as error:
        raise UserError(error.message, field=field) from error

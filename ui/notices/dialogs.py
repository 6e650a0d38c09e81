"""The forms of the notice board: put up, take down, interrupt, note a remark."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QWidget

from app.notices import actions
from app.notices.actions import PostingForm
from app.notices.views import NoticeBoard, PostingCard, RemarkLine
from app.vocabulary import Channel
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox, Line
from ui.shared.stage import Stage
from ui.shared.widgets import Button, label


class PhotoPicker(QWidget):
    """Chooses an optional photo; `.path` is None without one."""

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self._name = label("没有照片（可不附）", "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Button("选择照片…", on=self._choose, kind="small"))
        row.addWidget(self._name, 1)

    def _choose(self) -> None:
        dialog = QFileDialog(self, "选择照片", "", "图片 (*.jpg *.jpeg *.png)")
        dialog.fileSelected.connect(self.take)
        dialog.open()

    def take(self, path: str) -> None:
        """Use this file."""
        self.path = Path(path)
        self._name.setText(self.path.name)


class PutUp(FormDialog):
    """Records that a notice went up, the first time or after an interruption."""

    def __init__(
        self, stage: Stage, unit_id: str, board: NoticeBoard, today: date, restart_of: str = ""
    ) -> None:
        names = "、".join(line.name for line in board.ready)
        hint = "按原内容重新张贴，公示期从头计算。" if restart_of else f"张贴 {len(board.ready)} 人：{names}"
        super().__init__(stage, stage.errands, "登记张贴", ok="登记张贴", hint=hint)
        self._unit_id = unit_id
        self._board = board
        self._restart_of = restart_of
        self._photo = PhotoPicker()
        self.add("place", "张贴地点", Line("例如：镇政府一楼公示栏", 100))
        self.add("posted_on", "张贴日期", DateBox(today))
        self.rows.addRow(label("现场照片", "label"), self._photo)
        self.add("dates_confirmed", "", QCheckBox("已核对公示起止日期（节假日安排未公布的年份必须核对）"))
        self.fields.show({"place": board.place, "posted_on": today})

    def save(self) -> None:
        """Put the notice up."""
        values = self.fields.values()
        form = PostingForm(**values, photo=self._photo.path)  # type: ignore[arg-type]
        if self._restart_of:
            self.perform("重新张贴公示", actions.restart, self._restart_of, form)
        else:
            ids = tuple(line.report_id for line in self._board.ready)
            self.perform("登记公示张贴", actions.post_notice, self._unit_id, self._board.month, ids, form)


class TakeDown(FormDialog):
    """Records that a notice came down; early only with the reason."""

    def __init__(self, stage: Stage, card: PostingCard, today: date) -> None:
        last = f"{card.last_day.month} 月 {card.last_day.day} 日"
        super().__init__(
            stage, stage.errands, "登记撤下", ok="登记撤下", hint=f"公示到 {last}（含当日）满期。"
        )
        self._card = card
        self.add("ended_on", "撤下日期", DateBox(today))
        self.add("breach", "未满期原因", AutoGrowText("满期撤下不用填写"))
        self.fields.show({"ended_on": today})

    def save(self) -> None:
        """Take it down."""
        values = self.fields.values()
        self.perform("登记公示撤下", actions.take_down, self._card.id, values["ended_on"], values["breach"])


class Interrupt(FormDialog):
    """Records that a notice was torn down or had to come off."""

    def __init__(self, stage: Stage, card: PostingCard, today: date) -> None:
        super().__init__(
            stage, stage.errands, "登记中断", ok="登记中断", hint="中断后须重新张贴，公示期从头计算。"
        )
        self._card = card
        self.add("interrupted_on", "中断日期", DateBox(today))
        self.add("reason", "中断原因", AutoGrowText("例如：公示栏搬迁、被风雨损毁"))
        self.fields.show({"interrupted_on": today})

    def save(self) -> None:
        """Interrupt it."""
        values = self.fields.values()
        args = (self._card.id, values["interrupted_on"], values["reason"])
        self.perform("登记公示中断", actions.interrupt, *args)


class AddRemark(FormDialog):
    """Notes a remark received while the notice hung; there is no field for who made it."""

    def __init__(self, stage: Stage, card: PostingCard, today: date) -> None:
        hint = "只记意见内容，不记是谁提的。涉及举报的，请引导其向县委组织部反映。"
        super().__init__(stage, stage.errands, "记录意见", ok="保存意见", hint=hint)
        self._card = card
        self.add("received_on", "收到日期", DateBox(today))
        self.add("channel", "收到方式", ChoiceBox.of(Channel))
        self.add("content", "意见内容", AutoGrowText("不写提意见人的姓名、电话"))
        self.fields.show({"received_on": today, "channel": Channel.BOOK})

    def save(self) -> None:
        """Keep the remark."""
        values = self.fields.values()
        args = (self._card.id, values["received_on"], values["channel"], values["content"])
        self.perform("记录公示意见", actions.add_remark, *args)


class AnswerRemark(FormDialog):
    """Records how a remark was dealt with."""

    def __init__(self, stage: Stage, remark: RemarkLine) -> None:
        super().__init__(stage, stage.errands, "处理意见", ok="保存处理情况", hint=remark.content)
        self._remark = remark
        self.add("handling", "处理情况", AutoGrowText("例如：经核实已更正；已报县考核办"))
        self.fields.show({"handling": remark.handling})

    def save(self) -> None:
        """Keep the answer."""
        self.perform("处理公示意见", actions.answer_remark, self._remark.id, self.fields.values()["handling"])

"""The forms of the notice board: put up, take down, interrupt, note a remark."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QCheckBox

from app.notices import actions
from app.notices.actions import PostingForm
from app.notices.forms import planned_notice
from app.notices.papers import NoticeForm
from app.notices.views import NoticeBoard, PostingCard, RemarkLine
from app.vocabulary import Channel
from ui.notices.posting_view import fresh_reports
from ui.shared.files import PICTURES, FilePicker
from ui.shared.forms import ConfirmNames, FormDialog
from ui.shared.inputs import AutoGrowText, ChoiceBox, DateBox, Line
from ui.shared.stage import Stage
from ui.shared.widgets import label


class PutUp(FormDialog):
    """Records that a notice went up, the first time or after an interruption; says until when it hangs."""

    def __init__(
        self,
        stage: Stage,
        unit_id: str,
        board: NoticeBoard,
        today: date,
        again: PostingCard | None = None,
    ) -> None:
        fresh = fresh_reports(board)
        self._report_ids = again.report_ids if again else tuple(line.report_id for line in fresh)
        names = again.names if again else tuple(line.name for line in fresh)
        hint = f"{len(names)} 人：{'、'.join(names)}"
        if again:
            hint = f"按原内容重新张贴，公示期从头计算。\n{hint}"
        super().__init__(stage, stage.errands, "登记张贴", ok="登记张贴", hint=hint)
        self._unit_id = unit_id
        self._board = board
        self._again = again
        self.add("place", "张贴地点", Line("例如：镇政府一楼公示栏", 100))
        self.posted_on = DateBox(today)
        self.add("posted_on", "张贴日期", self.posted_on)
        self.period = label("", "note", wrap=True)
        self.rows.addRow(label("公示期", "label"), self.period)
        self.add("photo", "现场照片", FilePicker("照片", PICTURES))
        self.confirmed = QCheckBox("已核对公示起止日期")
        self.add("dates_confirmed", "", self.confirmed)
        self.confirmed.hide()
        self.fields.show({"place": again.place if again else board.place, "posted_on": today})
        self.posted_on.dateChanged.connect(lambda _day: self._ask_period())
        self._ask_period()

    def _ask_period(self) -> None:
        day = self.fields.values()["posted_on"]
        args = (self._unit_id, self._board.month, day, self._report_ids)
        self.errands.load(self, planned_notice, *args, then=self._show_period)

    def _show_period(self, form: NoticeForm) -> None:
        days = f"{form.first_day} 至 {form.last_day}，{form.days} 个工作日。"
        self.period.setText(f"{days}{form.doubt}")
        self.confirmed.setVisible(bool(form.doubt))

    def save(self) -> None:
        """Put the notice up."""
        values = self.fields.values()
        form = PostingForm(**values)  # type: ignore[arg-type]
        if self._again:
            self.perform("重新张贴公示", actions.restart, self._again.id, form)
        else:
            args = (self._unit_id, self._board.month, self._report_ids, form)
            self.perform("登记公示张贴", actions.post_notice, *args)


class TakeDown(FormDialog):
    """Records that a notice came down; early only with the reason."""

    def __init__(self, stage: Stage, card: PostingCard, today: date) -> None:
        last = f"{card.last_day.month} 月 {card.last_day.day} 日"
        hint = f"公示到 {last}（含当日）满期。"
        super().__init__(stage, stage.errands, "登记撤下", ok="登记撤下", hint=hint)
        self._card = card
        self.ended_on = DateBox(today)
        self.breach = AutoGrowText("写明为什么提前撤下，按“未满期”登记")
        self.add("ended_on", "撤下日期", self.ended_on)
        self.add("breach", "未满期原因", self.breach)
        self.fields.show({"ended_on": today})
        self.ended_on.dateChanged.connect(lambda _day: self._show_breach())
        self._show_breach()

    def _early_on(self) -> date | None:
        """Return the day of taking down where it is before the last day."""
        ended_on = self.fields.values()["ended_on"]
        return ended_on if isinstance(ended_on, date) and ended_on < self._card.last_day else None

    def _show_breach(self) -> None:
        self.rows.setRowVisible(1, self._early_on() is not None)

    def save(self) -> None:
        """Take it down; early only after a question that names the consequence."""
        early = self._early_on()
        if early is None or not str(self.fields.values()["breach"]).strip():
            self._take_down()
            return
        names = {"公示人员": self._card.names}
        ConfirmNames(self, _consequence(self._card, early), names, "仍登记撤下", self._take_down, danger=True)

    def _take_down(self) -> None:
        values = self.fields.values()
        self.perform("登记公示撤下", actions.take_down, self._card.id, values["ended_on"], values["breach"])


def _consequence(card: PostingCard, early: date) -> str:
    left = sum(day.number > 0 and day.day > early for day in card.calendar)
    return (
        f"公示还差 {left} 个工作日才满期。登记后记为“未满期撤下”，写入公示记录，这些登记表不能再张贴。"
        "公示被损毁、公示栏搬迁的，请返回后改用“登记中断”，再重新公示满期。"
    )


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

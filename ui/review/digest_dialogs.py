"""The form in which a leader's 批示 is recorded or corrected (D38)."""

from __future__ import annotations

from collections.abc import Sequence

from app.review.digest_actions import NAME, REMARK, TITLE, RemarkEntry, correct_remark, record_remark
from app.review.digest_board import RemarkCard
from ui.review.ticks import Ticks
from ui.shared.forms import FormDialog
from ui.shared.inputs import AutoGrowText, DateBox, Line
from ui.shared.stage import Stage
from ui.shared.widgets import label

HINT = "照原件登记，随回执发给涉及的单位；不勾选单位的，全部单位都能看到。"


class LeaderRemark(FormDialog):
    """Records what a leader wrote on an edition, or corrects what was recorded."""

    def __init__(
        self,
        stage: Stage,
        units: Sequence[tuple[str, str]],
        *,
        digest_id: str = "",
        card: RemarkCard | None = None,
    ) -> None:
        title = "更正批示" if card else "登记批示"
        super().__init__(stage, stage.errands, title, ok=title, hint=HINT)
        self._digest_id, self._card = digest_id, card
        today = stage.office.clock.today()
        self.add("leader", "领导姓名", Line("", NAME))
        self.add("title", "职务", Line("例如：县委常委、组织部部长", TITLE))
        self.add("text", "批示内容", AutoGrowText(f"最多 {REMARK} 字"))
        self.add("given_on", "批示日期", DateBox(today))
        self.units = Ticks(units, ticked=False)
        self.rows.addRow(label("涉及单位", "label"), self.units)
        self.fields.show({"given_on": card.given_on if card else today})
        if card is not None:
            self.fields.show({"leader": card.leader, "title": card.title, "text": card.text})
            self.units.tick(card.unit_ids)

    def save(self) -> None:
        """Record or correct it."""
        values = self.fields.values()
        entry = RemarkEntry(
            str(values["leader"]),
            str(values["title"]),
            str(values["text"]),
            values["given_on"],  # type: ignore[arg-type]
            self.units.chosen(),
        )
        if self._card is not None:
            self.perform("更正批示", correct_remark, self._card.id, entry, self._card.revision)
        else:
            self.perform("登记批示", record_remark, self._digest_id, entry)

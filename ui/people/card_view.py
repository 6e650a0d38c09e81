"""One person: the facts, and the posts over time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout

from app.people.cards import CadreCard, PersonLine, PostLine, Standing
from app.vocabulary import PostKind
from ui.shared.columns import Align, Column
from ui.shared.look import Tone, px
from ui.shared.panels import ScrollColumn
from ui.shared.sheet import Sheet
from ui.shared.widgets import Card, EmptyState, Pill, label, line

TONES = {Standing.IN_POST: Tone.DONE, Standing.COMING: Tone.STEP, Standing.LEFT: Tone.QUIET}


LEAST_POSTS = 120
"""Pixels that the table of posts keeps in a low window: its head and two posts."""


class PersonCard(Card):
    """The card in the middle; what can be done with it stands in its foot, which the stage fills."""

    def __init__(self) -> None:
        super().__init__("人员")
        self.shown: CadreCard | None = None
        self.pill = Pill()
        self.facts = QFormLayout()
        self.heading = label("任职经历", "title")
        self.posts: Sheet[PostLine] = Sheet(
            POST_COLUMNS, lambda post: post.post_id, name="任职经历", sorting=False, wrap=True
        )
        self.empty = EmptyState("名单里还没有人", "导入花名册，或逐个新增；先登记主要负责人和班子成员。")
        self.facts.setHorizontalSpacing(14)
        self.facts.setVerticalSpacing(6)
        self.head.insertWidget(1, self.pill)
        self.posts.setMinimumHeight(px(LEAST_POSTS))
        whole = ScrollColumn()
        whole.column.setSpacing(8)
        whole.column.addLayout(self.facts)
        whole.column.addWidget(line())
        for piece in (self.heading, self.posts, self.empty):
            whole.column.addWidget(piece, 0 if piece is self.heading else 1)
        self.column.addWidget(whole, 1)

    def show_card(self, card: CadreCard | None, one: PersonLine | None) -> None:
        """Show a person, or that there is nobody."""
        self.shown = card
        self.title.setText(card.entry.name if card else "人员")
        standing = one.standing if one else Standing.IN_POST
        ended = one.ended if one and standing is Standing.LEFT else None
        self.pill.tell((ended.label if ended else standing.label) if card else "", TONES[standing])
        while self.facts.rowCount():
            self.facts.removeRow(0)
        for caption, words in _facts(card, one) if card else ():
            self.facts.addRow(label(caption, "caption"), label(words, wrap=True))
        for piece in (self.posts, self.heading):
            piece.setVisible(card is not None)
        self.empty.setVisible(card is None)
        self.posts.set_rows(card.posts if card else ())

    def chosen_post(self) -> PostLine | None:
        """Return the post chosen in the table, else the newest."""
        posts = self.shown.posts if self.shown else ()
        return self.posts.current() or next(iter(posts), None)

    def open_post(self) -> PostLine | None:
        """Return the chosen post if it still runs, else the running one that counts."""
        chosen = self.posts.current()
        if chosen is not None and chosen.entry.until is None:
            return chosen
        running = [post for post in (self.shown.posts if self.shown else ()) if post.entry.until is None]
        return min(running, key=lambda post: post.entry.kind is PostKind.CONCURRENT, default=None)


def _facts(card: CadreCard, one: PersonLine | None) -> Sequence[tuple[str, str]]:
    entry = card.entry
    facts = [
        ("职　　务", f"{one.title}（{one.rank.label}，{entry.category.label}）" if one else ""),
        ("任现职时间", str(one.since) if one else ""),
        ("分管工作", one.portfolio if one else ""),
        ("性　　别", entry.sex.label if entry.sex else ""),
        ("出生年月", entry.born.label if entry.born else ""),
        ("政治面貌", entry.party),
        ("备　　注", entry.note),
    ]
    return [(caption, words) for caption, words in facts if words]


def _marks(post: PostLine) -> str:
    entry = post.entry
    marks = (
        ("主要负责人", entry.heads_unit),
        ("班子成员", entry.on_team and not entry.heads_unit),
        ("不报告", not entry.reports or entry.kind is PostKind.CONCURRENT),
    )
    return "、".join(words for words, holds in marks if holds)


POST_COLUMNS: tuple[Column[PostLine], ...] = (
    Column("起", lambda post: str(post.entry.since), width=96),
    Column("止", lambda post: str(post.entry.until or "至今"), width=96),
    Column("职务", lambda post: f"{post.entry.title}（{post.entry.rank.label}）", width=170),
    Column("方式", lambda post: post.entry.kind.label, width=56, align=Align.CENTRE),
    Column("分管工作", lambda post: post.entry.portfolio),
    Column("说明", lambda post: post.entry.ended.label if post.entry.ended else _marks(post), width=110),
)

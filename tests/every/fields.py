"""The text fields of the program: how long, required or not, one line or more."""

from dataclasses import dataclass
from functools import partial

from app import rulebook
from app.people.rules import tidy_name
from app.texts import plain_text


def is_name(text: str) -> bool:
    """Whether somebody could be called so: no formula, and not signs only."""
    return text[0] not in "=+-@＝＋－＠" and any(map(str.isalpha, text))


Texts = dict[str, str]
"""A text for each field of an action."""


@dataclass(frozen=True)
class Field:
    """What a text field takes; `name` says that it holds a person's name."""

    limit: int
    required: bool = False
    one_line: bool = False
    name: bool = False

    def kept(self, text: str) -> str | None:
        """What should be stored of the text; None where it should be refused."""
        kept = plain_text(tidy_name(text) if self.name else text).strip()
        if self.one_line:
            kept = " ".join(kept.split())
        if len(kept) > self.limit or (self.required and not kept):
            return None
        if self.name and not is_name(kept):
            return None
        return tidy_name(kept) if self.name else kept


Line = partial(Field, one_line=True)

NAME = Line(40, required=True, name=True)
CADRE = {"name": NAME, "party": Line(20), "note": Field(1000)}
POST = {"title": Line(60, required=True), "portfolio": Line(300)}
UNIT = {
    "name": Line(60, required=True),
    "short_name": Line(20, required=True),
    "body": Line(20, required=True),
    "notice_place": Line(60, required=True),
}
ABSENCE = {"reason": Line(200, required=True), "approved_by": Line(40, required=True)}
TARGET = {"title": Line(200, required=True), "measure": Line(200)}
GOAL = {"amount_unit": Line(10, required=True)}
ITEM = {"task": Line(300, required=True), "standard": Line(200)}
FORM = {
    "unfinished": Field(1000),
    "next_month": Field(2000),
    "self_appraisal": Field(1000),
    "nothing_reason": Field(500),
}
CLAUSE = {
    "clauses.0.task": Field(500, required=True),
    "clauses.0.result": Field(2000),
    "clauses.0.reason": Field(500),
}
REASON = {"reason": Field(500, required=True)}
MEETING = {
    "body": Line(60, required=True),
    "place": Line(100, required=True),
    "recorder": Line(40, required=True),
    "absentees": Field(500),
    "observers": Field(500),
    "minutes": Field(20_000),
}
OPINION = {
    "opinion": Field(500, required=True),
    "signer": Line(40, required=True),
    "signer_title": Line(60, required=True),
}
RULES = {
    setting.key: Line(200, required=bool(setting.default))
    for setting in rulebook.settings()
    if isinstance(setting.default, str) and setting.key not in {"grade_fair", "grade_plain", "grade_poor"}
}

"""Where a form and a unit's month stand at the county, what may be done, and the filing number (D26, D36).

Pure: facts in, states out. The county never touches the unit's form: its decision names the revision that it
judged, and a later revision or a corrected version waits for a decision of its own (exchange.md §1).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.documents.letter import document_number
from app.errors import NotAllowed
from app.people.rules import Duty
from app.vocabulary import ReviewMove, ReviewState, ReviewVerdict

_NUMBER = re.compile(r"〔(\d{4})〕(\d+)号$")

MOVES: dict[tuple[ReviewState, ReviewMove], ReviewState] = {
    (ReviewState.WAITING, ReviewMove.FILE): ReviewState.FILED,
    (ReviewState.WAITING, ReviewMove.RETURN): ReviewState.RETURNED,
    (ReviewState.CORRECTED, ReviewMove.FILE): ReviewState.FILED,
    (ReviewState.CORRECTED, ReviewMove.RETURN): ReviewState.RETURNED,
    (ReviewState.OUTDATED, ReviewMove.FILE): ReviewState.FILED,
    (ReviewState.OUTDATED, ReviewMove.RETURN): ReviewState.RETURNED,
    (ReviewState.FILED, ReviewMove.WITHDRAW): ReviewState.WAITING,
    (ReviewState.RETURNED, ReviewMove.WITHDRAW): ReviewState.WAITING,
}
"""State × move → state; what is not here is refused. Every move is the county clerk's or head's."""

TO_REVIEW = frozenset(state for state, move in MOVES if move is ReviewMove.FILE)
"""States in which a form waits for the county."""


@dataclass(frozen=True, slots=True)
class Form:
    """The version in force of one cadre's month, as it came; `signed` by the unit's head."""

    report_id: str
    revision: int
    version: int
    signed: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What the county decided on a form, and which revision it judged."""

    verdict: ReviewVerdict
    report_revision: int


def form_state(form: Form | None, decided: Decided | None, duty: Duty) -> ReviewState:
    """Return where one cadre's month stands at the county; `decided` is the decision that stands."""
    if form is None or not form.signed:
        if duty.due or form is not None:
            return ReviewState.NOT_YET
        return ReviewState.EXEMPT if duty.exempt else ReviewState.NOT_DUE
    if decided is None:
        return ReviewState.CORRECTED if form.version else ReviewState.WAITING
    if decided.report_revision != form.revision:
        return ReviewState.OUTDATED
    return ReviewState.FILED if decided.verdict is ReviewVerdict.FILED else ReviewState.RETURNED


def moves(state: ReviewState) -> frozenset[ReviewMove]:
    """Return what the county may do with a form in this state."""
    return frozenset(move for known, move in MOVES if known is state)


def check_move(state: ReviewState, move: ReviewMove) -> None:
    """Raise `NotAllowed` with the reason where the table has no such move."""
    if (state, move) not in MOVES:
        raise NotAllowed(f"登记表处于“{state.label}”状态，不能“{move.label}”。", next_step="请刷新后再看。")


@dataclass(frozen=True, slots=True)
class Line:
    """What of one cadre's month is counted."""

    state: ReviewState
    due: bool
    exempt: bool
    handed_in: bool
    late: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """A unit's month, or all units', in figures (domain.md §7.7); whoever is 免报 is in no other figure."""

    due: int = 0
    handed_in: int = 0
    exempt: int = 0
    late: int = 0
    missing: int = 0
    waiting: int = 0
    filed: int = 0
    returned: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(*(getattr(self, name) + getattr(other, name) for name in Tally.__slots__))

    @property
    def settled(self) -> bool:
        """Whether everything due has come and is filed."""
        return self.due > 0 and self.filed >= self.due and not self.waiting


def tally(lines: Iterable[Line]) -> Tally:
    """Count a unit's month."""
    listed = list(lines)
    due = [line for line in listed if line.due]
    states = Counter(line.state for line in listed)
    return Tally(
        due=len(due),
        handed_in=sum(line.handed_in for line in due),
        exempt=sum(line.exempt for line in listed),
        late=sum(line.late for line in due),
        missing=sum(line.missing for line in due),
        waiting=sum(states[state] for state in TO_REVIEW),
        filed=states[ReviewState.FILED],
        returned=states[ReviewState.RETURNED],
    )


def month_word(count: Tally) -> tuple[str, ReviewState]:
    """Return the pill of a unit's month and the state that colours it: what is to be done comes first."""
    if count.waiting:
        return f"待审 {count.waiting}", ReviewState.WAITING
    if count.missing:
        return f"未报 {count.missing}", ReviewState.OUTDATED
    if count.returned:
        return f"退回 {count.returned}", ReviewState.RETURNED
    if count.settled:
        return "已备案", ReviewState.FILED
    if count.due:
        return f"已到 {count.filed}/{count.due}", ReviewState.NOT_YET
    return ("免报", ReviewState.EXEMPT) if count.exempt else ("不应报", ReviewState.NOT_DUE)


def filing_number(code: str, year: int, taken: Iterable[str]) -> str:
    """Return the next 备案号 of a year, `备〔2026〕17号`: numbers run through and are never given twice."""
    found = (_NUMBER.search(number) for number in taken)
    used = (int(match[2]) for match in found if match and int(match[1]) == year)
    return document_number(code, year, max(used, default=0) + 1)

import pytest

from app.history.rules import LOCKS, NEVER, PARENTS, SHELTERED, lock, may_undo, origin, title
from app.vocabulary import PostingState, ReportState, Role
from db.tables import RECORDED

MINE, OTHERS = "演示经办人（yanshi）", "演示经办人（another）"


@pytest.mark.parametrize(
    "table", ["report", "clause", "evidence", "evaluation", "meeting", "plan", "plan_item"]
)
@pytest.mark.parametrize("state", ReportState)
def test_what_belongs_to_a_signed_report_stands_fast(table, state):
    fast = state in {ReportState.SIGNED, ReportState.SUPERSEDED}

    assert bool(lock(table, [state])) is fast
    assert bool(lock(table, [ReportState.DRAFT, state])) is fast


def test_a_posting_stands_fast_once_it_is_off_the_board():
    assert lock("posting", [PostingState.POSTED]) is None
    assert "撤下" in lock("posting", [PostingState.TAKEN_DOWN])
    assert "中断" in lock("posting", [PostingState.INTERRUPTED])
    assert lock("remark", [PostingState.INTERRUPTED]) is None
    assert "撤下" in lock("remark", [PostingState.TAKEN_DOWN])


def test_what_belongs_to_no_stage_is_never_locked():
    assert lock("cadre", [ReportState.SIGNED]) is None
    assert lock("report", []) is None


def test_the_tables_of_the_rules_are_tables_of_the_database():
    assert set(NEVER) | set(LOCKS) | set(PARENTS) | SHELTERED <= set(RECORDED)
    assert not set(NEVER) & set(LOCKS)
    assert set(PARENTS) >= SHELTERED
    for part, (column, whole) in PARENTS.items():
        (key,) = RECORDED[part].__table__.columns[column].foreign_keys
        assert key.column.table.name == whole


def test_a_table_with_secrets_can_never_be_undone():
    assert {name for name, table in RECORDED.items() if table.secrets} <= set(NEVER)


@pytest.mark.parametrize(
    ("actor", "roles", "may"),
    [
        (MINE, {Role.CLERK}, True),
        (MINE, {Role.CADRE}, True),
        (OTHERS, {Role.CLERK, Role.CADRE}, False),
        (OTHERS, {Role.HEAD}, True),
        (MINE, {Role.ADMIN}, False),
        (MINE, {Role.AUDITOR}, False),
    ],
)
def test_one_undoes_ones_own_and_the_head_everybodys(actor, roles, may):
    assert may_undo(actor, MINE, frozenset(roles)) is may


@pytest.mark.parametrize(
    ("seq", "undoes", "expected"),
    [
        (5, {5: None}, (5, False)),
        (6, {6: 5, 5: None}, (5, True)),
        (7, {7: 6, 6: 5, 5: None}, (5, False)),
        (8, {8: 7, 7: 6, 6: 5, 5: None}, (5, True)),
    ],
)
def test_an_undoing_of_an_undoing_does_the_action_again(seq, undoes, expected):
    assert origin(seq, undoes) == expected


def test_a_button_names_the_action_and_what_it_concerned():
    assert title("提交月报告", "2026年3月 演示乙") == "提交月报告（2026年3月 演示乙）"
    assert title("提交月报告", "") == "提交月报告"
    assert title("退回", "原" * 41) == f"退回（{'原' * 40}…）"

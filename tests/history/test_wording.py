import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.history.wording import CONTEXT, LONGEST, ChangeKind, FieldChange, row_change, shortened
from db.journal import Change


class FakeNames:
    """Everybody is called by the id; grades have the county's own names."""

    def of(self, table, row_id):
        return f"{table}:{row_id}"

    def grade(self, grade):
        return {"poor": "较差"}.get(grade.value, grade.label)


def fields(table, before, after):
    change = row_change(Change(table, "1", 2, before, after), FakeNames())
    return {field.label: (field.before, field.after) for field in change.fields}


@pytest.mark.parametrize(
    ("table", "name", "stored", "words"),
    [
        ("report", "state", "submitted", ("状态", "已提交")),
        ("report", "self_grade", "poor", ("自评等次", "较差")),
        ("report", "month", "2026-03", ("月份", "2026年3月")),
        ("report", "submitted_on", "2026-03-30", ("提交日期", "2026-03-30")),
        ("report", "nothing_to_report", True, ("本月无实绩", "是")),
        ("report", "cadre_id", "7", ("干部", "cadre:7")),
        ("clause", "percent", 107, ("完成率（%）", "107")),
        ("clause", "partners", '["1","2"]', ("共同完成人", "cadre:1、cadre:2")),
        ("posting", "report_ids", '["1"]', ("公示的报告", "report:1")),
        ("posting", "photo_digest", "0123456789abcdef", ("张贴照片", "有（01234567）")),
        ("account", "roles", '["clerk","head"]', ("身份", "经办人、主要负责人")),
        ("account", "last_login_at", "2026-03-28T09:41:00+08:00", ("最近登录", "2026-03-28 09:41")),
        ("booklet", "signers", '["镇长 演示乙"]', ("签名人", "镇长 演示乙")),
        ("calendar_day", "kind", "off", ("休或班", "休")),
        ("calendar_year", "status", "official", ("公布情况", "已公布")),
        ("finding_decision", "reasons", '{"facts":{},"reasons":["两月未报。"]}', ("依据", "两月未报。")),
        ("rulebook_version", "values", '{"county":"榕江","x":1}', ("与默认不同的各项", "县名：榕江；x：1")),
        ("setting", "value", "10", ("内容", "10")),
        ("cadre", "note", "第一行\n第二行", ("备注", "第一行 第二行")),
    ],
)  # fmt: skip
def test_stored_values_are_read_in_words(table, name, stored, words):
    label, text = words

    assert fields(table, None, {name: stored})[label] == ("", text)


@pytest.mark.parametrize(
    ("table", "name", "stored"),
    [
        ("report", "state", "from_the_future"),
        ("report", "submitted_on", "neither day nor month"),
        ("account", "roles", '["from_the_future"]'),
        ("clause", "partners", "no json"),
        ("calendar_day", "kind", "half"),
    ],
)
def test_what_this_program_does_not_know_is_shown_as_it_is_stored(table, name, stored):
    ((before, after),) = fields(table, None, {name: stored}).values()

    assert (before, after) == ("", stored)


def test_only_what_changed_is_shown_and_an_empty_field_says_so():
    before = {"position": 2, "result": "", "percent": 85}
    change = row_change(Change("clause", "1", 3, before, before | {"result": "完工"}), FakeNames())

    assert (change.title, change.kind) == ("工作实绩第 2 条", ChangeKind.CHANGED)
    assert [field.sentence for field in change.fields] == ["完成情况：空 → 完工"]
    assert FieldChange("完成情况", "完工", "").sentence == "完成情况：完工 → 空"


def test_a_row_that_came_or_went_says_so():
    row = {"name": "演示甲"}

    assert row_change(Change("cadre", "1", 1, None, row), FakeNames()).kind is ChangeKind.ADDED
    removed = row_change(Change("cadre", "1", 2, row, None), FakeNames())
    assert (removed.title, removed.kind, removed.fields[0].sentence) == (
        *("干部", ChangeKind.REMOVED),
        "姓名：演示甲 → 空",
    )


def test_links_digests_and_keys_are_never_shown():
    row = {"certificate": "CANARY", "chain": '["CANARY"]', "encrypted_key": "CANARY", "holder": "演示甲"}

    assert fields("credential", None, row) == {"持有人": ("", "演示甲")}


def test_of_long_texts_the_place_that_differs_is_shown():
    before = "前" * 100 + "原来的句子" + "后" * 100
    after = "前" * 100 + "改过的句子" + "后" * 100

    assert shortened(before, after) == (
        f"…{'前' * CONTEXT}原来{'的句子' + '后' * 5}…",
        f"…{'前' * CONTEXT}改过{'的句子' + '后' * 5}…",
    )


def test_a_long_text_that_is_new_is_cut_at_its_end():
    assert shortened("", "新" * 100) == ("", "新" * LONGEST + "…")


@given(st.text(st.sampled_from("甲乙"), max_size=200), st.text(st.sampled_from("甲乙"), max_size=200))
def test_shortened_texts_are_short_and_differ_where_the_whole_ones_do(before, after):
    old, new = shortened(before, after)

    assert max(len(old), len(new)) <= LONGEST + 2
    assert bool(old) is bool(before)
    assert before == after or (old, new) == (before, after) or old != new or len(before) > LONGEST

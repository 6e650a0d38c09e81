import pytest

from app.errors import NotAllowed, UserError
from app.monthly.actions_evidence import (
    KINDS,
    MAX_FILES,
    MAX_NAME,
    attach_evidence,
    attach_file,
    cleaned_name,
    evidence_file,
    remove_evidence,
)
from app.monthly.forms import form_of
from app.monthly.views_sheet import report_sheet
from app.vocabulary import Month, Role
from db.tables.office import Blob
from tests.monthly.builders import submitted, written

MARCH = Month(2026, 3)
PDF = b"%PDF-1.7 demo"


@pytest.fixture
def clause(town):
    """The clause of a draft."""
    town.report_id = written(town, "演示丙")
    return town.see(report_sheet, town.report_id).saved.clauses[0].id


def files(town):
    return town.see(report_sheet, town.report_id).evidence


def test_a_file_is_attached_and_read_back(town, clause):
    id_ = town.do(attach_evidence, clause, r"C:\照片\陶尧村 3月.pdf", PDF)
    (line,) = files(town)
    assert (line.id, line.clause_id, line.name, line.media_type, line.size) == (
        id_,
        clause,
        "陶尧村 3月.pdf",
        "application/pdf",
        len(PDF),
    )
    assert town.see(evidence_file, id_).content == PDF


def test_a_file_of_the_pc_is_attached_by_its_path(town, clause, tmp_path):
    path = tmp_path / "台账.pdf"
    path.write_bytes(PDF)
    town.do(attach_file, clause, path)
    assert [line.name for line in files(town)] == ["台账.pdf"]


def test_the_form_names_the_files_of_its_clause(town, clause):
    for name, content in (("台账.pdf", PDF), ("会议纪要.pdf", PDF + b"2")):
        town.do(attach_evidence, clause, name, content)
    form = town.see(form_of, town.unit_id, MARCH, town.team["演示丙"])
    assert form.clauses[0].evidence == ("会议纪要.pdf", "台账.pdf")
    assert all(not line.evidence for line in form.clauses[1:])


def test_the_same_file_is_attached_once_and_kept_once(town, clause):
    first = town.do(attach_evidence, clause, "a.pdf", PDF)
    assert town.do(attach_evidence, clause, "b.pdf", PDF) == first
    with town.office.read() as reader:
        assert reader.session.query(Blob).count() == 1


def test_a_removed_file_leaves_the_clause_but_its_bytes_stay_for_undoing(town, clause):
    id_ = town.do(attach_evidence, clause, "a.pdf", PDF)
    town.do(remove_evidence, id_)
    assert files(town) == ()
    with town.office.read() as reader:
        assert reader.session.query(Blob).count() == 1
    with pytest.raises(UserError, match="附件已不存在"):
        town.do(remove_evidence, id_)


@pytest.mark.parametrize("ending", sorted(KINDS))
def test_every_kind_of_an_office_is_taken_when_its_bytes_fit(town, clause, ending):
    assert town.do(attach_evidence, clause, f"件.{ending.upper()}", KINDS[ending][1] + b"rest")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("病毒.exe", b"MZ", "不能添加这种文件"),
        ("无扩展名", PDF, "不能添加这种文件"),
        ("", PDF, "不能添加这种文件"),
        (".pdf", PDF, "不能添加这种文件"),
        ("表.xlsm", b"PK\x03\x04", "不能添加这种文件"),
        ("假.pdf", b"MZ", "内容与扩展名不符"),
        ("空.pdf", b"", "内容与扩展名不符"),
    ],
)
def test_other_files_are_refused_with_a_sentence(town, clause, name, content, words):
    with pytest.raises(UserError, match=words) as refusal:
        town.do(attach_evidence, clause, name, content)
    assert refusal.value.field == "file"


def test_a_file_over_20_mib_is_refused(town, clause):
    with pytest.raises(UserError, match="20 MB"):
        town.do(attach_evidence, clause, "大.pdf", PDF + b"\0" * (20 * 1024 * 1024))


def test_a_clause_takes_only_so_many_files(town, clause):
    for number in range(MAX_FILES):
        town.do(attach_evidence, clause, f"{number}.pdf", PDF + bytes([number]))
    with pytest.raises(UserError, match=f"最多附 {MAX_FILES} 个"):
        town.do(attach_evidence, clause, "多.pdf", PDF)


def test_files_are_changed_by_who_may_write(town, clause):
    id_ = town.do(attach_evidence, clause, "a.pdf", PDF)
    town.as_(Role.CADRE, cadre_id=town.team["演示丁"])
    with pytest.raises(NotAllowed):
        town.do(remove_evidence, id_)
    town.as_(Role.AUDITOR)
    with pytest.raises(NotAllowed):
        town.see(evidence_file, id_)


def test_files_of_a_submitted_report_stand(town):
    report_id = submitted(town, "演示丁")
    clause = town.see(report_sheet, report_id).saved.clauses[0].id
    with pytest.raises(NotAllowed):
        town.do(attach_evidence, clause, "a.pdf", PDF)


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd", "passwd"),
        ("a/b\\c.pdf", "c.pdf"),
        ('报告<1>:"?*|.pdf', "报告_1______.pdf"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("contract.pdf", "contract.pdf"),
        (" . 空格.pdf. ", "空格.pdf"),
        ("反\u202efdp.exe", "反fdp.exe"),
        ("", ""),
    ],
)
def test_a_file_name_is_one_that_every_system_takes(name, cleaned):
    assert cleaned_name(name) == cleaned


def test_a_long_name_keeps_its_ending():
    name = cleaned_name("长" * 300 + ".pdf")
    assert len(name) == MAX_NAME
    assert name.endswith("长.pdf")

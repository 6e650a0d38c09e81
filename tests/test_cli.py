import contextlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from app import commands, logs
from app.accounts import credentials, keyring
from app.accounts.entering import enter
from app.cli import BUG, DONE, PROBLEM, main
from app.clock import SystemClock
from app.documents.authority import Holder, found_authority, issue
from app.documents.paper import Paper
from app.documents.signing import SignatureField, sign
from app.monthly.booklets import mark_signed_by_hand
from app.notices.actions import PostingForm, post_notice
from app.targets.sheet import COLUMNS as TARGET_COLUMNS
from app.vocabulary import Month, Rank, ReportState
from app.workday_table import change_day
from app.workdays import DayKind
from db.tables.monthly import Booklet, Report
from db.tables.people import Cadre, Post
from tests.builders import moment
from tests.installations import CLERK, QUICK, install


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty data folder."""
    monkeypatch.setenv("SHIJIBU_HOME", str(tmp_path / "home"))
    monkeypatch.delenv(commands.PASSPHRASE, raising=False)
    monkeypatch.setattr(keyring, "COST", QUICK)
    return tmp_path / "home"


@pytest.fixture
def installed(home, monkeypatch):
    """A founded installation whose clerk's passphrase is in the environment."""
    monkeypatch.setenv(commands.PASSPHRASE, CLERK.passphrase)
    return install(home)


@pytest.fixture
def run(capsys):
    """Run a command line; return its exit code and what it printed."""

    def go(*words):
        code = main([str(word) for word in words])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return go


def one_line(text):
    return text.endswith("\n") and text.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (("--from", "2026-01-30", "--days", "7"), "2026-02-10"),
        (("--from", "2026-01-30", "--days", "7", "--count-first-day"), "2026-02-09"),
        (("--from", "2026-02-28"), "2026-03-10"),
        (("--from=2025-09-30",), "2025-10-16"),
    ],
)
def test_workdays_prints_only_the_last_day(home, run, words, last):
    assert run("workdays", *words) == (DONE, f"{last}\n", "")
    assert not home.exists()


def test_workdays_warns_of_a_year_whose_notice_is_not_out(home, run):
    code, out, err = run("workdays", "--from", "2027-01-04")
    assert (code, out) == (DONE, "2027-01-13\n")
    assert "2027年节假日安排未公布" in err


def test_workdays_counts_by_the_installations_own_table_for_who_comes_in(installed, home, run):
    office = enter(home, CLERK.username, CLERK.passphrase, SystemClock())
    with office.write("改节假日") as work:
        change_day(work, date(2026, 3, 9), DayKind.OFF, "县庆")
    office.close()
    assert run("workdays", "--from", "2026-03-06", "--account", "jingban")[1] == "2026-03-18\n"
    code, out, err = run("workdays", "--from", "2026-03-06")
    assert (code, out) == (DONE, "2026-03-17\n")
    assert "--account" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("workdays",), "缺少 --from"),
        (("workdays", "--from", "morgen"), "不是日期"),
        (("workdays", "--from", "2026-03-06", "--days", "0"), "1 至 1000"),
        (("workdays", "--from", "2026-03-06", "--days", "9" * 5000), "1 至 1000"),
        (("workdays", "--from", "2026-03-06", "--days", "-1"), "1 至 1000"),
        (("workdays", "--from"), "--from 后面要跟内容"),
        (("workdays", "--from", "2026-03-06", "extra"), "不认识 extra"),
        (("workdays", "--from", "2026-03-06", "--count-first-day=ja"), "后面不跟内容"),
        (("nonsense",), "没有 'nonsense'"),
        (("import", "nonsense", "x.xlsx"), "import people"),
        (("import", "people"), "缺少 文件.xlsx"),
        (("import",), "import people（检查或导入人员名册）"),
        (("import", "-h"), "import targets（检查或导入年度目标任务）"),
        (("import", "people.xlsx"), "后面要写明导入什么"),
        (("booklet", "--month", "2026-13", "--out", "x"), "--month 的内容“2026-13”不是月份"),
        (("booklet", "--month", "2026-13", "--out", "x"), "请写成 2026-03 的样子"),
        (("booklet", "--month", "2026-03", "--out", "x"), "--account"),
        (("verify", "missing.pdf"), "读不出来"),
        (("verify", "missing.pdf", "--trust", "missing.pem"), "missing.pem"),
        (("import", "people", "missing.xlsx", "--check"), "missing.xlsx"),
    ],
)
def test_a_wrong_command_line_is_told_in_one_line_with_exit_code_one(home, run, words, told):
    code, out, err = run(*words)
    assert (code, out) == (PROBLEM, "")
    assert one_line(err)
    assert told in err


@pytest.mark.parametrize("words", [("--help",), ("workdays", "--help"), ("import", "targets", "-h")])
def test_help_speaks_chinese(home, words, capsys):
    with pytest.raises(SystemExit) as leaving:
        main(words)
    assert leaving.value.code == 0
    assert capsys.readouterr().out.startswith("用法：shijibu")


def test_without_a_passphrase_nobody_is_asked_who_does_not_sit_there(installed, run, monkeypatch):
    monkeypatch.delenv(commands.PASSPHRASE)
    code, _, err = run("workdays", "--from", "2026-03-06", "--account", "jingban")
    assert code == PROBLEM
    assert commands.PASSPHRASE in err


def test_at_a_terminal_the_passphrase_is_asked_for(installed, run, monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.delenv(commands.PASSPHRASE)
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(commands.getpass, "getpass", lambda words: CLERK.passphrase)
    assert run("workdays", "--from", "2026-03-06", "--account", "jingban")[0] == DONE


def test_a_wrong_passphrase_is_one_sentence(installed, run, monkeypatch):
    monkeypatch.setenv(commands.PASSPHRASE, "Falsch-2026")
    code, _, err = run("workdays", "--from", "2026-03-06", "--account", "jingban")
    assert code == PROBLEM
    assert one_line(err)
    assert "用户名或口令不正确" in err


def people(folder, *lines):
    file = folder / "people.csv"
    file.write_text("\n".join(("姓名,职务,性别,任现职时间", *lines)), encoding="utf-8")
    return file


def test_a_list_of_people_is_checked_without_an_installation(home, run, tmp_path):
    file = people(tmp_path, "演示甲,镇长,男,2024-01")
    assert run("import", "people", file, "--check") == (
        DONE,
        "第 2 行　演示甲　可写入\n共 1 行：可写入 1 行，有错误 0 行。\n",
        "",
    )
    assert not home.exists()


def test_a_list_of_people_is_imported_by_who_comes_in(installed, run, tmp_path):
    file = people(tmp_path, "演示甲,镇长,男,2024-01", "演示乙,副镇长,女,2024-01")
    code, out, err = run("import", "people", file, "--account", "jingban")
    assert (code, err) == (DONE, "")
    assert out == "新增 2，更新 0，无变化 0。\n"


def test_a_check_tells_of_every_row_what_is_wrong_with_it(home, run, tmp_path):
    lines = ("演示甲,镇长,男,2024-01", ",副镇长,无,2024-01", "演示丙,,女,2024-13")
    code, out, err = run("import", "people", people(tmp_path, *lines), "--check")
    rows = out.splitlines()
    assert code == PROBLEM
    assert rows[0] == "第 2 行　演示甲　可写入"
    assert rows[1].startswith("第 3 行　（空）　“姓名”：必填，不能为空；“性别”：“无”应为")
    assert rows[2].startswith("第 4 行　演示丙　“职务”：必填，不能为空；“任现职时间”")
    assert rows[3:] == ["共 3 行：可写入 1 行，有错误 2 行。"]
    assert err == "people.csv 有 2 行不能写入。请改好后再检查。\n"
    assert not home.exists()


def test_a_check_names_the_columns_it_does_not_know_and_targets_that_stand_twice(home, run, tmp_path):
    file = tmp_path / "targets.csv"
    file.write_text("目标任务,颜色\n农村危房改造,红\n农村危房 改造,蓝\n造林500亩,绿", encoding="utf-8")
    code, out, _ = run("import", "targets", file, "--check")
    assert code == PROBLEM
    assert out.count("表中有两行相同的目标任务") == 2
    assert out.endswith("共 3 行：可写入 1 行，有错误 2 行；不认识的列：颜色。\n")


@pytest.mark.parametrize("line", [",副镇长,女,2024-01", "演示乙,副镇长,女,"])
def test_one_wrong_row_refuses_the_whole_list(installed, run, tmp_path, line):
    file = people(tmp_path, "演示甲,镇长,男,2024-01", line)
    code, out, err = run("import", "people", file, "--account", "jingban")
    assert (code, out) == (PROBLEM, "")
    assert one_line(err)
    assert "people.csv 有错误，全部没有写入：第 3 行" in err


BAD_PEOPLE = [
    ("演示乙,副镇长,女,2099-01", "“任现职时间”2099-01-01 晚于今天"),
    ("=1+1,副镇长,女,2024-01", "“姓名”：“=1+1”不是姓名"),
    ("演示甲,镇长,男,2024-01", "“姓名”：与第 2 行完全相同，请删去一行"),
    ("演示甲,镇长,男,2024-02", "与同名的人分不清，请填写出生年月"),
    (f"演示乙,{'长' * 80},女,2024-01", "“职务”有 80 字，最多 60 字"),
]


@pytest.mark.parametrize("words", ["--check", "--check --account jingban", "--account jingban"])
@pytest.mark.parametrize(("line", "told"), BAD_PEOPLE)
def test_what_the_import_refuses_the_check_refuses_and_both_say_which_row(
    installed, run, tmp_path, words, line, told
):
    file = people(tmp_path, "演示甲,镇长,男,2024-01", line)
    code, out, err = run("import", "people", file, *words.split())
    assert code == PROBLEM
    assert one_line(err)
    assert "第 3 行" in out + err
    assert told in out + err
    assert "。；" not in out + err
    assert (
        run("import", "people", people(tmp_path, "演示丁,镇长,男,2024-01"), "--account", "jingban")[0] == DONE
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("出生年月,2031-01", "“出生年月”2031年1月不合常理"),
        (f"分管工作,{'农' * 3000}", "“分管工作”有 3000 字，最多 300 字"),
    ],
)
def test_a_row_that_no_card_could_hold_is_told_by_the_check(home, run, tmp_path, value, told):
    title, text = value.split(",")
    file = tmp_path / "people.csv"
    file.write_text(f"姓名,职务,任现职时间,{title}\n演示甲,镇长,2024-01,{text}", encoding="utf-8")
    code, out, _ = run("import", "people", file, "--check")
    assert code == PROBLEM
    assert told in out


def test_a_row_without_a_day_of_appointment_is_fine_only_for_who_is_known(home, run, tmp_path):
    code, out, _ = run("import", "people", people(tmp_path, "演示甲,镇长,男,"), "--check")
    assert code == DONE
    assert "没有任现职时间，只能更新名单里已有的人" in out


@pytest.mark.parametrize("words", [("--check",), ("--account", "jingban")])
@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["造林,500"], "“权重”最多 100（%）"),
        (["造林,60", "修路,50"], "“权重（%）”：加到这一行共 110%，超过 100%"),
        (["造林,60", "造 林,20"], "“目标任务”：表中有两行相同的目标任务"),
    ],
)
def test_weights_over_the_whole_and_equal_targets_are_refused(installed, run, tmp_path, words, rows, told):
    file = tmp_path / "targets.csv"
    file.write_text("\n".join(["目标任务,权重", *rows]), encoding="utf-8")
    code, out, err = run("import", "targets", file, *words)
    assert code == PROBLEM
    assert told in out + err


def targets(folder):
    file = folder / "targets.csv"
    titles = [column.title for column in TARGET_COLUMNS if column.required]
    file.write_text(",".join(titles) + "\n" + ",".join("农村危房改造15户" for _ in titles), encoding="utf-8")
    return file


def test_a_years_targets_are_checked_and_imported(installed, run, tmp_path):
    file = targets(tmp_path)
    assert run("import", "targets", file, "--check") == (
        DONE,
        "第 2 行　农村危房改造15户　可写入\n共 1 行：可写入 1 行，有错误 0 行。\n",
        "",
    )
    code, out, err = run("import", "targets", file, "--year", "2026", "--account", "jingban")
    assert (code, err) == (DONE, "")
    assert out.startswith("新增 1，")


def test_nothing_signed_is_no_booklet(installed, run, tmp_path):
    words = ("--month", "2026-03", "--account", "jingban", "--out", tmp_path / "out")
    code, out, err = run("booklet", *words)
    assert (code, out) == (PROBLEM, "")
    assert "还没有已签定的登记表" in err
    assert run("booklet", "--unit", "没有的镇", *words)[2].startswith("没有单位“没有的镇”")


@pytest.fixture
def signed(installed, home):
    """The same installation with one signed form of March."""
    with at_work(home) as office, office.write("新增") as work:
        cadre = Cadre(name="演示甲")
        work.session.add(cadre)
        work.session.flush()
        unit_id = office.station.unit_id
        post = Post(cadre_id=cadre.id, unit_id=unit_id, title="副镇长", rank=Rank.SECTION_DEPUTY)
        post.since = date(2024, 1, 1)
        report = Report(cadre_id=cadre.id, unit_id=unit_id, month=Month(2026, 3), state=ReportState.SIGNED)
        report.post_title, report.self_appraisal, report.rulebook_number = "副镇长", "好。", 1
        work.session.add_all([post, report])
    return home


@pytest.mark.parametrize("command", ["booklet", "notice"])
def test_a_text_that_no_font_has_makes_no_paper_and_is_one_line(signed, run, tmp_path, command):
    with at_work(signed) as office, office.write("改名") as work:
        work.session.scalars(select(Cadre)).one().name = "演示😀"
    code, out, err = run(command, "--month", "2026-03", "--account", "jingban", "--out", tmp_path / "out")
    assert (code, out) == (PROBLEM, "")
    assert one_line(err)
    assert "“演示😀”里的“😀”（U+1F600）没有字体可印" in err
    assert list((tmp_path / "out").iterdir()) == []


@contextlib.contextmanager
def at_work(home):
    """Come in, as the window does, and leave again."""
    office = enter(home, CLERK.username, CLERK.passphrase, SystemClock())
    yield office
    office.close()


MARCH = ("--month", "2026-03", "--account", "jingban", "--out")


def text_of(path):
    return "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(Path(path)))


def test_nothing_to_hang_is_no_notice(installed, run, tmp_path):
    code, out, err = run("notice", *MARCH, tmp_path / "out")
    assert (code, out) == (PROBLEM, "")
    assert "没有待公示的登记表" in err


def test_a_notice_is_written_under_the_units_name(signed, run, tmp_path):
    code, out, _ = run("notice", *MARCH, tmp_path / "out", "--posted", "2026-04-01")
    assert code == DONE
    assert "丹江镇（演示）" in Path(out.strip()).name
    assert "演示甲" in text_of(out.strip())


def test_a_notice_that_hangs_is_written_as_it_hangs(signed, run, tmp_path):
    with at_work(signed) as office, office.write("登记张贴") as work:
        ids = list(work.session.scalars(select(Report.id)))
        form = PostingForm("公示栏", date(2026, 4, 1))
        post_notice(work, office.station.unit_id, Month(2026, 3), ids, form)
    code, out, _ = run("notice", *MARCH, tmp_path / "out")
    assert code == DONE
    assert "演示甲" in text_of(out.strip())
    assert run("notice", *MARCH, tmp_path / "out", "--posted", "2026-04-30")[0] == PROBLEM


def test_a_signed_booklet_that_still_holds_is_written_and_not_bound_anew(signed, run, tmp_path):
    run("booklet", *MARCH, tmp_path / "first")
    with at_work(signed) as office, office.write("登记手签") as work:
        for booklet in work.session.scalars(select(Booklet)):
            mark_signed_by_hand(work, booklet.id, "演示甲", date(2026, 4, 1))
    assert run("booklet", *MARCH, tmp_path / "second")[0] == DONE
    with at_work(signed) as office, office.read() as reader:
        assert {row.edition for row in reader.session.scalars(select(Booklet))} == {1}


def test_an_out_folder_that_cannot_be_made_is_told(installed, run, tmp_path):
    (tmp_path / "file").write_text("x")
    code, _, err = run(
        "notice", "--month", "2026-03", "--account", "jingban", "--out", tmp_path / "file" / "deeper"
    )
    assert code == PROBLEM
    assert "建不起来" in err


def signed_pdf(authority, secret):
    at = moment(SystemClock().today())
    signer = issue(authority, secret, Holder("演示甲", "党委书记", "丹江镇"), "Qianming-26", at=at)
    paper = Paper("x", "y")
    paper.new_page()
    place = SignatureField("head", 0, (100, 100, 300, 160))
    return sign(paper.finish(), signer, "Qianming-26", field=place, reason="签定", location="丹江镇", at=at)


def test_a_signature_is_verified_against_given_roots(home, run, tmp_path):
    root = found_authority("丹江镇", "Wurzel-2026", at=moment(SystemClock().today()))
    file, trust = tmp_path / "signed.pdf", tmp_path / "root.pem"
    file.write_bytes(signed_pdf(root, "Wurzel-2026"))
    trust.write_text(commands.ssl.DER_cert_to_PEM_cert(root.certificate))
    code, out, err = run("verify", file, "--trust", trust)
    assert (code, err) == (DONE, "")
    assert "演示甲" in out
    code, out, err = run("verify", file)
    assert (code, out) == (PROBLEM, "")
    assert one_line(err)


def test_the_installations_own_signatures_are_trusted_for_who_comes_in(installed, home, run, tmp_path):
    office = enter(home, "guanli", "Admin-2026", SystemClock())
    with office.write("证书") as work:
        secret = work.keyring.secret(credentials.AUTHORITY_SECRET)
        root = credentials.authority_credential(work)
    office.close()
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed_pdf(root, secret))
    assert run("verify", file, "--account", "jingban")[0] == DONE
    file.write_bytes(file.read_bytes() + b"more")
    assert run("verify", file, "--account", "jingban")[0] == PROBLEM


@pytest.mark.parametrize("content", [b"", b"no certificate", b"\xff", b"-----END CERTIFICATE-----"])
def test_a_file_that_is_no_certificate_is_told(home, run, tmp_path, content):
    trust = tmp_path / "root.pem"
    trust.write_bytes(content)
    code, _, err = run("verify", tmp_path / "x.pdf", "--trust", trust)
    assert code == PROBLEM
    assert "root.pem" in err


def test_our_own_mistake_exits_with_seventy_and_names_the_log_but_nobody(home, run, monkeypatch, caplog):
    def broken(*_):
        raise ValueError("演示甲")

    monkeypatch.setattr(commands, "_calendar", broken)
    code, out, err = run("workdays", "--from", "2026-03-06")
    caplog.clear()
    assert (code, out) == (BUG, "")
    assert one_line(err)
    assert str(home / "logs") in err
    written = (home / "logs" / logs.FILE).read_text("utf-8")
    assert "builtins.ValueError" in written
    assert "演示甲" not in written + err


def test_where_no_log_can_be_written_the_report_goes_to_the_console(home, run, monkeypatch):
    home.write_text("no folder")
    monkeypatch.setattr(commands, "_calendar", lambda _: 1 / 0)
    code, _, err = run("workdays", "--from", "2026-03-06")
    assert code == BUG
    assert "ZeroDivisionError" in err


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt, PROBLEM), (BrokenPipeError, PROBLEM)])
def test_an_interrupted_command_is_no_bug(home, run, monkeypatch, raised, code):
    def stopped(*_):
        raise raised

    monkeypatch.setattr(commands, "_calendar", stopped)
    assert run("workdays", "--from", "2026-03-06")[0] == code


def test_without_a_command_the_window_opens(home, run, monkeypatch):
    opened = []
    window = type(sys)("ui.start")
    window.main = opened.append
    monkeypatch.setitem(sys.modules, "ui.start", window)
    assert run()[0] == DONE
    assert run("window")[0] == DONE
    assert len(opened) == 2


def test_a_backup_is_written_and_taken_back_with_the_old_data_kept(installed, home, run, tmp_path):
    code, out, err = run("backup", "--account", "jingban", "--out", tmp_path / "stick")
    assert (code, err.count("Traceback")) == (DONE, 0)
    file = Path(out.strip())
    assert file.parent == tmp_path / "stick"
    code, out, err = run("restore", file, "--account", "jingban")
    assert (code, err) == (DONE, "")
    assert "已恢复" in out
    assert "原来的数据留在" in out
    assert run("workdays", "--from", "2026-03-06", "--account", "jingban")[0] == DONE


def test_the_doctor_tells_what_is_in_order_and_what_is_not(installed, home, run):
    code, out, err = run("doctor", "--account", "jingban")
    assert "正常　数据库：可以打开。" in out
    assert code == (PROBLEM if "异常" in out else DONE)
    whole = (home / "shijibu.db").read_bytes()
    (home / "shijibu.db").write_bytes(whole[:5000] + bytes(4096) + whole[9096:])
    code, out, err = run("doctor", "--account", "jingban")
    assert code == PROBLEM
    assert one_line(err)
    assert "体检发现" in err


def test_a_file_that_is_no_backup_restores_nothing(installed, home, run, tmp_path):
    before = (home / "shijibu.db").read_bytes()
    (tmp_path / "x").write_bytes(b"no backup")
    code, out, err = run("restore", tmp_path / "x", "--account", "jingban")
    assert (code, out) == (PROBLEM, "")
    assert one_line(err)
    assert (home / "shijibu.db").read_bytes() == before
    assert run("restore", tmp_path / "missing", "--account", "jingban")[0] == PROBLEM
    assert "--account" in run("restore", tmp_path / "x")[2]


def test_the_demonstration_names_what_it_left(home, run, monkeypatch, tmp_path):
    def played(out, progress, units):
        progress.step(0, 1, "正在演示")
        progress.step(0, 1, "正在演示")
        yield out / str(units)

    monkeypatch.setattr("app.demo.play.play", played)
    code, out, err = run("demo", "--out", tmp_path, "--units", "2")
    assert code == DONE
    assert out.splitlines()[0] == str(tmp_path / "2")
    assert "演示账户" in out
    assert one_line(err)
    assert run("demo", "--out", tmp_path, "--units", "0")[0] == PROBLEM


def outside(words, home, **environment):
    """Run the command line as its own process; return code, out and err as bytes."""
    done = subprocess.run(
        [sys.executable, "-m", "app", *words],
        check=False,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "SHIJIBU_HOME": str(home), **environment},
        capture_output=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii", "cp437"])
def test_any_console_takes_the_answer(home, encoding):
    code, out, err = outside(["workdays", "--from", "2026-01-30"], home, PYTHONIOENCODING=encoding)
    assert (code, out.split(), err) == (0, [b"2026-02-10"], b"")
    code, out, err = outside(["workdays", "--from", "morgen"], home, PYTHONIOENCODING=encoding)
    assert (code, out, err.count(b"\n")) == (1, b"", 1)
    if encoding != "cp437":
        assert err.decode(encoding).startswith(("“morgen”", "\\u201cmorgen"))
    code, out, _ = outside(["--help"], home, PYTHONIOENCODING=encoding)
    assert code == 0
    assert b"workdays" in out


@pytest.mark.skipif(sys.platform != "linux", reason="a PC with Windows always has a screen")
@pytest.mark.parametrize("screen", ["", ":77"])
def test_without_a_screen_the_window_is_refused_in_one_sentence(home, screen):
    named = {"DISPLAY": screen, "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "xcb", "PYTHONIOENCODING": "utf-8"}
    code, out, err = outside([], home, **named)
    assert (code, out) == (PROBLEM, b"")
    assert one_line(err.decode())
    assert err.decode().startswith("这里没有可用的图形界面，窗口打不开。")


def test_a_wrong_command_line_of_its_own_process_exits_with_one(home):
    assert outside(["workdays"], home)[0] == 1
    assert outside(["--nonsense"], home)[0] == 1

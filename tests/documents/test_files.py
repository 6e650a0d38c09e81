import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import files
from app.documents.files import LONGEST_NAME, file_name, save
from app.errors import EnvironmentProblem
from tests.documents.corpora import naughty_strings


def test_a_name_is_put_together_from_month_and_person():
    assert file_name("2026年3月", "张·三", suffix=".pdf") == "2026年3月-张·三.pdf"


@pytest.mark.parametrize(
    ("part", "name"),
    [
        ('a<b>c:d"e/f\\g|h?i*j', "a＜b＞c：d＂e／f＼g｜h？i＊j"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM¹", "_COM¹"),
        ("console", "console"),
        (" 张三. ", "张三"),
        ("张\n三\x00\u202e", "张 三"),
        ("..", "未命名"),
        ("", "未命名"),
        ("\ud800", "未命名"),
    ],
)
def test_what_windows_forbids_is_replaced(part, name):
    assert file_name(part) == name


def test_a_long_name_is_cut_at_a_whole_character():
    name = file_name("雷" * 300, suffix=".pdf")
    assert name.endswith("雷.pdf")
    assert len(name.encode()) <= LONGEST_NAME


@given(st.lists(st.text(), max_size=3))
def test_any_text_makes_a_name_that_can_be_written(parts):
    name = file_name(*parts, suffix=".pdf")
    assert name == name.strip()
    assert Path(name).name == name
    assert len(name.encode()) <= LONGEST_NAME
    assert not set(name) & set('<>:"/\\|?*\n\x00')


def test_naughty_strings_can_all_be_saved_under(tmp_path):
    for text in naughty_strings():
        save(tmp_path / file_name(text, suffix=".pdf"), b"x")


def test_a_file_is_written_whole_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "册.pdf"
    assert save(target, lambda: b"content") == target
    assert target.read_bytes() == b"content"
    assert list(tmp_path.iterdir()) == [target]


def test_a_saved_paper_can_be_read_by_others(tmp_path):
    plain = tmp_path / "plain"
    plain.touch()
    assert save(tmp_path / "册.pdf", b"x").stat().st_mode == plain.stat().st_mode


def test_a_renderer_that_fails_leaves_the_older_file(tmp_path):
    target = tmp_path / "册.pdf"
    target.write_bytes(b"old")

    def render():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save(target, render)
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, 9999])
def test_a_full_or_broken_disk_leaves_the_older_file_and_says_what_to_do(tmp_path, monkeypatch, code):
    target = tmp_path / "册.pdf"
    target.write_bytes(b"old")

    def full(handle):
        raise OSError(code, "no room")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(EnvironmentProblem) as problem:
        save(target, b"new")
    assert "册.pdf" in str(problem.value)
    assert str(problem.value).endswith("重试。")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_real_full_disk_is_reported_in_chinese():
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OSError, match="space") as reason, Path("/dev/full").open("wb", buffering=0) as file:
        file.write(b"x")
    assert "磁盘空间不足" in files._next_step(reason.value)


@pytest.mark.parametrize("name", ["no/册.pdf", "x" * 300, "a\x00b"])
def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path, name):
    with pytest.raises(EnvironmentProblem) as problem:
        save(tmp_path / name, b"x")
    assert str(problem.value).startswith("文件“")
    assert str(problem.value).count("。") == 1


def test_a_folder_of_the_same_name_is_not_replaced(tmp_path):
    (tmp_path / "册.pdf").mkdir()
    with pytest.raises(EnvironmentProblem, match="文件夹"):
        save(tmp_path / "册.pdf", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["册.pdf"]


def test_a_folder_without_the_right_to_write_is_named(tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(EnvironmentProblem, match="权限"):
        save(tmp_path / "册.pdf", b"x")


def test_a_system_that_cannot_sync_folders_still_saves(tmp_path, monkeypatch):
    monkeypatch.delattr(files.os, "O_DIRECTORY")
    assert save(tmp_path / "册.pdf", b"x").read_bytes() == b"x"

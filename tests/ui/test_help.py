"""The offline help (F1): a page for every tab, and nothing in it that is not on the screens."""

import re
from pathlib import Path

import pytest

from app import paths
from app.office import Login
from app.vocabulary import Role, StationKind
from ui.shared.help_panel import HelpPanel
from ui.stages import pages_of

ROOT = Path(__file__).parents[2]
PAGES = sorted((paths.resources() / "help").glob("*.md"))
SOURCES = [file for folder in ("app", "db", "ui") for file in (ROOT / folder).rglob("*.py")]
PROGRAM = "".join(file.read_text(encoding="utf-8") for file in SOURCES)


def registered():
    """Every tab and page of every account, by its word."""
    groups = [
        pages_of(Login("1", "x", "x", frozenset({role})), kind) for role in Role for kind in StationKind
    ]
    return {entry.word: entry.label for stages, pages in groups for entry in (*stages, *pages)}


@pytest.mark.parametrize(("word", "label"), sorted(registered().items()))
def test_every_tab_and_page_has_a_help_page_under_its_own_name(word, label):
    text = (paths.resources() / "help" / f"{word}.md").read_text(encoding="utf-8")
    assert text.splitlines()[0] == f"# {label}"


def test_no_help_page_is_left_of_a_tab_that_is_gone():
    assert {page.stem for page in PAGES} <= registered().keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_the_help_quotes_stands_on_the_screens(page):
    quoted = re.findall("“([^”]+)”", page.read_text(encoding="utf-8"))
    assert [words for words in quoted if words not in PROGRAM] == []


def test_the_help_of_a_tab_is_shown_with_the_table_of_keys(qtbot):
    panel = HelpPanel()
    qtbot.addWidget(panel)
    panel.show_page("upkeep")
    panel.show()
    shown = panel.browser.toPlainText()
    assert shown.startswith("备份与体检")
    assert "可以拔出" in shown
    assert "Ctrl+Enter" in shown.split("快捷键")[1]

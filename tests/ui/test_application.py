"""The application as it is started: Chinese, dressed, watched; in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(code, home):
    """Run `code` in a new process without a screen; return what it printed."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "SHIJIBU_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def test_qt_speaks_chinese_in_the_bundled_face(tmp_path):
    code = """
from PySide6.QtWidgets import QDialogButtonBox
from PySide6.QtCore import QLocale
from ui.application import prepare
app = prepare([])
box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
print(ascii(box.buttons()[0].text()), app.font().family(), QLocale().name(), app.font().pixelSize())
"""
    words, rest = start(code, tmp_path).split(" ", 1)
    assert words == ascii("取消")
    assert rest == "Noto Sans SC zh_CN 13"


def test_absent_fonts_are_no_obstacle(tmp_path):
    code = f"""
from pathlib import Path
from app import paths
paths.fonts = lambda: Path({str(tmp_path / "none")!r})
from ui.application import prepare
print(prepare([]).font().pixelSize())
"""
    assert start(code, tmp_path) == "13"


def test_it_runs_until_told_to_stop_and_keeps_a_log(tmp_path):
    code = """
from PySide6.QtCore import QTimer
from ui.application import run
print(run([], lambda app: QTimer.singleShot(0, app, app.quit)))
"""
    assert start(code, tmp_path) == "0"
    assert (tmp_path / "logs" / "shijibu.log").is_file()


def test_nothing_heavy_is_loaded_before_it_is_needed(tmp_path):
    code = """
import sys, ui.application, ui.main_window, ui.shared.forms
heavy = {"reportlab", "openpyxl", "pypdfium2", "pyhanko", "alembic", "sqlalchemy"}
print(sorted(heavy & set(sys.modules)))
"""
    assert start(code, tmp_path) == "[]"

"""The house's own rules (ARCHITECTURE.md), read from the syntax tree: no file is imported for this.

Each test collects every offence of the whole program before it complains.
"""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("db", "app", "ui")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
GENERATED = ROOT / "db" / "migrations" / "versions"
WRITTEN = [path for path in SOURCES if GENERATED not in path.parents]

QT = {"PySide6", "shiboken6"}
FORBIDDEN = {
    "db": {"app", "ui", "resources"} | QT,
    "app": {"ui"} | QT,
    "ui": {"db", "sqlalchemy", "alembic", "sqlcipher3", "reportlab", "openpyxl", "pyhanko"},
}
"""What a folder never imports, by top-level package."""
UNJOURNALED = {"bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"}
"""Methods of a session that would slip past the journal."""
PAGES_WITHOUT_A_STAGE = {"shared", "first_run", "entering", "settings"}
LONGEST_FILE = 400
LONGEST_FUNCTION = 60

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


def name(path):
    return path.relative_to(ROOT).as_posix()


def folder_of(path):
    return path.relative_to(ROOT).parts[0]


@cache
def text(path):
    return path.read_text(encoding="utf-8")


@cache
def nodes(path):
    return list(ast.walk(ast.parse(text(path))))


@cache
def imports(path):
    """Each imported module with the names taken from it, wherever in the file the import stands."""
    plain = [(alias.name, ()) for node in nodes(path) if isinstance(node, ast.Import) for alias in node.names]
    taken = [
        ("." * node.level + (node.module or ""), tuple(alias.name for alias in node.names))
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom)
    ]
    return plain + taken


def top(module):
    return module.split(".")[0]


def test_imports_go_one_way_from_the_window_to_the_verbs_to_the_nouns():
    assert [
        f"{name(path)} imports {module}"
        for path in SOURCES
        for module, _ in imports(path)
        if top(module) in FORBIDDEN[folder_of(path)]
    ] == []


def test_every_import_names_its_module_in_full():
    assert [name(path) for path in SOURCES for module, _ in imports(path) if module.startswith(".")] == []


def test_no_module_takes_anothers_private_names():
    assert [
        f"{name(path)} takes {'.'.join((module, *taken))}"
        for path in SOURCES
        for module, taken in imports(path)
        if top(module) in FOLDERS and any(part.startswith("_") for part in (*module.split("."), *taken))
    ] == []


def test_everybody_above_the_database_takes_the_words_from_the_verbs():
    assert [
        name(path)
        for path in SOURCES
        for module, _ in imports(path)
        if module in {"db.vocabulary", "db.months"}
        and folder_of(path) != "db"
        and name(path) != "app/vocabulary.py"
    ] == []


def test_the_resources_folder_is_named_in_one_place_only():
    assert [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        if name(path) != "app/paths.py"
        for node in nodes(path)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value == "resources" or node.value.startswith("resources/"))
    ] == []


def test_nobody_writes_past_the_journal():
    assert [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in UNJOURNALED
    ] == []


def test_no_file_and_no_function_grows_too_long_to_read():
    files = {name(path): len(text(path).splitlines()) for path in WRITTEN}
    functions = {
        f"{name(path)}: {node.name}": node.end_lineno - node.lineno + 1
        for path in WRITTEN
        for node in nodes(path)
        if isinstance(node, FUNCTION)
    }

    assert {file: lines for file, lines in files.items() if lines > LONGEST_FILE} == {}
    assert {function: lines for function, lines in functions.items() if lines > LONGEST_FUNCTION} == {}


def test_every_module_and_public_name_says_what_it_promises():
    silent = [name(path) for path in WRITTEN if not ast.get_docstring(nodes(path)[0])]
    silent += [
        f"{name(path)}: {node.name}"
        for path in WRITTEN
        for node in nodes(path)[0].body
        if isinstance(node, FUNCTION | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def packages(folder):
    return {path.name for path in (ROOT / folder).iterdir() if (path / "__init__.py").exists()}


def test_stages_have_the_same_word_in_every_folder():
    assert packages("ui") - PAGES_WITHOUT_A_STAGE <= packages("app")


def test_tests_mirror_the_source():
    mirrored = packages("app") | packages("db") | {"db", "ui"}

    assert packages("tests") - {"bench", "crash", "every", "journeys"} <= mirrored

"""Names and files that nobody on this project wrote: kept whole or refused in one sentence."""

from collections import Counter
from datetime import date

import pytest

from app.errors import ShijibuError, UserError
from app.people import actions, cards, imports
from app.people.entries import CadreEntry, PostEntry
from app.people.imports import RowState, preview_import
from app.people.sheet import read_people
from tests.documents.corpora import FOLDER, naughty_strings

RARE = ["𬭎䶮堃", "欧阳·阿不都热合曼·买买提依明·托合提尼亚孜", "𱁬𰻝", "王㛃", "é́Ω"]
EMOJI = "👩‍👩‍👧"
TODAY = date(2026, 3, 28)
POST = PostEntry("副镇长", date(2024, 1, 1))


def problem_of(entry):
    try:
        entry.checked(TODAY)
    except UserError as problem:
        return problem
    return None


def names():
    return [text for text in (*naughty_strings(), *RARE) if problem_of(CadreEntry(text)) is None]


@pytest.mark.parametrize("make", [CadreEntry, lambda text: PostEntry(text, date(2024, 1, 1), portfolio=text)])
def test_every_naughty_string_is_taken_or_refused_by_field_in_one_sentence(make):
    for text in (*naughty_strings(), *RARE, EMOJI):
        problem = problem_of(make(text))
        if problem is not None:
            assert problem.field in {"name", "title", "portfolio"}, text
            assert "\n" not in str(problem)


def test_rare_and_naughty_names_are_kept_whole(office):
    taken = names()
    assert set(RARE) <= set(taken)
    with office.office.write("登记") as work:
        for text in taken:
            post = PostEntry("副镇长", date(2024, 1, 1), portfolio=text)
            actions.add_cadre(work, office.unit_id, CadreEntry(text, note=text), post)
    listed = office.see(cards.people, office.unit_id)
    assert [line.name for line in listed] == [CadreEntry(text).checked(TODAY).name for text in taken]


def test_naughty_names_survive_export_and_import(office, tmp_path):
    different = {CadreEntry(text).checked(TODAY).name: text for text in names()}
    with office.office.write("登记") as work:
        for text in different.values():
            actions.add_cadre(work, office.unit_id, CadreEntry(text, note=text), POST)
    path = tmp_path / "名单.xlsx"
    path.write_bytes(office.see(imports.export_people, office.unit_id))
    sheet = read_people(path)
    assert sheet.errors == ()
    exported = [line.name for line in office.see(cards.people, office.unit_id)]
    assert [row.text("name") for row in sheet.rows] == exported
    looked = office.see(preview_import, office.unit_id, sheet)
    states = Counter(line.state for line in looked.rows)
    assert set(states) == {RowState.SAME, RowState.UNSURE}  # NULL and null are namesakes
    assert states[RowState.SAME] > 150


def test_every_odd_workbook_is_refused_in_one_sentence():
    folder = FOLDER / "spreadsheets"
    if not folder.is_dir():
        pytest.skip(f"no corpora at {FOLDER}")
    files = sorted(folder.iterdir())
    for path in files:
        with pytest.raises(ShijibuError) as problem:
            read_people(path)
        assert str(problem.value).endswith("。"), path.name
        assert "\n" not in str(problem.value)
    assert len(files) > 150

"""A month of texts that break programs, on every paper and in every export; and every standard character.

What no font has is left out of them: a paper with it is refused (`tests/documents/test_naughty.py`).
"""

import io
import re
import unicodedata
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import partial
from html.parser import HTMLParser

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QApplication

from app.accounts import keyring
from app.documents.faces import clean
from app.documents.workbooks import write_table
from app.monthly import actions, actions_meeting, booklets, handing_in
from app.monthly.actions_meeting import OpinionForm, Signature
from app.monthly.forms import form_of, minutes_forms, month_file
from app.monthly.meeting_rules import Judgement, Signer
from app.monthly.minutes_paper import minutes
from app.monthly.papers import registration_form
from app.monthly.text import ClauseText, ReportText
from app.notices import actions as notices
from app.notices.actions import PostingForm
from app.notices.forms import posted_notice, record_form
from app.notices.papers import NoticeEntry, notice, posting_record
from app.notices.public_page import public_page
from app.people import actions as people
from app.people.entries import CadreEntry, PostEntry
from app.people.imports import export_people
from app.people.merging import known_people
from app.people.sheet import read_people
from app.targets import actions as targets
from app.targets import planning
from app.targets.entries import Holder, ItemEntry, TargetEntry
from app.targets.forms import plan_forms, split_form
from app.targets.imports import export_targets
from app.targets.papers import plan_papers, split_paper
from app.targets.views import target_grid
from app.texts import plain_text
from app.vocabulary import (
    Channel,
    Grade,
    Month,
    PaperCopy,
    Rank,
    SignerKind,
    SignMethod,
    TaskSource,
    UnitKind,
)
from db.tables.people import Cadre, Post, Unit
from tests.documents.corpora import standard_characters
from tests.every.fields import FORM, NAME, POST, TARGET, Field
from tests.every.hostile import lumps, printable_texts, texts
from tests.every.rows import desk, made, meeting_form
from tests.installations import QUICK
from tests.notices.test_papers import FORM as NOTICE
from ui.shared.columns import Column
from ui.shared.look import dress
from ui.shared.tables import RowsModel

MARCH, APRIL = Month(2026, 3), Month(2026, 4)
PAGE_UNIT = "0" * 32
TODAY = date(2026, 4, 2)
PEOPLE = 9
SCALE = 2
"""Pixels a point."""
REMARK = Field(2000, required=True)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A unit whose month is made of nothing but such texts, through the actions."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(keyring, "COST", QUICK)
        opened = desk(tmp_path_factory.mktemp("office") / "shijibu")
        opened.ids.people = _people(opened)
        _targets(opened)
        _plans(opened)
        opened.ids.reports = _reports(opened)
        _meeting(opened)
        _posting(opened)
        yield opened
        opened.office.close()


def fitting(field):
    """The texts as the field takes them, several at once."""
    return [text for text in lumps(field, printable_texts()) if field.kept(text) is not None]


def cycled(values, count):
    return [values[number % len(values)] for number in range(count)]


def _people(place):
    some = fitting(NAME)[:: len(fitting(NAME)) // PEOPLE][:PEOPLE]
    titles, portfolios = (cycled(fitting(field), PEOPLE) for field in POST.values())
    return [
        place.do(
            people.add_cadre,
            place.unit_id,
            CadreEntry(name, party="群众", note=name),
            PostEntry(title, date(2024, 1, 1), portfolio=portfolio),
        )
        for name, title, portfolio in zip(some, titles, portfolios, strict=True)
    ]


def _targets(place):
    titles, measures = (fitting(field) for field in TARGET.values())
    tasks = iter(cycled(fitting(Field(60, required=True, one_line=True)), 12 * 40))
    holders = [Holder(place.ids.people[0])]
    with place.office.write("录入年度目标") as work:
        for title, measure in zip(titles[:40], measures[:40], strict=True):
            entry = TargetEntry(title, measure)
            made = targets.add_target(work, place.unit_id, 2026, entry, holders)
            targets.split_by_month(work, {(made, Month(2026, month)): next(tasks) for month in range(1, 13)})


def _plans(place):
    with place.office.write("拟定月计划") as work:
        for cadre_id in place.ids.people[1:3]:
            plan = planning.open_plan(work, place.unit_id, cadre_id, APRIL)
            for text in fitting(Field(300, required=True)):
                planning.add_item(work, plan, ItemEntry(text, standard=text[:100]))


def _reports(place):
    """Every text in some clause of somebody, as task, result and reason at once."""
    clauses = [
        ClauseText(TaskSource.ADHOC, text, text, 50, text)
        for text in printable_texts()
        if Field(500, required=True).kept(text) is not None
    ]
    made = []
    for number, cadre_id in enumerate(place.ids.people):
        own = clauses[number::PEOPLE]
        form = {name: fitting(field)[0] for name, field in FORM.items()} | {"nothing_reason": ""}
        report_id = place.do(actions.open_report, place.unit_id, cadre_id, MARCH)
        place.do(handing_in.hand_in, report_id, ReportText(tuple(own), **form, self_grade=Grade.FAIR))
        made.append(report_id)
    return made


def _meeting(place):
    long, short = fitting(Field(20_000))[0], fitting(Field(500, required=True))
    form = replace(meeting_form(place), minutes=long, absentees=short[0], observers=short[1])
    words = cycled(fitting(Field(1000, required=True)), PEOPLE)
    judgements = [
        Judgement(report_id, truthful=False, grade=Grade.POOR, unanimous=False, dissent=text, facts=text)
        for report_id, text in zip(place.ids.reports, words, strict=True)
    ]
    place.do(handing_in.hold_meeting, form, None, judgements)
    signer = Signer(SignerKind.COUNTY_LEADER, name=fitting(NAME)[0], title=fitting(NAME)[1])
    opinions = [OpinionForm(report_id, short[2]) for report_id in place.ids.reports]
    place.do(actions_meeting.sign_reports, opinions, Signature(signer, SignMethod.HAND, TODAY))


def _posting(place):
    form = PostingForm(fitting(Field(100, required=True))[0], TODAY)
    ids = (place.unit_id, MARCH)
    place.ids.posting = posting = place.do(notices.post_notice, *ids, place.ids.reports, form)
    with place.office.write("记录意见") as work:
        for text in fitting(REMARK):
            remark = notices.add_remark(work, posting, TODAY, Channel.EMAIL, text)
            work.session.flush()
            notices.answer_remark(work, remark, text[:1000])


# Papers


def seen(text):
    """The characters that must be seen of a text, without blanks."""
    return plain_signs(character for character in clean(text) if not character.isspace())


def plain_signs(characters):
    """Count characters; a ligature counts as its letters, as which it is copied."""
    return Counter(unicodedata.normalize("NFKC", "".join(characters)).replace(" ", ""))


def copied(pdf):
    """The characters that copying takes out of a paper."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return plain_signs(character for page in pages for character in page if not character.isspace())


def plans(place):
    forms = place.see(plan_forms, place.unit_id, APRIL)
    told = [text for form in forms for task in form.tasks for text in (task.task, task.standard)]
    return plan_papers(forms), told


def split(place):
    form = place.see(split_form, place.unit_id, 2026)
    return split_paper(form), [text for row in form.rows for text in (row.title, row.measure, *row.tasks)]


def registration(number, place):
    form = place.see(form_of, place.unit_id, MARCH, place.ids.people[number])
    told = [text for clause in form.clauses for text in (clause.task, clause.result)]
    head = (form.name, form.title, form.portfolio, form.unfinished, form.next_month, form.self_appraisal)
    return registration_form(form), [*head, *told, form.evaluation.facts, form.opinion.text]


def meeting_record(place):
    (form,) = minutes_forms(place.see(month_file, place.unit_id, MARCH))
    remarks = [text for line in form.lines for text in (line.name, line.remark)]
    return minutes(form), [form.minutes, form.absentees, form.observers, *remarks]


def hanging_notice(place):
    form = place.see(posted_notice, place.unit_id, MARCH, place.ids.posting)
    return notice(form), [text for entry in form.entries for text in (entry.name, *entry.results)]


def record(place):
    form = place.see(record_form, place.unit_id, MARCH, place.ids.posting)
    return posting_record(form), [form.place, *(text for line in form.remarks for text in line[2:])]


def bound(place):
    """Everything above that goes into the booklet, once more in one."""
    booklet = booklets.bind_booklet(place.office, place.unit_id, MARCH, PaperCopy.COUNTY)
    parts = [registration(number, place)[1] for number in range(PEOPLE)]
    told = [text for part in (*parts, meeting_record(place)[1], record(place)[1]) for text in part]
    return place.see(booklets.booklet_pdf, booklet), told


PAPERS = {
    "plan": plans,
    "targets split": split,
    **{f"registration {number}": partial(registration, number) for number in range(PEOPLE)},
    "minutes": meeting_record,
    "notice": hanging_notice,
    "record": record,
    "booklet": bound,
}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_of_nothing_but_such_texts_loses_no_character(place, paper):
    pdf, told = PAPERS[paper](place)
    wanted = sum(map(seen, told), Counter())
    assert wanted.total() > 500
    lost = wanted - copied(pdf)
    del lost["-"]  # copying takes a hyphen at a line's end for a divided word
    assert lost == Counter()


# The page for the unit's website, and the spreadsheets


class Tags(HTMLParser):
    """What a browser would find in a page: its elements with their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.words = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words.append(data)


def test_the_public_page_holds_the_texts_and_no_script(place):
    form = place.see(posted_notice, place.unit_id, MARCH, place.ids.posting)
    page = Tags(public_page(form).decode())
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "iframe", "img", "svg", "object", "embed", "link", "form", "input", "a"}
    named = {name for _, attributes in page.elements for name in attributes}
    assert named == {"lang", "charset", "http-equiv", "content", "name", "class", "scope"}
    results = [result for entry in form.entries for result in entry.results]
    shown = set(page.words)
    assert [result for result in results if result not in shown] == []
    assert any("<script" in result for result in results)


def sheet_xml(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return "".join(package.read(name).decode() for name in package.namelist() if "worksheets/" in name)


def cells_of(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_no_export_holds_a_formula_and_every_text_is_in_its_cell(place):
    shown = [plain_text(text).strip() for text in texts()]
    table = write_table("所见即所得", ["内容"], [[text] for text in shown])
    targets_sheet = place.see(export_targets, place.unit_id, 2026)
    people_sheet = place.see(export_people, place.unit_id)
    told = {
        table: [text for text in shown if text],
        people_sheet: [one.cadre.name for one in place.see(known_people, place.unit_id)],
        targets_sheet: [row.entry.title for row in place.see(target_grid, place.unit_id, 2026).rows],
    }
    for content, wanted in told.items():
        assert not re.search(r"<f[ >/]", sheet_xml(content))
        cells = cells_of(content)
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        values = {cell.value for cell in cells}
        assert [text for text in wanted if text not in values] == []


# Every standard character


def in_names(size=40):
    """The 8,105 characters as texts of the longest name."""
    characters = standard_characters()
    return ["".join(characters[start : start + size]) for start in range(0, len(characters), size)]


def test_every_standard_character_is_seen_as_name_and_as_text_in_a_printed_table():
    names = in_names()
    entries = tuple(NoticeEntry(name, "副镇长", (name,), "好", "好") for name in names)
    document = pypdfium2.PdfDocument(notice(replace(NOTICE, entries=entries)))
    inked = Counter()
    for page in document:
        inked += characters_with_ink(page)
    document.close()
    assert [character for name in names for character in name if inked[character] < 2] == []


def characters_with_ink(page):
    """Count the characters of a page where something is drawn in their place."""
    sheet = page.render(scale=SCALE, grayscale=True).to_pil().point(lambda grey: 255 if grey < 200 else 0)
    height, text, halves = page.get_height(), page.get_textpage(), bytearray()
    for place in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(place)
        box = (left, height - top, right + 1 / SCALE, height - bottom + 1 / SCALE)
        if sheet.crop([int(SCALE * edge) for edge in box]).getbbox():
            code = pypdfium2.raw.FPDFText_GetUnicode(text, place)
            halves += code.to_bytes(2, "little")  # a rare character comes as two halves
    return Counter(halves.decode("utf-16-le", "ignore"))


def test_every_standard_character_is_a_name_and_a_text_in_the_spreadsheet(place, tmp_path):
    names = in_names()
    other = desk(tmp_path / "shijibu")
    made(other, [Unit(id=PAGE_UNIT, name="字表单位", short_name="字表", kind=UnitKind.DEPARTMENT)])
    listed = [Cadre(name=name) for name in names]
    since = {"since": date(2024, 1, 1), "rank": Rank.SECTION_DEPUTY, "unit_id": PAGE_UNIT}
    posts = enumerate(zip(made(other, listed), names, strict=True), 1)
    made(
        other,
        [
            Post(cadre_id=id_, title="副镇长", portfolio=name, position=position, **since)
            for position, (id_, name) in posts
        ],
    )
    path = tmp_path / "名单.xlsx"
    path.write_bytes(other.see(export_people, PAGE_UNIT))
    other.office.close()
    read = read_people(path)
    assert read.errors == ()
    assert sorted(row.values["name"] for row in read.rows) == sorted(names)
    assert sorted(row.values["portfolio"] for row in read.rows) == sorted(names)


def test_every_standard_character_has_a_glyph_in_a_table_of_the_window(qapp):
    dress(qapp)
    model = RowsModel([Column("姓名", str)], row_id=str)
    model.set_rows(in_names())
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    shown = [model.data(model.index(row, 0), Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]
    assert "".join(shown) == "".join(standard_characters())
    assert [text for text in shown if 0 in glyphs(text, QApplication.font())] == []


def glyphs(text, font):
    """The numbers of the glyphs with which Qt shows a text; 0 is the box that stands for a missing one."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine().setLineWidth(10_000)
    layout.endLayout()
    return [number for run in layout.glyphRuns() for number in run.glyphIndexes()]

"""The print preview: pages come as they are seen, are printed and saved; damaged files get a sentence."""

import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.documents.viewing import page_picture, page_sizes
from app.errors import EnvironmentProblem
from ui.shared import printing
from ui.shared.paper_view import PaperDialog, PaperView


def a_pdf(pages=3, sizes=((595, 842),)):
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in range(pages):
        canvas.setPageSize(sizes[page % len(sizes)])
        canvas.setFillColorRGB(0.1, 0.3, 0.6)
        canvas.rect(50, 50, 480, 740, fill=1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def view(qtbot, errands):
    made = PaperView(errands)
    made.resize(900, 700)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def idle(qtbot, errands):
    qtbot.waitUntil(lambda: not errands.underway)


def test_a_paper_opens_at_its_first_page_and_draws_only_what_is_seen(qtbot, view, errands):
    view.show_pdf("册", a_pdf(40))
    qtbot.waitUntil(lambda: bool(view.pages._pictures))
    idle(qtbot, errands)
    assert view.place.text() == "第 1 / 40 页"
    assert len(view.pages._pictures) < 4
    blue = view.pages.viewport().grab().toImage().pixelColor(view.pages.viewport().width() // 3, 400)
    assert blue.blue() > blue.red()


def test_page_down_moves_on_and_pages_out_of_sight_are_forgotten(qtbot, view, errands):
    view.show_pdf("册", a_pdf(40))
    idle(qtbot, errands)
    for page in range(0, 40, 2):
        view.pages.go_to(page)
        view.pages.viewport().repaint()
        idle(qtbot, errands)
    assert view.place.text().startswith("第 3")
    assert len(view.pages._pictures) <= 12


def test_keys_zoom(qtbot, view, errands):
    view.show_pdf("册", a_pdf())
    idle(qtbot, errands)
    wide = view.pages._box(0).width()
    qtbot.keyClick(view.pages, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.pages._box(0).width() < wide
    qtbot.keyClick(view.pages, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert view.pages._box(0).width() == wide
    idle(qtbot, errands)


@pytest.mark.parametrize("hostile", [b"", b"no pdf", b"%PDF-1.7\n" + b"\0" * 500, a_pdf()[:400]])
def test_what_is_no_pdf_gets_a_sentence_and_can_be_neither_printed_nor_saved(qtbot, view, errands, hostile):
    view.show_pdf("坏", hostile)
    qtbot.waitUntil(lambda: view.problems.text != "")
    assert view.problems.text == "这个文件已损坏，或不是 PDF。请重新生成，或再要一份。"
    assert not view.print.isEnabled()


def test_a_giant_page_is_rendered_smaller_instead_of_filling_the_memory():
    pdf = a_pdf(1, sizes=((14_000, 14_000),))
    picture = page_picture(pdf, 0, 4.0)
    assert picture.width * picture.height <= 41_000_000


def test_a_page_that_does_not_exist_in_size_is_refused():
    with pytest.raises(EnvironmentProblem):
        page_sizes(a_pdf(1, sizes=((20_000, 20_000),)))


def test_another_paper_shown_meanwhile_takes_the_place_of_the_first(qtbot, view, errands):
    view.show_pdf("一", a_pdf(9))
    view.show_pdf("二", a_pdf(2))
    idle(qtbot, errands)
    assert view.place.text() == "第 1 / 2 页"


def test_printing_sends_every_page_upright_or_across_as_it_is(qtbot, view, errands, tmp_path):
    pdf = a_pdf(4, sizes=((595, 842), (842, 595)))
    view.show_pdf("册", pdf)
    idle(qtbot, errands)
    printer = printing.ready_printer("册")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setResolution(96)
    run = printing.PrintRun(errands, "册", pdf, 4, view)
    with qtbot.waitSignal(run.ended) as told:
        run.send(printer)
    assert told.args == ["《册》已全部送到打印机。"]
    sizes = page_sizes((tmp_path / "out.pdf").read_bytes())
    assert [width < height for width, height in sizes] == [True, False, True, False]


def test_printing_can_be_stopped_between_pages(qtbot, view, errands, tmp_path):
    pdf = a_pdf(4)
    printer = printing.ready_printer("册")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    printer.setResolution(72)
    run = printing.PrintRun(errands, "册", pdf, 4, view)
    run.moved.connect(lambda page: run.stop() if page == 2 else None)
    with qtbot.waitSignal(run.ended) as told:
        run.send(printer)
    assert told.args == ["已停止打印。"]
    idle(qtbot, errands)


def test_without_any_printer_the_person_is_told_what_to_do(qtbot, view, errands):
    view.show_pdf("册", a_pdf())
    idle(qtbot, errands)
    qtbot.keyClick(view.pages, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert view.problems.text.startswith("这台电脑没有装打印机。")


def test_saving_writes_the_very_same_bytes(qtbot, view, errands, tmp_path):
    pdf = a_pdf()
    view.show_pdf("册", pdf)
    idle(qtbot, errands)
    qtbot.keyClick(view.pages, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    dialog = view.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("册.pdf")
    dialog.fileSelected.emit(str(tmp_path / "册.pdf"))
    dialog.reject()
    idle(qtbot, errands)
    assert (tmp_path / "册.pdf").read_bytes() == pdf
    assert view.problems.text == f"已保存到 {tmp_path / '册.pdf'}"


def test_the_dialog_closes_with_esc_while_pages_are_still_coming(qtbot, errands):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    dialog = PaperDialog(parent, errands, "册", a_pdf(30))
    dialog.open()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    idle(qtbot, errands)
    assert not parent.findChildren(PaperDialog) or not dialog.isVisible()

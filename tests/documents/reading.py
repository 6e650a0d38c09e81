"""What a reader sees of a PDF: its pages as pictures, its text as it is copied."""

import shutil
import subprocess

import pypdfium2
import pytest


def copied(pdf, *options):
    """The text that copying takes out, page after page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", *options, "-", "-"], input=pdf, capture_output=True, check=True
    )
    assert not done.stderr, done.stderr
    return done.stdout.decode("utf-8")


def page_texts(pdf):
    """The copied text of every page."""
    return copied(pdf).split("\f")[:-1]


def picture(pdf, page=0, scale=1.0):
    """A page as a grey picture, `scale` pixels a point."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=scale, grayscale=True).to_pil()
    finally:
        document.close()


def page_count(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def ink_box(image):
    """Left, top, right, bottom of everything that is not white, or None."""
    return image.point(lambda grey: 255 if grey < 200 else 0).getbbox()


def is_blank(image):
    return ink_box(image) is None

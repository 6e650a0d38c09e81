"""Builders of what signing needs: an authority, people who sign, a booklet, the picture of a seal."""

from datetime import datetime, timedelta, timezone
from functools import cache
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from app.documents.authority import Holder, found_authority, issue
from app.documents.signing import SignatureField, sign
from tests.documents import corpora

AT = datetime(2026, 3, 31, 15, 4, tzinfo=timezone(timedelta(hours=8)))
HEAD_BOX = (300, 100, 460, 150)
UNIT_BOX = (300, 200, 420, 320)


@cache
def authority(unit="丹江镇"):
    return found_authority(unit, "根口令", at=AT)


@cache
def head():
    return issue(authority(), "根口令", Holder("杨𬭎䶮堃", "党委书记", "丹江镇党委"), "书记口令", at=AT)


@cache
def unit():
    return issue(authority(), "根口令", Holder("丹江镇党委", "", "丹江镇党委"), "单位口令", at=AT)


def trusted():
    return [authority().certificate]


@cache
def booklet(pages=3, title="month"):
    """An uncompressed PDF with a line of text on every page."""
    output = BytesIO()
    canvas = Canvas(output, invariant=1, pageCompression=0)
    for number in range(pages):
        canvas.drawString(72, 700, f"{title} page {number + 1}: grade fair, finished 08 of 10")
        canvas.showPage()
    canvas.save()
    return output.getvalue()


def sign_as_head(pdf, name="head", **options):
    field = SignatureField(name, 0, HEAD_BOX)
    given = {"field": field, "reason": "审核", "location": "雷山县丹江镇", "at": AT, **options}
    return sign(pdf, head(), "书记口令", **given)


def sign_as_unit(pdf, **options):
    field = SignatureField("unit", 0, UNIT_BOX)
    given = {"field": field, "reason": "用印", "location": "雷山县丹江镇", "at": AT, **options}
    return sign(pdf, unit(), "单位口令", **given)


@cache
def signed_once():
    return sign_as_head(booklet())


@cache
def signed_twice():
    return sign_as_unit(signed_once(), seal=seal())


@cache
def seal(form="PNG", mode="RGBA"):
    """A red ring as a picture file."""
    picture = Image.new(mode, (400, 400), (255, 255, 255, 0)[: len(mode)])
    ImageDraw.Draw(picture).ellipse((10, 10, 390, 390), outline=(212, 0, 0, 255)[: len(mode)], width=30)
    return encoded(picture, form)


def encoded(picture, form="PNG"):
    output = BytesIO()
    picture.save(output, form)
    return output.getvalue()


def odd_pdfs():
    """Odd, tampered and damaged PDFs that nobody on this project made."""
    folder = corpora.FOLDER / "signed-pdf"
    if not folder.is_dir():
        pytest.skip("the corpora have no signed-pdf")
    return sorted(folder.glob("*.pdf"))

from itertools import combinations

import pytest
from PIL import ImageChops

from app.documents.light_pictures import PICTURES
from app.documents.lights import draw_light
from app.documents.page import A4
from app.documents.paper import Numbering, Paper
from app.vocabulary import Light
from tests.documents.reading import copied, ink_box, picture


def printed(light, side=40.0):
    paper = Paper("灯", "丹江镇", numbering=Numbering.NONE)
    draw_light(paper.page, light, 100, 100, side)
    return paper.finish()


def black_and_white(light):
    sheet = picture(printed(light), scale=2).crop((200, 200, 280, 280))
    return sheet.point(lambda grey: 0 if grey < 220 else 255)


def test_every_light_has_a_picture():
    assert set(PICTURES) == set(Light)


@pytest.mark.parametrize("light", list(Light))
def test_a_light_stays_in_the_middle_of_its_cell(light):
    left, top, right, bottom = (edge / 8 for edge in ink_box(picture(printed(light), scale=8)))
    assert left >= 99.9
    assert top >= 99.9
    assert right <= 140.1
    assert bottom <= 140.1
    assert (left + right) / 2 == pytest.approx(120, abs=1.5)
    assert (top + bottom) / 2 == pytest.approx(120, abs=3)


def test_the_shapes_differ_without_colour():
    shapes = {light: black_and_white(light) for light in Light}
    for one, other in combinations(Light, 2):
        assert sum(ImageChops.difference(shapes[one], shapes[other]).histogram()[200:]) > 60, (one, other)


@pytest.mark.parametrize(("light", "sign"), [(Light.LATE, "迟"), (Light.MISSING, "缺"), (Light.EXEMPT, "免")])
def test_a_sign_is_text_that_can_be_read(light, sign):
    assert copied(printed(light)).strip() == sign


def test_a_light_leaves_the_ink_black():
    paper = Paper("灯", "丹江镇", numbering=Numbering.NONE)
    draw_light(paper.page, Light.SIGNED, 100, 100, 40)
    paper.page.rectangle(300, 300, 50, 50, thickness=0, fill="#000000")
    paper.page.line(0, 500, A4.width, 500, thickness=4)
    sheet = picture(paper.finish())
    assert sheet.getpixel((325, 325)) == sheet.getpixel((300, 500)) == 0

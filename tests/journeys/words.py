"""How the stories are read: days, months, names and grades in official Chinese."""

import re
from datetime import date

from parse import with_pattern
from pytest_bdd import parsers

from app.vocabulary import Grade, Month

_NUMBERS = re.compile(r"\d+")


@with_pattern(r"\d{4}年\d{1,2}月\d{1,2}日")
def day(text):
    """`2026年3月4日`."""
    return date(*map(int, _NUMBERS.findall(text)))


@with_pattern(r"\d{4}年\d{1,2}月")
def month(text):
    """`2026年3月`."""
    return Month(*map(int, _NUMBERS.findall(text)))


@with_pattern(r"演示\w(?:、演示\w)*")
def names(text):
    """`演示甲、演示乙`."""
    return tuple(text.split("、"))


@with_pattern(r"[^“”]*")
def quoted(text):
    """Whatever stands between “ and ”."""
    return text


@with_pattern(r"演示\w")
def name(text):
    """`演示甲`."""
    return text


TYPES = {"Day": day, "Month": month, "Names": names, "Name": name, "Text": quoted}


def says(sentence):
    """A step whose places, e.g. `{day:Day}` or `{names:Names}`, are read as `TYPES` say."""
    return parsers.cfparse(sentence, extra_types=TYPES)


def rows_of(table):
    """The rows of a step's table, each by its heading."""
    heads, *rows = table
    return [dict(zip(heads, row, strict=True)) for row in rows]


def grade(label):
    """`较好`."""
    return next(grade for grade in Grade if grade.label == label)


def term(terms, label):
    """The member of an enumeration that people call so."""
    return next(member for member in terms if member.label == label)

"""Hints for a person who judges texts: near copies and near-empty ones (D59, D61; domain.md §2.7, §2.9).

Everything here only points at texts worth a look. Likeness of letters cannot tell a paraphrase from an honest
report, so nothing here grades, returns or blocks a report.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from app.errors import UserError
from app.progress import SILENT, Progress

MIN_LENGTH = 12
"""Letters and digits a text must have to be compared: shorter ones are alike by chance."""
MOST_ALIKE = 20
"""How many near copies of one text are reported, the likest first."""
LOWEST_THRESHOLD = 60
"""Below this the rare-gram index no longer finds nearly all pairs."""

_GRAM = 4
_RARE_GRAMS = 16
_COMMON = 50
"""Claims that may hold a run before it counts as a phrase everybody uses."""
_MAX_CANDIDATES = 1_000
_TEXTS_A_STEP = 100
_NOT_COMPARED = re.compile(r"(?!(?<=\d)\.(?=\d))[^\w%]|_")

_MIN_THIN = 15
_MIN_DISTINCT = 8
_NUMBER = re.compile(
    r"\d|[一二两三四五六七八九十百千万]+[多余]?(?:次|户|人|个|名|件|起|篇|场|亩|元|里|公里|项|处|天|期|份|吨|家|辆|米)"
)
_DATE = re.compile(
    r"[一二三四五六七八九十]月|[上中下]旬|[上下]半[年月]|季度|星期|周[一二三四五六日末]|[月年][初底末]"
)
_PLACE = re.compile(
    r"[^\W全我本各该农乡新](?:镇(?!定|静)|乡(?!村|愁|土|亲)|村|寨|社区|街道|县|州|局(?!面|部|限|势)|办公室|[中小]学|"
    r"学校|医院|卫生院|派出所|敬老院|水库|河|公路|桥|园区|基地|工地|公司|合作社|养殖场|广场)"
)
_NAME = re.compile(r"\w(?:同志|书记|[镇乡县局科所站校组]长|主任|支书|等.?人)|[\u3400-\u9fff]·[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Claim:
    """One claimed result: whose it is stands behind `id`, which is the same only for the same claim."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Alike:
    """Two claims, by id, whose texts agree to `percent` of their letters (whole number, rounded down)."""

    left: str
    right: str
    percent: int


def near_duplicates(
    texts: Sequence[Claim], against: Sequence[Claim], threshold: int = 80, progress: Progress = SILENT
) -> list[Alike]:
    """Find pairs of a text and another claim that agree to at least `threshold` percent, likest first.

    `against` may hold the same claims: no claim is paired with itself and no pair comes twice. Punctuation,
    spaces, width and case do not count; digits do. Texts under `MIN_LENGTH` letters are not compared. Only
    pairs that share a rare run of four letters are looked at: a few of a hundred may be missed.
    """
    if not LOWEST_THRESHOLD <= threshold <= 100:
        raise UserError(f"相似度阈值应在 {LOWEST_THRESHOLD} 至 100 之间。", field="threshold")
    index = _Index(against, wanted={gram for claim in texts for gram in _grams(_compared(claim.text))})
    pairs: dict[tuple[str, str], int] = {}
    for number, claim in enumerate(texts):
        if number % _TEXTS_A_STEP == 0:
            progress.step(number, len(texts), "正在比对文字")
        for other, percent in index.alike(claim, threshold):
            if (other, claim.id) not in pairs:
                pairs[claim.id, other] = percent
    found = [Alike(left, right, percent) for (left, right), percent in pairs.items()]
    return sorted(found, key=lambda pair: (-pair.percent, pair.left, pair.right))


def too_thin(text: str, known_names: Collection[str] = (), least: int = _MIN_THIN) -> tuple[str, ...]:
    """Say in Chinese why a text looks empty; nothing where it does not (D60 is for a person to find).

    `known_names` are people and places of the unit that count as concrete wherever they appear; a text of
    fewer than `least` letters and digits is called short.
    """
    plain = _compared(text)
    concrete = any(pattern.search(text) for pattern in (_NUMBER, _DATE, _PLACE, _NAME))
    reasons = []
    if len(plain) < least:
        reasons.append(f"内容过短，不足 {least} 个字。")
    elif len(plain) >= _MIN_THIN and len(set(plain)) < _MIN_DISTINCT:
        reasons.append("内容多为重复的字。")
    if not concrete and not any(name and name in text for name in known_names):
        reasons.append("没有数量、日期、地点或人名，看不出做了什么。")
    return tuple(reasons)


class _Index:
    """The claims to compare with, found by those runs of four letters that are asked for."""

    def __init__(self, claims: Sequence[Claim], wanted: Collection[str]) -> None:
        plain = {claim.id: _compared(claim.text) for claim in claims}
        self._plain = {key: text for key, text in plain.items() if len(text) >= MIN_LENGTH}
        self._holders: dict[str, list[str]] = {}
        for key, text in self._plain.items():
            for gram in filter(wanted.__contains__, _grams(text)):
                self._holders.setdefault(gram, []).append(key)

    def alike(self, claim: Claim, threshold: int) -> Iterator[tuple[str, int]]:
        """Give the likest other claims with their percentage."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        plain = _compared(claim.text)
        if len(plain) < MIN_LENGTH:
            return iter(())
        candidates = {key: self._plain[key] for key in self._candidates(plain, claim.id)}
        found = process.extract(
            plain, candidates, scorer=fuzz.ratio, score_cutoff=threshold, limit=MOST_ALIKE
        )
        return ((key, int(score)) for _, score, key in found)

    def _candidates(self, plain: str, own: str) -> list[str]:
        """Return the claims that share one of the rarest runs, those of the rarest first.

        A near copy keeps some of what is peculiar to a text; runs that many reports hold are looked up only
        for a text that has little else.
        """
        held = [self._holders.get(gram, []) for gram in _grams(plain)]
        common = sum(len(holders) > _COMMON for holders in held)
        limit = _COMMON if len(held) - common >= _RARE_GRAMS else len(self._plain)
        shared = [holders for holders in held if len(holders) <= limit and holders not in ([], [own])]
        rarest = sorted(shared, key=len)[:_RARE_GRAMS]
        distinct = dict.fromkeys(islice(chain.from_iterable(rarest), _MAX_CANDIDATES))
        distinct.pop(own, None)
        return list(distinct)


def _compared(text: str) -> str:
    """Return what of a text is compared: letters, digits, percent signs and points inside numbers."""
    return _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", text).casefold())


def _grams(plain: str) -> list[str]:
    """Return the runs of four letters, each once, in a fixed order."""
    return list(dict.fromkeys(plain[at : at + _GRAM] for at in range(len(plain) - _GRAM + 1)))

"""The demonstration county: real place names, invented people, every unit marked 演示 (domain.md §10)."""

from __future__ import annotations

from dataclasses import dataclass

from app.vocabulary import Rank, UnitKind

MARK = "（演示）"
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
RARE_NAMES = ("演示䶮堃", "演示·阿𬭎")
TOWNSHIPS = ("丹江镇", "西江镇", "永乐镇", "郎德镇", "望丰乡")
DEPARTMENTS = (
    "教育局",
    "财政局",
    "农业局",
    "林业局",
    "水利局",
    "民政局",
    "人口和计划生育局",
    "住房和城乡建设局",
    "交通运输局",
    "国土资源局",
    "卫生局",
    "扶贫开发办公室",
    "旅游局",
    "人力资源和社会保障局",
)
SMALL_DEPARTMENTS = 4
"""The last departments have three leaders, the others four: 5 × 8 + 10 × 4 + 4 × 3 = 92 (D69)."""

TOWNSHIP_POSTS = (
    ("党委书记", "全面工作、党的建设", Rank.SECTION_HEAD),
    ("镇长", "政府全面工作、财政、审计", Rank.SECTION_HEAD),
    ("人大主席", "人大、信访联系", Rank.SECTION_HEAD),
    ("党委副书记", "党群、综治维稳", Rank.SECTION_DEPUTY),
    ("纪委书记", "纪检监察、作风督查", Rank.SECTION_DEPUTY),
    ("副镇长", "农业农村、扶贫、防汛抗旱", Rank.SECTION_DEPUTY),
    ("副镇长", "城建、危房改造、环境卫生、森林防火", Rank.SECTION_DEPUTY),
    ("武装部长", "武装、应急、征兵", Rank.SECTION_DEPUTY),
)
DEPARTMENT_POSTS = (
    ("局长", "全面工作、党的建设", Rank.SECTION_HEAD),
    ("副局长", "业务工作、项目建设", Rank.SECTION_DEPUTY),
    ("副局长", "财务、后勤、安全生产", Rank.SECTION_DEPUTY),
    ("纪检组长", "纪检监察、行风建设", Rank.SECTION_DEPUTY),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """An invented cadre with a post."""

    name: str
    title: str
    portfolio: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class DemoUnit:
    """A unit with its leaders in board order, the head first."""

    name: str
    slug: str
    kind: UnitKind
    body: str
    people: tuple[DemoPerson, ...]


def people_names() -> tuple[str, ...]:
    """Return 92 invented names, two of them with rare characters."""
    plain = [f"演示{stem}{branch}" for branch in BRANCHES for stem in STEMS]
    return (*plain[:6], RARE_NAMES[0], plain[6], RARE_NAMES[1], *plain[7:90])


def county() -> tuple[DemoUnit, ...]:
    """Return the 19 units of the pilot (D7) with their 92 leading cadres (D69)."""
    names = iter(people_names())
    units = [
        _unit(name, f"xiang{number}", UnitKind.TOWNSHIP, _township_posts(name), names)
        for number, name in enumerate(TOWNSHIPS, 1)
    ]
    for number, name in enumerate(DEPARTMENTS, 1):
        small = number > len(DEPARTMENTS) - SMALL_DEPARTMENTS
        posts = DEPARTMENT_POSTS[:3] if small else DEPARTMENT_POSTS
        units.append(_unit(name, f"ju{number:02d}", UnitKind.DEPARTMENT, posts, names))
    return tuple(units)


def _township_posts(name: str) -> tuple[tuple[str, str, Rank], ...]:
    kind = name[-1]
    return tuple((title.replace("镇", kind), portfolio, rank) for title, portfolio, rank in TOWNSHIP_POSTS)


def _unit(
    name: str, slug: str, kind: UnitKind, posts: tuple[tuple[str, str, Rank], ...], names: object
) -> DemoUnit:
    people = tuple(
        DemoPerson(person, title, portfolio, rank)
        for (title, portfolio, rank), person in zip(posts, names, strict=False)  # type: ignore[call-overload]
    )
    body = "党委" if kind is UnitKind.TOWNSHIP else "党组"
    return DemoUnit(f"{name}{MARK}", slug, kind, body, people)

"""The demonstration county: real place names, invented people, every unit marked 演示 (domain.md §10)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice

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


VILLAGES = (
    "南屏村",
    "陶尧村",
    "脚猛村",
    "乌东村",
    "白岩村",
    "猫猫河村",
    "固鲁村",
    "虎阳村",
    "干皎村",
    "连城村",
)


@dataclass(frozen=True, slots=True)
class DemoTarget:
    """An annual target, its three monthly slices and what was done; `{village}`, `{n}` are filled in."""

    title: str
    measure: str
    tasks: tuple[str, str, str]
    results: tuple[str, str, str]
    percents: tuple[int, int, int]
    reason: str = ""
    key_project: bool = False


TOWNSHIP_TARGETS = (
    DemoTarget(
        "农村危房改造",
        "全年改造 {total} 户",
        ("入户核实危房 {n} 户", "完成 {n} 户改造方案公示", "危房改造开工 {n} 户"),
        (
            "逐户核实 {n} 户，{village} 5 户、{other} 4 户列入本年计划",
            "完成 {n} 户方案公示，收到意见 2 条并已答复",
            "开工 {n} 户，其中 {village} 6 户、{other} 5 户；验收 2 户",
        ),
        (100, 100, 107),
        key_project=True,
    ),
    DemoTarget(
        "“一事一议”通组路硬化",
        "{village} 通组路 1.8 公里",
        ("完成 {village} 通组路招标", "{village} 路基开挖 0.4 公里", "{village} 硬化通组路 1.8 公里"),
        (
            "1 月 {n} 日开标，中标价 63.5 万元",
            "完成路基 0.4 公里，清运土石 {n}0 方",
            "完成路基 1.2 公里；硬化 0.6 公里",
        ),
        (100, 100, 67),
        "连续降雨，水泥进场推迟，顺延至 4 月 10 日前完成。",
        key_project=True,
    ),
    DemoTarget(
        "垃圾清运体系覆盖",
        "全年覆盖 9 个村",
        ("新增清运 2 个村", "新增清运 2 个村", "新增清运 3 个村"),
        (
            "{village}、{other} 纳入清运，配桶 {n} 只",
            "新增 2 个村，累计 4 个村，清运 {n} 车",
            "新增 3 个村，累计 7 个村，清运 {n} 车",
        ),
        (100, 100, 100),
    ),
    DemoTarget(
        "信访积案化解",
        "全年化解 6 件",
        ("排查矛盾纠纷", "化解信访积案 1 件", "化解信访积案 2 件"),
        (
            "排查矛盾纠纷 {n} 起，当场调处 9 起",
            "{village} 林地纠纷达成协议并签字",
            "化解 {village} 水源纠纷、{other} 宅基地纠纷各 1 件",
        ),
        (100, 100, 100),
    ),
)
DEPARTMENT_TARGETS = (
    DemoTarget(
        "重点项目前期工作",
        "全年完成 {total} 个项目前期",
        ("完成项目选址 {n} 个", "完成可研评审 {n} 个", "完成 {n} 个项目初步设计"),
        (
            "完成选址 {n} 个，现场踏勘 {village} 等 5 处",
            "评审 {n} 个，退回修改 1 个",
            "完成初步设计 {n} 个，{village} 项目已报批",
        ),
        (100, 90, 100),
        "1 个项目地质资料不全，4 月 20 日前补齐。",
        key_project=True,
    ),
    DemoTarget(
        "行业安全检查",
        "每月不少于 10 处",
        ("检查重点场所 10 处", "春节前检查 12 处", "汛前检查 10 处"),
        (
            "检查 {n} 处，发现隐患 6 条，已整改 6 条",
            "检查 {n} 处，下达整改通知 3 份",
            "检查 {n} 处，{village} 整改 2 条、{other} 整改 1 条",
        ),
        (110, 117, 120),
    ),
    DemoTarget(
        "惠民资金兑现",
        "资金到户率 100%",
        ("核对发放名单", "发放第一批资金", "发放第二批资金"),
        (
            "核对名单 {n}2 户，更正账号 7 个",
            "发放 {n}2 户 18.{n} 万元",
            "发放 {n}5 户 21.{n} 万元，到户率 100%",
        ),
        (100, 100, 100),
    ),
)
ADHOC_TASKS = (
    ("凝冻天气保供保畅值守", "排班 {n} 人次，撒盐 3 吨，处置滑倒事故 1 起"),
    ("春节期间走访慰问困难群众", "走访 {n} 户，发放慰问金 {n}00 元"),
    ("清明期间森林防火值守", "排班 {n} 人次，劝返野外用火 9 起，零火情"),
)


def filled(text: str, seed: int, village_seed: int) -> str:
    """Fill a pattern with numbers and villages that differ from unit to unit and month to month."""
    first, second = islice(cycle(VILLAGES), village_seed, village_seed + 2)
    return text.format(n=11 + seed % 37, total=30 + seed % 20, village=first, other=second)

"""What the demonstration county works on: annual targets by post, their monthly tasks and results."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice

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
LATE = 67
"""Percent of the one task of March that is not finished in time."""


@dataclass(frozen=True, slots=True)
class DemoTarget:
    """An annual target, its three monthly slices and what was done; `{village}`, `{n}` are filled in."""

    title: str
    measure: str
    tasks: tuple[str, str, str]
    results: tuple[str, str, str]
    reason: str = ""
    """Why March's part is unfinished; empty when it was finished."""
    goal: tuple[str, int, int] | None = None
    """Unit of measure, start and goal of a target with a number."""
    amounts: tuple[int, ...] = ()
    """What each month adds to the number."""


def _target(
    title: str,
    measure: str,
    *months: str,
    reason: str = "",
    goal: tuple[str, int, int] | None = None,
    amounts: tuple[int, ...] = (),
) -> DemoTarget:
    """Make a target from `task：result` of each month."""
    pairs = [month.split("：", 1) for month in months]
    tasks, results = zip(*pairs, strict=True)
    return DemoTarget(title, measure, tasks, results, reason, goal, amounts)


TOWNSHIP_TARGETS = (
    (
        _target(
            "党建引领乡村治理",
            "全年建成示范支部 3 个",
            "确定示范支部 1 个：经党委会研究确定{village}支部，制定 12 条创建清单",
            "示范支部阵地建设：{village}党群活动室完成改造，添置桌椅 {n} 套",
            "示范支部现场观摩：组织 {n} 名支书到{village}观摩，梳理短板 5 条",
        ),
        _target(
            "招商引资",
            "全年签约 2 个项目",
            "外出考察对接企业：赴外考察企业 {n} 家，带回意向 2 个",
            "茶叶加工项目洽谈：与企业洽谈 3 次，选定厂房用地 6 亩",
            "茶叶加工项目签约：签订框架协议，投资 800 万元，月底完成立项备案",
        ),
    ),
    (
        _target(
            "“一事一议”通组路硬化",
            "{village}通组路 1.8 公里",
            "通组路招标：1 月 {n} 日开标，中标价 63.5 万元",
            "通组路路基开挖：完成路基 0.4 公里，清运土石 {n}0 方",
            "硬化通组路 1.8 公里：完成路基 1.2 公里、硬化 0.6 公里",
            reason="连续降雨，水泥进场推迟，顺延至 4 月 10 日前完成。",
        ),
        _target(
            "财政收支管理",
            "全年零违规",
            "编制年度预算：预算经人代会审议通过，压减一般支出 {n} 万元",
            "惠民资金打卡发放：发放春耕补贴 {n}2 户，退回更正账号 7 个",
            "一季度收支核对：与 {n} 个站所对账，追缴往来款 2 笔",
        ),
    ),
    (
        _target(
            "代表联络站建设",
            "建成 2 个联络站",
            "联络站选址：在{village}选址，代表 {n} 人入站",
            "接待选民日活动：接待选民 {n} 人次，收集建议 9 条",
            "建议办理督办：9 条建议办结 7 条，其余 2 条列入年度计划",
        ),
        _target(
            "人代会筹备",
            "按时召开人代会",
            "会议材料起草：起草报告 4 份，征求代表意见 {n} 条",
            "召开人代会：到会代表 {n} 人，审议通过决议 5 项",
            "决议任务分解：5 项决议分解为 {n} 条，落实到站所",
        ),
    ),
    (
        _target(
            "矛盾纠纷化解",
            "全年化解积案 6 件",
            "拉网排查矛盾纠纷：排查 {n} 起，当场调处 9 起",
            "化解积案 1 件：{village}林地纠纷达成协议并签字",
            "化解积案 2 件：{village}水源纠纷、{other}宅基地纠纷各 1 件息诉",
        ),
        _target(
            "平安创建",
            "群众安全感 97%",
            "村级巡防队组建：组建巡防队 {n} 支，配发装备",
            "春运交通劝导：设劝导点 4 处，劝返超员车辆 {n} 台次",
            "禁毒铲毒踏查：踏查山头 {n} 处，未发现种植",
        ),
    ),
    (
        _target(
            "作风督查",
            "每月不少于 2 次",
            "节前作风督查：督查站所 {n} 个，通报迟到 3 人",
            "值班纪律抽查：夜间抽查 4 次，脱岗 1 人已谈话",
            "惠民资金监督检查：入户核查 {n} 户，清退违规 2 户",
        ),
        _target(
            "廉政教育",
            "全年 4 次",
            "观看警示教育片：组织 {n} 名干部观看并讨论",
            "重点岗位廉政谈话：谈话 {n} 人，签订承诺书",
            "村务公开检查：检查{village}等 5 个村，补公开 {n} 项",
        ),
    ),
    (
        _target(
            "茶园提质",
            "全年改造 500 亩",
            "冬季茶园管护：{village}修剪施肥 {n}0 亩",
            "茶苗调运：调运茶苗 {n} 万株，到{other}逐户分发",
            "新植茶园 120 亩：{village}新植 85 亩、{other}新植 40 亩，成活率 92%",
        ),
        _target(
            "防汛准备",
            "汛前全部到位",
            "隐患点核查：核查滑坡隐患 {n} 处，新增 1 处",
            "山塘水库除险：{village}山塘清淤 {n}00 方，更换闸门 1 扇",
            "应急演练 1 次：在{other}演练，转移群众 {n} 人，用时 38 分钟",
        ),
    ),
    (
        _target(
            "农村危房改造",
            "全年改造 42 户",
            "入户核实危房：逐户核实 {n} 户，{village} 5 户、{other} 4 户列入本年",
            "改造方案公示：公示 {n} 户方案，答复疑问 2 条",
            "危房改造开工 15 户：开工 16 户，其中{village} 6 户、{other} 5 户；验收 2 户",
            goal=("户", 0, 42),
            amounts=(0, 0, 16),
        ),
        _target(
            "垃圾清运体系",
            "全年覆盖 9 个村",
            "新增清运 2 个村：{village}、{other}纳入清运，配桶 {n} 只",
            "清运路线优化：合并路线 2 条，月清运 {n} 车",
            "新增清运 3 个村：累计覆盖 7 个村，收运率 95%",
            goal=("个村", 2, 9),
            amounts=(2, 0, 3),
        ),
    ),
    (
        _target(
            "民兵整组",
            "4 月底完成",
            "民兵潜力调查：登记退役军人 {n} 人",
            "基干民兵编组：编组 {n} 人，调整班长 3 人",
            "民兵点验：到点 {n} 人，到点率 98%",
        ),
        _target(
            "应急物资管理",
            "每月盘点",
            "物资盘点：盘点帐篷 {n} 顶、编织袋 2000 只",
            "消防水泵保养：保养水泵 4 台，更换水带 {n} 米",
            "应急队拉动：夜间拉动 1 次，{n} 人 25 分钟集结",
        ),
    ),
)
DEPARTMENT_TARGETS = (
    (
        _target(
            "重点项目前期",
            "全年完成 {total} 个",
            "项目选址：现场踏勘{village}等 5 处，选定 {n} 个",
            "可研评审：评审 {n} 个，退回补充 1 个",
            "初步设计：完成 {n} 个，1 个因地质资料不全未完成",
            reason="1 个项目地质资料不全，4 月 20 日前补齐。",
        ),
        _target(
            "政务服务提速",
            "平均时限压减 20%",
            "梳理服务事项：梳理 {n} 项，取消证明材料 6 件",
            "窗口人员培训：培训 {n} 人，模拟办件 2 轮",
            "限时办结抽查：抽查 {n} 件，超时 1 件已整改",
        ),
    ),
    (
        _target(
            "行业安全检查",
            "每月不少于 10 处",
            "场所安全检查：检查 {n} 处，整改隐患 6 条",
            "春节前专项检查：检查 {n} 处，下达整改通知 3 份",
            "汛前检查：检查 {n} 处，{village}整改 2 条、{other}整改 1 条",
        ),
        _target(
            "行业统计报表",
            "零差错",
            "年报汇总：审核 {n} 张表，更正数据 4 处",
            "月报口径培训：培训乡镇统计员 {n} 人",
            "一季度数据会审：会审 {n} 个指标，退回 2 个单位",
        ),
    ),
    (
        _target(
            "资金兑现",
            "到户率 100%",
            "核对发放名单：核对 {n}2 户，更正账号 7 个",
            "发放第一批：发放 {n}2 户 18.{n} 万元",
            "发放第二批：发放 {n}5 户 21.{n} 万元，回访 30 户",
        ),
        _target(
            "固定资产清查",
            "6 月底完成",
            "制定清查方案：方案印发 {n} 个股室和站所",
            "实物盘点：盘点 {n}00 件，盘亏 3 件",
            "账卡核对：核对 {n}0 张卡片，补录 8 张",
        ),
    ),
    (
        _target(
            "行风监督",
            "全年 4 次测评",
            "聘请行风监督员：聘请 {n} 名，召开座谈会 1 次",
            "窗口暗访：暗访 4 个窗口，指出问题 {n} 条",
            "行风测评：发出问卷 {n}0 份，满意率 96%",
        ),
        _target(
            "信访件办理",
            "按期办结率 100%",
            "信访件清理：清理 {n} 件，分办到股室",
            "领导接访日：接访 {n} 人次，当场答复 8 件",
            "到期件督办：督办 {n} 件，全部按期办结",
        ),
    ),
)
ADHOC_TASKS = (
    (
        "凝冻天气保供保畅值守",
        (
            "撒盐 3 吨，处置滑倒事故 1 起",
            "包片{village}，转运孕产妇 2 人",
            "抢修断电台区 {n} 个",
            "劝返滞留车辆 {n} 台",
        ),
    ),
    (
        "春节走访慰问",
        ("走访五保户 {n} 户", "慰问退休干部 {n} 人", "到{village}慰问困难党员 8 人", "慰问环卫工人 {n} 人"),
    ),
    (
        "清明期间森林防火值守",
        (
            "劝返野外用火 9 起，零火情",
            "{village}设卡登记进山 {n} 人",
            "巡护林区 {n} 公里",
            "发放宣传单 {n}0 份",
        ),
    ),
)
"""A task of each month and what four cadres did for it."""


def filled(text: str, seed: int, village_seed: int) -> str:
    """Fill a pattern with numbers and villages that differ from unit to unit and month to month."""
    first, second = islice(cycle(VILLAGES), village_seed, village_seed + 2)
    return text.format(n=11 + seed % 37, total=30 + seed % 20, village=first, other=second)

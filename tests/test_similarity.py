import random

import pytest
from rapidfuzz import fuzz

from app.errors import Cancelled, UserError
from app.similarity import MIN_LENGTH, MOST_ALIKE, Alike, Claim, near_duplicates, too_thin

PLANTING = "三月十日组织西江镇护林员开展森林防火宣传12场次，发放资料3000份，巡查山头15处。"
PHRASES = ["认真组织开展", "按照县委要求", "全面完成", "投入资金", "万元", "覆盖农户", "户", "召开会议", "次"]


def alike(left, right, threshold=80):
    return near_duplicates([Claim("甲", left)], [Claim("乙", right)], threshold)


def some_texts(count, dice):
    """Texts of random characters between phrases that all reports share."""
    return [
        "".join(
            dice.choice(PHRASES)
            + "".join(chr(0x4E00 + dice.randrange(2_000)) for _ in range(dice.randint(4, 9)))
            for _ in range(dice.randint(3, 7))
        )
        for _ in range(count)
    ]


def edited(text, dice):
    """A near copy: up to a fifth of its characters replaced, dropped or added."""
    letters = list(text)
    for _ in range(dice.randint(1, len(text) // 5)):
        at = dice.randrange(len(letters))
        letters[at] = dice.choice(["", letters[at] + "镇", chr(0x4E00 + dice.randrange(2_000))])
    return "".join(letters)


def test_a_copied_text_is_found_with_its_whole_percentage():
    changed = PLANTING.replace("西江镇", "丹江镇")
    assert alike(PLANTING, changed) == [Alike("甲", "乙", 97)]
    assert alike(PLANTING, PLANTING)[0].percent == 100


def test_punctuation_spaces_width_and_case_make_no_difference():
    assert alike("完成 APP 推广１２０户，满意率98.5％", "完成app推广120户。满意率 98.5%")[0].percent == 100


def test_numbers_count():
    assert alike("完成危房改造任务一批次共计120户", "完成危房改造任务一批次共计135户")[0].percent < 100
    assert alike("完成投资一千五百万元占比 1.25 %", "完成投资一千五百万元占比 12.5 %")[0].percent < 100


def test_different_texts_are_not_paired():
    assert alike(PLANTING, "四月完成农村饮水安全工程两处，解决三个寨子的吃水困难。") == []


def test_the_threshold_is_a_setting_in_whole_percent():
    half = PLANTING[: len(PLANTING) * 3 // 4]
    percent = alike(PLANTING, half, 60)[0].percent
    assert alike(PLANTING, half, percent)
    assert alike(PLANTING, half, percent + 1) == []
    with pytest.raises(UserError, match="60 至 100"):
        alike(PLANTING, half, 50)


def test_very_short_texts_are_never_compared():
    short = "完成森林防火工作任务一次"
    assert len(short) == MIN_LENGTH
    assert alike(short, short)
    assert alike(short[1:], short[1:]) == []
    assert alike(PLANTING, short[1:]) == []
    assert alike("", "") == []


def test_a_claim_is_never_paired_with_itself_and_no_pair_comes_twice():
    claims = [
        Claim("一", PLANTING),
        Claim("二", PLANTING),
        Claim("三", "另外一件完全不同的工作，十五个字以上。"),
    ]
    assert near_duplicates(claims, claims) == [Alike("一", "二", 100)]


def test_the_likest_pairs_come_first():
    claims = [Claim("略改", PLANTING.replace("西江", "丹江")), Claim("照抄", PLANTING)]
    assert [pair.right for pair in near_duplicates([Claim("新", PLANTING)], claims)] == ["照抄", "略改"]


def test_a_text_copied_everywhere_names_a_bounded_number_of_copies():
    copies = [Claim(f"{number:03d}", PLANTING) for number in range(100)]
    assert len(near_duplicates([Claim("新", PLANTING)], copies)) == MOST_ALIKE


def test_planted_near_copies_are_nearly_all_found():
    dice = random.Random(20260301)  # noqa: S311  # the same texts every time
    originals = some_texts(3_000, dice)
    copies = [edited(text, dice) for text in originals[::5]]
    against = [Claim(f"旧{number}", text) for number, text in enumerate(originals)]
    texts = [Claim(f"新{number}", text) for number, text in enumerate(copies)]
    found = {(pair.left, pair.right) for pair in near_duplicates(texts, against)}
    planted = {
        (f"新{number}", f"旧{number * 5}")
        for number, text in enumerate(copies)
        if fuzz.ratio(text, originals[number * 5]) >= 80
    }
    assert len(planted) > 500
    assert len(planted & found) >= 0.99 * len(planted)


def test_no_pair_below_the_threshold_is_ever_named():
    dice = random.Random(7)  # noqa: S311  # the same texts every time
    originals = some_texts(200, dice)
    texts = dict(enumerate(originals + [edited(text, dice) for text in originals]))
    claims = [Claim(str(number), text) for number, text in texts.items()]
    for pair in near_duplicates(claims, claims):
        ratio = fuzz.ratio(texts[int(pair.left)], texts[int(pair.right)])
        assert pair.percent == int(ratio) >= 80


def test_comparing_tells_how_far_it_is_and_can_be_cancelled():
    class Impatient:
        def step(self, done, total, text):
            assert total == 150
            if done == 100:
                raise Cancelled

    claims = [Claim(str(number), PLANTING) for number in range(150)]
    with pytest.raises(Cancelled):
        near_duplicates(claims, claims[:1], progress=Impatient())


EMPTY = "没有数量、日期、地点或人名，看不出做了什么。"


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("", ("内容过短，不足 15 个字。", EMPTY)),
        ("工作正常。", ("内容过短，不足 15 个字。", EMPTY)),
        ("认真贯彻上级精神，积极开展各项工作，圆满完成领导交办的任务。", (EMPTY,)),
        ("深入推进乡村振兴工作，全面加强农村基层组织建设，顾全大局面貌一新。", (EMPTY,)),
        ("好好好好好好好好好好好好好好好好好好", ("内容多为重复的字。", EMPTY)),
        ("召开会议 2 次", ("内容过短，不足 15 个字。",)),
        (PLANTING, ()),
        ("组织召开森林防火专题会议三次，落实护林责任到人到山头。", ()),
        ("下旬组织专班逐一走访困难群众，送去米面油等慰问品。", ()),
        ("到南屏村调解山林纠纷，双方当场签订协议并握手言和。", ()),
        ("协助杨秀英同志办理残疾证和低保手续，已经全部办结。", ()),
        ("帮助阿依·古丽一家联系医生并垫付药费，病情已经稳定。", ()),
    ],
)
def test_near_empty_texts_get_their_reasons(text, reasons):
    assert too_thin(text) == reasons


def test_known_people_and_places_of_the_unit_count_as_concrete():
    text = "协调解决白岩脚一带群众反映强烈的夜间噪音扰民问题。"
    assert too_thin(text) == (EMPTY,)
    assert too_thin(text, ["", "白岩脚"]) == ()

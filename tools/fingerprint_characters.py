"""Make app/documents/fingerprint_characters.py again, byte for byte.

Run:  python -m pip install pypinyin==0.55.0 jieba==0.42.1 && python tools/fingerprint_characters.py

The 1,024 characters are the most frequent of GB 2312 level 1 (frequency: jieba's word counts) of which at
most two share a sound (pypinyin's main reading, with tone), only one stands for each group of look-alikes
below, and none is unpleasant to read aloud in an office. The list is frozen: another list would change every
fingerprint ever compared.
"""

from __future__ import annotations

from collections import Counter
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "app" / "documents" / "fingerprint_characters.py"
WANTED = 1024
SAME_SOUND = 2

LOOK_ALIKE = """
人入八 大太犬 天夫无 土士上 王玉主生 木本术 未末朱宋 日曰白百 目自且 干千于 力刀刃为办 己已巳巴 手毛
甲申由 午牛中 儿几九 同间问闻简 今令 见贝 历厉 师帅 住往注佳性 代伐 免兔 侯候 买卖 折拆析 乌鸟马 孤狐
戊戌成或 官宫 处外 友反发 广厂 西酉四 东车 史吏 古占 石右 左在 老考 田电 州川 冶治 没设 情清请 晴睛 哀衰
辩辨 暑署著 微徽撤 幕墓基塞 方万 乐 升开井 气乞 平半乎 风凤 兵乒 真直 体休 活话 第弟策 密蜜 环坏怀
谁推准淮 拔拨 传转 洒酒 提题 遗遣遭道造 壮状 钢纲锅铜 科料 竟竞 杨扬场 坐座 幸辛 卷券 棵颗 受爱 名各
贵责贡贯货员资费 雷雪 秦奏泰奉春 城域 董童量重章 累素索紫 铺销镇错措 祥样 而面 持特待 敏散敢 桃挑 圈图困围国
块快 跟根很银 复夏 草革 脸险验 局周 层展屋尾 降障隆 拍怕 宜宣 唱喝 看着 峡映 便使 接授 般股 陈阵 部郡都
扩护 郎朗期 版板饭 客容 青肯育 拿掌 读续谈 编缩 救教 粉纷 格络 顾顺 曹曾普善鲁 管营 权校 混温 横模摸撞 定走
计什 摆据 否 远运 超起 雨 施旋 播捕搞插 酸醒 规现 冒 具其 恩患忍 并共 合台 高亮 文义 黄莫 喜 皇星 墙境
优忧尤 挂桂 炼练 抗杭 粗租组祖 绕烧 豪毫 勤勒 含舍 补扑 腐属
"""
UNPLEASANT = (
    "死鬼骂杀屁奸贼丧尸坟葬亡病毒罪恶丑痛苦哭恨怒骗偷盗抢逼枪刑犯败杂"
    "伤灾害毁疯狂奴婢妓嫖赌屎尿肛乱逃忘损弱狗猪妈爹奶爸"
)


def frequencies() -> Counter[str]:
    """Count how often each character stands in jieba's counted words."""
    counted: Counter[str] = Counter()
    lines = (files("jieba") / "dict.txt").read_text("utf-8").splitlines()
    for word, number, *_ in map(str.split, lines):
        for character in word:
            counted[character] += int(number)
    return counted


def level_one() -> list[str]:
    """List the 3,755 characters of GB 2312 level 1, in the standard's order."""
    cells = ((row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [bytes(cell).decode("gb2312") for cell in cells if cell < (0xD7, 0xFA)]


def chosen() -> list[str]:
    """Choose the characters, in the standard's order."""
    from pypinyin import Style, pinyin  # type: ignore[import-not-found]  # noqa: PLC0415

    frequent, order = frequencies(), level_one()
    groups = {character: group for group in LOOK_ALIKE.split() for character in group}
    sounds: Counter[str] = Counter()
    seen: set[str] = set()
    kept: list[str] = []
    for character in sorted(order, key=lambda one: (-frequent[one], one)):
        sound = pinyin(character, style=Style.TONE3)[0][0]
        if character in UNPLEASANT or sounds[sound] == SAME_SOUND or groups.get(character, character) in seen:
            continue
        sounds[sound] += 1
        seen.add(groups.get(character, character))
        kept.append(character)
    return sorted(kept[:WANTED], key=order.index)


def main() -> None:
    """Write the module."""
    characters = chosen()
    rows = ["".join(characters[start : start + 64]) for start in range(0, WANTED, 64)]
    quoted = "\n".join(f'    "{row}"' for row in rows)
    TARGET.write_text(
        '"""The characters fingerprints are spelt with (made by tools/fingerprint_characters.py)."""\n\n'
        "from __future__ import annotations\n\n"
        f"CHARACTERS = (\n{quoted}\n)\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()

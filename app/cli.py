"""The command line: a table of commands, one sentence for every problem, three exit codes.

0 done; 1 the user's or the environment's problem, told in one line on stderr; 70 ours, with the log's place.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, Protocol

from app import commands, commands_database, commands_exchange, commands_import, logs, paths
from app.dates import day_written, month_written
from app.errors import ShijibuError, UserError
from app.vocabulary import Month

DONE = 0
PROBLEM = 1
BUG = 70

_WORDS = (
    (r"the following arguments are required: (.*)", r"缺少 \1。"),
    (r"unrecognized arguments: (.*)", r"不认识 \1。"),
    (r"argument (\S+): expected .* arguments?", r"\1 后面要跟内容。"),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.*)\)", r"\1 没有 \2，可用：\3。"),
    (r"argument (\S+): invalid \S+ value: (.*)", r"\1 的内容 \2 不对。"),
    (r"argument (\S+): ignored explicit argument (.*)", r"\1 后面不跟内容 \2。"),
    (r"ambiguous option: (\S+) .*", r"\1 可以指几个选项，请写全。"),
)
"""argparse's sentences in Chinese."""


MOST_DAYS = 1000


class Options(Protocol):
    """Where a command adds its options."""

    def add_argument(self, *names: str, **how: Any) -> object:  # noqa: ANN401 - argparse's own
        """Add one."""


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the table: its word, what it does, its options, and the function."""

    name: str
    help: str
    arguments: Callable[[Options], object]
    run: Callable[[argparse.Namespace], Iterable[str]]


class Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and tells a wrong command line in one sentence."""

    def __init__(self, **values: object) -> None:
        super().__init__(
            add_help=False,
            allow_abbrev=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **values,  # type: ignore[arg-type]
        )
        self.options = self.add_argument_group("选项")
        self.options.add_argument("-h", "--help", action="help", help="显示用法")

    def error(self, message: str) -> NoReturn:
        """Raise `UserError` instead of printing the usage and leaving with 2."""
        told = next((re.sub(said, own, message) for said, own in _WORDS if re.match(said, message)), message)
        raise UserError(f"命令写法不对：{told}", next_step=f"用法见 {self.prog} --help。")

    def format_help(self) -> str:
        """Return the help with a Chinese heading."""
        return super().format_help().replace("usage: ", "用法：", 1)


def _nothing(_: Options) -> None:
    pass


def _login(options: Options) -> None:
    options.add_argument("--account", metavar="用户名", help="登录账户")


def _paper(options: Options) -> None:
    _login(options)
    options.add_argument("--unit", metavar="单位", help="单位名称，默认本单位")
    options.add_argument("--month", metavar="2026-03", type=_month, required=True, help="月份")
    options.add_argument("--out", metavar="文件夹", type=Path, required=True, help="存放位置")


def _notice(options: Options) -> None:
    _paper(options)
    options.add_argument("--posted", metavar="日期", type=day_written, help="张贴日期，默认今天")


def _demo(options: Options) -> None:
    options.add_argument("--out", metavar="文件夹", type=Path, required=True, help="存放位置")
    units = _number("单位个数", 1, 99)
    options.add_argument("--units", metavar="个数", type=units, help="只演示前几个单位，默认全部")


def _backup(options: Options) -> None:
    _login(options)
    options.add_argument("--out", metavar="文件夹", type=Path, help="存放位置，默认按本机设置")


def _restore(options: Options) -> None:
    _login(options)
    options.add_argument("file", metavar="备份文件", type=Path, help="要恢复的备份；口令是备份当日的口令")


def _server(options: Options) -> None:
    options.add_argument("--to-server", metavar="地址[:端口]/数据库", help="单位的 PostgreSQL 服务器")
    options.add_argument("--user", metavar="用户", default="shijibu", help="数据库用户，默认 shijibu")
    options.add_argument("--root", metavar="root.crt", type=Path, help="服务器的根证书")


def _move(options: Options) -> None:
    _login(options)
    _server(options)
    options.add_argument("--to-file", action="store_true", help="从服务器迁回本机的加密文件")


def _import(options: Options) -> None:
    _login(options)
    options.add_argument("file", metavar="文件.xlsx", type=Path, help="要导入的表格")
    options.add_argument("--unit", metavar="单位", help="单位名称，默认本单位")
    options.add_argument("--check", action="store_true", help="只检查，不写入，不需要登录")


def _import_targets(options: Options) -> None:
    _import(options)
    year = _number("年份", 2000, 2100)
    options.add_argument("--year", metavar="年份", type=year, help="目标的年度，默认今年")


def _verify(options: Options) -> None:
    _login(options)
    options.add_argument("file", metavar="文件.pdf", type=Path, help="要核验的文件")
    options.add_argument("--trust", metavar="证书.pem", type=Path, nargs="+", help="信任的签发机构证书")


def _workdays(options: Options) -> None:
    _login(options)
    options.add_argument(
        "--from", dest="start", metavar="2026-03-06", type=day_written, required=True, help="张贴日期"
    )
    days = _number("天数", 1, MOST_DAYS)
    options.add_argument("--days", metavar="天数", type=days, default=7, help="工作日数，默认 7")
    options.add_argument("--count-first-day", action="store_true", help="张贴当日计入")


def _out(options: Options) -> None:
    _login(options)
    options.add_argument("--out", metavar="文件夹", type=Path, required=True, help="存放位置，如 U 盘")


def _push(options: Options) -> None:
    _out(options)
    since = _number("编号", 0, 999_999_999)
    options.add_argument("--since", metavar="编号", type=since, help="县里丢失数据时，从此号以后重新导出")


def _receive(options: Options) -> None:
    _login(options)
    options.add_argument("files", metavar="文件", type=Path, nargs="+", help="交换文件，或存放它们的文件夹")
    options.add_argument("--check", action="store_true", help="只说明会怎样，不导入")


def _return(options: Options) -> None:
    _out(options)
    options.add_argument("--unit", metavar="单位", help="给哪个单位")
    options.add_argument("--all", action="store_true", help="给全部已连接的单位")


def _snapshot(options: Options) -> None:
    _out(options)
    options.add_argument("--unit", metavar="单位", help="给哪个单位（只在县里用）")


def _characters(options: Options) -> None:
    _login(options)
    options.add_argument("characters", metavar="12个字", nargs="+", help="对方念出的 12 个字，可分组")


def _admit(options: Options) -> None:
    _characters(options)
    options.add_argument("--unit", metavar="单位", help="更换哪个单位的电脑，默认登记为新单位")


def _month(text: str) -> Month:
    """Read a month; raises `UserError` with the option and how it is written."""
    try:
        return month_written(text)
    except UserError as error:
        raise UserError(
            f"--month 的内容“{text[:20]}”不是月份。", next_step="请写成 2026-03 的样子。"
        ) from error


def _number(label: str, least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers within limits that names what is wrong."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
            raise UserError(f"{label}应为 {least} 至 {most}。")
        return int(text)

    return read


COMMANDS = (
    Command("window", "打开窗口（默认）", _nothing, commands.window),
    Command("demo", "生成演示数据和全套样张", _demo, commands.demo),
    Command("import people", "检查或导入人员名册", _import, commands_import.import_people),
    Command("import targets", "检查或导入年度目标任务", _import_targets, commands_import.import_targets),
    Command("booklet", "装订一个月的实绩报告册（两份）", _paper, commands.booklet),
    Command("notice", "生成一个月的公示", _notice, commands.notice),
    Command("verify", "核验 PDF 的电子签名", _verify, commands.verify),
    Command("backup", "备份数据（写完即核对）", _backup, commands.backup),
    Command("restore", "从备份恢复（原数据留存）", _restore, commands.restore),
    Command("move-database", "把数据迁到单位服务器，或迁回本机", _move, commands_database.move_database),
    Command("connect", "让这台电脑使用单位服务器上的数据", _server, commands_database.connect),
    Command("doctor", "体检：数据库、日志链、备份、磁盘", _login, commands.doctor),
    Command("enrol", "单位：导出登记申请", _out, commands_exchange.enrol),
    Command("fingerprint", "显示本机用于核对的 12 个字", _login, commands_exchange.fingerprint),
    Command("admit", "县：核对 12 个字，准入单位的电脑", _admit, commands_exchange.admit),
    Command("confirm", "单位：核对县里的 12 个字，连接县考核办", _characters, commands_exchange.confirm),
    Command("push", "单位：导出县里还没有收到的内容", _push, commands_exchange.push),
    Command("receive", "导入交换文件，或说明会怎样（--check）", _receive, commands_exchange.receive),
    Command("return", "县：给单位导出回执", _return, commands_exchange.give_back),
    Command("snapshot", "导出一个单位的全量", _snapshot, commands_exchange.snapshot),
    Command("workdays", "推算公示期的最后一天", _workdays, commands.workdays),
)
"""The table: one line for each command."""


def parser() -> Parser:
    """Return the parser of the whole table."""
    whole = Parser(
        prog="shijibu",
        description="实绩簿：科级领导干部月报告、月公示。不带命令即打开窗口。",
        epilog=f"需要登录的命令加 --account；口令在提示后输入，或放在环境变量 {commands.PASSPHRASE} 中。",
    )
    whole.options.add_argument(
        "--version", action="version", version=logs.version("shijibu"), help="显示版本"
    )
    whole.set_defaults(run=commands.window)
    table = whole.add_subparsers(title="命令", metavar="命令", parser_class=Parser)
    for command in COMMANDS:
        one = table.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(one.options)
        one.set_defaults(run=command.run)
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    _let_any_console_take_any_character()
    try:
        arguments = parser().parse_args(_joined(sys.argv[1:] if argv is None else argv))
        _print(arguments.run(arguments))
    except ShijibuError as error:
        return _tell(str(error))
    except BrokenPipeError:
        return PROBLEM
    except KeyboardInterrupt:
        return _tell("已中断。")
    except Exception as error:  # noqa: BLE001 - the outermost door: ours, told with the log's place
        return _report(error)
    return DONE


def _joined(words: Sequence[str]) -> list[str]:
    """Make one word of a command's two: `import people`; raises `UserError` for one without its second."""
    pair = " ".join(words[:2])
    kinds = [command for command in COMMANDS if command.name.startswith(f"{words[0]} ")] if words else []
    if kinds and pair not in {command.name for command in kinds}:
        known = "，".join(f"{command.name}（{command.help}）" for command in kinds)
        raise UserError(f"{words[0]} 后面要写明导入什么。", next_step=f"可用：{known}。")
    return [pair, *words[2:]] if pair in {command.name for command in COMMANDS} else list(words)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


def _tell(sentence: str) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)
    return PROBLEM


def _report(error: Exception) -> int:
    """Write our own mistake to the log and say where that is."""
    file = logs.start(paths.data_folder())
    if file is None:
        print(logs.crash_report(error), file=sys.stderr)
        return BUG
    logs.LOG.error("command failed", exc_info=error)
    logs.stop()
    print(f"程序出错了，这不是您的错。请把日志 {file} 交给维护人员（其中不含个人信息）。", file=sys.stderr)
    return BUG


def _let_any_console_take_any_character() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

"""What each command of the command line does; each gives the lines to print."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import importlib
import os
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app import collector, paths
from app.clock import SystemClock
from app.errors import EnvironmentProblem, UserError
from app.vocabulary import PaperCopy

PASSPHRASE = "SHIJIBU_PASSPHRASE"  # noqa: S105 - the name of the variable
SERVER_PASSWORD = "SHIJIBU_SERVER_PASSWORD"  # noqa: S105 - the name of the variable
LONGEST_CERTIFICATE = 100_000

if TYPE_CHECKING:
    from app.documents.workbooks import Sheet
    from app.office import Office, Reader, Work
    from app.people.imports import Imported, Preview
    from app.targets.imports import TargetPreview
    from app.workdays import Calendar
    from db.server import Server

P = TypeVar("P", "Preview", "TargetPreview")

# The heavy parts (database, spreadsheets, PDF, the window) are imported by the command that needs them:
# `shijibu --help` answers at once.


def window(_: argparse.Namespace) -> Iterator[str]:
    """Open the window and work until it is closed."""
    # By name, because nothing in `app` depends on the window; this is the program's front door.
    collector.rest()
    importlib.import_module("ui.start").main(sys.argv[:1])
    yield from ()


def demo(arguments: argparse.Namespace) -> Iterator[str]:
    """Play the demonstration into a folder."""
    from app.demo.play import play  # noqa: PLC0415
    from app.demo.town import PASSPHRASE as PASSPHRASE_OF_DEMO  # noqa: PLC0415
    from app.demo.town import SIGNING_PASSPHRASE  # noqa: PLC0415

    folder = made_folder(arguments.out)
    for path in play(folder, Telling(), arguments.units):
        yield str(path)
    yield f"演示账户 admin、clerk、head，口令 {PASSPHRASE_OF_DEMO}；签名口令 {SIGNING_PASSPHRASE}"


def import_people(arguments: argparse.Namespace) -> Iterator[str]:
    """Check a list of people row by row, or take it over."""
    from app.people.imports import import_people, preview_import  # noqa: PLC0415
    from app.people.sheet import read_people  # noqa: PLC0415

    sheet = read_people(arguments.file)
    if arguments.check:
        return _row_by_row(arguments.file, sheet, "name")
    return _take_over(
        arguments,
        sheet,
        lambda reader, unit_id: preview_import(reader, unit_id, sheet),
        import_people,
        "导入人员名册",
    )


def import_targets(arguments: argparse.Namespace) -> Iterator[str]:
    """Check a year's targets row by row, or take them over."""
    from app.targets.imports import import_targets, preview_targets  # noqa: PLC0415
    from app.targets.sheet import read_targets  # noqa: PLC0415

    sheet = read_targets(arguments.file)
    if arguments.check:
        return _row_by_row(arguments.file, sheet, "title")
    return _take_over(
        arguments,
        sheet,
        lambda reader, unit_id: preview_targets(reader, unit_id, arguments.year or reader.today.year, sheet),
        import_targets,
        "导入目标任务",
    )


def _row_by_row(file: Path, sheet: Sheet, named_by: str) -> Iterator[str]:
    """Say of every row whether it can be taken, then how many; raises `UserError` unless all can."""
    for row in sheet.rows:
        told = "；".join(error.words for error in row.errors) or "可写入"
        yield f"第 {row.number} 行　{row.text(named_by) or '（空）'}　{told}"
    wrong = sum(bool(row.errors) for row in sheet.rows)
    unknown = f"；不认识的列：{'、'.join(sheet.unknown)}" if sheet.unknown else ""
    yield f"共 {len(sheet.rows)} 行：可写入 {len(sheet.rows) - wrong} 行，有错误 {wrong} 行{unknown}。"
    if wrong:
        raise UserError(f"{file.name} 有 {wrong} 行不能写入。", next_step="请改好后再检查。")


def _take_over(
    arguments: argparse.Namespace,
    sheet: Sheet,
    look: Callable[[Reader, str], P],
    write: Callable[[Work, P], Imported],
    title: str,
) -> Iterator[str]:
    """Take a list over whole or not at all: one row that cannot be taken refuses it."""
    _refuse(arguments.file, sheet.errors)
    with entered(arguments) as office:
        unit_id, _ = unit_named(office, arguments.unit)
        with office.read() as reader:
            preview = look(reader, unit_id)
        _refuse(arguments.file, [error for row in preview.rows for error in row.errors])
        with office.write(title) as work:
            done = write(work, preview)
    yield f"新增 {done.added}，更新 {done.updated}，其余 {done.left_out} 行未写入。"


def _refuse(file: Path, errors: Sequence[object]) -> None:
    if errors:
        more = f"（共 {len(errors)} 处）" if len(errors) > 1 else ""
        raise UserError(f"{file.name} 有错误，没有写入：{errors[0]}{more}")


def booklet(arguments: argparse.Namespace) -> Iterator[str]:
    """Bind both copies of a month's booklet and write them; one that was signed and still holds stays."""
    from app.documents.files import file_name, save  # noqa: PLC0415
    from app.monthly.booklets import booklet_pdf, standing_booklet  # noqa: PLC0415

    with entered(arguments) as office:
        folder = made_folder(arguments.out)
        unit_id, unit_name = unit_named(office, arguments.unit)
        for copy in PaperCopy:
            made = standing_booklet(office, unit_id, arguments.month, copy)
            with office.read() as reader:
                pdf = booklet_pdf(reader, made)
            title = f"{arguments.month.label}实绩报告册"
            yield str(save(folder / file_name(unit_name, title, copy.label, suffix=".pdf"), pdf))


def notice(arguments: argparse.Namespace) -> Iterator[str]:
    """Write the notice of a month's reports that are ready to hang, or else the one that hangs."""
    from app.documents.files import file_name, save  # noqa: PLC0415
    from app.notices import papers  # noqa: PLC0415
    from app.notices.forms import notice_to_print  # noqa: PLC0415

    with entered(arguments) as office:
        folder = made_folder(arguments.out)
        unit_id, unit_name = unit_named(office, arguments.unit)
        with office.read() as reader:
            form = notice_to_print(reader, unit_id, arguments.month, arguments.posted)
        name = file_name(unit_name, f"{arguments.month.label}实绩公示", suffix=".pdf")
        yield str(save(folder / name, papers.notice(form)))


def verify(arguments: argparse.Namespace) -> Iterator[str]:
    """Verify the signatures of a PDF against the given roots, or those of the installation."""
    from app.documents.verification import verify as verified  # noqa: PLC0415

    trusted, revoked = _trusted(arguments)
    found = verified(arguments.file, trusted, revoked)
    if not found.good:
        hint = "" if trusted or not found.signatures else "请用 --trust 或 --account 给出信任的签发机构。"
        raise UserError(" ".join(found.sentences), next_step=hint)
    yield from found.sentences


def backup(arguments: argparse.Namespace) -> Iterator[str]:
    """Write a verified backup."""
    from app.backup import back_up  # noqa: PLC0415

    with entered(arguments) as office:
        yield str(back_up(office, arguments.out, Telling()).path)


def restore(arguments: argparse.Namespace) -> Iterator[str]:
    """Put a backup in the place of the data, which are kept aside."""
    from app.accounts.keyring import unlock  # noqa: PLC0415
    from app.restore import restore as restored  # noqa: PLC0415

    now, passphrase = SystemClock().now(), _passphrase(_account(arguments))
    done = restored(
        arguments.file,
        paths.data_folder(),
        lambda folder: unlock(folder, arguments.account, passphrase, now).ring,
        now,
    )
    yield f"已恢复 {done.manifest.made_at:%Y-%m-%d %H:%M} 的备份。"
    if done.aside is not None:
        yield f"原来的数据留在：{done.aside}"
    if done.schema:
        yield f"原来的数据留在服务器上，架构名 {done.schema}"


def doctor(arguments: argparse.Namespace) -> Iterator[str]:
    """Look at everything in the data folder, damaged or not."""
    from app.accounts.keyring import unlock  # noqa: PLC0415
    from app.database import arrival  # noqa: PLC0415
    from app.doctor import examine  # noqa: PLC0415
    from app.office import plain_problems  # noqa: PLC0415

    account, now, folder = _account(arguments), SystemClock().now(), paths.data_folder()
    with contextlib.ExitStack() as cleanup, plain_problems():
        server = arrival.server_of(folder, cleanup, now)
        checks = examine(unlock(folder, account, _passphrase(account), now, server).ring, now)
    for check in checks:
        yield f"{'正常' if check.ok else '异常'}　{check.name}：{check.sentence}{check.next_step}"
    wrong = [check for check in checks if not check.ok]
    if wrong:
        raise EnvironmentProblem(
            f"体检发现 {len(wrong)} 处异常：{wrong[0].sentence}", next_step=wrong[0].next_step
        )


def move_database(arguments: argparse.Namespace) -> Iterator[str]:
    """Move the data to the office's server, or back into a file on this PC."""
    from app.database.moving import move_to_file, move_to_server  # noqa: PLC0415

    if bool(arguments.to_server) == arguments.to_file:
        raise UserError("请用 --to-server 或 --to-file 说明迁到哪里。")
    server = _server(arguments)
    with entered(arguments) as office:
        if server is None:
            move_to_file(office, office.clock.now(), Telling())
            yield f"数据已迁回本机：{paths.data_folder()}。服务器上的原数据没有删除。"
        else:
            move_to_server(office, server, Telling())
            yield f"数据已迁到服务器 {server.host}，下次登录即用服务器。本机原来的文件没有删除。"


def connect(arguments: argparse.Namespace) -> Iterator[str]:
    """Let this PC work on the office's server."""
    from app.accounts.entering import Standing, standing  # noqa: PLC0415
    from app.database import arrival  # noqa: PLC0415

    server = _server(arguments)
    folder = paths.data_folder()
    if server is None:
        raise UserError("请用 --to-server 给出服务器，如 10.0.0.5/shijibu。")
    if standing(folder) is not Standing.EMPTY:
        raise UserError("这台电脑已有自己的数据。", next_step="要并到服务器，请用 move-database。")
    if not arrival.join(folder, server):
        raise UserError("服务器上还没有实绩簿的数据。", next_step="请先在一台电脑上用 move-database 迁去。")
    yield f"已连接服务器 {server.host}，请打开程序登录。"


def _server(arguments: argparse.Namespace) -> Server | None:
    """Return the server named `host[:port]/database`; its password is in the environment or asked for."""
    from app.database.server_file import server_of  # noqa: PLC0415

    if not arguments.to_server:
        return None
    host, _, database = str(arguments.to_server).rpartition("/")
    host, _, port = host.partition(":")
    password = os.environ.get(SERVER_PASSWORD)
    if password is None and sys.stdin is not None and sys.stdin.isatty():
        password = getpass.getpass(f"数据库用户 {arguments.user} 的密码：")
    named = {"host": host, "port": port, "database": database, "user": arguments.user}
    return server_of({**named, "password": password or "", "root": str(arguments.root or "")})


def workdays(arguments: argparse.Namespace) -> Iterator[str]:
    """Print the last day of a posting period."""
    calendar = _calendar(arguments)
    period = calendar.posting_period(
        arguments.start, arguments.days, count_first_day=arguments.count_first_day
    )
    if period.needs_confirmation:
        sys.stderr.write(f"{period.reasons[-1]}\n")
    yield period.last.isoformat()


class Telling:
    """Tells each new step of long work on stderr."""

    def __init__(self) -> None:
        self._told = ""

    def step(self, _done: int, _total: int, text: str) -> None:
        """Write the step when its words are new."""
        if text != self._told:
            self._told = text
            sys.stderr.write(f"{text}\n")


@contextlib.contextmanager
def entered(arguments: argparse.Namespace) -> Iterator[Office]:
    """Lend the office of the account named on the command line."""
    from app.accounts.entering import enter  # noqa: PLC0415

    account = _account(arguments)
    office = enter(paths.data_folder(), account, _passphrase(account), SystemClock())
    try:
        yield office
    finally:
        office.close()


def _account(arguments: argparse.Namespace) -> str:
    if not arguments.account:
        raise UserError("请用 --account 指明登录账户。")
    return str(arguments.account)


def _passphrase(account: str) -> str:
    """Take the passphrase from the environment, or ask for it where somebody sits."""
    given = os.environ.get(PASSPHRASE)
    if given is not None:
        return given
    if sys.stdin is None or not sys.stdin.isatty():
        raise UserError(f"没有口令：请在终端里运行，或设置环境变量 {PASSPHRASE}。")
    return getpass.getpass(f"{account} 的口令：")


def unit_named(office: Office, named: str | None) -> tuple[str, str]:
    """Find a unit by its name or short name; the station's own by default."""
    from app.people.views import units  # noqa: PLC0415

    with office.read() as reader:
        known = units(reader)
    if named is None:
        found = [unit for unit in known if unit.id == office.station.unit_id]
    else:
        found = [unit for unit in known if named in (unit.id, unit.name, unit.short_name)]
    if len(found) != 1:
        names = "、".join(unit.name for unit in known)
        raise UserError(
            "请用 --unit 指明单位。" if named is None else f"没有单位“{named}”。",
            next_step=f"可用：{names}。",
        )
    return found[0].id, found[0].name


def _calendar(arguments: argparse.Namespace) -> Calendar:
    """Return the installation's table where somebody comes in, else what the program knows."""
    from app.accounts import keyring  # noqa: PLC0415
    from app.database.server_file import is_on_server  # noqa: PLC0415
    from app.workdays import Calendar, seed  # noqa: PLC0415

    if arguments.account:
        with entered(arguments) as office, office.read() as reader:
            return reader.calendar()
    if keyring.exists(paths.data_folder()) or is_on_server(paths.data_folder()):
        sys.stderr.write("未登录，按随程序附带的节假日表计算；加 --account 可按本机的表计算。\n")
    first = arguments.start.year
    return Calendar.of(seed(range(first, min(first + 3 + arguments.days // 200, date.max.year))))


def _trusted(arguments: argparse.Namespace) -> tuple[tuple[bytes, ...], frozenset[str]]:
    """Return the roots to trust, and what the county revoked."""
    from app.accounts.credentials import revoked_certificates, trusted_certificates  # noqa: PLC0415

    if arguments.trust:
        return tuple(root for file in arguments.trust for root in _certificates(file)), frozenset()
    if arguments.account:
        with entered(arguments) as office, office.read() as reader:
            return trusted_certificates(reader), revoked_certificates(reader)
    return (), frozenset()


def _certificates(file: Path) -> Iterator[bytes]:
    """Read the certificates of a PEM file."""
    end = "-----END CERTIFICATE-----"
    try:
        text = file.read_bytes()[:LONGEST_CERTIFICATE].decode("ascii")
        parts = [part.strip() + "\n" + end for part in text.split(end)[:-1]]
        found = [ssl.PEM_cert_to_DER_cert(part) for part in parts]
    except (OSError, ValueError) as error:
        raise UserError(f"证书文件“{file.name}”读不出来。", next_step="请核对 --trust 后的文件。") from error
    if not found:
        raise UserError(f"证书文件“{file.name}”里没有证书。", next_step="请核对 --trust 后的文件。")
    yield from found


def made_folder(folder: Path) -> Path:
    """Return the folder, made where it is missing; raises `EnvironmentProblem` where it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentProblem(f"文件夹“{folder.name}”建不起来。", next_step="请换一个位置。") from error
    return folder

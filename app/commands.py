"""What each command of the command line does; each gives the lines to print."""

from __future__ import annotations

import argparse
import contextlib
import getpass
import importlib
import os
import ssl
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app import collector, paths
from app.clock import SystemClock
from app.errors import EnvironmentProblem, UserError
from app.vocabulary import PaperCopy

PASSPHRASE = "SHIJIBU_PASSPHRASE"  # noqa: S105 - the name of the variable
LONGEST_CERTIFICATE = 100_000

if TYPE_CHECKING:
    from app.office import Office
    from app.workdays import Calendar

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

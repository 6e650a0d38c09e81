"""The commands that say where the data lie: on the office's server, or in a file on this PC."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app import paths
from app.commands import Telling, entered
from app.errors import UserError

if TYPE_CHECKING:
    from db.server import Server

SERVER_PASSWORD = "SHIJIBU_SERVER_PASSWORD"  # noqa: S105 - the name of the variable


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

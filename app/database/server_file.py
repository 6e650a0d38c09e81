"""Where the office's server is, as this PC keeps it: `server.json` in the data folder (docs/decisions/0004).

The password lies in it as PostgreSQL's own `.pgpass` would keep it: readable by this user of this PC only.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.documents import files
from app.errors import EnvironmentProblem, UserError
from app.texts import clean
from db.server import Server

FILE = "server.json"
ROOT = "server-root.crt"
"""The certificate that vouches for the server, copied beside it."""
FORMAT = "shijibu-server"
MAX_BYTES = 64 * 1024
LONGEST = 200
HIGHEST_PORT = 65_535
PEM = "-----BEGIN CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Known:
    """The server; `mark` is that of the move which brought this PC's data there, empty where it joined."""

    server: Server
    mark: str


__all__ = ["FILE", "Known", "Server", "forget", "is_on_server", "load", "save", "server_of"]


def is_on_server(folder: Path) -> bool:
    """Tell whether this PC works on the office's server."""
    return (folder / FILE).exists()


def load(folder: Path) -> Known:
    """Read what this PC knows of the server; raises `EnvironmentProblem` where it cannot."""
    try:
        return _parse(json.loads((folder / FILE).read_bytes()[:MAX_BYTES]), folder)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise EnvironmentProblem(
            f"服务器连接文件 {FILE} 读不出来。", next_step="请删除该文件，再从首页重新连接单位服务器。"
        ) from error


def save(folder: Path, server: Server, mark: str = "") -> None:
    """Keep the server, whole or not at all, readable by this user only."""
    if server.root is not None and server.root != folder / ROOT:
        files.save(folder / ROOT, server.root.read_bytes())
    stored = {
        "format": FORMAT,
        "host": server.host,
        "port": server.port,
        "database": server.database,
        "user": server.user,
        "password": server.password,
        "root": server.root is not None,
        "mark": mark,
    }
    files.save(folder / FILE, json.dumps(stored, ensure_ascii=False, indent=1).encode(), private=True)


def forget(folder: Path) -> None:
    """Let the server go: from here on the file in the folder is the database."""
    for name in (FILE, ROOT):
        with contextlib.suppress(FileNotFoundError):
            (folder / name).unlink()
    files.sync_folder(folder)


def _parse(stored: dict[str, Any], folder: Path) -> Known:
    if stored["format"] != FORMAT:
        raise ValueError("another format")
    texts = [stored[name] for name in ("host", "database", "user", "password", "mark")]
    if not all(isinstance(text, str) for text in texts) or not isinstance(stored["port"], int):
        raise TypeError("not as written")
    host, database, user, password, mark = texts
    root = folder / ROOT if stored["root"] else None
    return Known(Server(host, database, user, password, stored["port"], root), mark)


def server_of(values: dict[str, str]) -> Server:
    """Return the server that a form or a command line describes; raises `UserError` on the field.

    Fields: `host`, `port` (empty: 5432), `database`, `user`, `password`, `root` (a file, or empty).
    """
    named = (("host", "服务器地址"), ("database", "数据库名"), ("user", "数据库用户名"))
    texts = {key: _word(values, key, label) for key, label in named}
    root = _root(values.get("root", "").strip())
    return Server(**texts, password=values.get("password", ""), port=_port(values), root=root)


def _word(values: dict[str, str], key: str, label: str) -> str:
    word = clean(values.get(key, ""), label, LONGEST, field=key, required=True, one_line=True)
    if any(mark in word for mark in " '\\"):
        raise UserError(f"“{label}”里不能有空格或引号。", field=key, next_step="请核对后重新填写。")
    return word


def _port(values: dict[str, str]) -> int:
    text = values.get("port", "").strip() or "5432"
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= HIGHEST_PORT):
        raise UserError(f"端口应为 1 至 {HIGHEST_PORT}。", field="port", next_step="一般为 5432。")
    return int(text)


def _root(path: str) -> Path | None:
    if not path:
        return None
    try:
        text = Path(path).read_bytes()[:MAX_BYTES]
    except OSError as error:
        raise UserError("证书文件读不出来。", field="root", next_step="请重新选择，或留空。") from error
    if PEM.encode() not in text:
        raise UserError(
            "这不是 PEM 格式的证书文件。", field="root", next_step="请向服务器管理员索取 root.crt。"
        )
    return Path(path)

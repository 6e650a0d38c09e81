"""What the encrypted file, PostgreSQL and the way to it complain of, in one sentence with the next step."""

from __future__ import annotations

from app.errors import EnvironmentProblem

KEPT = "已输入的内容仍在。"
_BY_STATE = (
    ("28", "服务器不接受数据库用户名或密码。", "请核对后重新填写，或请服务器管理员重设密码。"),
    ("3D000", "服务器上没有这个数据库。", "请核对数据库名，或请服务器管理员建立。"),
    ("55P03", "另一台电脑正在保存，等了 15 秒还没有轮到。", f"请稍候重试，{KEPT}"),
    ("40P01", "另一台电脑正在保存同样的内容。", f"请重试，{KEPT}"),
    ("40001", "另一台电脑正在保存同样的内容。", f"请重试，{KEPT}"),
    ("53100", "服务器磁盘空间不足，未能保存。", f"请服务器管理员清理磁盘后重试，{KEPT}"),
    ("53", "服务器过忙，连接数或内存已满。", f"请稍候重试，{KEPT}"),
    ("57P01", "服务器正在停止或重新启动。", f"请稍候重试，{KEPT}"),
    ("57", "服务器正在启动或停止。", f"请稍候重试，{KEPT}"),
    ("25006", "服务器上的数据库现在只能读。", "请服务器管理员检查是否连到了备用服务器。"),
    ("25P0", "等待过久，服务器结束了这次操作。", f"请重试，{KEPT}"),
    ("42501", "数据库用户没有所需的权限。", "请服务器管理员把该数据库交给这个用户（OWNER）。"),
    ("42P01", "服务器上的数据已移到别处。", "请退出后重新登录。"),
    ("3F000", "服务器上的数据已移到别处。", "请退出后重新登录。"),
    ("XX", "服务器上的数据库已损坏。", "请服务器管理员检查，并从备份恢复。"),
    ("58", "服务器磁盘读写出错。", "请服务器管理员检查磁盘后重试。"),
)
"""SQLSTATE, or how it begins."""
_BY_WORDS = (
    (
        ("password", "authentication", "no pg_hba.conf", "口令", "密码", "认证"),
        "服务器不接受这台电脑、数据库用户名或密码。",
        "请核对后重新填写，或请服务器管理员在 pg_hba.conf 中放行。",
    ),
    (
        ("does not support ssl", "ssl is not", "ssl off", "server does not support"),
        "服务器没有启用加密连接（TLS），为防窃听不能连接。",
        "请服务器管理员启用 ssl = on。",
    ),
    (
        ("certificate", "ssl", "tls"),
        "服务器的证书核对不上，可能连错了服务器。",
        "请核对服务器地址，或向服务器管理员索取新的 root.crt。",
    ),
    (("database", "数据库"), "服务器上没有这个数据库，或它还不能连接。", "请核对数据库名后重试。"),
)
"""Before the server speaks in states: what libpq says, in the languages it may say it."""
_NO_ROUTE = (
    "could not",
    "refused",
    "timeout",
    "timed out",
    "translate",
    "no route",
    "unreachable",
    "resolve",
)


def server_problem(state: str | None, said: str) -> EnvironmentProblem:
    """Return the problem for a SQLSTATE (None while connecting) and what was said, in lower case."""
    if state is not None and not state.startswith("08"):
        for begins, sentence, next_step in _BY_STATE:
            if state.startswith(begins):
                return EnvironmentProblem(sentence, next_step=next_step)
        return EnvironmentProblem("数据库没有接受这次操作。", next_step="请重试；若仍不行，请导出日志求助。")
    if state is None and not any(word in said for word in _NO_ROUTE):
        for words, sentence, next_step in _BY_WORDS:
            if any(word in said for word in words):
                return EnvironmentProblem(sentence, next_step=next_step)
    return EnvironmentProblem(
        "连不上单位的数据库服务器。", next_step=f"请检查网线和服务器是否开机，再重试；{KEPT}"
    )


def file_problem(text: str) -> EnvironmentProblem:
    """Return the problem for what SQLite said, in lower case."""
    if "locked" in text or "busy" in text:
        return EnvironmentProblem("数据库正被另一个程序占用。", next_step="请关闭其他“实绩簿”窗口后重试。")
    if "full" in text:
        return EnvironmentProblem("磁盘空间不足，未能保存。", next_step="请清理磁盘后重试，已输入内容仍在。")
    if "disk i/o" in text:
        return EnvironmentProblem("磁盘读写出错，未能完成。", next_step="请检查磁盘后重试。")
    if "readonly" in text or "unable to open" in text:
        return EnvironmentProblem("数据文件夹不能写入。", next_step="请检查文件夹权限或 U 盘写保护。")
    if any(word in text for word in ("malformed", "not a database", "corrupt", "could not decode")):
        return EnvironmentProblem("数据库文件已损坏。", next_step="请运行“体检”并从备份恢复。")
    return EnvironmentProblem("数据库没有接受这次操作。", next_step="请重试；若仍不行，请导出日志求助。")

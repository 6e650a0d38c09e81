"""The examination as plain text, to be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app import logs
from app.doctor import Check


def examination_report(checks: Sequence[Check], station: str, now: datetime) -> str:
    """Return one line a check, the faults with their next step; it names no person."""
    wrong = sum(not check.ok for check in checks)
    head = [
        f"实绩簿体检报告　{station}　{now:%Y-%m-%d %H:%M}",
        logs.versions(),
        f"共 {len(checks)} 项，{f'{wrong} 项需要处理' if wrong else '全部正常'}。",
    ]
    return "\n".join(head + [_line(check) for check in checks]) + "\n"


def _line(check: Check) -> str:
    return f"[{'正常' if check.ok else '注意'}] {check.name}：{check.sentence}{check.next_step}"

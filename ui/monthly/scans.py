"""Scans of papers signed by hand: looked at again, whatever they are."""

from __future__ import annotations

from app import blobs
from ui.shared.paper_view import PaperDialog
from ui.shared.picture import PictureDialog
from ui.shared.stage import Stage
from ui.shared.widgets import Button


def show_scan(stage: Stage, title: str, scan: bytes) -> None:
    """Show a scan in a window of its own."""
    if blobs.is_pdf(scan):
        PaperDialog(stage, stage.errands, title, scan).open()
    else:
        PictureDialog(stage, title, scan).open()


def open_scan(stage: Stage, title: str, digest: str) -> None:
    """Load a kept scan and show it."""
    stage.load(blobs.content, digest, then=lambda scan: show_scan(stage, title, scan), beside=True)


def scan_link(stage: Stage, title: str, digest: str) -> Button:
    """Return the small button that opens a kept scan."""
    return Button("看签字扫描件", on=lambda: open_scan(stage, title, digest), kind="small")

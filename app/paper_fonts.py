"""Which fonts the papers of this PC use: the setting 公文使用本机字体, followed while the office is open."""

from __future__ import annotations

from app.documents.pc_fonts import PcFonts, draw_with, find_pc_fonts
from app.office import Office, Reader
from app.settings import local_settings
from db.tables.office import Setting


def follow_font_setting(office: Office) -> None:
    """Use the fonts that the setting asks for, now and whenever it is changed."""

    def changed(tables: frozenset[str]) -> None:
        if Setting.__tablename__ in tables:
            _use_fonts(office)

    _use_fonts(office)
    office.subscribe(changed)


def pc_fonts(_: Reader) -> PcFonts:
    """Return what the PC has of the official faces, for the settings page; nothing of it is stored."""
    return find_pc_fonts()


def _use_fonts(office: Office) -> None:
    with office.read() as reader:
        wanted = local_settings(reader).pc_fonts
    draw_with(find_pc_fonts() if wanted else None)

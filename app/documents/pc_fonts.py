"""The official faces of the PC: 方正小标宋, 仿宋_GB2312, 楷体_GB2312, 黑体, in its font folders (§6.10)."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from app.documents import faces
from app.documents.faces import Role
from app.documents.font_files import FontFile, family_names, usable_font
from app.documents.lines import break_text
from app.errors import UserError

MOST_FILES = 5000
WANTED: dict[Role, tuple[str, ...]] = {
    Role.TITLE: ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
    Role.FANGSONG: ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"),
    Role.KAI: ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"),
    Role.HEI: ("黑体", "SimHei"),
}
"""Names of each face as the files give them, the better first; each second one is the same in English."""
RARE = ("宋体-ExtB", "SimSun-ExtB", "宋体-ExtG", "SimSun-ExtG")
"""Names of the faces, here each for itself, that Windows has for the rare characters of names (§6.10)."""


@dataclass(frozen=True, slots=True)
class PcFonts:
    """What the PC has: usable files by role, and a sentence for each file that is refused."""

    found: Mapping[Role, FontFile]
    refused: tuple[str, ...]
    rare: tuple[FontFile, ...] = ()
    """Faces for what the bundled ones lack."""

    @property
    def missing(self) -> tuple[str, ...]:
        """Names of the faces that the PC lacks; the bundled ones stand in for them."""
        return tuple(names[0] for role, names in WANTED.items() if role not in self.found)


def font_folders(environment: Mapping[str, str] | None = None) -> tuple[Path, ...]:
    """Return where Windows and Linux keep fonts, for everybody and for the person at work."""
    given = os.environ if environment is None else environment
    home = Path(given.get("USERPROFILE") or given.get("HOME") or "/")
    local = given.get("LOCALAPPDATA")
    return (
        Path(given.get("WINDIR") or "C:/Windows") / "Fonts",
        *((Path(local) / "Microsoft/Windows/Fonts",) if local else ()),
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        Path(given.get("XDG_DATA_HOME") or home / ".local/share") / "fonts",
        home / ".fonts",
    )


def find_pc_fonts(folders: Sequence[Path] | None = None) -> PcFonts:
    """Look through the font folders, those of this PC unless given, for files of the official faces."""
    named: dict[str, Path] = {}
    for path in islice(_files(font_folders() if folders is None else folders), MOST_FILES):
        for name in family_names(path):
            named.setdefault(name, path)
    found: dict[Role, FontFile] = {}
    refused: dict[Path, str] = {}
    for role, names in WANTED.items():
        for name, path in ((name, named[name]) for name in names if name in named):
            if role not in found and path not in refused:
                judged = _judged(path, name, _changed_at(path))
                if isinstance(judged, FontFile):
                    found[role] = judged
                else:
                    refused[path] = judged
    paths = dict.fromkeys(named[name] for name in RARE if name in named)
    rare = (_judged(path, path.stem, _changed_at(path)) for path in paths)
    return PcFonts(found, tuple(refused.values()), tuple(one for one in rare if isinstance(one, FontFile)))


def _changed_at(path: Path) -> int:
    """Return when a file was changed; 0 for one that has gone meanwhile."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=64)  # a large face takes half a second to parse
def _judged(path: Path, name: str, _changed: int) -> FontFile | str:
    """Return the usable file, or why it is not; asked again once the file has changed."""
    try:
        return usable_font(path, name)
    except UserError as problem:
        return problem.message


def _files(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                if name.casefold().endswith(".ttf"):
                    yield Path(place) / name


def draw_with(fonts: PcFonts | None) -> None:
    """Let the papers begun from now on use these faces of the PC; None brings the bundled ones back."""
    chosen = {role: str(file.path) for role, file in fonts.found.items()} if fonts else {}
    if faces.choose(chosen, [str(file.path) for file in fonts.rare] if fonts else ()):
        break_text.cache_clear()

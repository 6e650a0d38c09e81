"""What lies on a stick: the exchange files in a folder that are for this station."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.errors import EnvironmentProblem, ShijibuError, UserError
from app.exchange import parcel

MOST_FILES = 500


@dataclass(frozen=True, slots=True)
class Sources:
    """Files to be taken in; `others` of the same folders are for other stations, or come from this one."""

    files: tuple[Path, ...]
    others: int


def gather(station_id: str, places: Iterable[Path]) -> Sources:
    """Return the files named, and those of the folders named that are for this station.

    A file that was named is looked at whatever it is; one that lies in a folder and says that it is for
    another station is only counted. Raises `UserError` for more than 500, `EnvironmentProblem` for a folder
    that cannot be read.
    """
    files, others = list[Path](), 0
    for place in places:
        if not place.is_dir():
            files.append(place)
            continue
        for path in _listed(place):
            if _is_for(station_id, path):
                files.append(path)
            else:
                others += 1
    if len(files) > MOST_FILES:
        raise UserError(f"一次最多导入 {MOST_FILES} 个文件。", next_step="请分几次选择。")
    return Sources(tuple(dict.fromkeys(files)), others)


def _listed(folder: Path) -> list[Path]:
    try:
        found = [path for path in folder.iterdir() if path.suffix.lower() == parcel.SUFFIX and path.is_file()]
    except OSError as error:
        raise EnvironmentProblem(
            f"文件夹“{folder.name}”读不出来。", next_step="请检查 U 盘后重试。"
        ) from error
    return sorted(path for path in found if not path.name.startswith("."))


def _is_for(station_id: str, path: Path) -> bool:
    try:
        header = parcel.header_at(path)
    except ShijibuError:  # a damaged file is told, not passed over
        return True
    return header.sender != station_id and header.recipient in ("", station_id)

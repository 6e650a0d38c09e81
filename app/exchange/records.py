"""The body of an exchange file: a compressed stream of records no prefix of which passes (exchange.md §2).

Each record is its length (4 bytes) and its text. The last one, `end`, repeats the counts and the SHA-256 of
all that came before it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

import zstandard

from app.exchange.parcel import damaged
from db.base import canonical

Record = dict[str, Any]

MAX_RECORD = 1024 * 1024
MAX_RECORDS = 100_000
PIECE = 256 * 1024
"""Characters of a long text, and bytes of an attachment, that go into one record."""
MAX_RATIO = 100
FREE_OF_RATIO = 100 * 1024
PAD = "pad"
_LENGTH = 4
_UNCOUNTED = frozenset({"manifest", "end"})


class TooMuch(Exception):
    """The records do not fit into one file."""


def pack(records: Iterable[Record]) -> bytes:
    """Compress the records, and `end` behind them; raises `TooMuch` beyond what one file may hold.

    Content that compresses better than a reader would believe gets a `pad` of noise beside it.
    """
    out = io.BytesIO()
    said = hashlib.sha256()
    counts: Counter[str] = Counter()
    size = 0
    with zstandard.ZstdCompressor(level=3).stream_writer(out, closefd=False) as stream:

        def put(record: Record) -> int:
            text = _text(record)
            counts[record["type"]] += 1
            if len(text) > MAX_RECORD + _LENGTH or counts.total() - counts["manifest"] > MAX_RECORDS:
                raise TooMuch
            said.update(text)
            stream.write(text)
            return len(text)

        for record in records:
            size += put(record)
        stream.flush()
        for noise in _noise(size, out.tell()):
            put({"type": PAD, "data": noise})
        stream.write(_text({"type": "end", "counts": dict(counts), "digest": said.hexdigest()}))
    return out.getvalue()


def _noise(size: int, packed: int) -> Iterator[str]:
    """Give what a stream of `size` bytes lacks to be no more than half as dense as allowed."""
    lacking = 2 * size // MAX_RATIO - packed if size > FREE_OF_RATIO // 2 else 0
    for start in range(0, lacking, PIECE):
        yield secrets.token_hex(min(PIECE, lacking - start))


def _text(record: Record) -> bytes:
    text = canonical(record).encode()
    return len(text).to_bytes(_LENGTH, "big") + text


def unpack(body: bytes) -> Iterator[Record]:
    """Give the records but the last; raises `Refused` for a stream that is damaged, cut short or swollen."""
    said, counts = hashlib.sha256(), Counter[str]()
    ended = False
    for text in _texts(body):
        record = _record(text[_LENGTH:])
        if ended:
            raise damaged()
        if record["type"] == "end":
            ended = record.get("counts") == dict(counts) and record.get("digest") == said.hexdigest()
            if not ended:
                raise damaged()
            continue
        said.update(text)
        counts[record["type"]] += 1
        if counts.total() > MAX_RECORDS + len(_UNCOUNTED):
            raise damaged()
        if record["type"] != PAD:
            yield record
    if not ended:
        raise damaged()


def _texts(body: bytes) -> Iterator[bytes]:
    """Give each record with its length, inflating no more than the next one needs."""
    allowed = max(FREE_OF_RATIO, len(body) * MAX_RATIO)
    stream = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(io.BytesIO(body))
    read = _reader(stream.read)
    while head := read(_LENGTH):
        length = int.from_bytes(head, "big")
        text = read(length) if len(head) == _LENGTH and length <= MAX_RECORD else b""
        allowed -= len(head) + length
        if allowed < 0 or len(text) != length or not text:
            raise damaged()
        yield head + text


def _reader(read: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """Return a reader that gives all it is asked for, or what there is at the end."""

    def whole(size: int) -> bytes:
        pieces = []
        try:
            while size and (piece := read(size)):
                pieces.append(piece)
                size -= len(piece)
        except zstandard.ZstdError as error:
            raise damaged() from error
        return b"".join(pieces)

    return whole


def _record(text: bytes) -> Record:
    try:
        record = json.loads(text, parse_float=_refuse, parse_constant=_refuse)
        if type(record) is dict and type(record["type"]) is str:
            return record
    except (ValueError, KeyError, RecursionError) as error:
        raise damaged() from error
    raise damaged()


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


# Long contents in pieces


def pieces(text: str) -> list[str]:
    """Cut a long text so that each part fits into a record."""
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)] or [""]


def blob_records(digest: str, media_type: str, content: bytes) -> Iterator[Record]:
    """Give the records of one attachment: its face, then its bytes."""
    yield {"type": "blob", "digest": digest, "media_type": media_type, "size": len(content)}
    for start in range(0, len(content), PIECE):
        yield {"type": "chunk", "data": base64.b64encode(content[start : start + PIECE]).decode()}


def chunk_of(record: Record) -> bytes:
    """Return the bytes of a `chunk`."""
    try:
        return base64.b64decode(record["data"], validate=True)
    except (ValueError, KeyError, TypeError) as error:
        raise damaged() from error

"""The body of an exchange file: a compressed stream of records no prefix of which passes (exchange.md §2).

Each record is its length (4 bytes) and its text. The last one, `end`, repeats the counts and the SHA-256 of
all that came before it.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import zstandard

from app.exchange.parcel import damaged
from db.base import canonical, strict_json

Record = dict[str, Any]

MAX_RECORD = 1024 * 1024
MAX_RECORDS = 100_000
PIECE = 256 * 1024
"""Characters of a long text, and bytes of an attachment, that go into one record."""
MAX_RATIO = 100
FREE_OF_RATIO = 100 * 1024
WINDOW = 8 * 1024 * 1024
"""Bytes that inflating may take beside the record itself."""
_LENGTH = 4
_PADDING = b"\x50\x2a\x4d\x18"
"""Magic of a frame that inflating skips."""
_UNCOUNTED = frozenset({"manifest", "end"})


class TooMuch(Exception):
    """The records do not fit into one file."""


def pack(records: Iterable[Record]) -> bytes:
    """Compress the records, and `end` behind them; raises `TooMuch` beyond what one file may hold."""
    out = io.BytesIO()
    said = hashlib.sha256()
    counts: Counter[str] = Counter()
    size = 0
    with zstandard.ZstdCompressor(level=3).stream_writer(out, closefd=False) as stream:
        for record in records:
            text = _text(record)
            counts[record["type"]] += 1
            if len(text) > MAX_RECORD + _LENGTH or counts.total() - counts["manifest"] > MAX_RECORDS:
                raise TooMuch
            said.update(text)
            stream.write(text)
            size += len(text)
        last = _text({"type": "end", "counts": dict(counts), "digest": said.hexdigest()})
        stream.write(last)
    return out.getvalue() + _padding(size + len(last), out.tell())


def _padding(size: int, packed: int) -> bytes:
    """Return what keeps honest contents that shrink very much, an empty scan say, from looking swollen."""
    if size <= max(FREE_OF_RATIO, packed * MAX_RATIO):
        return b""
    room = size // MAX_RATIO + 1 - packed
    return _PADDING + room.to_bytes(4, "little") + bytes(room)


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
        yield record
    if not ended:
        raise damaged()


def _texts(body: bytes) -> Iterator[bytes]:
    """Give each record with its length, inflating no more than the next one needs."""
    allowed = max(FREE_OF_RATIO, len(body) * MAX_RATIO)
    stream = zstandard.ZstdDecompressor(max_window_size=WINDOW).stream_reader(io.BytesIO(body))
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
        record = strict_json(text)
        if type(record) is dict and type(record["type"]) is str:
            return record
    except (ValueError, KeyError, RecursionError) as error:
        raise damaged() from error
    raise damaged()


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

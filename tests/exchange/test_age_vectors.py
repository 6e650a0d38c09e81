"""The encrypted layer against the published vectors: what is ours opens, everything else is refused."""

import hashlib
import zlib

import pyrage
import pytest

from app.exchange import parcel
from app.exchange.parcel import Refused
from tests.documents.corpora import FOLDER

VECTORS = sorted((FOLDER / "age-vectors").glob("*")) if (FOLDER / "age-vectors").is_dir() else []
IDENTITY = "AGE-SECRET-KEY-1"
ABSENT = pytest.param(None, marks=pytest.mark.skip(reason="the corpora have no age-vectors"))


def read(path):
    """The headers of a vector, each with all its values, and the age file."""
    said, _, body = path.read_bytes().partition(b"\n\n")
    headers: dict[str, list[str]] = {}
    for line in said.decode().splitlines():
        name, _, value = line.partition(": ")
        headers.setdefault(name, []).append(value)
    return headers, zlib.decompress(body) if "compressed" in headers else body


def identities(headers):
    """The X25519 keys of a vector; post-quantum ones and passphrases are not ours."""
    return [
        pyrage.x25519.Identity.from_str(text)
        for text in headers.get("identity", ())
        if text.startswith(IDENTITY)
    ]


def is_ours(headers):
    return headers["expect"] == ["success"] and "armored" not in headers and bool(identities(headers))


@pytest.mark.parametrize("path", VECTORS or [ABSENT], ids=lambda path: path.name if path else "absent")
def test_a_vector_opens_or_is_refused_as_it_says(path):
    headers, body = read(path)
    if is_ours(headers):
        opened = parcel.decrypt(body, identities(headers))
        assert hashlib.sha256(opened).hexdigest() == headers["payload"][0]
    elif headers["expect"] != ["success"]:
        with pytest.raises(Refused, match=r"。$"):
            parcel.decrypt(body, identities(headers))


def test_most_of_the_vectors_that_open_are_ours():
    if not VECTORS:
        pytest.skip("the corpora have no age-vectors")
    assert sum(is_ours(read(path)[0]) for path in VECTORS) >= 14

"""Files that were cut, flipped, re-signed, swapped or forged: each refused in a sentence, nothing written."""

import base64
import dataclasses
import hashlib

import pytest
from sqlalchemy import func, select

from app.exchange import parcel, records, returns
from app.exchange.keys import own_keys
from app.exchange.parcel import Refused
from app.exchange.pushes import next_number
from app.vocabulary import ArrivalState, ParcelKind
from db.base import new_id
from db.tables.exchange import ReceivedEntry
from db.tables.monthly import Clause, Report
from tests.exchange.world import MARCH


@pytest.fixture
def report(town):
    """A report that the county has not received yet."""
    return town.add_report(town.team["演示丙"], MARCH)


@pytest.fixture
def file(town, report):
    return town.push()[0]


def refused(world, path, *words):
    """The county refuses the file with these words, notes it, and holds what it held before."""
    before = counted(world)
    (result,) = world.county.take(path)
    assert result.state is ArrivalState.REFUSED, result.sentence
    assert all(word in result.sentence for word in words), result.sentence
    assert counted(world) == before
    return result


def counted(world):
    with world.county.office.read() as reader:
        return [
            reader.session.scalar(select(func.count()).select_from(kind))
            for kind in (Report, Clause, ReceivedEntry)
        ]


def rewritten(path, change, keys, body=None):
    """The same file with another header (and body), signed anew with the given keys."""
    sealed = parcel.read(path)
    header = dataclasses.replace(sealed.header, **change)
    path.write_bytes(parcel.pack(header, sealed.body if body is None else body, keys.signing_key))
    return path


# The container


def test_no_prefix_of_a_file_passes(file):
    content = file.read_bytes()
    key = parcel_key(parcel.parse(content))
    for length in range(len(content)):
        with pytest.raises(Refused):
            parcel.check_signature(parcel.parse(content[:length]), key)


def parcel_key(sealed):
    from app.exchange.keys import key_of

    return key_of(sealed.header.signer)


def test_no_file_with_a_single_bit_flipped_passes(file):
    content = bytearray(file.read_bytes())
    key = parcel_key(parcel.parse(bytes(content)))
    for place in range(len(content) * 8):
        content[place // 8] ^= 1 << place % 8
        with pytest.raises(Refused):
            parcel.check_signature(parcel.parse(bytes(content)), key)
        content[place // 8] ^= 1 << place % 8


@pytest.mark.parametrize("place", [9, 40, 300, -1, -70])
def test_a_flipped_file_is_refused_on_the_whole_way(world, file, place):
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    refused(world, file)


def test_nothing_is_decrypted_before_the_signature_holds(world, town, file, monkeypatch):
    def opened(*_):
        raise AssertionError("decrypted before the signature held")

    monkeypatch.setattr(parcel, "decrypt", opened)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    refused(world, file, "签名不对")


@pytest.mark.parametrize("name", ["sender", "incarnation"])
def test_a_file_in_the_name_of_a_station_that_is_not_enrolled_is_refused(world, town, file, name):
    rewritten(file, {name: new_id()}, town.see(own_keys))
    refused(world, file, "没有在县里登记")


def test_a_file_for_another_county_is_refused(world, town, file):
    rewritten(file, {"recipient": new_id()}, town.see(own_keys))
    refused(world, file, "不是报给本县")


@pytest.mark.parametrize("change", [{"number": 99}, {"first": 3}, {"last": 4000}])
def test_a_header_that_says_other_than_the_inside_is_refused(world, town, file, change):
    sealed = parcel.read(file).header
    change = {name: value if name != "first" else sealed.first + 1 for name, value in change.items()}
    rewritten(file, change, town.see(own_keys))
    (result,) = world.county.take(file)
    assert result.state in (ArrivalState.REFUSED, ArrivalState.HELD)


def test_a_stolen_body_signed_by_another_unit_is_refused(world, town, file):
    other = world.town()
    other.add_cadre("演示卯")
    world.trip(other)
    other.add_report(other.add_cadre("演示辰"), MARCH)
    own = other.push()[0]
    body = parcel.read(file).body
    rewritten(own, {}, other.see(own_keys), body)
    refused(world, own)


def test_a_file_signed_by_another_units_key_is_refused(world, town, file):
    other = world.town()
    certificate = base64.b64encode(other.see(own_keys).certificate).decode()
    rewritten(file, {"certificate": certificate}, other.see(own_keys))
    refused(world, file, "与登记的不符")


def test_a_newer_file_is_kept_and_the_program_has_to_be_upgraded(world, town, file):
    rewritten(file, {"schema": "9999"}, town.see(own_keys))
    (result,) = world.county.take(file)
    assert result.state is ArrivalState.NEWER
    assert "升级" in result.sentence


def test_a_unit_takes_no_file_of_a_unit(world, town, file):
    (result,) = world.town().take(file)
    assert "不接收" in result.sentence


@pytest.mark.parametrize("seen", [parcel.LARGEST - 1, 10**6])
def test_a_number_that_no_county_came_to_leaves_the_countys_own_numbers_alone(world, town, file, seen):
    rewritten(file, {"seen": seen}, town.see(own_keys))
    before = world.county.see(next_number)
    assert world.county.take(file)[0].taken
    assert world.county.see(next_number) == before
    assert town.take(world.county.give(town))[0].taken


def test_a_county_that_was_restored_gives_out_no_number_twice(world, town, file):
    rewritten(file, {"seen": 70}, town.see(own_keys))
    world.county.take(file)
    assert world.county.see(next_number) == 71


@pytest.mark.parametrize("name", ["number", "first", "last", "seen"])
def test_a_number_that_no_database_holds_is_refused(world, town, file, name):
    rewritten(file, {name: parcel.LARGEST}, town.see(own_keys))
    refused(world, file, "不完整或已损坏")


# Return files


def test_a_return_file_signed_by_another_unit_is_none_of_the_countys(world, town):
    """The county's root certified that unit too: it may speak for itself, not for the county."""
    other = world.town()
    keys = other.see(own_keys)
    answer = world.county.give(town)
    certificate = base64.b64encode(keys.certificate).decode()
    rewritten(answer, {"certificate": certificate}, keys)
    (result,) = town.take(answer)
    assert result.state is ArrivalState.REFUSED
    assert "不是本县考核办签发" in result.sentence


def test_a_return_file_for_another_unit_is_refused(world, town):
    (result,) = town.take(world.county.give(world.town()))
    assert "不是给本机" in result.sentence


def test_a_return_file_of_a_foreign_county_is_refused(world, town, tmp_path):
    from tests.exchange.world import World

    elsewhere = World(tmp_path / "elsewhere")
    foreign = elsewhere.town()
    answer = elsewhere.county.give(foreign)
    rewritten(answer, {"recipient": town.office.station.id}, elsewhere.county.see(own_keys))
    (result,) = town.take(answer)
    assert result.state is ArrivalState.REFUSED
    elsewhere.close()


def test_a_return_file_that_does_not_know_the_units_journal_is_refused(world, town, monkeypatch):
    from app.exchange import positions

    monkeypatch.setattr(
        returns.positions, "applied", lambda *_: positions.Position(2, hashlib.sha256(b"").hexdigest())
    )
    (result,) = town.take(world.county.give(town))
    assert "对不上" in result.sentence


# Streams


def test_a_stream_that_swells_is_refused():
    bomb = records.zstandard.ZstdCompressor().compress(b"\x00\x0f\xff\xff" + b" " * 50_000_000)
    with pytest.raises(Refused):
        list(records.unpack(bomb))


def test_a_stream_without_its_end_or_with_more_behind_it_is_refused():
    whole = records.pack([{"type": "manifest"}, {"type": "entry"}])
    plain_bytes = records.zstandard.ZstdDecompressor().decompress(whole, max_output_size=10**6)
    packer = records.zstandard.ZstdCompressor()
    first = int.from_bytes(plain_bytes[:4], "big") + 4
    for stream in (plain_bytes[:first], plain_bytes + plain_bytes[:first], plain_bytes[:-3], b""):
        with pytest.raises(Refused):
            list(records.unpack(packer.compress(stream)))


@pytest.mark.parametrize(
    "text", [b"[]", b"{}", b'{"type":1}', b'{"type":"a","x":1.5}', b'{"type":"a","x":NaN}', b"\xff"]
)
def test_a_record_that_is_none_is_refused(text):
    stream = len(text).to_bytes(4, "big") + text
    with pytest.raises(Refused):
        list(records.unpack(records.zstandard.ZstdCompressor().compress(stream)))


def test_dense_content_is_still_believed():
    record = {"type": "row", "text": "空" * 200_000}
    body = records.pack([record] * 20)
    assert list(records.unpack(body)) == [record] * 20


def test_kinds_are_signed_apart(town, file):
    sealed = parcel.read(file)
    other = dataclasses.replace(sealed, header=dataclasses.replace(sealed.header, kind=ParcelKind.SNAPSHOT))
    with pytest.raises(Refused):
        parcel.check_signature(other, parcel_key(sealed))

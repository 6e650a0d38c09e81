"""The container of a signature: what it must protect, and in which one form."""

import re
from hashlib import sha256

import pytest
from asn1crypto import cms

from app.documents.signature_container import open_container
from tests.documents.signed import authority, head, signed_once


def parts():
    """The container of a signed booklet, and the digest of the bytes around it."""
    whole = signed_once()
    found = re.search(rb"<([0-9A-F]{1000,})>", whole)
    return bytes.fromhex(found[1].decode()), sha256(whole[: found.start()] + whole[found.end() :]).digest()


def changed(change):
    """The container after `change(signed data, signer's entry)`."""
    info = cms.ContentInfo.load(parts()[0])
    change(info["content"], info["content"]["signer_infos"][0])
    return info.dump(force=True)


def without(*kinds):
    def change(_, entry):
        entry["signed_attrs"] = [one for one in entry["signed_attrs"] if one["type"].native not in kinds]

    return change


def twice(_, entry):
    entry["signed_attrs"] = [*entry["signed_attrs"], entry["signed_attrs"][0]]


def test_our_own_container_is_canonical_and_fits():
    opened = open_container(*parts())

    assert opened.canonical
    assert opened.intact
    assert opened.signer == head().certificate
    assert opened.others == (authority().certificate,)


def test_it_fits_no_other_bytes():
    assert not open_container(parts()[0], sha256(b"other").digest()).intact


@pytest.mark.parametrize(
    "change", [without("content_type"), without("message_digest"), without("signing_certificate_v2"), twice]
)
def test_attributes_left_out_or_doubled_protect_nothing(change):
    assert not open_container(changed(change), parts()[1]).intact


def test_an_unprotected_addition_is_not_canonical():
    def add(_, entry):
        entry["unsigned_attrs"] = [{"type": "content_type", "values": ["data"]}]

    opened = open_container(changed(add), parts()[1])

    assert opened.intact
    assert not opened.canonical


def test_a_container_without_the_signers_certificate_is_no_signature():
    def drop(signed, _):
        signed["certificates"] = [
            one for one in signed["certificates"] if one.chosen.dump() != head().certificate
        ]

    with pytest.raises(ValueError, match="signer"):
        open_container(changed(drop), parts()[1])

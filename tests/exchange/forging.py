"""A unit's program gone bad: it has the unit's keys, chains, hashes and signs all that it makes up."""

import hashlib
from dataclasses import asdict, replace

from app.exchange import parcel, records
from app.exchange.keys import own_keys
from db.base import canonical, new_id
from db.journal import HEAD, Change, entry_hash


def plant(world, town, *changes, file=None, body=None, **head):
    """A file of the unit with one more entry of these changes, or of this body, with such a head.

    No state root is told, as in a file that another one follows: so the checks of entries and rows stand
    alone.
    """
    path = file or town.push()[0]
    told = body if body is not None else canonical([asdict(change) for change in changes])

    def add(manifest, *others):
        last = [one for one in others if one["type"] == "entry"][-1]["head"]
        entry = forged_entry(last, told, head)
        said = entry["head"]
        return [manifest | {"last": said["seq"], "last_hash": said["hash"], "state_root": ""}, *others, entry]

    return reforge(world, town, path, add)


def forged_entry(last, body, head):
    """The record of the entry that follows `last`."""
    said = last | {
        "seq": last["seq"] + 1,
        "id": new_id(),
        "action": "伪造",
        "prev_hash": last["hash"],
        "travelling_digest": hashlib.sha256(body.encode()).hexdigest(),
    }
    said |= head
    if "hash" not in head:
        said["hash"] = entry_hash({name: said[name] for name in HEAD})
    return {"type": "entry", "head": said, "changes": body, "more": 0}


def reforge(world, town, path, edit):
    """A copy of the file with its records (manifest first) edited, and the header made to fit and signed."""
    sealed = parcel.read(path)
    told = edit(*records.unpack(parcel.unseal(sealed, world.county.see(own_keys).identity)))
    header = replace(sealed.header, last=told[0]["last"])
    body = parcel.seal(records.pack(told), [world.county.see(own_keys).recipient])
    forged = path.with_stem(f"伪造-{path.stem}")
    forged.write_bytes(parcel.pack(header, body, town.see(own_keys).signing_key))
    return forged


def added(table, row):
    """The change that adds a row."""
    return Change(table, row["id"], row["revision"], None, row)


def changed(table, row, **values):
    """The change that gives a row these values."""
    return Change(
        table, row["id"], row["revision"] + 1, row, {**row, "revision": row["revision"] + 1, **values}
    )


def removed(table, row):
    """The change that takes a row away."""
    return Change(table, row["id"], row["revision"] + 1, row, None)

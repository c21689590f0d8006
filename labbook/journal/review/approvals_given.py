"""The approvals that a merge request holds for some states, each with what speaks against it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from labbook.formats.review.approving_note import approved_digests, is_whole, names_digest
from labbook.formats.timestamp import timestamp
from labbook.journal.review.merge_request import Held
from labbook.model.forge import Conversation, ForgeUser, Note

SHOWN = len("sha256:") + 12


@dataclass(frozen=True)
class Given:
    """An approval by a user, at a time (UTC, ISO 8601; empty where the forge doesn't tell).

    `way` is `approval` for the button of the forge, `note` for a line that names a digest.
    `flaw` is why it is none of this state, in words that follow right after `approved`.
    """

    by: ForgeUser
    at: str
    way: str
    flaw: str | None = None


def by_button(talk: Conversation, held: Held, *, plain: bool) -> Iterator[Given]:
    """What was approved with the forge's own button.

    `plain` says whether the state has no overrides, of which a button says nothing.
    """
    for approval in talk.approvals or ():
        at = timestamp(approval.at) if approval.at else ""
        flaw = _late(approval.at, talk, held) if plain else ", which says nothing of overrides"
        yield Given(approval.by, at, "approval", flaw)


def _late(at: datetime | None, talk: Conversation, held: Held) -> str | None:
    """Why the approval may have been given to another state; None where it was not."""
    if talk.pushes is None:
        return ", but the token doesn't show when the branch was pushed"
    if held.since is None and held.unknown is None:
        return ", but the branch holds another state than this commit"
    if held.since is None:
        return ", but what is on the branch is not known"
    if at is None:
        return ", but the forge doesn't tell when"
    if at > held.since:
        return None
    push = f"before the push of {timestamp(held.since)}"
    end = "that changed it" if held.unknown is None else "and what was there then is not known"
    return f" at {timestamp(at)}, {push} {end}"


def by_note(talk: Conversation, held: Held, digests: Sequence[str]) -> Iterator[Given]:
    """What was approved by notes that name digests; all notes of one user count together.

    A whole digest names one state, whenever it is written. Another state with the same beginning
    can be made, so a beginning counts as the button does: for what the branch held at the time.
    """
    approving = sorted(approving_notes(talk.notes), key=lambda pair: pair[0].by.id)
    for _, group in groupby(approving, key=lambda pair: pair[0].by.id):
        theirs = list(group)
        unedited = [pair for pair in theirs if not pair[0].edited]
        last, _ = (unedited or theirs)[-1]
        named = [(note, one) for note, names in unedited for one in names]
        late = {note: _late(note.at, talk, held) for note, one in named if not is_whole(one)}
        counting = [one for note, one in named if late.get(note) is None or is_whole(one)]
        flaw = _unlike([one for _, one in named], digests)
        if flaw is None and _unlike(counting, digests) is not None:
            why = next(why for why in late.values() if why is not None)
            flaw = f"{why}; a note with all digits of the digest counts whenever it is written"
        yield Given(last.by, timestamp(last.at), "note", flaw)


def approving_notes(notes: Iterable[Note]) -> Iterator[tuple[Note, tuple[str, ...]]]:
    """The notes that approve something, with the digests or beginnings that they name."""
    read = ((note, approved_digests(note.text)) for note in notes)
    return (pair for pair in read if pair[1])


def _unlike(named: Sequence[str], digests: Sequence[str]) -> str | None:
    """Why what was named is not all of the digests; None where it is."""
    if not named:
        return " in a note that was edited since; a new note would count"
    missing = [one for one in digests if not any(names_digest(begin, one) for begin in named)]
    if not missing:
        return None
    if len(missing) < len(digests):
        return f", but not {', '.join(one[:SHOWN] for one in missing)}"
    return f" {', '.join(one[:SHOWN] for one in named)}, which is not this state"

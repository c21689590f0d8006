"""The approvals that a merge request holds for some states, each with what speaks against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from labbook.formats.review.approving_note import approved_digests, names_digest
from labbook.journal.review.merge_request import Held
from labbook.model.forge import Approval, Conversation, ForgeUser, Note

SHOWN = len("sha256:") + 12
TIME = "%Y-%m-%dT%H:%M:%SZ"


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
        at = approval.at.strftime(TIME) if approval.at else ""
        flaw = _late(approval, talk, held) if plain else ", which says nothing of overrides"
        yield Given(approval.by, at, "approval", flaw)


def _late(approval: Approval, talk: Conversation, held: Held) -> str | None:
    """Why the approval may have been given to another state; None where it was not."""
    if talk.pushes is None:
        return ", but the token doesn't show when the branch was pushed"
    if held.since is None and held.unknown is None:
        return ", but the branch holds another state than this commit"
    if held.since is None:
        return ", but what is on the branch is not known"
    if approval.at is None:
        return ", but the forge doesn't tell when"
    if approval.at > held.since:
        return None
    push = f"before the push of {held.since.strftime(TIME)}"
    end = "that changed it" if held.unknown is None else "and what was there then is not known"
    return f" at {approval.at.strftime(TIME)}, {push} {end}"


def by_note(notes: Sequence[Note], digests: Sequence[str]) -> Iterator[Given]:
    """What was approved by notes that name digests; all notes of one user count together."""
    read = ((note, approved_digests(note.text)) for note in notes)
    approving = sorted((pair for pair in read if pair[1]), key=lambda pair: pair[0].by.id)
    for _, group in groupby(approving, key=lambda pair: pair[0].by.id):
        theirs = list(group)
        unedited = [pair for pair in theirs if not pair[0].edited]
        named = [digest for _, digests_named in unedited for digest in digests_named]
        last, _ = (unedited or theirs)[-1]
        yield Given(last.by, last.at.strftime(TIME), "note", _unlike(named, digests))


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

"""Who has approved a state in its merge request, and why the others haven't."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from labbook.errors import Refused
from labbook.formats.review.approving_note import approving_line
from labbook.journal.review.approvals_given import Given, approving_notes, by_button, by_note
from labbook.journal.review.authors import authors
from labbook.journal.review.merge_request import Held, find_merge_request, held_since
from labbook.journal.review.reviewed import ReviewedState, StateReader
from labbook.journal.review.target import Target
from labbook.model.forge import Conversation, ForgeProfile, ForgeUser, MergeRequest
from labbook.model.review import ForgeApproval, Person
from labbook.ports import Forge


@dataclass(frozen=True)
class FoundApproval:
    """An approval that holds, and its giver. `remarks` say what could not be compared."""

    approval: ForgeApproval
    by: Person
    remarks: tuple[str, ...] = ()


def find_approval(
    reader: StateReader, target: Target, forge: Forge, states: Sequence[ReviewedState]
) -> FoundApproval:
    """An approval of all the states, which differ in their overrides alone, by somebody else.

    The forge's own button counts if it was pressed after the last push that changed what is
    reviewed; then notes count that name the digests. Raises Refused, with what speaks against
    each approval and the digests to approve, where none holds.
    """
    request = find_merge_request(reader, target, forge, states[0])
    talk = forge.conversation(request)
    held = _held(reader, states[0], request, talk)
    case = _Case(forge, request, tuple(states), _authors(reader, target, states, held))
    reasons = [held.unknown] if held.unknown else []
    if talk.approvals is None:
        reasons.append("the token doesn't show who has approved")
    digests = [state.digest for state in states]
    for given in (*by_button(talk, held, plain=case.plain), *by_note(talk, held, digests)):
        profile = forge.profile(given.by)
        why = given.flaw or case.objection(given, profile)
        if why is None:
            return case.found(given, profile)
        reasons.append(f"@{given.by.username} approved{why}")
    raise case.refusal(reasons)


def _held(
    reader: StateReader, reviewed: ReviewedState, request: MergeRequest, talk: Conversation
) -> Held:
    """Compared with no more pushes than the first approval asks for."""
    times = [approval.at for approval in talk.approvals or () if approval.at]
    times += [note.at for note, _ in approving_notes(talk.notes)]
    until = min(times, default=datetime.max.replace(tzinfo=UTC))
    return held_since(reader, reviewed, request.number, talk.pushes or (), until)


def _authors(
    reader: StateReader, target: Target, states: Sequence[ReviewedState], held: Held
) -> tuple[Person, ...]:
    """Who brought the states in, here and on the branch: a squash can make that two people.

    Nobody where everybody may approve.
    """
    if target.settings.review_allow_self:
        return ()
    every = [*states, *([held.head] if held.head else [])]
    return tuple(dict.fromkeys(one for state in every for one in authors(reader, state)))


@dataclass(frozen=True)
class _Case:
    """States to be approved in a merge request, by none of their authors if there are any."""

    forge: Forge
    request: MergeRequest
    states: tuple[ReviewedState, ...]
    authors: tuple[Person, ...]

    @property
    def plain(self) -> bool:
        return not any(state.overrides for state in self.states)

    def objection(self, given: Given, profile: ForgeProfile) -> str | None:
        """Why the user may not approve, None where they may."""
        if profile.is_bot:
            return ", but is a program"
        if self.authors and given.by.id == self.request.author.id:
            return ", but made the merge request"
        own = next((one for one in self.authors if _is_same(given.by, profile, one)), None)
        if own is not None:
            return f", but wrote this, as {own}"
        if given.way == "note" and not self.forge.is_developer(given.by):
            return ", but is no Developer of the project"
        return None

    def found(self, given: Given, profile: ForgeProfile) -> FoundApproval:
        host, user = self.forge.address.host, given.by
        approval = ForgeApproval(
            forge=self.forge.name,
            host=host,
            username=user.username,
            name=user.name,
            merge_request=self.request.url,
            at=given.at,
            way=given.way,
        )
        remarks = []
        if self.authors and not profile.emails:
            others = " and ".join(str(author) for author in self.authors)
            told = f"told from {others} by name only"
            remarks.append(f"{host} shows no e-mail address of @{user.username}: {told}")
        person = Person(user.name, min(profile.emails, default=""))
        return FoundApproval(approval, person, tuple(remarks))

    def refusal(self, reasons: Sequence[str]) -> Refused:
        experiment, url = self.states[0].experiment, self.request.url
        sentence = f"{experiment} is not approved in {url} as {self.states[0].commit[:10]} has it"
        told = [f"- {reason}" for reason in dict.fromkeys(reasons) or ["nobody has approved yet"]]
        lines = ", ".join(approving_line(state.digest) for state in self.states)
        button = f"approve {url}, or " if self.plain else ""
        return Refused(
            "\n".join([sentence, *told]),
            hint=f"somebody else can {button}answer there with {lines}, backticks included",
        )


def _is_same(user: ForgeUser, profile: ForgeProfile, author: Person) -> bool:
    """By name, by an address that the forge shows, or by the one that it lends for commits."""
    email, names = author.email.casefold(), {user.name.casefold(), user.username.casefold()}
    lent = email.startswith(f"{user.id}-") and "@users.noreply." in email
    return lent or email in profile.emails or author.name.strip().casefold() in names

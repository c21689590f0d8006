"""What every forge must do. A forge's test class inherits it and brings a server with users."""

from dataclasses import dataclass
from typing import Any

import pytest

from labbook.errors import OutsideError
from labbook.ports import Forge


@dataclass(frozen=True)
class World:
    """A server with a project: `ada` has opened a merge request, `bob` may push, `eve` may not.

    `commit` is the one commit of the merge request's branch. What happens is done with the
    stand-in's own methods (`push`, `approve`, `unapprove`, `note`, `edit_last`, `merge`).
    """

    server: Any
    project: Any
    request: Any
    ada: Any
    bob: Any
    eve: Any
    commit: str


class ForgeContract:
    """Fixtures to provide: `world`, `forge`, which asks its server, and `lost_forge`, whose
    server isn't there."""

    def test_a_commit_leads_to_its_merge_request(self, forge: Forge, world: World) -> None:
        (found,) = forge.merge_requests(world.commit)
        assert (found.number, found.state, found.target) == (1, "opened", "main")
        assert (found.author.id, found.author.username) == (world.ada.id, "ada")
        assert found.url == f"{forge.address.url}/{forge.address.project}/-/merge_requests/1"

    def test_a_commit_without_one_leads_nowhere(self, forge: Forge, world: World) -> None:
        first = world.project.git("rev-parse", "main")
        assert forge.merge_requests(first) == ()
        assert forge.merge_requests("0" * 40) == ()

    def test_a_merged_one_is_found_by_its_merge_commit(self, forge: Forge, world: World) -> None:
        main = world.project.git("rev-parse", "main")
        world.request.merge(world.bob, main)
        (found,) = forge.merge_requests(main)
        assert (found.number, found.state) == (1, "merged")

    def test_pushes_come_newest_first(self, forge: Forge, world: World) -> None:
        world.request.push()
        pushes = forge.conversation(forge.merge_requests(world.commit)[0]).pushes
        assert pushes is not None
        assert [push.commit for push in pushes] == [world.commit] * 2
        assert pushes[0].at > pushes[1].at

    @pytest.mark.parametrize("tells_time", [True, False])
    def test_an_approval_has_its_time(self, forge: Forge, world: World, tells_time: bool) -> None:
        world.project.tells_approved_at = tells_time
        world.request.approve(world.bob)
        world.request.unapprove(world.bob)
        world.request.push()
        world.request.approve(world.bob)
        told = forge.conversation(forge.merge_requests(world.commit)[0])
        assert told.approvals is not None
        assert told.pushes is not None
        (approval,) = told.approvals
        assert (approval.by.username, approval.by.name) == ("bob", "Bob Stone")
        assert approval.at is not None
        assert approval.at > told.pushes[0].at

    def test_an_approval_that_was_taken_back_is_none(self, forge: Forge, world: World) -> None:
        world.request.approve(world.bob)
        world.request.unapprove(world.bob)
        assert forge.conversation(forge.merge_requests(world.commit)[0]).approvals == ()

    def test_notes_are_those_of_people(self, forge: Forge, world: World) -> None:
        world.request.approve(world.bob)
        world.request.note(world.eve, "`/approve` 🙂\r\nnext")
        world.request.note(world.bob, "first")
        world.request.edit_last("second")
        notes = forge.conversation(forge.merge_requests(world.commit)[0]).notes
        assert [(note.by.username, note.text, note.edited) for note in notes] == [
            ("eve", "`/approve` 🙂\r\nnext", False),
            ("bob", "second", True),
        ]

    def test_long_talks_come_whole(self, forge: Forge, world: World) -> None:
        for number in range(250):
            world.request.note(world.eve, str(number))
        notes = forge.conversation(forge.merge_requests(world.commit)[0]).notes
        assert [note.text for note in notes] == [str(number) for number in range(250)]

    def test_who_may_push_is_a_developer(self, forge: Forge, world: World) -> None:
        world.project.members[world.eve.id] = 20
        author = forge.merge_requests(world.commit)[0].author
        assert forge.is_developer(author) is True
        assert forge.is_developer(_named(forge, world, world.eve)) is False
        del world.project.members[world.eve.id]
        assert forge.is_developer(_named(forge, world, world.eve)) is False

    def test_a_profile_tells_what_is_shown(self, forge: Forge, world: World) -> None:
        world.bob.public_email = "Bob@Lab.example"
        world.eve.bot = True
        assert forge.profile(_named(forge, world, world.bob)).emails == {"bob@lab.example"}
        assert forge.profile(_named(forge, world, world.bob)).is_bot is False
        assert forge.profile(_named(forge, world, world.eve)).is_bot is True
        assert forge.profile(_named(forge, world, world.eve)).emails == frozenset()

    def test_it_says_whose_token_it_has(self, forge: Forge) -> None:
        assert forge.whoami().startswith("carol")

    def test_a_server_that_is_not_there_is_an_outside_error(self, lost_forge: Forge) -> None:
        for ask in (lost_forge.whoami, lambda: lost_forge.merge_requests("0" * 40)):
            with pytest.raises(OutsideError, match="can't be reached"):
                ask()


def _named(forge: Forge, world: World, user: Any) -> Any:
    """The user as the forge tells of them in a note."""
    world.request.note(user, "here")
    return forge.conversation(forge.merge_requests(world.commit)[0]).notes[-1].by

"""A server that is busy, broken, slow or hostile."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from labbook.adapters import gitlab_wire
from labbook.adapters.gitlab import GitLabForge
from labbook.errors import LabbookError, OutsideError
from labbook.model.forge import Conversation, ForgeAddress
from tests.adapters.forge_contract import World
from tests.fakes.gitlab import Fault, GitLabServer

CANARY = "canary"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gitlab_wire, "PAUSES", (0.01, 0.01, 0.01))


@pytest.fixture
def other() -> Iterator[GitLabServer]:
    with GitLabServer() as server:
        yield server


def talk(forge: GitLabForge, world: World) -> Conversation:
    (request,) = forge.merge_requests(world.commit)
    return forge.conversation(request)


def error_of(ask: Callable[[], object]) -> LabbookError:
    with pytest.raises(OutsideError) as caught:
        ask()
    told = f"{caught.value} {caught.value.hint} {caught.value!r}"
    assert CANARY not in told
    assert caught.value.exit_code == 4
    return caught.value


def test_a_refused_token_is_named_by_its_place(forge: GitLabForge, world: World) -> None:
    world.server.tokens.clear()
    error = error_of(lambda: talk(forge, world))
    assert "refuses the token of GITLAB_TOKEN" in str(error)
    assert "read_api" in (error.hint or "")


def test_a_token_of_another_scope_is_told_which_it_needs(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITLAB_TOKEN", world.server.token(world.bob, scope="read_user"))
    forge = GitLabForge(ForgeAddress(world.server.url, "speech/journal"))
    assert "read_api" in (error_of(lambda: talk(forge, world)).hint or "")


def test_a_project_that_is_not_there(world: World) -> None:
    forge = GitLabForge(ForgeAddress(world.server.url, "speech/other"))
    error = error_of(lambda: talk(forge, world))
    assert "speech/other" in str(error)
    assert "forge.project" in (error.hint or "")


@pytest.mark.parametrize("status", [403, 404])
def test_what_the_token_may_not_read_is_said_to_be_missing(
    forge: GitLabForge, world: World, status: int
) -> None:
    world.request.approve(world.bob)
    world.server.faults = [Fault("/(approvals|versions)$", status=status)]
    told = talk(forge, world)
    assert (told.pushes, told.approvals) == (None, None)


def test_a_job_token_reads_notes_and_little_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITLAB_TOKEN")
    monkeypatch.setenv("CI_SERVER_URL", world.server.url)
    monkeypatch.setenv("CI_JOB_TOKEN", world.server.token(world.bob, scope="job"))
    forge = GitLabForge(ForgeAddress(world.server.url, "speech/journal"))
    world.request.note(world.bob, "fine")
    told = talk(forge, world)
    assert (told.pushes, told.approvals) == (None, None)
    assert [note.text for note in told.notes] == ["fine"]
    assert forge.whoami() == "bob, by CI_JOB_TOKEN"
    error = error_of(lambda: forge.is_developer(told.notes[0].by))
    assert "job token" in (error.hint or "")


@pytest.mark.parametrize("headers", [{"Retry-After": "0"}, {}, {"Retry-After": "Wed, 21 Oct"}])
@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again(
    forge: GitLabForge, world: World, status: int, headers: dict[str, str]
) -> None:
    world.server.faults = [Fault("/notes$", status=status, headers=headers, times=3)]
    assert talk(forge, world).notes == ()


@pytest.mark.parametrize(("status", "says"), [(429, "fewer requests"), (503, "status 503")])
def test_a_server_that_stays_busy_is_given_up(
    forge: GitLabForge, world: World, status: int, says: str
) -> None:
    world.server.faults = [Fault("/notes$", status=status)]
    assert says in str(error_of(lambda: talk(forge, world)))
    assert len([one for one in world.server.requests if "/notes" in one.path]) == 4


def test_a_pause_of_a_day_is_not_waited_for(forge: GitLabForge, world: World) -> None:
    world.server.faults = [Fault("/notes$", status=429, headers={"Retry-After": "86400"})]
    error_of(lambda: talk(forge, world))
    assert len([one for one in world.server.requests if "/notes" in one.path]) == 1


@pytest.mark.parametrize("status", [200, 302])
def test_a_log_in_page_is_no_answer(forge: GitLabForge, world: World, status: int) -> None:
    page = {"body": b"<html>Sign in</html>", "kind": "text/html; charset=utf-8"}
    world.server.faults = [
        Fault("/notes$", status, headers={"Location": "/users/sign_in"}, **page),  # type: ignore[arg-type]
        Fault("/users/sign_in", **page),  # type: ignore[arg-type]
    ]
    error = error_of(lambda: talk(forge, world))
    assert "answers with a page" in str(error)
    assert "forge.url" in (error.hint or "")


def test_a_moved_project_is_followed_on_its_own_server(forge: GitLabForge, world: World) -> None:
    moved = "/api/v4/projects/3/merge_requests/1/notes?per_page=100"
    world.server.faults = [
        Fault("journal/merge_requests/1/notes$", 301, b"moved", {"Location": moved}, "text/plain")
    ]
    world.request.note(world.bob, "here")
    assert [note.text for note in talk(forge, world).notes] == ["here"]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_token_follows_to_another_server(
    forge: GitLabForge, world: World, other: GitLabServer, status: int
) -> None:
    elsewhere = {"Location": f"{other.url}/api/v4/user"}
    world.server.faults = [Fault("/notes$", status, headers=elsewhere)]
    assert "another server" in str(error_of(lambda: talk(forge, world)))
    assert other.requests == []


@pytest.mark.parametrize("climbing", ["../admin", "%2e%2e/admin", "x%2f..%2f..%2fadmin"])
def test_no_token_leaves_the_servers_own_path(
    world: World, monkeypatch: pytest.MonkeyPatch, climbing: str
) -> None:
    url = f"{world.server.url}/gitlab"
    monkeypatch.setenv("GITLAB_URL", url)
    climb = {"Location": f"{url}/{climbing}"}
    world.server.faults = [Fault("/gitlab/api/v4/user$", 302, headers=climb)]
    forge = GitLabForge(ForgeAddress(url, "speech/journal"))
    assert "another place" in str(error_of(forge.whoami))
    assert [one.path for one in world.server.requests] == ["/gitlab/api/v4/user"]


@pytest.mark.parametrize("path", ["/api/v4/next", "/next"])
def test_no_token_follows_a_next_page_to_another_server(
    forge: GitLabForge, world: World, other: GitLabServer, path: str
) -> None:
    world.request.note(world.bob, "here")
    elsewhere = {"Link": f'<{other.url}{path}>; rel="next"'}
    world.server.faults = [Fault("/notes$", headers=elsewhere)]
    error_of(lambda: talk(forge, world))
    assert other.requests == []


def test_pages_that_carry_the_servers_other_address_come_all_the_same(
    forge: GitLabForge, world: World
) -> None:
    for number in range(150):
        world.request.note(world.eve, str(number))
    path = "/api/v4/projects/3/merge_requests/1/notes?page=2&per_page=100"
    outside = {"Link": f'<https://gitlab.example{path}>; rel="next"'}
    world.server.faults = [Fault("/notes$", headers=outside, times=1)]
    assert len(talk(forge, world).notes) == 150


def test_redirects_without_end_end(forge: GitLabForge, world: World) -> None:
    again = {"Location": "/api/v4/projects/3/merge_requests/1/notes"}
    world.server.faults = [Fault("/notes$", 302, headers=again)]
    assert "redirects again" in str(error_of(lambda: talk(forge, world)))


def test_pages_without_end_end(
    forge: GitLabForge, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("labbook.adapters.gitlab_client.MAX_ITEMS", 20)
    world.request.note(world.bob, "here")
    own = f"{world.server.url}/api/v4/projects/3/merge_requests/1/notes"
    world.server.faults = [Fault("/notes$", headers={"Link": f'<{own}>; rel="next"'})]
    assert "doesn't give all" in str(error_of(lambda: talk(forge, world)))


@pytest.mark.parametrize("headers", [{"Link": ""}, {"Link": "<", "X-Next-Page": ""}])
def test_a_list_that_breaks_off_is_no_list(
    forge: GitLabForge, world: World, headers: dict[str, str]
) -> None:
    for number in range(150):
        world.request.note(world.eve, str(number))
    world.server.faults = [Fault("/notes$", headers=headers)]
    assert "doesn't give all" in str(error_of(lambda: talk(forge, world)))


BROKEN = [b"", b"[", b"\xff", b"{}", b"null", b"7", b'"text"', b"[7]", b"[" * 100_000, b"[NaN]"]


@pytest.mark.parametrize("path", ["/notes$", "/versions$", "/approvals$", "/merge_requests$"])
def test_an_answer_of_another_form_is_told(forge: GitLabForge, world: World, path: str) -> None:
    for body in BROKEN:
        world.server.faults = [Fault(path, body=body)]
        error_of(lambda: talk(forge, world))


@pytest.mark.parametrize("headers", [{"X-Total": "many"}, {"X-Next-Page": "-"}])
def test_page_numbers_that_are_none(
    forge: GitLabForge, world: World, headers: dict[str, str]
) -> None:
    world.server.faults = [Fault("/notes$", headers=headers)]
    error_of(lambda: talk(forge, world))


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("/merge_requests$", {"iid": "1/../2"}),
    ("/merge_requests$", {"iid": True}),
    ("/merge_requests$", {"author": None}),
    ("/merge_requests$", {"state": None}),
    ("/versions$", {"head_commit_sha": "--upload-pack=evil"}),
    ("/versions$", {"head_commit_sha": None}),
    ("/versions$", {"created_at": "yesterday"}),
    ("/versions$", {"created_at": "2026-11-23T09:00:00"}),
    ("/versions$", {"created_at": "0001-01-01T00:00:00+23:59"}),
    ("/notes$", {"author": {"id": "2", "username": "bob"}}),
    ("/notes$", {"body": None}),
    ("/notes$", {"system": "yes"}),
    ("/notes$", {"updated_at": 7}),
]


@pytest.mark.parametrize(("path", "change"), WRONG)
def test_a_field_of_another_form_is_told(
    forge: GitLabForge, world: World, path: str, change: dict[str, Any]
) -> None:
    world.request.note(world.bob, "here")
    world.server.faults = [Fault(path, change=lambda found: [{**one, **change} for one in found])]
    assert "as GitLab documents it" in str(error_of(lambda: talk(forge, world)))


@pytest.mark.parametrize("by", [None, {}, [7], [{"user": None}], [{"user": {"id": 2}}]])
def test_approvals_of_another_form_are_told(forge: GitLabForge, world: World, by: object) -> None:
    world.server.faults = [Fault("/approvals$", change=lambda found: {**found, "approved_by": by})]
    error_of(lambda: talk(forge, world))


def test_names_are_fit_for_a_terminal(forge: GitLabForge, world: World) -> None:
    world.ada.name = "\x1b[31mAda\r\n\u0000" + "x" * 10_000
    (found,) = forge.merge_requests(world.commit)
    assert "\x1b" not in found.author.name
    assert "\n" not in found.author.name
    assert len(found.author.name) <= 200


def test_a_body_that_breaks_off_is_told(forge: GitLabForge, world: World) -> None:
    world.server.faults = [Fault("/notes$", missing=1)]
    assert "broke off in the middle" in str(error_of(lambda: talk(forge, world)))


def test_a_body_without_end_is_not_read_to_it(
    forge: GitLabForge, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gitlab_wire, "MAX_BYTES", 10_000)
    world.server.faults = [Fault("/notes$", body=b"[" + b" " * 1_000_000 + b"]")]
    assert "answers with over" in str(error_of(lambda: talk(forge, world)))


def test_a_server_that_drips_is_not_waited_for(
    forge: GitLabForge, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge.whoami()
    monkeypatch.setattr(gitlab_wire, "SECONDS", 0.3)
    world.server.faults = [Fault("/merge_requests$", body=b" " * 100, pause=0.05)]
    assert "did not answer" in str(error_of(lambda: talk(forge, world)))


def test_all_questions_together_are_bounded(
    forge: GitLabForge, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gitlab_wire, "TOTAL_SECONDS", 0.2)
    world.server.faults = [Fault("/user$", body=b'{"id": 1, "username": "c"}', pause=0.005)]
    error = error_of(lambda: [forge.whoami() for _ in range(10)])
    assert "did not answer" in str(error) or "for its answers" in str(error)


def test_https_towards_a_plain_port(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    url = world.server.url.replace("http:", "https:")
    monkeypatch.setenv("GITLAB_URL", url)
    error = error_of(GitLabForge(ForgeAddress(url, "speech/journal")).whoami)
    assert "https" in str(error)


def test_a_proxy_is_used_where_the_environment_names_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", world.server.url)
    monkeypatch.setenv("GITLAB_URL", "http://gitlab.invalid")
    forge = GitLabForge(ForgeAddress("http://gitlab.invalid", "speech/journal"))
    assert forge.whoami().startswith("carol")
    assert world.server.requests[-1].path.startswith("http://gitlab.invalid/")


def test_a_proxy_that_is_not_there_keeps_its_password(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://me:{CANARY}@127.0.0.1:9")
    monkeypatch.setenv("GITLAB_URL", "http://gitlab.invalid")
    forge = GitLabForge(ForgeAddress("http://gitlab.invalid", "speech/journal"))
    assert "proxy" in str(error_of(forge.whoami))

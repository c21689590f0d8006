from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from labbook.formats.forge_address import is_on_server, project_of, project_path, server_url


@pytest.mark.parametrize(
    ("written", "spelling"),
    [
        ("https://git.lab", "https://git.lab"),
        ("HTTPS://Git.Lab:0443/", "https://git.lab"),
        ("http://git.lab:80", "http://git.lab"),
        ("http://git.lab:443", "http://git.lab:443"),
        ("https://lab.example/gitlab/", "https://lab.example/gitlab"),
        ("https://[::1]:8443", "https://[::1]:8443"),
    ],
)
def test_a_server_has_one_spelling(written: str, spelling: str) -> None:
    assert server_url(written) == spelling
    assert server_url(spelling) == spelling


@pytest.mark.parametrize(
    "text",
    [
        "",
        "git.lab",
        "ftp://git.lab",
        "https://",
        "https://me@git.lab",
        "https://git.lab\\@evil.example",
        "https://git.lab?x=1",
        "https://git.lab#x",
        "https://git.lab/../x",
        "https://git.lab/%2e%2e",
        "https://git.lab\n",
        " https://git.lab",
        "https://gıt.lab",
        "https://git.lab:x",
    ],
)
def test_what_is_no_plain_address_is_none(text: str) -> None:
    assert server_url(text) is None


@given(st.text(alphabet="htps:/.@\\#?[]%a0 \n\t", max_size=30).map("https://".__add__))
@example("https://a:1@b")
def test_an_address_is_read_as_the_standard_library_reads_it(text: str) -> None:
    found = server_url(text)
    if found is not None:
        parts = urlsplit(text)
        assert (parts.username, parts.query, parts.fragment) == (None, "", "")
        assert urlsplit(found).hostname == parts.hostname


@pytest.mark.parametrize(
    ("remote", "project"),
    [
        ("git@git.lab:speech/journal.git", "speech/journal"),
        ("git.lab:speech/asr/journal", "speech/asr/journal"),
        ("ssh://git@GIT.lab:2222/speech/journal.git", "speech/journal"),
        ("https://git.lab/speech/journal.git/", "speech/journal"),
        ("https://gitlab-ci-token:secret@git.lab/speech/journal.git", "speech/journal"),
        ("git@git.lab.example:speech/journal.git", None),
        ("https://git.lab@evil.example/speech/journal.git", None),
        ("git@git.lab:journal.git", None),
        ("git@git.lab:speech/../journal", None),
        ("git@git.lab:speech/jour nal", None),
        ("/srv/git.lab/speech/journal.git", None),
        ("file:///git.lab/speech/journal.git", None),
        ("", None),
    ],
)
def test_the_project_of_a_remote(remote: str, project: str | None) -> None:
    assert project_of(remote, "https://git.lab") == project


def test_a_server_below_a_path() -> None:
    server = "https://lab.example/gitlab"
    assert project_of("https://lab.example/gitlab/speech/journal.git", server) == "speech/journal"
    assert project_of("https://lab.example/other/speech/journal.git", server) is None
    assert project_of("git@lab.example:speech/journal.git", server) == "speech/journal"


@given(st.text(max_size=40))
@example("a/..")
@example("a/b?x")
def test_a_projects_path_is_a_plain_one(text: str) -> None:
    if project_path(text) is not None:
        assert not set(text) & set("?#%\\ \n:@")
        assert ".." not in text.split("/")
        assert "/" in text


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("https://git.lab/api/v4/user", "https://git.lab"),
        ("https://git.lab:443/api/v4/user", "https://git.lab"),
        ("HTTPS://GIT.lab/", "https://git.lab"),
        ("http://git.lab:80/x?to=../y", "http://git.lab"),
        ("https://lab.example/gitlab/api/v4/projects/a%2Fb", "https://lab.example/gitlab"),
        ("https://[::1]:8443/api", "https://[::1]:8443"),
    ],
)
def test_an_address_is_on_the_server(address: str, server: str) -> None:
    assert is_on_server(address, server)


@pytest.mark.parametrize(
    "address",
    [
        "https://lab.example/gitlab/../admin",
        "https://lab.example/gitlab/%2e%2e/admin",
        "https://lab.example/gitlab/%2E./admin",
        "https://lab.example/gitlab/x%2f..%2fadmin",
        "https://lab.example/gitlab/..\\admin",
        "https://lab.example/gitlab2/x",
        "https://lab.example/gitlab",
        "https://lab.example/",
        "http://lab.example/gitlab/x",
        "https://lab.example:8443/gitlab/x",
        "https://lab.example:many/gitlab/x",
        "https://lab.example.evil/gitlab/x",
        "https://me:pw@lab.example/gitlab/x",
        "https://lab.example@evil.example/gitlab/x",
        "https://[::1/gitlab/x",
        "//lab.example/gitlab/x",
        "",
    ],
)
def test_an_address_is_elsewhere(address: str) -> None:
    assert not is_on_server(address, "https://lab.example/gitlab")


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    is_on_server(f"https://git.lab/{text}", "https://git.lab")
    assert not is_on_server(text, "https://git.lab") or "git.lab" in text.lower()

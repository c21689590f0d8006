"""A canary is found whatever was made of it."""

import base64
import json
import os
import subprocess
import tarfile
import zipfile
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.canaries import VARIABLES, WORD, files_with_canaries, is_in


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that isn't looked through after the test."""
    return tmp_path_factory.mktemp("leaks")


def test_they_stand_in_the_environment_unless_a_test_asks_for_none(
    request: pytest.FixtureRequest,
) -> None:
    assert VARIABLES.items() <= os.environ.items()
    request.getfixturevalue("no_keys")
    assert VARIABLES.keys().isdisjoint(os.environ)


@pytest.mark.parametrize("key", VARIABLES.values(), ids=VARIABLES)
@pytest.mark.parametrize("before", ["", "u", "u:", "us:"])
def test_every_form_is_found(place: Path, key: str, before: str) -> None:
    text = f"{before}{key}"
    forms = [text, quote(text), quote(text, safe=""), quote_plus(text), json.dumps(text)]
    forms += [repr(text), base64.b64encode(text.encode()).decode()]
    forms.append(base64.urlsafe_b64encode(text.encode()).decode())
    for form in forms:
        assert is_in(f"a {form} b")
        (place / "file").write_text(f"a {form} b")
        assert files_with_canaries(place) == [str(place / "file")]


@pytest.mark.parametrize("key", VARIABLES.values(), ids=VARIABLES)
@pytest.mark.parametrize("before", ["", "u", "u:"])
def test_a_key_that_was_cut_is_found(key: str, before: str) -> None:
    start = key.index(WORD)
    assert is_in(f"{before}{key[: start + len(WORD) // 2 + 1]}…")
    assert is_in(key[start + 3 :])
    cut = base64.b64encode(f"{before}{key}".encode())
    assert is_in(cut[: (len(before) + start + len(WORD) // 2 + 2) * 4 // 3])


def test_git_s_packs_are_looked_through(place: Path) -> None:
    git = ("git", "-C", place)
    subprocess.run([*git, "init", "-q"], check=True)
    for text in ("line\n" * 99, "line\n" * 99 + f"{VARIABLES['GITLAB_TOKEN']}\n"):
        (place / "file").write_text(text)
        subprocess.run([*git, "add", "file"], check=True)
        subprocess.run([*git, "commit", "-qm", "a"], check=True)
    (place / "file").unlink()
    subprocess.run([*git, "gc", "-q", "--aggressive", "--prune=now"], check=True)
    found = files_with_canaries(place)
    assert [Path(path).suffix for path in found] == [".pack"]


def test_git_s_objects_archives_and_names_are_looked_through(place: Path) -> None:
    key = VARIABLES["AWS_ACCESS_KEY_ID"]
    subprocess.run(["git", "init", "-q", place], check=True)
    hashed = ["git", "-C", place, "hash-object", "-w", "--stdin"]
    subprocess.run(hashed, input=f"# {key}\n".encode(), check=True, capture_output=True)
    (place / "a.txt").write_text(f"{key}\n" * 100)
    with zipfile.ZipFile(place / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", f"{key}\n" * 100)
    with tarfile.open(place / "a.tgz", "w:gz") as tar:
        tar.add(place / "a.txt")
    (place / "a.txt").unlink()
    (place / f"{key}.txt").touch()
    (place / "link").symlink_to("/proc/self/environ")
    os.mkfifo(place / "fifo")
    found = {Path(path).relative_to(place).parts[0] for path in files_with_canaries(place)}
    assert found == {".git", "a.zip", "a.tgz", f"{key}.txt"}

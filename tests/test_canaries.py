"""A canary is found whatever was made of it."""

import base64
import json
import os
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.canaries import VARIABLES, files_with_canaries, is_in


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


def test_git_s_objects_zips_and_names_are_looked_through(place: Path) -> None:
    key = VARIABLES["AWS_ACCESS_KEY_ID"]
    subprocess.run(["git", "init", "-q", place], check=True)
    hashed = ["git", "-C", place, "hash-object", "-w", "--stdin"]
    subprocess.run(hashed, input=f"# {key}\n".encode(), check=True, capture_output=True)
    with zipfile.ZipFile(place / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner", f"{key}\n" * 100)
    (place / f"{key}.txt").touch()
    (place / "link").symlink_to("/proc/self/environ")
    os.mkfifo(place / "fifo")
    found = {Path(path).relative_to(place).parts[0] for path in files_with_canaries(place)}
    assert found == {".git", "a.zip", f"{key}.txt"}

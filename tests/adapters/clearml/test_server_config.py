"""Which server, and whose keys: the person's configuration, outside of git."""

import subprocess
import sys
from pathlib import Path

import pytest

from labbook.adapters.clearml_config import configured_server
from labbook.adapters.clearml_server import ServerTracker
from labbook.errors import Refused
from labbook.model.settings import Settings
from tests.adapters.clearml.leaks import leaks
from tests.fakes.clearml import ACCESS_KEY, SECRET_KEY, ClearmlServer

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # ClearML's own parser
HOST = "https://api.clearml.lab"
CONFIGURATION = f"""
api {{
  api_server: {HOST}
  web_server: "https://app.clearml.lab/"
  files_server: "https://files.clearml.lab"
  verify_certificate: false
  credentials {{ "access_key" = "{ACCESS_KEY}", "secret_key" = "{SECRET_KEY}" }}
}}
sdk.development.report_use_subprocess: true
"""


@pytest.fixture
def file(tmp_path: Path, no_keys: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "моя.conf"
    path.write_text(CONFIGURATION)
    monkeypatch.setenv("CLEARML_CONFIG_FILE", str(path))
    return path


def test_clearml_conf(file: Path) -> None:
    server = configured_server(None)
    assert (server.api, server.web) == (HOST, "https://app.clearml.lab")
    assert server.files == "https://files.clearml.lab"
    assert (server.access_key, server.secret_key) == (ACCESS_KEY, SECRET_KEY)
    assert server.verify is False
    assert leaks(repr(server)) == []


def test_the_environment_stands_over_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_HOST", "http://other.lab:8008/")
    monkeypatch.setenv("CLEARML_API_SECRET_KEY", "another")
    server = configured_server(None)
    assert server.api == "http://other.lab:8008"
    assert (server.access_key, server.secret_key) == (ACCESS_KEY, "another")


@pytest.mark.parametrize("named", [HOST, HOST + "/", HOST + ":443", "HTTPS://API.clearml.lab"])
def test_the_host_that_the_journal_names(file: Path, named: str) -> None:
    assert configured_server(named).api == HOST


@pytest.mark.parametrize(
    "named", ["https://evil.example", "http://api.clearml.lab", HOST + ":8443", "https://[", ""]
)
def test_keys_go_to_no_other_host(file: Path, named: str) -> None:
    with pytest.raises(Refused, match=f"has keys for {HOST} only"):
        configured_server(named)


def test_without_a_server_the_package_s_own_is_not_asked() -> None:
    with pytest.raises(Refused, match="no ClearML server is set up") as error:
        configured_server(None)
    assert "never in git" in (error.value.hint or "")


def test_without_keys(no_keys: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_HOST", HOST)
    with pytest.raises(Refused, match=f"no keys for {HOST}"):
        configured_server(None)


def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_HOST", "ftp://api\x1b.lab")
    with pytest.raises(Refused, match="is none") as error:
        configured_server(None)
    assert "\x1b" not in error.value.sentence


def test_a_broken_file_is_named_and_not_quoted(
    file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file.write_text(f'api {{ credentials {{ secret_key = "{SECRET_KEY}" ]]] = = {{')
    with pytest.raises(Refused, match="can't be read") as error:
        configured_server(None)
    assert error.value.path == file
    said = capfd.readouterr()
    assert leaks(str(error.value) + said.out + said.err) == []


def test_a_run_s_process_finds_the_person_s_file_and_its_own_switches(
    file: Path, tmp_path: Path
) -> None:
    """With subprocesses for reports a fork of the training can lose the commit."""
    folder = tmp_path / "run"
    folder.mkdir()
    told = ServerTracker(Settings()).prepare(folder, name="demo/1", project="speech")
    assert leaks(folder) == []
    assert leaks(repr(told)) == []
    asked = (
        "from clearml.config import config_obj as c; from clearml.backend_api import Session;"
        "print(c.get('sdk.development.report_use_subprocess'), Session.get_api_server_host(),"
        " c.get('api.credentials.secret_key'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], env=dict(told), capture_output=True, text=True, check=True
    )
    assert done.stdout == f"False {HOST} {SECRET_KEY}\n"


def test_a_password_in_an_address_goes_no_further(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARML_API_HOST", "https://me:canary@pw@api.clearml.lab/x?token=canary")
    monkeypatch.setenv("CLEARML_WEB_HOST", "https://me:canary@app.clearml.lab")
    monkeypatch.setenv("CLEARML_FILES_HOST", "https://me:canary@files.clearml.lab")
    told = ServerTracker(Settings()).prepare(tmp_path, name="demo/1", project="speech")
    assert told["CLEARML_API_HOST"] == "https://api.clearml.lab/x"
    assert told["CLEARML_WEB_HOST"] == "https://app.clearml.lab"
    assert "canary" not in repr(configured_server(None))


def test_a_token_takes_the_place_of_keys(
    server: ClearmlServer, tracker: ServerTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("CLEARML_AUTH_TOKEN", server.token)
    tracker.reach()
    assert server.asked() == ["auth.login"]
    assert server.token not in repr(tracker.client.server)
    monkeypatch.setenv("CLEARML_AUTH_TOKEN", "a\nheader: of-its-own")
    with pytest.raises(Refused, match="CLEARML_AUTH_TOKEN is no token"):
        configured_server(None)


def test_where_a_proxy_drops_the_bodies_of_get_another_method_is_used(
    server: ClearmlServer, tracker: ServerTracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEARML_API_DEFAULT_REQ_METHOD", "post")
    server.files["a.png"] = b"picture"
    assert tracker.files.read(f"{server.file_host}/a.png", 10) == b"picture"
    methods = {request.endpoint: request.method for request in server.requests}
    assert methods == {"auth.login": "POST", "file": "GET"}

"""A server that fails: one sentence within the time-out, and no key in it."""

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from labbook.adapters import clearml_client, clearml_download, clearml_events
from labbook.adapters.clearml_server import ServerTracker
from labbook.errors import OutsideError
from labbook.model.settings import Settings
from labbook.model.tracked import TrackedRun
from tests.adapters.clearml.leaks import leaks
from tests.adapters.tracker_contract import RUN
from tests.fakes import clearml_faults as faults
from tests.fakes.clearml import SECRET_KEY, ClearmlServer

NOWHERE = Path("/nonexistent")
ENDPOINTS = ("auth.login", "tasks.get_all_ex", "events.get_task_events", "events.get_task_log")
FAULTS = {
    "log-in page": (faults.LOGIN_PAGE, "is no ClearML API"),
    "maintenance": (faults.MAINTENANCE, r"down for maintenance or too busy \(503\)"),
    "half of an answer": (faults.NOT_JSON, "is no ClearML API"),
    "another JSON": (faults.NO_ENVELOPE, "is no ClearML API"),
    "forbidden": (faults.page(403, "<html>no</html>"), "doesn't accept the keys"),
    "broken chunks": (faults.broken_chunks, "broke off in the middle of an answer"),
    "silence": (faults.silent, "did not answer within 0.3 s"),
    "a byte now and then": (faults.trickle, "did not answer within 1 s"),
    "1 GB of names": (faults.endless, "answers with more than 1 MiB"),
    "redirect": (faults.redirect("https://evil.example/x?token=1"), "redirects to https://evil.e"),
}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clearml_client, "SECONDS_TO_CONNECT", 0.3)
    monkeypatch.setattr(clearml_client, "SECONDS_OF_SILENCE", 0.3)
    monkeypatch.setattr(clearml_client, "SECONDS_FOR_AN_ANSWER", 1.0)
    monkeypatch.setattr(clearml_client, "MOST_ANSWER", 1 << 20)


@pytest.fixture
def task(server: ClearmlServer) -> str:
    task = server.add_task(str(RUN), tags=[RUN.tag])
    server.add_points(task, "train", "loss", [(step, 1.0) for step in range(3)])
    return task


@pytest.fixture(autouse=True)
def no_key_is_said(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    yield
    said = capfd.readouterr()
    assert leaks(said.out + said.err + caplog.text) == []


def failure(tracker: ServerTracker) -> OutsideError:
    with pytest.raises(OutsideError) as caught:
        tracker.fetch(RUN, NOWHERE)
    error = caught.value
    assert "\n" not in error.sentence
    assert leaks(f"{error} {error.hint} {error.__cause__!r}") == []
    return error


@pytest.mark.parametrize("endpoint", ENDPOINTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_one_sentence(
    server: ClearmlServer, tracker: ServerTracker, task: str, fault: str, endpoint: str
) -> None:
    server.faults[endpoint], sentence = FAULTS[fault]
    if endpoint == "events.get_task_log" and fault == "1 GB of names":
        (lack,) = tracker.fetch(RUN, NOWHERE).missing
        assert (lack.what, "more than 1 MiB" in lack.why) == (f"log of task {task}", True)
        return
    error = failure(tracker)
    assert server.host in error.sentence
    assert re.search(sentence, error.sentence), error.sentence


def test_a_redirect_gets_no_token(server: ClearmlServer, tracker: ServerTracker, task: str) -> None:
    with ClearmlServer() as other:
        server.faults["tasks.get_all_ex"] = faults.redirect(f"{other.host}/tasks.get_all_ex")
        failure(tracker)
        assert other.requests == []


def test_a_wrong_key(server: ClearmlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLEARML_API_SECRET_KEY", SECRET_KEY + "=")
    assert "doesn't accept the keys" in failure(ServerTracker(Settings())).sentence


def test_refused_connections(server: ClearmlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("CLEARML_API_HOST", f"http://127.0.0.1:{free.getsockname()[1]}")
    assert "can't be reached: Connection refused" in failure(ServerTracker(Settings())).sentence


def test_https_towards_an_http_port(server: ClearmlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLEARML_API_HOST", server.host.replace("http:", "https:"))
    error = failure(ServerTracker(Settings()))
    assert "doesn't speak https" in error.sentence
    assert "http://" in (error.hint or "")


def test_a_name_that_nobody_knows(server: ClearmlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CLEARML_API_HOST", "https://clearml.invalid")
    monkeypatch.setattr(clearml_client, "SECONDS_FOR_AN_ANSWER", 20.0)
    assert (
        "https://clearml.invalid can't be reached: " in failure(ServerTracker(Settings())).sentence
    )


def test_a_password_in_the_address_is_not_told(
    server: ClearmlServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in server.environment().items():
        monkeypatch.setenv(name, value)
    secret = f"http://me:canary-password@{server.host.removeprefix('http://')}"
    monkeypatch.setenv("CLEARML_API_HOST", secret)
    server.faults["tasks.get_all_ex"] = faults.MAINTENANCE
    assert "canary" not in str(failure(ServerTracker(Settings())))


def test_a_server_that_is_silent_is_waited_for_once(
    server: ClearmlServer, tracker: ServerTracker
) -> None:
    server.faults["auth.login"] = faults.silent
    assert str(failure(tracker)) == str(failure(tracker))
    assert server.asked() == ["auth.login"]


def test_netrc_is_not_asked(
    server: ClearmlServer, tracker: ServerTracker, task: str, home: Path
) -> None:
    (home / ".netrc").write_text("machine 127.0.0.1 login netrc password other\n")
    assert tracker.fetch(RUN, NOWHERE).task == task


class TestPictures:
    """What can't be had of the file server is said; everything else comes home."""

    def fetched(self, server: ClearmlServer, tracker: ServerTracker, task: str, url: str) -> str:
        event = {"type": "training_debug_image", "metric": "m", "variant": "v", "iter": 1}
        server.events.add({**event, "task": task, "timestamp": 1, "key": "k", "url": url})
        tracked: TrackedRun = tracker.fetch(RUN, NOWHERE)
        assert len(tracked.series) == 1
        (lack,) = tracked.missing
        assert lack.what == "sample m/v"
        return lack.why

    @pytest.mark.parametrize("fault", ["silence", "broken chunks", "1 GB of names", "redirect"])
    def test_a_file_server_that_fails(
        self, server: ClearmlServer, tracker: ServerTracker, task: str, fault: str
    ) -> None:
        server.faults["file"] = FAULTS[fault][0]
        assert self.fetched(server, tracker, task, f"{server.file_host}/a.png")

    def test_a_silent_file_server_is_waited_for_once(
        self, server: ClearmlServer, tracker: ServerTracker, task: str
    ) -> None:
        server.faults["file"] = faults.silent
        event = {"type": "training_debug_image", "metric": "m", "timestamp": 1, "task": task}
        for name in "abc":
            url = f"{server.file_host}/{name}.png"
            server.events.add({**event, "variant": name, "key": name, "iter": 1, "url": url})
        whats = [lack.what for lack in tracker.fetch(RUN, NOWHERE).missing]
        assert whats == ["sample m/a", "sample m/b", "sample m/c"]
        assert server.asked().count("file") == 1

    def test_no_other_host_is_asked(
        self, server: ClearmlServer, tracker: ServerTracker, task: str
    ) -> None:
        with ClearmlServer() as other:
            why = self.fetched(server, tracker, task, f"{other.file_host}/a.png")
            assert other.requests == []
        assert why == "lies on a host that isn't the server's own"

    def test_what_only_looks_like_the_file_server_is_another_host(
        self, server: ClearmlServer, tracker: ServerTracker, task: str
    ) -> None:
        url = f"{server.file_host}@127.0.0.1:9/a.png"
        assert "isn't the server's own" in self.fetched(server, tracker, task, url)


class TestHostileAnswers:
    def test_a_page_that_comes_again_and_again(
        self, server: ClearmlServer, tracker: ServerTracker, task: str
    ) -> None:
        page = server.events.get_task_events({"task": task, "event_type": "training_stats_scalar"})
        answer = {"meta": {"result_code": 200, "result_msg": "OK"}, "data": {**page, "total": 9}}
        text = json.dumps(answer)
        server.faults["events.get_task_events"] = faults.page(200, text, "application/json")
        assert "the same page" in failure(tracker).sentence

    def test_malformed_events_are_counted(
        self, server: ClearmlServer, tracker: ServerTracker, task: str
    ) -> None:
        server.add_points(task, "train", "x", [(10, "NaN"), (11, None), (12, [1])])  # type: ignore[list-item]
        whats = [lack.what for lack in tracker.fetch(RUN, NOWHERE).missing]
        assert whats == [f"2 events of task {task}"]

    def test_names_are_cut_and_cleaned(
        self, server: ClearmlServer, tracker: ServerTracker, task: str
    ) -> None:
        server.add_points(task, "a" * 5000, "\x1b[31m<!-- labbook:end -->\0", [(1, 1.0)])
        name = next(s.metric for s in tracker.fetch(RUN, NOWHERE).series if "aaa" in s.metric)
        assert len(name) < 300
        assert "\x1b" not in name
        assert "\0" not in name

    @pytest.mark.parametrize(
        "name", ["tags", "project", "models", "execution", "hyperparams", "script", "parent"]
    )
    @pytest.mark.parametrize("value", [None, 3, "text", [None], {"output": [3], "artifacts": 1}])
    def test_a_task_of_other_shapes(
        self, server: ClearmlServer, tracker: ServerTracker, name: str, value: object
    ) -> None:
        task = {"id": "1" * 32, "name": str(RUN), "tags": [RUN.tag], name: value}
        answer = {"meta": {"result_code": 200, "result_msg": "OK"}, "data": {"tasks": [task, 7]}}
        text = json.dumps(answer)
        server.faults["tasks.get_all_ex"] = faults.page(200, text, "application/json")
        server.store.tasks["1" * 32] = {}
        assert tracker.fetch(RUN, NOWHERE).task == "1" * 32


class TestPagesWithoutEnd:
    """The stand-in gives 40 pages, so that a reader that wants all of them fails here, too."""

    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(clearml_download, "MOST_PAGES", 5, raising=False)

    def test_points(self, server: ClearmlServer, tracker: ServerTracker, task: str) -> None:
        pages = faults.new_pages(40, type="training_stats_scalar", value=1.0)
        server.faults["events.get_task_events"] = pages
        assert "over 5 pages of events.get_task_events" in failure(tracker).sentence
        assert server.asked().count("events.get_task_events") == 5

    def test_plots(self, server: ClearmlServer, tracker: ServerTracker, task: str) -> None:
        pages = faults.new_pages(40, key="plots", type="plot", plot_str="{}")
        server.faults["events.get_task_plots"] = pages
        tracked = tracker.fetch(RUN, NOWHERE)
        assert [lack.what for lack in tracked.missing] == [f"plots of task {task}"]
        assert (len(tracked.plots), len(tracked.series)) == (5, 1)

    def test_of_the_log_one_page_is_asked(
        self, server: ClearmlServer, tracker: ServerTracker, task: str
    ) -> None:
        server.faults["events.get_task_log"] = faults.new_pages(40, type="log", msg="begun")
        assert tracker.fetch(RUN, NOWHERE).log == ("begun",)
        assert server.asked().count("events.get_task_log") == 1

    def test_all_pages_together_have_a_time(
        self,
        server: ClearmlServer,
        tracker: ServerTracker,
        task: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(clearml_download, "SECONDS_FOR_ALL", 0.0, raising=False)
        pages = faults.new_pages(40, type="training_stats_scalar", value=1.0)
        server.faults["events.get_task_events"] = pages
        assert "took over 0 min" in failure(tracker).sentence
        assert server.asked().count("events.get_task_events") == 1

    def test_samples(
        self,
        server: ClearmlServer,
        tracker: ServerTracker,
        task: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(clearml_events, "MOST_SAMPLES", 3, raising=False)
        event = {"type": "training_debug_image", "metric": "m", "timestamp": 1, "task": task}
        for number, name in enumerate("aabcde"):
            url = f"http://elsewhere/{number}.png"
            server.events.add({**event, "variant": name, "key": url, "iter": number, "url": url})
        whats = [lack.what for lack in tracker.fetch(RUN, NOWHERE).missing]
        assert whats[:2] == [f"2 samples of task {task}", "1 earlier samples"]
        assert whats[2:] == ["sample m/a", "sample m/b", "sample m/c"]

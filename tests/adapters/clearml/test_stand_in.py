"""The stand-in answers as the real server was recorded to (server 2.3.0, SDK 2.1.12)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.fakes.clearml import ClearmlServer

LOSS = [1.0, 0.9901986733067553, 0.9807894391523232, 0.9717645335842487, 0.9631163463866358]


def ask(server: ClearmlServer, endpoint: str, body: Mapping[str, Any]) -> tuple[int, Any, Any]:
    """Status, envelope and data."""
    headers = {"Authorization": f"Bearer {server.token}", "Content-Type": "application/json"}
    url, raw = f"{server.host}/v2.23/{endpoint}", json.dumps(body).encode()
    try:
        with urlopen(Request(url, raw, headers, method="GET")) as response:
            answer = json.load(response)
    except HTTPError as error:
        answer = json.load(error)
    return answer["meta"]["result_code"], answer["meta"], answer["data"]


@pytest.fixture
def task(server: ClearmlServer) -> str:
    """A single value, then five steps of three series."""
    task = server.add_task("train é✓ ok", project="hbproj/demo", tags=["naïve", "t1"])
    server.add_points(task, "Summary", "final_acc", [(-(2**31), 0.91)])
    for metric, variant in (("loss", "train"), ("loss", "val"), ("acc", "val")):
        server.add_points(task, metric, variant, list(enumerate(LOSS)))
    return task


def test_a_page_ends_with_a_step(server: ClearmlServer, task: str) -> None:
    body = {"task": task, "event_type": "training_stats_scalar", "batch_size": 5, "order": "asc"}
    _, _, first = ask(server, "events.get_task_events", body)
    assert (first["returned"], first["total"]) == (7, 16)
    assert [event["iter"] for event in first["events"]] == [-(2**31), 0, 0, 0, 1, 1, 1]
    second = ask(server, "events.get_task_events", {**body, "scroll_id": first["scroll_id"]})[2]
    assert second["returned"] == 6


def test_means_are_in_single_precision_and_of_2_000_points_at_most(
    server: ClearmlServer, task: str
) -> None:
    _, _, curves = ask(server, "events.scalar_metrics_iter_histogram", {"task": task})
    assert curves["loss"]["train"]["y"][:3] == [1.0, 0.9901986718177795, 0.9807894229888916]
    assert "Summary" not in curves
    server.add_points(task, "long", "one", [(step, float(step)) for step in range(5000)])
    _, _, curves = ask(server, "events.scalar_metrics_iter_histogram", {"task": task})
    assert len(curves["long"]["one"]["y"]) == 1667


def test_above_6_000_samples(server: ClearmlServer, task: str) -> None:
    body = {"task": task, "samples": 10_000, "key": "iter"}
    status, meta, data = ask(server, "events.scalar_metrics_iter_histogram", body)
    assert (status, meta["result_subcode"], data) == (400, 12, {})
    assert "'10000' is bigger than maximum ('6000')" in meta["result_msg"]


def test_what_a_task_says_of_its_metrics(server: ClearmlServer, task: str) -> None:
    _, _, data = ask(server, "tasks.get_by_id", {"task": task})
    loss = data["task"]["last_metrics"]["loss"]["train"]
    assert loss["min_value_iteration"] == 4
    assert loss["mean_value"] == 0.98
    assert "value_iteration" not in loss


def test_an_unknown_task(server: ClearmlServer) -> None:
    status, meta, _ = ask(server, "events.get_task_log", {"task": "0" * 32})
    assert (status, meta["result_subcode"]) == (400, 101)
    assert ask(server, "tasks.get_all_ex", {"id": ["0" * 32]})[2] == {"tasks": []}


def test_an_unknown_endpoint(server: ClearmlServer) -> None:
    status, meta, _ = ask(server, "tasks.nope", {"task": "x"})
    assert (status, meta["result_msg"][:41]) == (404, "Unable to find endpoint for name tasks.no")


def test_only_the_fields_that_are_asked_for(server: ClearmlServer, task: str) -> None:
    body = {"tags": ["t1"], "name": "train.*ok", "only_fields": ["name", "status", "project.name"]}
    (found,) = ask(server, "tasks.get_all_ex", body)[2]["tasks"]
    project = {"id": found["project"]["id"], "name": "hbproj/demo"}
    status = {"status": "completed", "project": project}
    assert found == {"id": task, "name": "train é✓ ok", **status}
    assert ask(server, "tasks.get_all_ex", {"tags": ["t2"]})[2] == {"tasks": []}


def test_a_failed_task_is_not_completed(server: ClearmlServer, task: str) -> None:
    ask(server, "tasks.failed", {"task": task, "force": True})
    status, meta, _ = ask(server, "tasks.completed", {"task": task})
    assert (status, meta["result_subcode"]) == (400, 110)


def test_without_a_token(server: ClearmlServer, task: str) -> None:
    server.token = "another"
    with pytest.raises(HTTPError, match="401"):
        urlopen(Request(f"{server.host}/tasks.get_all", b"{}", method="GET"))

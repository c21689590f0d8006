"""`metrics.jsonl` and `result.json`, alone and beside a session."""

import json
from dataclasses import replace
from hashlib import sha256
from math import inf, isnan
from pathlib import Path

import pytest

from labbook.adapters.bounded_files import FolderFiles
from labbook.adapters.clearml_offline import OfflineTracker
from labbook.adapters.clearml_task import MOST_VALUE
from labbook.adapters.completed import with_metrics, with_result
from labbook.adapters.metrics_file import read_metrics_file
from labbook.adapters.result_file import read_result_file
from labbook.errors import OutsideError
from labbook.model.metric import Series
from labbook.model.run import Artifact, RunState
from labbook.model.settings import Settings
from labbook.model.tracked import MediaSample, TrackedRun
from tests.adapters.tracker_contract import RUN


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "output"
    folder.mkdir()
    return folder


def fetch(output: Path) -> TrackedRun:
    return OfflineTracker(Settings()).fetch(RUN, output.parent)


def write_metrics(output: Path, *lines: object) -> None:
    text = "".join(line if isinstance(line, str) else json.dumps(line) + "\n" for line in lines)
    (output / "metrics.jsonl").write_text(text)


def write_result(output: Path, **content: object) -> None:
    (output / "result.json").write_text(json.dumps({"schema": 1, **content}))


def points(tracked: TrackedRun, metric: str) -> list[tuple[int | None, float]]:
    return next(series.points() for series in tracked.series if series.metric == metric)


def test_nothing_at_all(output: Path) -> None:
    with pytest.raises(OutsideError, match="nothing is known of run 2026-01-01-demo/1"):
        fetch(output)


def test_metrics_alone(output: Path) -> None:
    write_metrics(
        output,
        {"metric": "valid/error_rate", "step": 1, "value": 12.5, "time": 1_700_000_000.5},
        {"metric": "valid/error_rate", "step": 2, "value": 0.1, "time": 1_700_000_060},
        {"metric": "test/error_rate", "value": "nan"},
    )
    tracked = fetch(output)
    assert tracked.source == "metrics.jsonl"
    assert points(tracked, "valid/error_rate") == [(1, 12.5), (2, 0.1)]
    assert isnan(points(tracked, "test/error_rate")[0][1])
    assert tracked.started == "2023-11-14T22:13:20Z"
    assert tracked.finished == "2023-11-14T22:14:20Z"


def test_broken_lines_are_counted(output: Path) -> None:
    good = {"metric": "m", "step": 1, "value": 1}
    bad = [
        {"metric": 3, "value": 1},
        {"metric": "m"},
        {"metric": "m", "value": "12"},
        {"metric": "m", "value": True},
        {"metric": "m", "value": [1]},
        {"metric": "m", "value": 10**400},
        {"metric": "m", "step": 1.5, "value": 1},
        {"metric": "m", "step": 2**60, "value": 1},
        ["m", 1, 1],
    ]
    write_metrics(output, good, *bad, "{cut\n", "\n", '{"metric": "m", "step": 2, "value": 2')
    tracked = fetch(output)
    assert points(tracked, "m") == [(1, 1.0)]
    assert [(lack.what, lack.why) for lack in tracked.missing] == [
        ("11 lines of metrics.jsonl", "they are malformed")
    ]


def test_a_file_that_leads_elsewhere_is_not_read(output: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.jsonl").write_text('{"metric": "m", "value": 1}\n')
    (output / "metrics.jsonl").symlink_to(tmp_path / "elsewhere.jsonl")
    with pytest.raises(OutsideError):
        fetch(output)


def test_a_result_alone(output: Path) -> None:
    write_result(
        output,
        state="failed",
        error="RuntimeError: out of\nmemory",
        metrics={"test/error_rate": 12.25, "test/loss": "inf", "bad": "12"},
        weights_digest="sha256:" + "a" * 64,
        environment={"host": "box", "python": "3.11.9", "packages": {"torch": "2.8"}, "threads": 1},
    )
    tracked = fetch(output)
    assert tracked.source == "result.json"
    assert (tracked.state, tracked.error) == (RunState.FAILED, "RuntimeError: out of memory")
    assert points(tracked, "test/error_rate") == [(None, 12.25)]
    assert points(tracked, "test/loss") == [(None, float("inf"))]
    assert tracked.weights_digest == "sha256:" + "a" * 64
    assert tracked.environment.packages == {"torch": "2.8"}
    assert (tracked.environment.host, tracked.environment.threads) == ("box", 1)
    assert [lack.what for lack in tracked.missing] == ["bad of result.json"]


def test_what_cannot_be_read_of_a_result_is_said(output: Path) -> None:
    write_result(
        output,
        state="done",
        weights_digest="sha256:1",
        environment={"seed": "1986", "threads": 1.5, "host": 3},
    )
    assert {(lack.what, lack.why) for lack in fetch(output).missing} == {
        (f"{key} of result.json", "can't be read")
        for key in ("state", "weights_digest", "seed", "threads", "host")
    }


def test_no_half_of_a_secret_stays_where_a_parameter_is_cut(output: Path) -> None:
    secret = "glpat-" + "x" * 20
    write_result(output, parameters={"note": "a" * (MOST_VALUE - 10) + " " + secret})
    assert "glpat" not in fetch(output).parameters["General/note"]


def test_a_result_and_metrics_that_disagree(output: Path) -> None:
    write_metrics(output, {"metric": "wer", "step": 1, "value": 3}, {"metric": "cer", "value": 1})
    write_result(output, state="finished", metrics={"wer": 4, "cer": 1.0})
    tracked = fetch(output)
    assert points(tracked, "wer") == [(1, 3.0)]
    (lack,) = tracked.missing
    assert lack.what == "agreement on wer"
    assert lack.why == "the tracker says 3.0, result.json 4.0"


def test_artifacts_of_a_result_are_measured(output: Path, tmp_path: Path) -> None:
    (output / "model.ckpt").write_bytes(b"weights")
    (tmp_path / "secret").write_bytes(b"secret")
    right = f"sha256:{sha256(b'weights').hexdigest()}"
    write_result(
        output,
        artifacts=[
            {"name": "model", "path": "model.ckpt", "size": 7, "sha256": right},
            {"name": "changed", "path": "model.ckpt", "sha256": "sha256:" + "0" * 64},
            {"name": "gone", "path": "gone.ckpt", "size": 3, "sha256": right},
            {"name": "climbs", "path": "../secret"},
            {"name": "absolute", "path": str(tmp_path / "secret")},
            {"name": "nowhere"},
            "text",
        ],
    )
    tracked = fetch(output)
    found = {artifact.name: (artifact.size, artifact.sha256) for artifact in tracked.artifacts}
    assert found == {
        "model": (7, right),
        "changed": (7, right),
        "gone": (3, right),
        "climbs": (None, None),
        "absolute": (None, None),
    }
    assert tracked.artifacts[0].uri == "output/model.ckpt"
    assert [lack.what for lack in tracked.missing] == [
        "artifact changed",
        "file of artifact gone",
        "file of artifact climbs",
        "file of artifact absolute",
        "an artifact of result.json",
        "an artifact of result.json",
    ]


@pytest.mark.parametrize(
    ("content", "why"),
    [("", "is empty"), ("{", "is no JSON"), ("[]", "is no object"), ("[" * 10**5, "is no JSON")],
)
def test_a_broken_result_is_said(output: Path, content: str, why: str) -> None:
    write_metrics(output, {"metric": "m", "value": 1})
    (output / "result.json").write_text(content)
    (lack,) = fetch(output).missing
    assert (lack.what, lack.why) == ("result.json", why)


def test_a_program_needs_not_quote_what_the_tracker_does(output: Path) -> None:
    tracked = TrackedRun("tracker", series=(Series('"a/b"/c', [1, 2], [1.0, 0.0]),))
    write_metrics(
        output,
        {"metric": "a/b/c", "step": 2, "value": "inf"},
        {"metric": "loss", "step": 1, "value": "nan"},
    )
    joined = with_metrics(tracked, read_metrics_file(FolderFiles(output, "output")))
    assert [series.metric for series in joined.series] == ['"a/b"/c', "loss"]
    assert joined.series[0].points() == [(1, 1.0), (2, inf)]


def test_two_metrics_that_are_one_to_the_tracker(output: Path) -> None:
    write_metrics(
        output,
        {"metric": "loss/loss", "step": 1, "value": 1},
        {"metric": "loss", "step": 2, "value": 2},
        {"metric": "loss", "value": 3},
    )
    tracked = TrackedRun("tracker", task="t1", series=(Series("loss/loss", [1, 2], [1.0, 2.0]),))
    joined = with_metrics(tracked, read_metrics_file(FolderFiles(output, "output")))
    assert joined.series == (*tracked.series, Series("loss", [None], [3.0]))
    assert [lack.what for lack in joined.missing] == ["1 point that the tracker lacks"]


def test_a_name_without_a_slash_is_the_trackers_doubled_one(output: Path) -> None:
    write_result(output, metrics={"loss": 2.0})
    result = read_result_file(FolderFiles(output, "output"))
    tracked = TrackedRun("tracker", series=(Series("loss/loss", [1], [2.0]),))
    assert with_result(tracked, result).series == tracked.series


def test_a_tracker_that_lost_the_end_of_a_run(output: Path) -> None:
    write_metrics(output, *({"metric": "m/x", "step": n, "value": n} for n in range(5)))
    write_result(output, metrics={"m/x": 4})
    files = FolderFiles(output, "output")
    tracked = TrackedRun("tracker", task="t1", series=(Series("m/x", [0, 1], [0.0, 1.0]),))
    tracked = with_result(with_metrics(tracked, read_metrics_file(files)), read_result_file(files))
    assert points(tracked, "m/x") == [(n, n) for n in range(5)]
    (lack,) = tracked.missing
    assert lack.what == "3 points that the tracker lacks"
    assert lack.why == "metrics.jsonl has them (m/x for example)"


def both_say(output: Path, tracked: TrackedRun) -> TrackedRun:
    return with_result(tracked, read_result_file(FolderFiles(output, "output")))


@pytest.mark.parametrize("kind", ["artifacts", "models"])
def test_a_file_that_both_know_is_listed_once_with_all_that_is_known(
    output: Path, kind: str
) -> None:
    (output / "model.ckpt").write_bytes(b"weights")
    digest = f"sha256:{sha256(b'weights').hexdigest()}"
    write_result(output, **{kind: [{"name": "model", "path": "model.ckpt"}]})
    uploaded = Artifact("model", "https://files.lab/model.ckpt")
    joined = both_say(output, replace(TrackedRun("tracker"), **{kind: (uploaded,)}))
    assert getattr(joined, kind) == (replace(uploaded, size=7, sha256=digest),)
    assert joined.missing == ()


def test_a_file_that_is_not_the_one_that_the_run_noted(output: Path) -> None:
    (output / "model.ckpt").write_bytes(b"weights")
    write_result(output, models=[{"name": "best", "path": "model.ckpt"}])
    other = Artifact("best", "https://files.lab/best.ckpt", 8, "sha256:" + "0" * 64)
    joined = both_say(output, TrackedRun("tracker", models=(other,)))
    assert joined.models == (other,)
    (lack,) = joined.missing
    assert lack.what == "agreement on model best"
    assert lack.why.startswith("the tracker says 8 bytes sha256:0000")
    # An earlier attempt's file of the same name is no disagreement.
    same = Artifact("best", "https://files.lab/2/best.ckpt", 7)
    assert both_say(output, TrackedRun("tracker", models=(other, same))).missing == ()


def test_a_model_that_lies_outside_of_the_runs_folder(output: Path) -> None:
    digest = "sha256:" + "1" * 64
    write_result(output, models=[{"name": "best", "path": None, "size": 7, "sha256": digest}])
    assert fetch(output).models == (Artifact("best", "best", 7, digest),)


def test_parameters_and_state_on_which_they_disagree(output: Path) -> None:
    write_result(output, state="finished", parameters={"lr": 0.001, "debug": True, "name": "a"})
    told = {"General/lr": "0.002", "General/debug": "True", "General/epochs": "3"}
    joined = both_say(output, TrackedRun("tracker", state=RunState.FAILED, parameters=told))
    assert joined.parameters == {**told, "General/name": "a"}
    assert [(lack.what, lack.why) for lack in joined.missing] == [
        ("agreement on the state", "the tracker says failed, result.json finished"),
        ("agreement on General/lr", "the tracker says 0.002, result.json 0.001"),
    ]


def test_samples_of_a_result(output: Path) -> None:
    sound = b"RIFF\x04\0\0\0WAVE"
    (output / "anna.wav").write_bytes(sound)
    (output / "page.png").write_text("<html>")
    (output / "long.wav").write_bytes(sound + bytes(3 << 20))
    digest = f"sha256:{sha256(sound).hexdigest()}"
    write_result(
        output,
        samples=[
            {"name": "anna", "path": "anna.wav", "step": 1, "rank": "worst", "sha256": "old"},
            {"name": "anna", "path": "anna.wav", "step": 2, "rank": "worst", "sha256": digest},
            {"name": "page", "path": "page.png"},
            {"name": "long", "path": "long.wav"},
            {"name": "out", "path": "../secret.wav"},
            {"name": "odd", "path": "anna.wav", "rank": "<b>", "sha256": digest},
            {"name": "none"},
            "text",
        ],
    )
    tracked = fetch(output)
    assert tracked.samples == (
        MediaSample("worst/anna", "anna", 2, ".wav", sound),
        MediaSample("odd", "odd", None, ".wav", sound),
    )
    assert sorted(lack.what for lack in tracked.missing) == [
        "a sample of result.json",
        "a sample of result.json",
        "sample long/long",
        "sample out/out",
        "sample page/page",
    ]


def test_a_sample_that_was_overwritten_is_not_shown(output: Path) -> None:
    (output / "anna.wav").write_bytes(b"RIFF\x04\0\0\0WAVE")
    write_result(
        output, samples=[{"name": "anna", "path": "anna.wav", "sha256": "sha256:" + "0" * 64}]
    )
    tracked = fetch(output)
    assert tracked.samples == ()
    assert [lack.why for lack in tracked.missing] == ["the file has changed since it was noted"]


def test_a_sample_that_the_tracker_has_is_not_doubled(output: Path) -> None:
    sound = b"RIFF\x04\0\0\0WAVE"
    (output / "anna.wav").write_bytes(sound)
    write_result(output, samples=[{"name": "anna", "path": "anna.wav", "rank": "worst"}])
    reported = MediaSample("worst/anna", "anna", 0, ".wav", sound)
    assert both_say(output, TrackedRun("tracker", samples=(reported,))).samples == (reported,)

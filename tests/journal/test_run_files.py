"""A run's folder keeps its budget, whatever the run brought."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.metrics import select_values, summarize
from labbook.formats.numbers_only import KEPT_OUT
from labbook.formats.record import read_record, write_record
from labbook.formats.series import read_series
from labbook.journal.run_files import Content, run_files
from labbook.model.error_analysis import ErrorAnalysis, Utterance
from labbook.model.metric import Series
from labbook.model.run import Artifact, Missing, RunRecord
from labbook.model.tracked import ErrorText, MediaSample, Plot, TrackedCode, TrackedRun
from tests.commands.filled_journal import record

MIB = 1 << 20


def noise(series: int, points: int) -> list[Series]:
    chance = random.Random(1)
    return [
        Series(f"train/metric_{n}", range(points), [chance.random() for _ in range(points)])
        for n in range(series)
    ]


def recorded(series: list[Series], **changes: object) -> RunRecord:
    metrics = {one.metric: summarize(one) for one in series}
    by = series[0].metric if series else ""
    selected = select_values(series, by, "min")
    return record(1, 1.0, **{"metrics": metrics, "selected": selected, **changes})


def size(files: dict[str, Content]) -> int:
    return sum(len(c.encode() if isinstance(c, str) else c) for c in files.values())


def kept(
    run: RunRecord, tracked: TrackedRun, budget: int = MIB, promised: tuple[str, ...] = ()
) -> tuple[RunRecord, dict[str, Content]]:
    final, files = run_files(
        run, tracked, budget, promised=promised, sensitive=False, language="en"
    )
    assert files["run.json"] == write_record(final)
    return final, dict(files)


def test_a_thousand_series_of_a_thousand_points_are_within_the_budget() -> None:
    series = noise(1000, 1000)
    promised = ("train/metric_7", "train/metric_900")
    final, files = kept(recorded(series), TrackedRun("x", series=tuple(series)), promised=promised)
    assert 0.8 * MIB < size(files) <= MIB
    assert len(final.metrics) == 1000
    points = {one.metric: one for one in read_series(str(files["series.csv"]), name="series.csv")}
    assert len(points) == 1000
    assert final.selected is not None
    for one in series:
        thinned, whole = points[one.metric], dict(one.points())
        assert len(thinned.steps) >= (1000 if one.metric in promised else 8)
        assert summarize(thinned).min == summarize(one).min
        assert summarize(thinned).max == summarize(one).max
        assert {0, 999, final.selected.step} <= set(thinned.steps)
        assert all(whole[step] == value for step, value in thinned.points())


def test_twenty_thousand_metrics_are_cut_and_said_so() -> None:
    series = noise(20_000, 1)
    final, files = kept(
        recorded(series), TrackedRun("x", series=tuple(series)), promised=("train/metric_9999",)
    )
    assert size(files) <= MIB
    assert {"train/metric_9999", "train/metric_0"} <= final.metrics.keys()
    told = [lack.what for lack in final.missing]
    assert any(f"{20_000 - len(final.metrics)} of 20000 metrics" in what for what in told)
    assert any(what.startswith("series of ") for what in told)


def test_what_is_huge_leaves_room_for_the_rest() -> None:
    run = recorded(
        noise(3, 10),
        parameters={"lr": 0.1, "text": "ж" * MIB},
        log=tuple("ж" * 2000 for _ in range(40)),
        missing=tuple(Missing(f"sample {n}", "is gone" * 50) for n in range(20_000)),
        artifacts=tuple(Artifact(f"a{n}", "x" * 2000) for n in range(2000)),
        error_analyses=(ErrorAnalysis("wer", (Utterance("a", 1, 1, "x" * MIB, "y"),)),),
    )
    tracked = TrackedRun(
        "x",
        series=tuple(noise(3, 10)),
        code=TrackedCode(diff="+" * MIB),
        samples=(MediaSample("worst/a", "a", 1, ".png", b"x" * 1000),),
    )
    final, files = kept(run, tracked)
    assert size(files) <= MIB
    assert final.parameters == {"lr": 0.1}
    assert final.metrics == run.metrics
    assert len(final.log) == 40
    assert final.error_analyses == ()
    assert [figure.rank for figure in final.figures] == ["worst"]
    told = " ".join(lack.what for lack in final.missing)
    assert "code.diff" in told
    assert "1 of 2 parameters: text" in told
    assert "1 of 1 error analyses" in told


def test_a_small_run_is_kept_whole() -> None:
    series = noise(3, 100)
    picture = MediaSample("spectrogram", "a", 1, ".png", b"x" * 700_000)
    tracked = TrackedRun(
        "x", series=tuple(series), samples=(picture,), code=TrackedCode(diff="+a\n")
    )
    final, files = kept(recorded(series), tracked)
    assert set(files) == {"run.json", "series.csv", "code.diff", "figures/spectrogram-a.png"}
    assert final.missing == ()
    assert [len(one.values) for one in read_series(str(files["series.csv"]), name="s")] == [100] * 3


def test_of_sensitive_data_there_are_numbers_only() -> None:
    secret = "Ada called Charles"
    tracked = TrackedRun(
        "x",
        series=tuple(noise(1, 3)),
        code=TrackedCode(diff=f"+# {secret}"),
        plots=(Plot(secret, secret, 1, "{}"),),
        samples=(MediaSample(secret, secret, 1, ".wav", secret.encode()),) * 2,
        error_texts=(ErrorText("wer", secret),),
    )
    final, files = run_files(
        recorded(noise(1, 3)), tracked, MIB, promised=(), sensitive=True, language="en"
    )
    assert set(files) == {"run.json", "series.csv"}
    assert not any("Charles" in str(content) for content in files.values())
    assert final.missing == (KEPT_OUT,)


@settings(max_examples=40)
@given(
    st.lists(st.lists(st.floats(), min_size=1, max_size=40), max_size=12),
    st.lists(st.tuples(st.text(max_size=20), st.integers(0, 9000)), max_size=6),
    st.lists(st.builds(Missing, st.text(max_size=600), st.text(max_size=600)), max_size=8),
    st.text(max_size=3000),
    st.integers(12_000, 60_000),
)
def test_any_run_is_within_its_budget_and_the_same_each_time(
    values: list[list[float]],
    samples: list[tuple[str, int]],
    missing: list[Missing],
    diff: str,
    budget: int,
) -> None:
    series = [Series(f"m{n}", range(len(one)), one) for n, one in enumerate(values)]
    pictures = [MediaSample(title, "s", 1, ".png", b"x" * n) for title, n in samples]
    plot = Plot("p", "s", 1, json.dumps({"data": [{"type": "bar", "x": [1], "y": [2]}]}))
    tracked = TrackedRun(
        "x",
        series=tuple(series),
        samples=tuple(pictures),
        plots=(plot,),
        code=TrackedCode(diff=diff),
    )
    run = recorded(series, missing=tuple(missing))
    final, files = kept(run, tracked, budget)
    assert size(files) <= budget
    assert write_record(read_record(str(files["run.json"]), name="run.json")) == files["run.json"]
    assert {figure.path for figure in final.figures} == {
        name for name in files if name.startswith("figures/")
    }
    assert kept(run, tracked, budget)[1] == files

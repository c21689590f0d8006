"""What a region was rendered from decides whether it is written anew."""

import math
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest
from hypothesis import given, settings

from labbook.formats.record import read_record, write_record
from labbook.formats.report import inputs, render
from labbook.formats.report.inputs import inputs_digest
from labbook.formats.report.refill import refill
from labbook.formats.report.regions import RegionEdited, find_regions
from labbook.formats.report.render import ReportData
from labbook.formats.report.results import Baseline
from labbook.model.error_analysis import ErrorAnalysis
from labbook.model.experiment import FrontMatter, PromisedMetric, Verdict
from labbook.model.metric import MetricSummary
from labbook.model.reference import RunRef
from labbook.model.run import (
    Artifact,
    Attempt,
    Code,
    Environment,
    Image,
    Missing,
    RunFigure,
    RunRecord,
    RunState,
    Selected,
)
from tests.formats.report.runs import EXPERIMENT, record
from tests.formats.report.test_render_hostile import hostile_run, texts

REPORT = """# Keywords

<!-- labbook:begin summary -->
<!-- labbook:end summary -->

Mine.

<!-- labbook:begin results -->
<!-- labbook:end results -->
"""
FRONT = FrontMatter("x", metrics=(PromisedMetric("error", "min", "%", 2),))
DATA = ReportData(EXPERIMENT, FRONT, (record(1, {"error": 12.3}),))


def filled(text: str, data: ReportData = DATA, **options: bool) -> str:
    return refill(text, data, name="report.md", **options)


@pytest.fixture
def reworded(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Another version of labbook, with other words in both regions of the report."""

    def other_words(name: str) -> Callable[[ReportData], str]:
        old = render.REGIONS[name]
        return lambda data: f"Of another version.\n\n{old(data)}"

    def reword() -> None:
        for name in ("summary", "results"):
            monkeypatch.setitem(render.REGIONS, name, other_words(name))

    return reword


def test_another_wording_alone_rewrites_nothing(reworded: Callable[[], None]) -> None:
    text = filled(REPORT)
    reworded()
    assert filled(text) == text
    assert filled(text.replace("Mine.", "Mine, longer.")) == text.replace("Mine.", "Mine, longer.")
    assert filled(text, force=True).count("Of another version.") == 2
    assert filled(filled(text, force=True)) == filled(text, force=True)


def test_a_version_that_reads_another_figure_out_of_the_same_data_writes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text, old = filled(REPORT), render.REGIONS["summary"]
    mended = lambda data: old(data).replace("12.30", "12.40")  # noqa: E731
    monkeypatch.setitem(render.REGIONS, "summary", mended)
    assert filled(text).count("12.40 %") == 1


def test_other_data_are_told_in_the_words_of_now(reworded: Callable[[], None]) -> None:
    text = filled(REPORT)
    reworded()
    after = filled(text, replace(DATA, runs=(record(1, {"error": 11.0}),)))
    assert after.count("Of another version.") == 2
    assert "11.00 %" in after


def test_an_edited_region_is_refused_though_its_data_are_the_same() -> None:
    edited = filled(REPORT).replace("12.30 %", "1.30 %")
    with pytest.raises(RegionEdited):
        filled(edited)
    assert filled(edited, force=True) == filled(REPORT)


def test_a_marker_without_inputs_gets_them_when_its_region_changes(
    reworded: Callable[[], None],
) -> None:
    new = filled(REPORT)
    old = new.replace(f" {inputs_digest(DATA)} -->", " -->")
    assert old.count("-->") == new.count("-->")
    assert filled(old) == old
    reworded()
    assert [region.inputs for region in find_regions(filled(old))] == [inputs_digest(DATA)] * 2


def test_a_marker_of_other_data_that_read_alike_learns_of_them() -> None:
    other = replace(DATA, runs=(record(1, {"error": 12.300001}),))
    after = filled(filled(REPORT), other)
    assert {region.inputs for region in find_regions(after)} == {inputs_digest(other)}
    assert after.replace(inputs_digest(other), inputs_digest(DATA)) == filled(REPORT)


def run(**fields: Any) -> ReportData:
    return replace(DATA, runs=(replace(DATA.runs[0], **fields),))


@pytest.mark.parametrize(
    "other",
    [
        run(labbook="9.9.9"),
        replace(DATA, experiment="2026-11-24-renamed"),
        replace(DATA, front_matter=replace(FRONT, title="y", verdict=Verdict.REFUTED)),
    ],
)
def test_what_no_region_tells_changes_no_digest(other: ReportData) -> None:
    assert render.render_regions(other) == render.render_regions(DATA)
    assert inputs_digest(other) == inputs_digest(DATA)


@pytest.mark.parametrize(
    "other",
    [
        run(parameters={"lr": None}),
        run(metrics={"error": MetricSummary(1, *[(None, math.nextafter(12.3, 13))] * 4)}),
        run(metrics={"error": MetricSummary(1, *[(0, 12.3)] * 4)}),
        run(why="because"),
        replace(DATA, language="ru"),
        replace(DATA, figures=(("error", "runs/figures/error.svg"),)),
        replace(DATA, baseline=Baseline("x", FRONT, ())),
        replace(DATA, front_matter=replace(FRONT, prediction="error < 12")),
        replace(DATA, runs=()),
    ],
)
def test_what_a_region_may_tell_changes_the_digest(other: ReportData) -> None:
    assert inputs_digest(other) != inputs_digest(DATA)


SELECTED = Selected("error", "min", 3, {"error": (3, 11.0)})
OVER_STEPS = MetricSummary(9, (0, 40.0), (8, 13.0), (3, 11.0), (0, 40.0))
FULL = replace(
    DATA,
    front_matter=replace(FRONT, select="error"),
    runs=(
        replace(record(1, selected=SELECTED, task="1e"), metrics={"error": OVER_STEPS}),
        record(2, state=RunState.FAILED, log=("a",), code=Code(None, "a" * 40, False, None)),
    ),
)
OTHER: dict[str, list[Any]] = {
    "run": [RunRef(EXPERIMENT, 7), RunRef("2026-11-24-formerly", 1)],
    "state": [RunState.STOPPED],
    "reason": ["exit code 1"],
    "why": ["because"],
    "launcher": ["imported"],
    "tracker": ["clearml"],
    "task": ["3f"],
    "task_url": ["https://lab/3f"],
    "created": ["2026-11-23T09:00:00Z"],
    "started": ["2026-11-23T09:00:00Z"],
    "finished": ["2026-11-23T09:00:00Z"],
    "attempts": [(Attempt(RunState.FAILED, reason="gone"),)],
    "code": [
        Code("https://lab/code.git", "a" * 40, None, "train.py"),
        Code(None, "a" * 40, True, None),
        Code(None, "b" * 40, False, None),
        Code(None, "a" * 40, None, None),
    ],
    "image": [Image("lab:1", None), Image(None, "lab:2")],
    "config_digest": ["sha256:1"],
    "review": ["review/x/1"],
    "overrides": [{"lr": 0.1}, {"seed": 2}],
    "parameters": [{"lr": 0.1}],
    "classes": [{"model": "lab.Net"}],
    "metrics": [{}, {"error": replace(OVER_STEPS, non_finite=1, first_non_finite=2)}],
    "selected": [None, replace(SELECTED, step=4)],
    "artifacts": [(Artifact("model", "s3://lab/model"),)],
    "models": [(Artifact("model", "s3://lab/model"),)],
    "weights_digest": ["sha256:1"],
    "data": [({"name": "corpus", "source": "/data"},)],
    "environment": [Environment("laptop"), Environment(seed=0), Environment(packages={"a": "1"})],
    "resources": [{"wall_seconds": 3.0}],
    "log": [("b",)],
    "missing": [(Missing("points", "lost"),)],
    "labbook": ["9.9.9"],
    "figures": [(RunFigure("a.svg", "a", "plot"),)],
    "error_analyses": [(ErrorAnalysis("wer.txt"),)],
    "task_updated": ["2026-11-23T09:00:00Z"],
    "cut": [("metrics",)],
}
"""Other values of each field of a record."""


def test_every_field_of_a_record_is_looked_at() -> None:
    assert OTHER.keys() == {field.name for field in fields(RunRecord)}


@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for field, values in OTHER.items() for value in values],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_digest_changes_where_a_region_does(field: str, value: Any) -> None:
    either = [
        replace(FULL, runs=(*FULL.runs[:n], replace(run, **{field: value}), *FULL.runs[n + 1 :]))
        for n, run in enumerate(FULL.runs)
        if getattr(run, field) != value
    ]
    told = any(render.render_regions(data) != render.render_regions(FULL) for data in either)
    digested = any(inputs_digest(data) != inputs_digest(FULL) for data in either)
    assert told == digested


@dataclass(frozen=True)
class LaterRecord(RunRecord):
    """A record as a later version may know it."""

    notes: tuple[str, ...] = ()
    weight: float = 1.0
    origin: str | None = None


def test_a_field_that_a_later_version_adds_changes_no_digest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    later = LaterRecord(**{**vars(DATA.runs[0]), "labbook": "2.0.0"})
    monkeypatch.setitem(inputs._UNSHOWN, LaterRecord, inputs._UNSHOWN[RunRecord])
    assert inputs_digest(replace(DATA, runs=(later,))) == inputs_digest(DATA)
    assert inputs_digest(replace(DATA, runs=(replace(later, origin="x"),))) != inputs_digest(DATA)


@settings(max_examples=60)
@given(words=texts, others=texts)
def test_a_record_has_one_digest_in_memory_and_from_its_file(
    words: list[str], others: list[str]
) -> None:
    new = replace(
        hostile_run(1, words),
        code=DATA.runs[0].code,
        parameters={others[0]: [1, (2.5, math.nan)], "nested": {"a": -0.0, others[1]: None}},
        metrics={others[2]: MetricSummary(2, (0, 1.0), (1, math.inf), None, None, 1, 1)},
    )
    read = read_record(write_record(new), name="run.json")
    before, after = (replace(DATA, runs=(one,)) for one in (new, read))
    assert inputs_digest(after) == inputs_digest(before)

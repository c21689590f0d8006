"""Long lists don't drown the reader."""

from dataclasses import replace

from labbook.formats.report.render import ReportData, render_regions
from labbook.formats.report.report_data import RunMedia
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.run import Environment, Missing, RunFigure, RunState
from tests.formats.report.runs import EXPERIMENT, record

FRONT = FrontMatter("Many", metrics=(PromisedMetric("test/WER", "min"),))
FINISHED = tuple(
    record(
        n,
        {"test/WER": n, **{f"class/{c}": c for c in range(200)}},
        overrides={"seed": n},
        task=f"task-{n}",
        environment=Environment(seed=n),
        missing=tuple(Missing(f"sample {m}", "no room") for m in range(300)),
        figures=(),
    )
    for n in range(1, 41)
)
FAILED = tuple(
    record(n, state=RunState.FAILED, reason=f"exit code {n % 7}", overrides={"seed": n})
    for n in range(41, 61)
)
MEDIA = tuple(
    RunMedia(n, RunFigure(f"runs/{n}/figures/a.png", "a", "picture")) for n in range(1, 41)
)
REGIONS = render_regions(ReportData(EXPERIMENT, FRONT, (*FINISHED, *FAILED), media=MEDIA))


def open_lines(text: str) -> list[str]:
    """The lines that are seen before anything is unfolded."""
    depth, lines = 0, []
    for line in text.splitlines():
        depth += line == "<details>"
        if not depth and line:
            lines.append(line)
        depth -= line == "</details>"
    return lines


def test_what_is_open_fits_on_a_screen() -> None:
    for name in ("summary", "results", "setup", "provenance"):
        lines = open_lines(REGIONS[name])
        assert len(lines) <= 20, name
        assert max(map(len, lines)) < 500, name


def test_runs_metrics_and_pictures_are_counted_where_they_are_cut() -> None:
    results = REGIONS["results"]
    assert "<summary>All runs (60)</summary>" in results
    assert "<summary>Other metrics (200)</summary>" in results
    assert "100 more are in the run records." in results
    assert "<summary>Pictures (40)</summary>" in results
    assert "16 more lie in the runs' folders." in results


def test_reasons_are_told_once_and_few() -> None:
    line = next(line for line in REGIONS["summary"].splitlines() if line.startswith("- Runs:"))
    assert line.startswith("- Runs: 40 finished, 20 failed (runs 41, 48, 55: exit code 6; ")
    assert line.endswith("; and 2 more).")


def test_what_is_missing_is_told_by_its_reason() -> None:
    missing = REGIONS["provenance"].split("Missing:")[1]
    assert missing.count("no room") == 1
    assert "and 292 more: no room (runs 1–40)" in missing
    reasons = tuple(Missing(f"sample {n}", f"reason {n}") for n in range(400))
    run = replace(FINISHED[0], missing=reasons)
    text = render_regions(ReportData(EXPERIMENT, FRONT, (run,)))["provenance"]
    assert "<summary>Missing (400)</summary>" in text
    assert "100 more are in the run records." in text

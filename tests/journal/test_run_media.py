"""Which pictures and sounds a report shows: those that the records name and that are there."""

from dataclasses import replace
from pathlib import Path

from labbook.formats.report.results import derive_results
from labbook.journal.curves import run_media
from labbook.model.experiment import FrontMatter
from labbook.model.layout import ExperimentLayout
from labbook.model.run import RunFigure, RunState
from tests.formats.report.runs import EXPERIMENT, record


def figures(*names: str, **fields: object) -> tuple[RunFigure, ...]:
    return tuple(RunFigure(f"figures/{name}", name, "picture", **fields) for name in names)  # type: ignore[arg-type]


def test_samples_of_all_runs_come_by_rank_and_title(tmp_path: Path) -> None:
    layout = ExperimentLayout(tmp_path / EXPERIMENT)
    plain, typical, worst = (
        figures("a.png"),
        figures("t.png", rank="typical"),
        figures("w.png", rank="worst"),
    )
    runs = [record(n, overrides={"seed": n}, figures=(*plain, *typical, *worst)) for n in (1, 2)]
    for run in runs:
        folder = layout.run(run.run.number).figures
        folder.mkdir(parents=True)
        for figure in run.figures:
            (folder / Path(figure.path).name).touch()
    shown = run_media(layout, derive_results(FrontMatter("x"), runs), {})
    assert [(media.run, media.figure.path) for media in shown] == [
        (1, "runs/1/figures/w.png"),
        (2, "runs/2/figures/w.png"),
        (1, "runs/1/figures/t.png"),
        (2, "runs/2/figures/t.png"),
        (1, "runs/1/figures/a.png"),
        (2, "runs/2/figures/a.png"),
    ]
    assert shown[0].figure.title == "w.png"


def test_only_what_is_there_or_about_to_be_is_shown(tmp_path: Path) -> None:
    layout = ExperimentLayout(tmp_path / EXPERIMENT)
    folder = layout.run(1).figures
    folder.mkdir(parents=True)
    for name in ("there.png", "unnamed.png"):
        (folder / name).touch()
    run = record(1, figures=figures("there.png", "gone.png", "new.png"))
    failed = replace(run, run=replace(run.run, number=2), state=RunState.FAILED)
    results = derive_results(FrontMatter("x"), [run, failed])
    shown = run_media(layout, results, {folder / "new.png": b""})
    assert [media.figure.title for media in shown] == ["there.png", "new.png"]

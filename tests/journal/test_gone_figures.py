"""Figures of an earlier fill go, and nothing else."""

from pathlib import Path

from labbook.journal.gone_figures import remove_figures
from labbook.model.layout import RunLayout


def test_only_what_was_named_is_deleted(tmp_path: Path) -> None:
    run = RunLayout(tmp_path / "1")
    run.figures.mkdir(parents=True)
    for name in ("old.svg", "mine.svg"):
        (run.figures / name).touch()
    assert remove_figures(run, ["figures/gone.svg", "figures/old.svg"]) == [run.figures / "old.svg"]
    assert [path.name for path in run.figures.iterdir()] == ["mine.svg"]


def test_a_link_goes_and_what_it_points_to_stays(tmp_path: Path) -> None:
    run, outside = RunLayout(tmp_path / "1"), tmp_path / "outside.svg"
    run.figures.mkdir(parents=True)
    outside.touch()
    (run.figures / "old.svg").symlink_to(outside)
    remove_figures(run, ["figures/old.svg"])
    assert list(run.figures.iterdir()) == []
    assert outside.exists()


def test_nothing_is_deleted_through_a_folder_that_is_a_link(tmp_path: Path) -> None:
    run, outside = RunLayout(tmp_path / "1"), tmp_path / "outside"
    run.folder.mkdir()
    outside.mkdir()
    (outside / "old.svg").touch()
    run.figures.symlink_to(outside)
    assert remove_figures(run, ["figures/old.svg"]) == []
    assert (outside / "old.svg").exists()


def test_a_run_without_figures_has_none_to_lose(tmp_path: Path) -> None:
    assert remove_figures(RunLayout(tmp_path / "1"), ["figures/old.svg"]) == []

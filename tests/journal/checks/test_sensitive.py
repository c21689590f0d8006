"""What slipped into git of a run on sensitive data."""

from pathlib import Path

import pytest

from labbook.commands.check import check
from labbook.journal.find import Journal
from labbook.model.error_analysis import ErrorAnalysis
from labbook.model.run import Attempt, Missing, RunFigure, RunRecord, RunState
from tests.commands.filled_journal import ID, make_journal, record

CALLS = {"name": "calls", "source": "s3://calls", "digest": None, "sensitive": True}
MANIFEST = (
    "command: [python, train.py]\ndata:\n  - {{name: calls, source: 's3://calls', sensitive: {}}}\n"
)


def found(journal: Journal) -> list[tuple[str, str]]:
    problems = check(journal, []).problems
    folder = f"experiments/{ID}/runs/"
    return [
        (problem.path.removeprefix(folder), problem.message)
        for problem in problems
        if problem.code == "sensitive-file"
    ]


def put(journal: Journal, *names: str) -> None:
    for name in names:
        path = journal.layout.root / "experiments" / ID / "runs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def sensitive(**changes: object) -> RunRecord:
    return record(1, 12.0, data=(CALLS,), **changes)


def test_numbers_and_curves_may_be_there(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, sensitive())
    put(journal, "1/series.csv", "figures/loss.svg")
    assert found(journal) == []


def test_every_other_file_is_found(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, sensitive(), record(2, 11.0))
    put(journal, "1/figures/a.png", "1/code.diff", "1/deep/er/утро.wav", "2/figures/b.png")
    (journal.layout.experiment(ID).run(1).folder / "link").symlink_to("nowhere")
    said = "run 1 is on sensitive data, and this is no number"
    names = ["1/code.diff", "1/deep/er/утро.wav", "1/figures/a.png", "1/link"]
    assert found(journal) == [(name, said) for name in names]


def test_what_git_ignores_is_passed_over(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, sensitive())
    (tmp_path / ".gitignore").write_text("*.swp\n")
    put(journal, "1/.run.json.swp")
    assert found(journal) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"log": ("Ada called",)}, "`log`"),
        ({"error_analyses": (ErrorAnalysis("wer"),)}, "`error_analyses`"),
        (
            {"log": ("x",), "figures": (RunFigure("figures/a.png", "a", "picture"),)},
            "`log`, `figures`",
        ),
        ({"reason": "exit code 1: KeyError: Ada"}, "`reason`"),
        ({"attempts": (Attempt(RunState.FAILED, reason="Ada"),)}, "`attempts`"),
        ({"missing": (Missing("sample Ada", "is gone"),)}, "`missing`"),
    ],
)
def test_texts_in_the_record_are_found(tmp_path: Path, changes: dict, said: str) -> None:
    journal = make_journal(tmp_path, sensitive(**changes))
    assert found(journal) == [
        ("1/run.json", f"run 1 is on sensitive data, and its record holds {said}")
    ]


@pytest.mark.parametrize("marked", ["true", "false"])
def test_data_that_was_marked_after_the_run_counts(tmp_path: Path, marked: str) -> None:
    journal = make_journal(tmp_path, record(1, 12.0, log=("Ada called",)))
    manifest = journal.layout.experiment(ID).manifest
    manifest.write_text(MANIFEST.format(marked))
    put(journal, "1/figures/a.png")
    paths = [path for path, _ in found(journal)]
    assert paths == (["1/figures/a.png", "1/run.json"] if marked == "true" else [])


def test_without_a_manifest_the_record_tells(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, sensitive(log=("Ada called",)))
    journal.layout.experiment(ID).manifest.unlink()
    assert [path for path, _ in found(journal)] == ["1/run.json"]


def test_reasons_in_a_launchers_own_words_may_be_there(tmp_path: Path) -> None:
    attempts = (Attempt(RunState.FAILED, reason="killed by SIGSEGV"),)
    journal = make_journal(tmp_path, sensitive(reason="exit code 1", attempts=attempts))
    assert found(journal) == []


def test_a_folder_without_a_record_that_can_be_read_is_looked_at_too(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, sensitive())
    put(journal, "3/figures/a.png")
    journal.layout.experiment(ID).run(1).record.write_text("{")
    put(journal, "1/log.txt")
    said = "of which log.txt would be no numbers"
    ((path, message),) = found(journal)
    assert (path, message.endswith(said)) == ("1/run.json", True)
    journal.layout.experiment(ID).manifest.write_text(MANIFEST.format("true"))
    assert [path for path, _ in found(journal)] == ["1/log.txt", "3/figures/a.png"]


def test_a_manifest_that_cannot_be_read_may_mark_anything(tmp_path: Path) -> None:
    journal = make_journal(tmp_path, sensitive(), record(2, 11.0), record(3, 10.0))
    put(journal, "1/a.png", "2/b.png", "3/series.csv")
    journal.layout.experiment(ID).manifest.write_text(MANIFEST.format("true") + "durationn: 3\n")
    (second, message), (first, _) = found(journal)
    assert (first, second) == ("1/a.png", f"experiments/{ID}/launch.yaml")
    assert "whether run 2 is on sensitive data" in message

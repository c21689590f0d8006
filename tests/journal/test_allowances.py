"""What is allowed when a run is launched."""

from pathlib import Path

import pytest

from labbook.model.layout import JournalLayout
from tests.adapters.git_journal import EXPERIMENT, commit_all, make_journal
from tests.cli.running import labbook
from tests.journal.test_history import CONFIG, add_history


@pytest.fixture
def layout(tmp_path: Path) -> JournalLayout:
    """A learning rate ten times the history's."""
    layout = make_journal(tmp_path)
    layout.experiment(EXPERIMENT).config.write_text(CONFIG)
    add_history(tmp_path)
    commit_all(tmp_path)
    return layout


def warnings(layout: JournalLayout, *options: str) -> list[str]:
    done = labbook(layout.root, "launch", EXPERIMENT, "--dry-run", *options)
    assert done.returncode == 0, done.stderr
    return [line for line in done.stderr.splitlines() if ": warning: " in line]


def test_for_a_line_the_value_that_is_written_there(layout: JournalLayout) -> None:
    assert "lr 0.02" in warnings(layout)[0]
    allowed = "lr: 0.02  # labbook: allow history-outlier: does it diverge?"
    layout.experiment(EXPERIMENT).config.write_text(CONFIG.replace("lr: 0.02", allowed, 1))
    commit_all(layout.root)
    assert warnings(layout) == []
    [other] = warnings(layout, "--set", "lr=0.02,0.5")
    assert "lr 0.5" in other


def test_for_the_journal_every_value(layout: JournalLayout) -> None:
    settings = 'allow = {history-outlier = "all our runs are odd"}\n'
    (layout.root / "labbook.toml").write_text(settings)
    commit_all(layout.root)
    assert warnings(layout, "--set", "lr=0.02,0.5") == []

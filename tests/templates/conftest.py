"""A folder with a training that reports through the template's tracking code."""

from pathlib import Path

import pytest

from labbook.model.layout import LocalRunLayout
from tests.templates.tracked_training import BASE, TRAINING


@pytest.fixture
def run(tmp_path: Path) -> LocalRunLayout:
    layout = LocalRunLayout(tmp_path / "run")
    layout.folder.mkdir()
    (tmp_path / "config.yaml").write_text("lr: 0.5\n")
    (tmp_path / "train.py").write_text(TRAINING)
    (tmp_path / "tracking.py").write_bytes((BASE / "tracking.py").read_bytes())
    return layout

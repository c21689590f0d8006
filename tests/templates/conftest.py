"""A folder with a training that reports through the template's tracking code."""

from pathlib import Path

import pytest

from labbook.model.layout import LocalRunLayout
from tests.templates.laid_out import copy_tracking
from tests.templates.tracked_training import TRAINING


@pytest.fixture
def run(tmp_path: Path) -> LocalRunLayout:
    layout = LocalRunLayout(tmp_path / "run")
    layout.folder.mkdir()
    (tmp_path / "config.yaml").write_text("lr: 0.5\n")
    (tmp_path / "train.py").write_text(TRAINING)
    copy_tracking(tmp_path)
    return layout

"""A lab for each test, copied from one that is made once."""

from pathlib import Path

import pytest

from tests.journal.review.lab import Lab, copy_lab, make_lab


@pytest.fixture
def lab(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    template = tmp_path_factory.getbasetemp() / "lab"
    if not template.exists():
        make_lab(template)
    return copy_lab(template, tmp_path / "lab")

from pathlib import Path

import pytest

from labbook.site.build import build_site
from tests.site.sample import sample_journal


@pytest.fixture(scope="package")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample journal's site, built strictly once for all tests that only look at it."""
    root = sample_journal(tmp_path_factory.mktemp("journal"))
    return build_site(root / "mkdocs.yml", None, strict=True)

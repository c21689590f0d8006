"""The configs of this repository are read as the library loads them."""

import re
from pathlib import Path

import pytest

from labbook.formats.config import read_config
from tests.formats.config.library import Comparison, Library

pytest.importorskip("hyperpyyaml")
ROOT = Path(__file__).parents[3]
CONFIGS = sorted(
    path
    for folder in ("templates/experiment", "experiments")
    for path in ROOT.glob(f"{folder}/*/config.yaml")
)
CALLABLES = {"new": "harmless.Thing", "name": "harmless.thing", "apply": "harmless.thing"}


def made_harmless(text: str) -> str:
    """The config with callables that do nothing, and placeholders filled."""
    for tag, callable_ in CALLABLES.items():
        text = re.sub(rf"!{tag}:[\w.]+", f"!{tag}:{callable_}", text)
    return re.sub(r"!module:[\w.]+", "!module:harmless", text).replace("!PLACEHOLDER", "filled")


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.parent.name)
def test_config(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if "{{" in text or "{%" in text:
        pytest.skip("a template of a config")
    library = Library()
    try:
        config = Comparison(library, tmp_path).compare({"config.yaml": made_harmless(text)})
    finally:
        library.close()
    assert config.leaves
    real = read_config(text, name="config.yaml")
    assert {problem.code for problem in real.problems} <= {"config-placeholder"}

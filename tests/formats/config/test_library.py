"""What labbook reads is what the real HyperPyYAML loads."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats.config import cases, configs
from tests.formats.config.library import Comparison, Library

pytest.importorskip("hyperpyyaml")
EXAMPLES = settings(
    max_examples=80,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def comparison(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Comparison]:
    library = Library()
    comparison = Comparison(library, tmp_path_factory.mktemp("configs"))
    yield comparison
    library.close()
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("\n" + comparison.summary())


@pytest.mark.parametrize("text", cases.CASES)
def test_corners(comparison: Comparison, text: str) -> None:
    comparison.compare({"config.yaml": text})


@pytest.mark.parametrize(("text", "overrides"), cases.WITH_OVERRIDES)
def test_overrides(comparison: Comparison, text: str, overrides: Any) -> None:
    comparison.compare({"config.yaml": text}, overrides)


@EXAMPLES
@given(text=configs.documents())
def test_generated_configs(comparison: Comparison, text: str) -> None:
    comparison.compare({"config.yaml": text})


@EXAMPLES
@given(
    text=configs.documents(include=True), other=configs.documents(), overrides=configs.overrides()
)
def test_includes_and_overrides(
    comparison: Comparison, text: str, other: str, overrides: Any
) -> None:
    comparison.compare({"config.yaml": text, "other.yaml": other}, overrides)


@EXAMPLES
@given(texts=st.lists(configs.floats(), min_size=10, max_size=40))
def test_floats(comparison: Comparison, texts: list[str]) -> None:
    lines = [f"k{index}: {text}" for index, text in enumerate(texts)]
    comparison.compare({"config.yaml": "\n".join(lines)})

"""A hostile config does nothing, takes no time and raises nothing."""

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.config import config_digest, read_config
from labbook.formats.config.diff import diff_configs
from labbook.model.problem import Severity
from tests.formats.config.hostile import BOMBS, ESCAPES, EXECUTING, ODD
from tests.growth import LINEAR, growth

FORBIDDEN = (
    "open", "os.", "subprocess.", "socket.", "shutil.", "pathlib.", "ctypes.", "urllib.", "glob.",
    "exec", "import", "marshal.", "pickle.", "webbrowser.", "tempfile.", "pty.", "signal.",
)  # fmt: skip
RUNNING = ("!apply", "!new:", "!name:", "!module:", "tag:yaml.org,2002:python/")


class Watch:
    """Notes what Python's audit events tell of files, network, processes and imports."""

    def __init__(self) -> None:
        self.on = False
        self.seen: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event.startswith(FORBIDDEN):
            self.seen.append(f"{event} {arguments!r:.200}")


WATCH = Watch()
sys.addaudithook(WATCH)
CONFIGS = {**EXECUTING, **ESCAPES, **BOMBS, **ODD}


@pytest.fixture
def quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fails where something outside of memory was touched."""
    monkeypatch.chdir(tmp_path)
    WATCH.seen.clear()
    modules = set(sys.modules)
    yield
    assert WATCH.seen == []
    assert set(sys.modules) == modules
    assert list(tmp_path.iterdir()) == []


def read(text: str) -> tuple[Any, float]:
    asked: list[str] = []

    def read_include(path: str) -> str:
        asked.append(path)
        if path == "experiments/one/config.yaml":
            return text
        raise FileNotFoundError(path)

    # The processor's time, without what a coverage tool adds: no other load makes it more.
    tracer = sys.gettrace()
    sys.settrace(None)
    start = time.process_time()
    WATCH.on = True
    config = read_config(text, name="experiments/one/config.yaml", read_include=read_include)
    config_digest(config)
    WATCH.on = False
    seconds = time.process_time() - start
    sys.settrace(tracer)
    assert all(not path.startswith(("/", "..", "~")) for path in asked)
    return config, seconds


@pytest.mark.parametrize("name", CONFIGS)
@pytest.mark.usefixtures("quiet")
def test_nothing_happens(name: str) -> None:
    _, seconds = read(CONFIGS[name])
    assert seconds < 2, "a config of this size is read or refused in well under a second"


@pytest.mark.parametrize("name", [*ESCAPES, *BOMBS])
def test_refused(name: str) -> None:
    config, _ = read(CONFIGS[name])
    harmless = {"minus", "hashes", "spaces-tuple", "brackets-reference"}
    errors = [p for p in config.problems if p.severity is Severity.ERROR]
    assert errors or name in harmless
    assert all(p.line >= 1 and p.message and "\n" not in p.message for p in errors)


@pytest.mark.parametrize("name", [name for name in EXECUTING if name != "whole"])
def test_executing_tags_stay_symbolic(name: str) -> None:
    config, _ = read(EXECUTING[name])
    tagged = [leaf for leaf in config.leaves if leaf.raw.startswith(RUNNING)]
    assert all(leaf.symbolic for leaf in tagged)
    assert tagged or name.startswith(("arithmetic", "tuple", "percent", "python-key"))


@pytest.mark.parametrize("unit", ["<", "<a", "<a[", "a>", " #", "<a> "])
def test_the_time_of_a_comparison_grows_with_its_texts_not_with_their_square(unit: str) -> None:
    def compare(text: str) -> None:
        before, after = (
            read_config(f"a: {n}\nb{n}: !ref {text}\nc: !ref {text} + <a>\n", name="c")
            for n in (1, 2)
        )
        diff_configs(before, after)

    assert growth(compare, unit, 60_000) < LINEAR


@settings(max_examples=300, derandomize=True)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    read(text)


@settings(max_examples=300, derandomize=True)
@given(
    st.lists(
        st.sampled_from(
            ["a", "b: ",
             "- ", "!ref ", "<a>", "[", "]", "{", "}", "&x ", "*x", "\n", "\n  ", "<<: ",
             "!new:x ", "1e3", "'", '"', "|\n", ": ", ",", "!include:config.yaml ", "!copy ", "? ",
             "(1)", "!!set ", "!!int ", "#", "\t", "%", "--- "]
        ),
        max_size=40,
    ).map("".join)
)  # fmt: skip
def test_any_tokens(text: str) -> None:
    read(text)

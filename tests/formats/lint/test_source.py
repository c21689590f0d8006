"""What a module's text says; nothing that it says makes reading it fail."""

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.lint.config_use import config_use
from labbook.formats.lint.entry import convention
from labbook.formats.lint.source import MAX_CHARACTERS, UNCLEAR, Alias, Class, read_module

TOKENS = (
    "class A", "(B)", "(metaclass=M)", ":", "\n", "    ", "def f", "def __init__", "(self, a=1)",
    "import ", "from . ", "from .. ", "import *", "x", " as y", "=", "if x", "try", "@",
    "dataclass", "a: int", "__all__", "['A']", "+=", "*", "**", "lambda", "hparams", "['lr']",
    ".items()", "load_hyperpyyaml(f)", "return ", "(", ")", "\"", "match x", "\\", "\0",
    "\ud800", "async ",
)  # fmt: skip
NESTED = {
    "brackets": "(" * 50_000,
    "minus": "-" * 50_000 + "1",
    "attributes": "a" + ".b" * 50_000,
    "calls": "load_config" + "()" * 50_000,
    "sum": "1" + "+1" * 50_000,
    "elif": "if 1:\n pass\n" + "elif 1:\n pass\n" * 5_000,
    "annotation": "class A:\n a: " + "-" * 400 + "1\n",
    "bases": "class A(" + "A[" * 90 + "]" * 90 + "): pass",
}


@settings(max_examples=300, derandomize=True)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(TOKENS)).map("".join)))
def test_any_text_is_read(text: str) -> None:
    module = read_module(text, "some.module", is_package=True)
    config_use([text])
    convention(text)
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        assert module.names.get("A") is None
        assert module.names.stars == ((0, None),)


@pytest.mark.parametrize("name", NESTED)
def test_nesting_without_end_is_unclear_or_read(name: str) -> None:
    read_module(NESTED[name], "m")
    config_use([NESTED[name]])


def test_what_is_too_long_is_unclear() -> None:
    assert read_module("#" * MAX_CHARACTERS + "\nx = 1", "m").names.bound == {}


def test_nothing_is_run_and_no_warning_is_shown(recwarn: pytest.WarningsRecorder) -> None:
    module = read_module("raise SystemExit\nx = '\\d'\nassert (1, 'always')\nA = 1", "m")
    assert module.names.get("A") is UNCLEAR
    assert not recwarn.list


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b.c", {"a": Alias("a")}),
        ("import a.b.c as d", {"d": Alias("a.b.c")}),
        ("from a.b import C as D", {"D": Alias("a.b.C")}),
        ("from . import x", {"x": Alias("top.pkg.x")}),
        ("from .x import y", {"y": Alias("top.pkg.x.y")}),
        ("from ..x import y", {"y": Alias("top.x.y")}),
        ("from .....x import y", {"y": Alias(".y")}),
        ("if a:\n    def f(): pass\n", {"f": UNCLEAR}),
        ("try:\n    from a import X\nexcept ImportError:\n    X = None\n", {"X": UNCLEAR}),
        ("from a import X\nX = X.y\n", {"X": UNCLEAR}),
        ("a: int\n", {}),
        ("with a as b: pass\nfor c in d: pass\nprint(e := 1)\n", dict.fromkeys("bce", UNCLEAR)),
        ("from a import X\ndel X\n", {"X": UNCLEAR}),
        ("match a:\n    case [b, *c]: pass\n", dict.fromkeys("bc", UNCLEAR)),
    ],
)
def test_the_last_binding_of_a_name_counts(text: str, expected: dict[str, object]) -> None:
    module = read_module(text, "top.pkg", is_package=True)
    assert {name: binding for name, (_, binding) in module.names.bound.items()} == expected


def test_a_class_whose_making_is_changed_from_outside_is_unclear() -> None:
    text = "class A: pass\nclass B: pass\nA.__init__ = f\nB.name = 'b'\n"
    module = read_module(text, "m")
    assert module.names.get("A") is UNCLEAR
    assert isinstance(module.names.get("B"), Class)

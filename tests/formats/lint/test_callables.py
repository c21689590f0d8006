"""Signatures by dotted name. In doubt there is none."""

import pytest

from labbook.formats.lint.callables import Callables
from labbook.formats.lint.linking import Missing
from labbook.formats.lint.signature import Parameter, Signature
from labbook.formats.lint.source import Module, read_module
from tests.formats.lint.environment import callables, names

NET = "class Net:\n    def __init__(self, width, depth=2, *, bias=True): pass\n"


def test_a_class_takes_what_its_init_takes() -> None:
    assert callables(m=NET).signature("m.Net") == Signature(
        (
            Parameter("width", required=True),
            Parameter("depth", required=False),
            Parameter("bias", required=False, by_place=False),
        )
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def C(a, /, b, *, c): pass", ("b", "c")),
        ("async def C(a): pass", ("a",)),
        ("def C(*args): pass", ("*",)),
        ("def C(a, **kwargs): pass", ("a", "*")),
        ("class C: pass", ()),
        ("class C(object): pass", ()),
        ("from abc import ABC\nclass C(ABC):\n    def __init__(self, a): pass", ("a",)),
        ("from typing import Generic\nclass C(Generic[T]):\n    def __init__(self): pass", ()),
        ("class B:\n    def __init__(self, a): pass\nclass C(B): pass", ("a",)),
        ("import abc\nclass C(metaclass=abc.ABCMeta): pass", ()),
        ("class C:\n    def __init__(*args): pass", ("*",)),
        ("import torch\n@torch.no_grad()\ndef C(a): pass", ("a",)),
        ("from typing import overload\n@overload\ndef C(a, b): ...\ndef C(a): pass", ("a",)),
        ("from dataclasses import dataclass\n@dataclass\nclass C:\n    a: int\n    b = 1", ("a",)),
        (
            "import dataclasses as d\n@d.dataclass(frozen=True)\nclass C:\n    a: int = 1",
            ("a",),
        ),
        (
            "from dataclasses import dataclass, field\n@dataclass\nclass B:\n"
            "    a: list = field(default_factory=list)\nclass C(B): pass",
            ("a",),
        ),
        ("import typing as t\nclass C(t.NamedTuple):\n    a: int\n    b: int = 1", ("a", "b")),
    ],
)  # fmt: skip
def test_what_is_certain(text: str, expected: tuple[str, ...]) -> None:
    assert names(callables(m=text).signature("m.C")) == expected


@pytest.mark.parametrize(
    "text",
    [
        "@wrap\ndef C(a): pass",
        "@wrap(1)\nclass C: pass",
        "class C:\n    @wrap\n    def __init__(self, a): pass",
        "class C:\n    if x:\n        def __init__(self, a): pass",
        "class C:\n    __init__ = make()",
        "class C:\n    def __init__(): pass",
        "class C:\n    def __new__(cls, a): pass\n    def __init__(self, a): pass",
        "class B:\n    def __new__(cls, a): pass\nclass C(B):\n    def __init__(self, a): pass",
        "class B:\n    def __init_subclass__(cls): pass\nclass C(B): pass",
        "class C(metaclass=Meta): pass",
        "class C(flag=True): pass",
        "class B(metaclass=Meta): pass\nclass C(B): pass",
        "class C(dict): pass",
        "class C(make()): pass",
        "from elsewhere import B\nclass C(B): pass",
        "class A: pass\nclass B: pass\nclass C(A, B): pass",
        "class C(C): pass",
        "class B(C): pass\nclass C(B): pass",
        "if x:\n    class C: pass\nelse:\n    class C: pass",
        "def C(a): pass\nC = wrap(C)",
        "def C(a): pass\nfor C in (): pass",
        "from dataclasses import dataclass\n@dataclass(init=False)\nclass C:\n    a: int",
        "from dataclasses import dataclass\n@dataclass(**options)\nclass C:\n    a: int",
        "from dataclasses import *\n@dataclass\nclass C:\n    a: int = 1",
        "import dataclasses as d\n@d.dataclass\nclass C:\n    a: int = d.field(init=False)",
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: 'ClassVar[int]'",
        "from dataclasses import dataclass\n@dataclass\nclass C:\n    a: t.InitVar[int]",
        "import dataclasses as d\n@d.dataclass\nclass B: pass\n@d.dataclass\nclass C(B): pass",
        "import sys\nclass C: pass\nsys.modules[__name__] = C()",
        "def C(",
        "def C(" + ", ".join(f"p{i}" for i in range(2_000)) + "): pass",
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_told(text: str) -> None:
    assert callables(m=text).signature("m.C") is None


def test_re_exports_are_followed() -> None:
    found = callables(
        pkg__="from .layers import Net as Network, nothing\nimport pkg.deep\nfrom .a import *\n",
        pkg__layers="from .deep.inner import Net\n",
        pkg__deep__="",
        pkg__deep__inner=NET,
        pkg__a="from .b import *\n__all__ = ['Listed']\nclass Listed: pass\nclass Unlisted: pass",
        pkg__b="class Through: pass\nclass _Hidden: pass\nclass Listed: pass",
    )
    assert names(found.signature("pkg.Network")) == ("width", "depth", "bias")
    assert names(found.signature("pkg.deep.inner.Net")) == ("width", "depth", "bias")
    assert names(found.signature("pkg.Listed")) == ()
    assert names(found.signature("pkg.a.Through")) == ()
    for unclear in ("pkg.nothing", "pkg.Through", "pkg.Unlisted", "pkg.a._Hidden", "pkg.deep"):
        assert not isinstance(found.signature(unclear), Signature)


def test_a_star_wins_over_what_stands_before_it() -> None:
    other = "def f(b): pass\n"
    before = callables(m="def f(a): pass\nfrom other import *\n", other=other)
    behind = callables(m="from other import *\ndef f(a): pass\n", other=other)
    unread = callables(m="def f(a): pass\nfrom nowhere import *\n")
    assert names(before.signature("m.f")) == ("b",)
    assert names(behind.signature("m.f")) == ("a",)
    assert unread.signature("m.f") is None


def test_a_module_that_no_package_around_it_speaks_of_is_missing() -> None:
    found = callables(pkg__="redirect('pkg.deep.old')\n", pkg__deep__="", pkg__deep__inner=NET)
    assert found.signature("pkg.deep.iner.Net") == Missing("pkg.deep", "iner", None)
    assert found.signature("pkg.deep.old.Net") is None
    unread = callables(pkg__="def C(", pkg__deep__="", pkg__deep__inner=NET)
    assert unread.signature("pkg.deep.iner.Net") is None


def test_a_look_at_another_module_hides_no_name() -> None:
    text = "import sys\nclass C: pass\nprint(sys.modules['torch'].get_num_threads())\n"
    assert callables(m=text).signature("m.D") == Missing("m", "D", None)


def test_what_the_package_calls_otherwise_than_its_module_is_not_told() -> None:
    hidden = callables(pkg__="from .Net import Net\n", pkg__Net=NET)
    deleted = callables(pkg__="from . import net\ndel net\n", pkg__net=NET)
    assert names(hidden.signature("pkg.Net.Net")) is None
    assert names(deleted.signature("pkg.net.Net")) is None


@pytest.mark.parametrize(
    ("text", "name", "missing"),
    [
        (NET, "Nte", True),
        (NET, "Net.forward", False),
        (NET + "# once there was an Old\n", "Old", False),
        (NET + "def __getattr__(name): return 1\n", "Nte", False),
        (NET + "globals().update(more)\n", "Nte", False),
        (NET + "from nowhere import *\n", "Nte", False),
        (NET + "from package._C import add\n", "Nte", False),
        ("", "Nte", False),
    ],
)
def test_a_name_is_missing_only_where_it_can_not_be(text: str, name: str, missing: bool) -> None:
    found = callables(pkg__=text).signature(f"pkg.{name}")
    assert isinstance(found, Missing) == missing


@pytest.mark.parametrize(
    "name", ["m", "", ".", "m.", "m..C", "nowhere.C", "m.C\0", "../m.C", "m.ć."]
)
def test_what_is_no_path_to_a_class_is_nothing(name: str) -> None:
    assert callables(m="class C: pass").signature(name) is None


@pytest.mark.parametrize(
    ("modules", "name"),
    [
        ({"a": "from b import X", "b": "from a import X"}, "a.X"),
        ({"a": "from b import *", "b": "from a import *"}, "a.X"),
        ({"a": "from a import X"}, "a.X"),
        ({f"m{i}": f"from m{i + 1} import X" for i in range(2_000)}, "m0.X"),
        ({"a": "".join(f"class C{i}(C{i + 1}): pass\n" for i in range(2_000))}, "a.C0"),
        ({"a": "".join(f"class C{i}(C{i + 1}, C{i + 2}): pass\n" for i in range(60))}, "a.C0"),
        ({f"m{i}": "".join(f"from m{j} import *\n" for j in range(90)) for i in range(90)}, "m0.X"),
    ],
    ids=["imports", "stars", "itself", "long", "bases", "diamonds", "all-stars"],
)
def test_loops_and_mazes_end(modules: dict[str, str], name: str) -> None:
    assert not isinstance(callables(**modules).signature(name), Signature)


def test_a_module_is_looked_for_once_a_question() -> None:
    asked: list[str] = []

    def find(name: str) -> Module | None:
        asked.append(name)
        return read_module(NET, name) if name == "m" else None

    found = Callables(find)
    assert found.signature("m.Net") == found.signature("m.Net")
    assert asked == ["m", "m.Net"]

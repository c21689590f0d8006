"""Configs over the whole grammar of HyperPyYAML, for property tests."""

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

NAMES = [f"k{index}" for index in range(8)]
INNER = ["p", "q", "r", "5", "a.b"]
KEYS = [*INNER, "'5'", "0", "1.5", "'{5}'"]
ODD_SCALARS = [
    "1", "0", "-3", "+4", "010", "0o17", "0x1F", "0b101", "1_000", "-1_000", "089", "1__2",
    "1e-3", "1E5", "5e-4", "1.5e+3", "1_0e2", "12.50", "-0.0", ".5", "-.5", ".5e3", "1.", "+1.5",
    "3.1622776601683795e-05", "1.e3", "00.1e2", "0e5", "1e400", ".inf", "-.inf", "+.INF", ".nan",
    "true", "True", "FALSE", "tRue", "yes", "No", "on", "y", "~", "null", "Null", "NULL", "None",
    "2026-11-23", "hello", "hello world", "a-b", "<", "x<y", "12:30:45", "1:30", "a:b",
    "'1e-3'", '"010"', "'(1, 2)'", '""', "'true'", "'<k0>'", '"<k1> + 1"', "http://x/y?z=1#f",
    "'é ü'", "Привет", "(1)", "('a')", "'( : )'", "!!str 3", "!!int '7'", "!!float 3", "!tuple (3)",
]  # fmt: skip
OPERATORS = ["+", "-", "*", "/", "//", "%", " + ", " - ", " * ", " / ", " % "]
PYTHON_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 10**5),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["text", "1e-3", "<k0>", "(1, 2)", "", "yes"]),
    st.lists(st.integers(0, 9), max_size=3),
)


@dataclass
class Shape:
    """A value to be written: a text, or a filled list or mapping, perhaps with a tag."""

    text: str | None = None
    items: "list[Shape]" = field(default_factory=list)
    keys: list[str] | None = None
    tag: str = ""
    flow: bool = False


def names(draw: st.DrawFn) -> str:
    name = draw(st.sampled_from(NAMES))
    if draw(st.integers(0, 3)) == 0:
        name += f"[{draw(st.sampled_from(INNER))}]"
    return name


@st.composite
def references(draw: st.DrawFn) -> str:
    tag = draw(st.sampled_from(["!ref", "!ref", "!ref", "!copy"]))
    one, two = names(draw), names(draw)
    between = draw(st.sampled_from(OPERATORS))
    number = draw(st.sampled_from(["2", "0.5", "10", "3", "1e2", "0", "'a'"]))
    text = draw(
        st.sampled_from(
            [
                f"<{one}>", f"<{one}>", f"<{one}>", f"<{one}>{between}<{two}>",
                f"<{one}>{between}{number}", f"{number}{between}<{one}>", f"dir/<{one}>/<{two}>",
                f"(<{one}>, <{two}>)", f"-<{one}>",
                f"(<{one}> + <{two}>) * {number}", f"<{one}>_<{two}>.ckpt", f"<{one}.size>",
                f"<{one}> < 3", "no reference", f"<{one}> ** 2", f"<{one}>**0.5",
                f"<{one}><{two}>", f"'<{one}>'",
            ]
        )
    )  # fmt: skip
    return f'{tag} "{text}"'


@st.composite
def floats(draw: st.DrawFn) -> str:
    digits = draw(st.text("0123456789", min_size=1, max_size=18))
    fraction = draw(st.one_of(st.just(""), st.text("0123456789", max_size=18).map(".".__add__)))
    sign = draw(st.sampled_from(["", "", "-", "+"]))
    exponent = draw(st.sampled_from(["e-3", "E-05", "e+07", "e2", "", "e-1", "e0"]))
    return sign + digits + fraction + exponent


def quoted_texts() -> st.SearchStrategy[str]:
    letters = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp"))
    special = st.sampled_from(list(" \n\t:#,[]{}()'\"<>&*!|%@`-?\\~"))
    return st.text(st.one_of(letters, special), max_size=30).map(
        lambda text: json.dumps(text, ensure_ascii=False)
    )


def leaf_texts() -> st.SearchStrategy[str]:
    return st.one_of(
        st.sampled_from(ODD_SCALARS),
        st.sampled_from(ODD_SCALARS),
        references(),
        references(),
        st.integers(-1000, 10**5).map(str),
        st.floats(allow_nan=False, allow_infinity=False).map(repr),
        floats(),
        quoted_texts(),
        st.sampled_from(["!new:harmless.Thing", "!name:harmless.thing", "!module:harmless"]),
    )


def shapes() -> st.SearchStrategy[Shape]:
    leaf = leaf_texts().map(lambda text: Shape(text=text))

    def filled(inner: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
        tags = ["", "", "", "!new:harmless.Thing", "!name:harmless.thing", "!apply:harmless.thing"]
        tag = st.sampled_from([*tags, "!applyref:harmless.plain"])
        flow = st.booleans()
        items = st.lists(inner, max_size=3)
        lists = st.builds(Shape, items=items, tag=tag, flow=flow)

        def mapping(keys: list[str]) -> st.SearchStrategy[Shape]:
            values = st.lists(inner, min_size=len(keys), max_size=len(keys))
            plain = all(key.isidentifier() for key in keys)
            return st.builds(
                Shape,
                items=values,
                keys=st.just(keys),
                tag=tag if plain else st.just(""),
                flow=flow,
            )

        keys = st.lists(st.sampled_from(KEYS), max_size=3, unique=True)
        return st.one_of(lists, keys.flatmap(mapping))

    return st.recursive(leaf, filled, max_leaves=6)


def written(shape: Shape, indent: int, *, flow: bool = False) -> str:
    """The text that follows `key:` or `-`."""
    if shape.text is not None:
        if flow and (shape.text[0] in "(" or set(shape.text) & set("?#:") or shape.text == "="):
            return "0" if shape.text[0] != '"' else shape.text
        return shape.text
    tag = shape.tag + " " if shape.tag else ""
    if flow or shape.flow or not shape.items:
        inner = [written(item, 0, flow=True) for item in shape.items]
        if shape.keys is None:
            return tag + "[" + ", ".join(inner) + "]"
        pairs = (f"{key}: {text}" for key, text in zip(shape.keys, inner, strict=True))
        return tag + "{" + ", ".join(pairs) + "}"
    return tag + "\n" + "\n".join(lines(shape, indent))


def lines(shape: Shape, indent: int) -> list[str]:
    keys = [f"{key}:" for key in shape.keys] if shape.keys is not None else ["-"] * len(shape.items)
    return [
        " " * indent + f"{key} " + written(item, indent + 2)
        for key, item in zip(keys, shape.items, strict=True)
    ]


@st.composite
def documents(draw: st.DrawFn, *, include: bool = False) -> str:
    keys = draw(st.permutations(NAMES).map(lambda order: order[: draw(st.integers(1, 8))]))
    values: list[Shape] = []
    for _ in keys:
        value = draw(shapes())
        if include and draw(st.integers(0, 5)) == 0:
            inner = draw(st.sampled_from(["", "{}", "{k0: 7}", "{k1: !ref <k0>, p: 1}"]))
            value = Shape(text=f"!include:other.yaml {inner}".strip())
        values.append(value)
    return "\n".join(lines(Shape(items=values, keys=list(keys)), 0)) + "\n"


def overrides() -> st.SearchStrategy[Any]:
    inner = st.dictionaries(st.sampled_from(["p", "q"]), PYTHON_VALUES, max_size=2)
    as_values = st.dictionaries(st.sampled_from(NAMES), st.one_of(PYTHON_VALUES, inner), max_size=2)
    as_text = st.lists(
        st.tuples(st.sampled_from(NAMES), leaf_texts()), max_size=2, unique_by=lambda pair: pair[0]
    ).map(lambda pairs: "\n".join(f"{key}: {value}" for key, value in pairs))
    return st.one_of(st.none(), as_values, as_text)

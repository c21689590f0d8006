"""What was changed in a config, and what follows from it."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labbook.formats.config import Config, config_digest, read_config
from labbook.formats.config.changes import Change, ConfigDiff
from labbook.formats.config.diff import diff_configs
from labbook.formats.config.recorded import as_recorded, recorded_config
from tests.formats.config import configs

NAME = "experiments/2026-11-23-one/config.yaml"
EXAMPLES = settings(
    max_examples=40,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)


def read(text: str, overrides: Any = None, **files: str) -> Config:
    def read_include(path: str) -> str:
        return files[path.rpartition("/")[2].removesuffix(".yaml")]

    return read_config(text, name=NAME, read_include=read_include, overrides=overrides)


def diff(before: str, after: str, **files: str) -> ConfigDiff:
    return diff_configs(read(before, **files), read(after, **files))


def keys(changes: tuple[Change, ...]) -> list[str]:
    return [change.key for change in changes]


def values(change: Change) -> tuple[Any, Any]:
    return (change.before and change.before.value, change.after and change.after.value)


def flat(changes: tuple[Change, ...]) -> Iterator[Change]:
    for change in changes:
        yield change
        yield from flat(change.parts)


def test_a_consequence_is_set_apart_from_its_cause() -> None:
    text = "lr: {}\nlr_adapt: !ref <lr> / 2\nwarm: !ref <lr_adapt> * 10\n"
    found = diff(text.format(0.002), text.format(0.004))
    assert [(c.key, *values(c)) for c in found.causes] == [("lr", 0.002, 0.004)]
    assert [(c.key, *values(c), c.follows) for c in found.consequences] == [
        ("lr_adapt", 0.001, 0.002, "<lr> / 2"),
        ("warm", 0.01, 0.02, "<lr_adapt> * 10"),
    ]


@pytest.mark.parametrize(
    ("text", "before", "after", "consequences"),
    [
        ("y: {}\nm: 10\nd: !ref <y>-<m>\n", "2026", "2025", ["d"]),
        ("y: {}\nd: !copy <y>\n", "1", "2", ["d"]),
        ("y: {}\nd: !ref <y>/<y>\ne: <y>\n", "a", "b", ["d"]),
        ("y: {{p: {}}}\nd: !ref <y>\ne: [!ref <y>]\n", "1", "2", ["d.p", "e.0.p"]),
        ("y: {{p: {}}}\nd: !ref <y[p]> + 1\n", "1", "2", ["d"]),
        ("y: {{p: 1{}}}\nd: !ref <y>\nz: !copy <d>\n", "", ", q: 2", ["d.q", "z.q"]),
        ("y: {}\nd: !ref <y>\n", "{p: 1}", "5", ["d.p", "d"]),
        ("y: {}\nd: {{p: !ref <y>}}\n", "5", "{p: 1}", ["d.p", "d.p.p"]),
        ("y: [1{}]\nd: !ref <y>\n", "", ", 2", ["d"]),
        ("y: &y {{p: {}}}\nd:\n  <<: *y\n  q: 3\n", "1", "2", ["d.p"]),
        ("y: !new:a.{}\nd: {{m: !ref <y>}}\nc: !copy <y>\n", "A", "B", ["c"]),
        ("y: {}\n__d: !apply:torch.manual_seed [!ref <y>]\n", "1", "2", ["__d.0"]),
    ],
)
def test_what_comes_through_a_reference_follows(
    text: str, before: str, after: str, consequences: list[str]
) -> None:
    found = diff(text.format(before), text.format(after))
    assert keys(found.consequences) == consequences
    assert all(key.startswith("y") for key in keys(found.causes))


@pytest.mark.parametrize(
    ("before", "after", "causes"),
    [
        ("a: 1\nb: !ref <a> / 2\n", "a: 2\nb: !ref <a> / 4\n", ["a"]),
        ("a: 1\nb: !ref <a> / 2\n", "a: 2\nb: !ref <a> / 5\n", ["a", "b"]),
        ("a: 1\nb: 5\n", "a: 2\nb: !ref <a>\n", ["a", "b"]),
        ("a: 1\nb:\n", "a: 2\nb: !ref <a>\n", ["a", "b"]),
        ("a: 1\nb: {x: !ref <a>}\n", "a: 1\nb: {z: !ref <a>}\n", ["b.x", "b.z"]),
        ("a: 1\nb: {x: !ref <a>}\n", "a: 2\nb: {x: !ref <a>, z: !ref <a>}\n", ["a", "b.z"]),
        ("a: 1\nb: '!ref <a>'\n", "a: 2\nb: !ref <a>\n", ["a", "b"]),
        ("a: 1\nb: 1\n", "a: 2\nb: 2\n", ["a", "b"]),
    ],
)
def test_what_is_written_anew_is_a_cause(before: str, after: str, causes: list[str]) -> None:
    assert keys(diff(before, after).causes) == causes


def test_an_expression_may_be_spaced_anew_without_being_a_cause() -> None:
    found = diff(
        "a: 1\nb: !ref <a>/2\nc: !ref <a> <a>\n", "a: 2\nb: !ref <a> / 2\nc: !ref <a><a>\n"
    )
    assert (keys(found.causes), keys(found.consequences)) == (["a", "c"], ["b"])


def test_an_override_is_a_cause_and_what_refers_to_it_follows() -> None:
    text = "lr: 1\nhalf: !ref <lr> / 2\n"
    found = diff_configs(read(text), read(text, "lr: 4"))
    assert (keys(found.causes), keys(found.consequences)) == (["lr"], ["half"])


def test_an_included_value_knows_its_file() -> None:
    text = "base: !include:base.yaml\nx: !ref <base[half]>\n"
    before = read(text, base="lr: 1\nhalf: !ref <lr> / 2\n")
    found = diff_configs(before, read(text, base="lr: 3\nhalf: !ref <lr> / 2\n"))
    [cause] = found.causes
    assert cause.after
    assert (cause.key, cause.after.path) == ("base.lr", "experiments/2026-11-23-one/base.yaml")
    assert keys(found.consequences) == ["base.half", "x"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1e-3", "a: 0.001"),
        ("a: 1\nb: 2", "b: 2 # two\n\na:   1"),
        ("a: 'text'", 'a: "text"'),
        ("a: [1, 2]", "a:\n  - 1\n  - 2"),
        ("a: 1\nb: 1", "a: 1\nb: !ref <a>"),
        ("a: .nan", "a: .NaN"),
        ("a: ~", "a: null"),
        ("a: 0x10", "a: 16"),
    ],
)
def test_another_spelling_is_no_change(before: str, after: str) -> None:
    assert not diff(before, after).changed


ALIKE = [
    "[1, 2]", "{0: 1, 1: 2}", "{'0': 1, '1': 2}", "{'{0}': 1, '{1}': 2}", "{true: 1}",
    "{'true': 1}", "{~: 1}", "{'null': 1}", "{'': 1}", "{1.5: 1}", "{'1.5': 1}", "{1: {5: 1}}",
    "{2026-11-23: 1}", "{'2026-11-23': 1}",
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), [*combinations(ALIKE, 2)])
def test_another_kind_of_key_is_a_change(before: str, after: str) -> None:
    one, other = read(f"a: {before}"), read(f"a: {after}")
    assert config_digest(one) != config_digest(other)
    assert diff_configs(one, other).changed
    records = (recorded_config("run.json", config.parameters(), {}) for config in (one, other))
    assert diff_configs(*records).changed


@pytest.mark.parametrize("key", ["5", "{5}", 'a"b', "q"])
def test_a_reference_names_a_key_however_that_is_written(key: str) -> None:
    text = f"y:\n  '{key}': {{}}\nd: !ref <y[{key}]> + 1\n".replace("{5}", "{{5}}")
    assert keys(diff(text.format(1), text.format(2)).consequences) == ["d"]


def test_spelling_is_told_by_key() -> None:
    assert diff("a: 1e-3\nb: 2", "a: 0.001\nb: 2").respelled == ("a",)


@pytest.mark.parametrize(
    ("before", "after", "warning"),
    [
        ("'1e-3'", "1e-3", "the text '1e-3' became the number 0.001"),
        ("16", "'16'", "the number 16 became the text '16'"),
        ("16", "16.0", "the whole number 16 became the float 16.0"),
        ("true", "1", "the truth value true became the number 1"),
        ("None", "null", "the text 'None' became nothing"),
        ("2026-11-23", "'2026-11-23'", "the date 2026-11-23 became the text '2026-11-23'"),
        ("[16, 8]", "[16, 8.0]", "item 1: the whole number 8 became the float 8.0"),
        ("'e\u0301'", "'\u00e9'", "these texts look alike, their characters differ"),
        ("'!new:a.B'", "!new:a.B", "the text '!new:a.B' became the object !new:a.B"),
        ("0", "0.1", None),
        ("null", "path", None),
        ("1", "2", None),
    ],
)
def test_a_value_that_changed_its_kind_is_a_warning(
    before: str, after: str, warning: str | None
) -> None:
    [change] = diff(f"a: {before}", f"a: {after}").causes
    assert change.warning == warning


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("[16, 8]", "[16, 8, 4]", ([16, 8], [16, 8, 4])),
        ("[]", "[1]", ([], [1])),
        ("16", "[16, 8]", (16, [16, 8])),
        ("[[1, 2], 3]", "[[1, 5], 3]", None),
        ("\n  - 1\n  - !name:a.b", "\n  - 2\n  - !name:a.b", None),
    ],
)
def test_a_list_of_plain_values_is_one_change(
    before: str, after: str, shown: tuple[Any, Any] | None
) -> None:
    [change] = diff(f"a: {before}", f"a: {after}").causes
    assert (change.key, values(change)) == ("a", shown) if shown else change.key.startswith("a.0")


def test_a_changed_class_takes_its_arguments_with_it() -> None:
    found = diff(
        "o: !new:a.Adam\n  lr: 1\n  betas: [0.9, 0.99]\n",
        "o: !new:a.SGD\n  lr: 2\n  momentum: 0.9\nn: !name:a.b {c: 1}\n",
    )
    assert [(c.key, keys(c.parts)) for c in found.causes] == [
        ("o", ["o.lr", "o.betas", "o.momentum"]),
        ("n", ["n.c"]),
    ]


def test_arguments_of_the_same_class_stand_alone() -> None:
    assert keys(diff("o: !new:a.A {lr: 1}", "o: !new:a.A {lr: 2}").causes) == ["o.lr"]


def test_against_a_record_only_the_values_are_compared() -> None:
    text = "lr: {}\nhalf: !ref <lr> / 2\nt: (1, 2)\nm: !name:a.B\nd: 2026-11-23\n"
    now = as_recorded(read(text.format(4)))
    record = {"lr": 2, "half": 1.0, "d": "2026-11-23"}
    found = diff_configs(recorded_config("run.json", record, {"m": "a.B"}), now)
    assert (keys(found.causes), keys(found.consequences)) == (["lr"], ["half"])


SPELLINGS = [
    ("0.001", "1e-3"), ("16", "0x10"), ("text", "'text'"), ("~", "null"), ("true", "True"),
    ("[1, 2]", "\n  - 1\n  - 2"), ("{p: 1, q: 2}", "\n  p: 1\n  q: 2"),
    ("!new:a.B {p: 1}", "!new:a.B # same\n  p: 1"),
]  # fmt: skip
REFERRING = [
    "!ref <{}>", "!copy <{}>", "!ref <{}>/<{}>", "!ref <{}> * 2", "[!ref <{}>, 3]",
    "{{p: !ref <{}>}}", "!new:a.B\n  p: !ref <{}>\n  q: !ref <{}>",
]  # fmt: skip
Items = list[tuple[str, str]]


@st.composite
def referring(draw: st.DrawFn) -> Items:
    """Keys with two spellings of one value each, later ones referring to earlier ones."""
    items: Items = []
    for number in range(draw(st.integers(2, 7))):
        if number < 2 or draw(st.booleans()):
            items.append(draw(st.sampled_from(SPELLINGS)))
        else:
            earlier = st.integers(0, number - 1).map(lambda index: f"k{index}")
            written = draw(st.sampled_from(REFERRING)).format(draw(earlier), draw(earlier))
            items.append((written, written))
    return items


def document(items: Items, spelling: int = 0) -> str:
    return "".join(f"k{number}: {item[spelling]}\n" for number, item in enumerate(items))


@EXAMPLES
@given(items=referring())
def test_a_config_that_is_only_spelled_anew_has_no_changes(items: Items) -> None:
    found = diff(document(items), document(items, 1))
    assert found.causes == found.consequences == ()


@EXAMPLES
@given(items=referring(), new=st.sampled_from(SPELLINGS), at=st.integers(0, 6))
def test_one_new_value_is_the_only_cause(items: Items, new: tuple[str, str], at: int) -> None:
    at %= len(items)
    found = diff(document(items), document([*items[:at], new, *items[at + 1 :]]))
    assert {key.partition(".")[0] for key in keys(found.causes)} <= {f"k{at}"}
    assert all(change.follows for change in flat(found.consequences))


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A config over the whole grammar, and the same with one value written anew or removed."""
    before = draw(configs.documents(include=True)).splitlines(keepends=True)
    number = draw(st.integers(0, len(before) - 1))
    after = before.copy()
    after[number] = ""
    if key := re.match(r"\s*(?:- |\S+: )", before[number]):
        alike = st.sampled_from(ALIKE)
        if draw(st.booleans()):
            before[number] = f"{key.group()}{draw(alike)}\n"
        new = f"{key.group()}{draw(st.one_of(configs.leaf_texts(), alike))}\n"
        after[number] = draw(st.sampled_from([new, ""]))
    return "".join(before), "".join(after)


@EXAMPLES
@given(texts=edited(), other=configs.documents(), overrides=configs.overrides())
def test_a_diff_finds_what_the_digest_finds_and_tells_it_once(
    texts: tuple[str, str], other: str, overrides: Any
) -> None:
    before, after = read(texts[0], other=other), read(texts[1], overrides, other=other)
    for one, two in ((before, after), (after, before), (before, before)):
        found = diff_configs(one, two)
        assert found.changed == (config_digest(one) != config_digest(two))
        told = keys(tuple(flat((*found.causes, *found.consequences))))
        differing = {key for key, *_ in rows(one) ^ rows(two)}
        assert all(key in told or key.rpartition(".")[0] in told for key in differing)
        assert all(any(d == key or d.startswith(f"{key}.") for d in differing) for key in told)
        assert found.causes or not found.consequences


def rows(config: Config) -> set[tuple[str, str, bool]]:
    leaves = (*config.leaves, *config.hidden)
    return {(leaf.key, repr(leaf.value), leaf.symbolic) for leaf in leaves}

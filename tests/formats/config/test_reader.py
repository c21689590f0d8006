"""What a config is read as: leaves with their places, problems, classes, the digest."""

import json
import math
from typing import Any

import pytest

from labbook.formats.config import Config, Leaf, config_digest, read_config
from labbook.model.problem import Severity

NAME = "experiments/2026-11-23-one/config.yaml"


def read(text: str, overrides: Any = None, **files: str) -> Config:
    def read_include(path: str) -> str:
        return files[path.removesuffix(".yaml").replace("/", "_").replace("-", "_")]

    return read_config(text, name=NAME, read_include=read_include, overrides=overrides)


def codes(config: Config) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in config.problems]


def test_a_leaf_knows_its_text_value_and_place() -> None:
    config = read("lr: 1e-3\nmodel: !new:torch.nn.Linear\n  sizes: [1, !ref '<lr> / 2']\n")
    assert config.leaves == (
        Leaf("lr", "1e-3", 0.001, 1, 5, False, NAME),
        Leaf("model", "!new:torch.nn.Linear", "!new:torch.nn.Linear", 2, 8, True, NAME),
        Leaf("model.sizes.0", "1", 1, 3, 11, False, NAME),
        Leaf("model.sizes.1", "!ref <lr> / 2", 0.0005, 3, 14, False, NAME),
    )
    assert config.parameters() == {"lr": 0.001, "model.sizes.0": 1, "model.sizes.1": 0.0005}
    assert config.classes() == {"model": "torch.nn.Linear"}


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-3", 0.001), ("yes", "yes"), ("010", 10), ("~", None), ("0x1F", 31), ("True", True)],
)
def test_types_are_those_of_yaml_1_2(text: str, value: Any) -> None:
    (leaf,) = read(f"a: {text}\n").leaves
    assert (type(leaf.value), leaf.value) == (type(value), value)


def test_a_text_that_looks_like_a_subtraction_is_one() -> None:
    assert read("y: 2026\nm: 10\nd: !ref <y>-<m>\n").parameters()["d"] == 2016


def test_a_shared_object_is_shown_where_it_is_made() -> None:
    config = read("modules: {enc: !ref <encoder>}\nencoder: !new:a.B {size: 3}\n")
    shown = {leaf.key: leaf.value for leaf in config.leaves}
    assert shown == {"modules.enc": "<encoder>", "encoder": "!new:a.B", "encoder.size": 3}
    assert config.classes() == {"encoder": "a.B"}


def test_keys_with_dots_are_quoted() -> None:
    config = read('a: {b: 1}\n"a.b": 2\n')
    assert config.parameters() == {"a.b": 1, '"a.b"': 2}


def test_keys_tell_items_texts_and_numbers_apart() -> None:
    config = read("a: [5]\nb: {0: 5}\nc: {'0': 5}\nd: {1.5: 5}\ne: {true: 5, 'true': 6}\n")
    assert [*config.parameters()] == ["a.0", "b.{0}", 'c."0"', "d.{1.5}", "e.{true}", "e.true"]


def test_a_placeholder_is_named_once_and_the_rest_is_read() -> None:
    before = "".join(f"path{n}: !ref <data{n}>/train\n" for n in range(60))
    places = "".join(f"data{n}: !PLACEHOLDER  # yours\n" for n in range(60))
    config = read(
        f"{before}{places}opt: {{lr: 1e-3, data: !ref '<data0> + 1'}}\nlr: !ref <opt[lr]>\n"
    )
    assert codes(config) == [(61 + n, "config-placeholder") for n in range(60)]
    assert len(config.leaves) == 123
    assert config.parameters() == {"opt.lr": 0.001, "lr": 0.001}


def test_a_config_without_end_of_problems_says_so() -> None:
    config = read("".join(f"a{n}: !PLACEHOLDER\n" for n in range(300)))
    assert len(config.problems) == 201
    assert config.problems[-1].message == "more than 200 problems; the others are not shown"


def test_an_include_is_read_within_the_journal_with_its_overrides() -> None:
    base = "lr: 1\nhalf: !ref <lr> / 2\nbad: !ref <nothing>\n"
    config = read(
        "base: !include:../base.yaml {lr: 4}\nx: !ref <base[half]>\n", experiments_base=base
    )
    assert config.includes == ("experiments/base.yaml",)
    assert config.parameters() == {"base.lr": 4, "base.half": 2.0, "x": 2.0}
    (problem,) = config.problems
    assert (problem.path, problem.line) == ("experiments/base.yaml", 3)
    assert problem.code == "config-unresolved-reference"


def test_an_include_may_wait_for_a_key_that_its_overrides_bring() -> None:
    base = "layers: [!ref <size> * 2]\n"
    config = read("base: !include:../base.yaml {size: 4, sise: 3}\n", experiments_base=base)
    assert config.parameters() == {"base.layers.0": 8, "base.size": 4, "base.sise": 3}
    assert [(p.code, p.severity) for p in config.problems] == [
        ("config-unknown-override", Severity.WARNING)
    ]
    assert "sise" in config.problems[0].message


def test_overrides_come_before_references() -> None:
    text = "lr: 1e-3\nhalf: !ref <lr> / 2\ndata: !PLACEHOLDER\nopt: {name: adam}\n"
    values = {"lr": 0.1, "data": "/d", "opt": {"name": "sgd"}}
    expected = {"lr": 0.1, "half": 0.05, "data": "/d", "opt.name": "sgd"}
    assert read(text, values).parameters() == expected
    assert read(text, "lr: 1e-1\ndata: /d\nopt: {name: sgd}").parameters() == expected
    assert read(text, values).keys == ("lr", "half", "data", "opt")


def test_an_override_that_matches_nothing_is_named() -> None:
    config = read("lr: 1\nopt: {name: adam}\n", {"lrr": 2, "opt": {"nam": "sgd"}})
    assert [(p.code, p.severity, p.hint) for p in config.problems] == [
        ("config-unknown-override", Severity.WARNING, "did you mean name?"),
        ("config-unknown-override", Severity.ERROR, "did you mean lr?"),
    ]


def test_an_override_that_can_not_be_read_is_the_only_problem() -> None:
    texts = ("lr: 1\nname: a: b", "lr: 1\nname: [1\nlr: 1", "lr: 1\nname: 1\nname: 2")
    for text in texts:
        (problem,) = read("lr: 1\nname: x\nlater: !PLACEHOLDER\n", text).problems
        assert (problem.path, problem.code) == ("overrides", "config-bad-override")
        assert problem.message.startswith("the override name can't be read: ")


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("m.a", "m={a: …}"),
        ("m[a]", "m={a: …}"),
        ("m[a][b]", "m={a: {b: …}}"),
        ("m.a.b", "m={a: {b: …}}"),
        (".", None),
        ("[", None),
        ("n[a]", None),
    ],
)
def test_an_override_further_down_is_told_as_a_mapping(key: str, hint: str | None) -> None:
    (problem,) = read("m: {a: 1}\n", {key: 5}).problems
    said = hint and f"a value further down is set by a mapping: {hint}"
    assert problem.hint == said


def test_a_reference_to_a_missing_key_names_the_nearest() -> None:
    text = "lr: 1\nopt: {decay: 2}\na: !ref <lrr>\nb: !ref <opt[decai]>\nc: !ref <otp[decay]>\n"
    hints = ["did you mean <lr>?", "did you mean [decay]?", "did you mean <opt>?"]
    assert [p.hint for p in read(text).problems] == hints


def test_an_override_of_an_include_that_matches_nothing_is_named_where_it_stands() -> None:
    text = "rate: 2\nadam: !include:adam.yaml\n  lr: 1\n  lrr: 1\n  decai: !ref <rate>\n"
    config = read_config(text, name="c.yaml", read_include=lambda _: "lr: 0.1\ndecay: 0.5\n")
    assert [(p.code, p.severity, p.line, p.hint) for p in config.problems] == [
        ("config-unknown-override", Severity.WARNING, 4, "did you mean lr?"),
        ("config-unknown-override", Severity.WARNING, 5, "did you mean decay?"),
    ]
    assert config.parameters()["adam.lrr"] == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", [(2, "config-duplicate-key")]),
        ("a: 1\nb: !ref <c>\n", [(2, "config-unresolved-reference")]),
        (
            "a: !PLACEHOLDER\nb: !PLACEHOLDER\n",
            [(1, "config-placeholder"), (2, "config-placeholder")],
        ),
        ("a: !include:../../../x.yaml\n", [(1, "config-include-outside")]),
        ("a: 0\nb: !ref 1 / <a>\n", [(2, "config-arithmetic")]),
        ("a: !ref <b>\nb: !ref <c>\nc: 1\n", [(2, "config-forward-reference")]),
        ("a: !nonsense 1\n", [(1, "config-unknown-tag")]),
        ("a: [1\n", [(2, "config-syntax")]),
        ("- 1\n", [(1, "config-not-a-mapping")]),
        ("a: " + "[" * 200 + "]" * 200 + "\n", [(1, "config-too-deep")]),
        ("a: [!new:a.B {p: 1}]\n", [(1, "config-single-item")]),
        ("a: [!new:a.B, 1]\n", [(1, "config-syntax")]),
        ("a: (1, !ref <b>)\nb: 1\n", [(1, "config-bad-tuple")]),
    ],
)
def test_problems(text: str, expected: list[tuple[int, str]]) -> None:
    assert codes(read(text)) == expected


@pytest.mark.parametrize("end", ["\x85", "\u2028", "\u2029", "\ufeff", "\0", "\x1b", "\ufffe"])
def test_what_one_parser_takes_for_the_end_of_a_line_is_refused(end: str) -> None:
    config = read(f"lr: 1\n# all is well{end}lr_adapt: 2\n")
    assert codes(config) == [(2, "config-syntax")]
    assert config.problems[0].message == f"the character U+{ord(end):04X} may not stand in YAML"


def test_the_digest_is_of_the_meaning() -> None:
    digest = config_digest(read("lr: 0.001\nmodel: !new:a.B {x: 1, y: [2]}\n"))
    assert digest.startswith("sha256:")
    assert len(digest) == 71
    same = "# why\nmodel: !new:a.B\n  y:\n  - 2\n  x: 1\n\nlr: 1e-3\n"
    assert config_digest(read(same)) == digest
    others = (
        "lr: 0.002\nmodel: !new:a.B {x: 1, y: [2]}",
        "lr: 0.001\nmodel: !new:a.C {x: 1, y: [2]}",
        "lr: '0.001'\nmodel: !new:a.B {x: 1, y: [2]}",
    )
    for other in others:
        assert config_digest(read(other)) != digest
    assert config_digest(read("lr: 1\nmodel: !new:a.B {x: 1, y: [2]}", {"lr": 0.001})) == digest
    assert config_digest(read("a: .nan\n")) != config_digest(read("a: 'nan'\n"))
    assert config_digest(read("a: (1)\n")) != config_digest(read("a: '(1) #'\n"))


def test_the_digest_covers_what_is_done_and_not_kept() -> None:
    texts = (
        "seed: 1\n",
        "seed: 1\n__threads: !apply:torch.set_num_threads [1]\n",
        "seed: 1\n__threads: !apply:torch.set_num_threads [2]\n",
        "seed: 1\n__threads: !apply:os.system [1]\n",
    )
    configs = [read(text) for text in texts]
    assert len({config_digest(config) for config in configs}) == len(texts)
    assert all(config.parameters() == {"seed": 1} for config in configs)
    assert [(leaf.key, leaf.value) for leaf in configs[1].hidden] == [
        ("__threads", "!apply:torch.set_num_threads"),
        ("__threads.0", 1),
    ]


def test_parameters_are_json_but_for_non_finite_floats() -> None:
    parameters = read("a: 2026-11-23\nb: .nan\nc: []\n").parameters()
    assert math.isnan(parameters.pop("b"))
    assert json.loads(json.dumps(parameters)) == {"a": "2026-11-23", "c": []}


def test_that_a_config_asks_for_too_much_is_said_once() -> None:
    text = "k0: {x: 1, y: 2}\n" + "".join(
        f"k{n}: {{l: !copy <k{n - 1}>, r: !copy <k{n - 1}>}}\n" for n in range(1, 40)
    )
    problems = [p for p in read(text).problems if "ask for more" in p.message]
    assert len(problems) == 1

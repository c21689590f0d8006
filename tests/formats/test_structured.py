from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.structured import load_schema, read_structured, validate


def test_every_key_has_its_place() -> None:
    text = "a: 1\ndata:\n  - name: 😀\n    source: [x, y]\n"
    read = read_structured(text, name="f.yaml", first_line=2)
    assert read.value == {"a": 1, "data": [{"name": "😀", "source": ["x", "y"]}]}
    places = {path: (place.line, place.column) for path, place in read.positions.items()}
    assert places["a",] == (2, 1)
    assert places["data", 0, "name"] == (4, 5)
    assert places["data", 0, "source"] == (5, 5)
    assert places["data", 0, "source", 1] == (5, 17)


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("a: 1\nb: 2\na: 3", 3, "the key 'a' stands twice, first in line 1"),
        ("a: !!python/object:os.system x", 1, "tag !!python/object:os.system is not allowed"),
        ("a: !!set {x, y}", 1, "tag !!set is not allowed"),
        ("a: !include x", 1, "tag !include is not allowed"),
        ("a: &x 1\nb:\n  <<: *x", 3, "merge keys"),
        ("a: *x", 1, "refers to nothing"),
        ("a: &x [*x]", 1, "refers to nothing"),
        ("a: {no: 1}", 1, "the key 'no' is no text"),
        ("? [a]\n: b", 1, "a key must be a text"),
        ("\na: b: c", 2, "not valid YAML"),
        ("a:\n\t- b", 2, "not valid YAML"),
        ("a\n--- \nb", 2, "a second document"),
        ("a: 2026-99-99", 1, "can't be read"),
        ("a: 1\nb: \x07", 2, "a character that YAML doesn't allow"),
        ("a: \ud800", 1, "a character that YAML doesn't allow"),
        ("[" * 100_000, 1, "nested deeper"),
        ("- " * 100_000, 1, "nested deeper"),
        ("x" * 300_000, 1, "longer than"),
    ],
)
def test_what_is_hostile_or_broken_is_one_sentence(text: str, line: int, sentence: str) -> None:
    with pytest.raises(LabbookError) as caught:
        read_structured(text, name="f.yaml")
    assert sentence in caught.value.sentence
    assert (caught.value.path, caught.value.line) == ("f.yaml", line)


def test_aliases_are_read_but_do_not_multiply() -> None:
    assert read_structured("- &x [a]\n- *x", name="f").value == [["a"], ["a"]]
    lines = ["- &x0 [a, a, a, a, a, a, a, a, a, a]"]
    lines += [f"- &x{n} [{', '.join([f'*x{n - 1}'] * 10)}]" for n in range(1, 8)]
    with pytest.raises(LabbookError, match="aliases counted"):
        read_structured("\n".join(lines), name="f")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)


@settings(max_examples=100)
@given(value=plain, flow=st.sampled_from([True, False, None]))
def test_reads_what_yaml_wrote(value: Any, flow: bool | None) -> None:
    text = yaml.safe_dump(value, default_flow_style=flow)
    assert read_structured(text, name="f").value == value


@settings(max_examples=150)
@given(text=st.text(st.sampled_from("ab:-?[]{}&*!|>'\"#%@,\n\t 1.~\0\u2028😀"), max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(LabbookError):
        read_structured(text, name="f")


@pytest.mark.parametrize("name", ["manifest", "front-matter"])
def test_shipped_schemas_are_schemas(name: str) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(load_schema(name))


def test_problems_are_sentences_with_hints() -> None:
    schema = {
        "type": "object",
        "required": ["title"],
        "additionalProperties": False,
        "properties": {"title": {"type": "string"}, "goal": {"enum": ["min", "max", None]}},
    }
    read = read_structured("goal: no\ntitel: x", name="f")
    problems = validate(read.value, schema, read.positions, "f")
    assert [(p.line, p.code, p.message, p.hint) for p in problems] == [
        (
            1,
            "wrong-value",
            "'goal' must be one of min, max, empty; `no` is read as a truth value",
            None,
        ),
        (1, "missing-key", "the key 'title' is missing", None),
        (2, "unknown-key", "the key 'titel' is not known", "did you mean 'title'?"),
    ]

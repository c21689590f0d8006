"""Keys that nothing uses, and the seed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.config import read_config
from labbook.formats.lint.keys import check_seed, check_unused
from labbook.formats.lint.references import used_keys


@pytest.mark.parametrize(
    ("text", "unused"),
    [
        ("lr: 1\nhalf: !ref <lr> / 2\n", ["half"]),
        ("a: {b: 1}\nc: !ref <a[b]>\nd: !ref <c.real>\n", ["d"]),
        ("a: 1\nb: !copy <a>\nx: {y: [!ref <b>]}\n", ["x"]),
        ("n: 1\ntext: <n>\nall: !ref <text>\n", ["all"]),
        ("n: 1\nfile: !ref data/<n>-<m>.csv\nm: 2\n", ["file"]),
        ("a: &x 1\nb: *x\n", ["b"]),
        ("base: &x {lr: 1}\nopt:\n  <<: *x\n  decay: 2\n", ["opt"]),
        ("a: {b: &x 1, c: *x}\n", ["a"]),
        ("a: !apply:print [1]\nb: {c: !apply:print [1]}\nd: !applyref:max [1, 2]\n", []),
        ("a: !!python/object/apply:print [1]\n", []),
        ("a: 1\n# b: !ref <a>\n", ["a"]),
        ("a: 1\n__set: !apply:f [!ref <a>]\n", []),
        ("a: !new:lab.Net\n  b: 1\n", ["a"]),
        ("a: 1\nb: !include:c.yaml\n  c: !ref <a>\n", ["b"]),
        ("'x.y': 1\n'a \"b\"': 2\n", ["x.y", 'a "b"']),
    ],
)
def test_references_are_uses(text: str, unused: list[str]) -> None:
    config = read_config(text, name="c.yaml", read_include=lambda _: "c: 1\n")
    found = check_unused(config, used_keys(text, "c.yaml"))
    assert [p.message for p in found] == [f"nothing uses '{key}'" for key in unused]


@settings(max_examples=200, derandomize=True)
@given(st.text(alphabet="ab:<>!&*x \n{}[],'", max_size=60))
def test_any_text_has_used_keys(text: str) -> None:
    assert isinstance(used_keys(text, "c.yaml"), frozenset)


@pytest.mark.parametrize(
    ("text", "trains", "found"),
    [
        ("lr: 1\n", False, False),
        ("lr: 1\n", True, True),
        ("seed: 1\n", True, False),
        ("data_seed: 1\n", True, False),
        ("net: {seed: 1}\n", True, True),
        ("net: !new:lab.Net\n", False, True),
        ("opt:\n  adam: !name:torch.optim.Adam\n", False, True),
        ("__threads: !apply:torch.set_num_threads [1]\n", False, True),
        ("x: !!python/object/apply:lab.make [1]\n", False, True),
        ("seed: 1\nnet: !new:lab.Net\n", True, False),
    ],
)
def test_a_seed_is_asked_for_where_something_is_made(text: str, trains: bool, found: bool) -> None:
    problems = list(check_seed(read_config(text, name="c.yaml"), trains=trains))
    assert [p.code for p in problems] == ["config-no-seed"] * found

"""A difference on a terminal, in a merge request, in JSON."""

import json
from typing import Any

import pytest
from markdown_it import MarkdownIt

from labbook.formats.config import read_config
from labbook.formats.config.diff import diff_configs
from labbook.formats.diffs.as_json import difference_as_json
from labbook.formats.diffs.difference import Difference
from labbook.formats.diffs.markdown import render_markdown
from labbook.formats.diffs.text import render_text
from labbook.formats.launch.diff import diff_manifests
from labbook.formats.launch.manifest import read_manifest

BEFORE = """lr: 0.002
adapt: !ref <lr> / 2
epochs: '10'
optimizer: !new:torch.optim.Adam {lr: !ref <lr>, betas: [0.9, 0.999]}
warmup: 100
"""
AFTER = """lr: 0.004
adapt: !ref <lr> / 2
epochs: 10
optimizer: !new:torch.optim.SGD {lr: !ref <lr>, momentum: 0.9}
"""
LAUNCH = "command: [python, train.py]\nduration: {}\nimage: r/x@sha256:{}\n"


def difference(before: str = BEFORE, after: str = AFTER, **fields: Any) -> Difference:
    configs = (read_config(text, name="experiments/x/config.yaml") for text in (before, after))
    return Difference("one", "two", diff_configs(*configs), **fields)


def whole() -> Difference:
    one, other = (
        read_manifest(LAUNCH.format(*values), name="launch.yaml")[0]
        for values in (("2d", "aa"), ("3d", "bb"))
    )
    assert one
    assert other
    unusual = {"lr": "lr 0.004 is 20 × the median of 41 runs"}
    return difference(manifest=diff_manifests(one, other), unusual=unusual, notes=("a note",))


def test_causes_come_first_and_tell_where_they_stand() -> None:
    assert render_text(whole(), 80) == (
        """\
one → two

config
  lr          0.002 → 0.004                                 config.yaml:1
      lr 0.004 is 20 × the median of 41 runs
  epochs      '10' → 10                                     config.yaml:3
  optimizer   !new:torch.optim.Adam → !new:torch.optim.SGD  config.yaml:4
-   betas     [0.9, 0.999]                                  config.yaml:4
+   momentum  0.9                                           config.yaml:4
- warmup      100                                           config.yaml:5

what follows
  adapt         0.001 → 0.002  follows <lr> / 2
  optimizer.lr  0.002 → 0.004  follows <lr>

manifest
  image     r/x@sha256:aa → r/x@sha256:bb
  duration  2d → 3d
  deadline  4d → 6d                        follows 2 × duration

warnings
  epochs: the text '10' became the number 10

a note"""
    )


def test_markdown_is_tables_with_a_heading() -> None:
    assert render_markdown(whole()) == (
        """\
### `one` → `two`

| parameter | before | after | place |
| --- | --- | --- | --- |
| `lr` | `0.002` | `0.004` | `config.yaml:1` |
| `epochs` | `'10'` | `10` | `config.yaml:3` |
| `optimizer` | `!new:torch.optim.Adam` | `!new:torch.optim.SGD` | `config.yaml:4` |
| ↳ `betas` | `[0.9, 0.999]` | – | `config.yaml:4` |
| ↳ `momentum` | – | `0.9` | `config.yaml:4` |
| `warmup` | `100` | – | `config.yaml:5` |

- lr 0.004 is 20 × the median of 41 runs

| parameter | before | after | follows |
| --- | --- | --- | --- |
| `adapt` | `0.001` | `0.002` | `<lr> / 2` |
| `optimizer.lr` | `0.002` | `0.004` | `<lr>` |

| manifest | before | after | follows |
| --- | --- | --- | --- |
| `image` | `r/x@sha256:aa` | `r/x@sha256:bb` |  |
| `duration` | `2d` | `3d` |  |
| `deadline` | `4d` | `6d` | `2 × duration` |

- ⚠ epochs: the text '10' became the number 10

*a note*"""
    )


def test_many_consequences_are_folded() -> None:
    text = "lr: {}\n" + "".join(f"k{number}: !ref <lr>\n" for number in range(6))
    found = render_markdown(difference(text.format(1), text.format(2)))
    assert "<details>\n<summary>6 values follow from this</summary>\n\n| parameter" in found


@pytest.mark.parametrize("render", [render_text, render_markdown])
def test_no_differences_are_said_to_be_none(render: Any) -> None:
    assert render(difference(BEFORE, BEFORE)).splitlines()[2:] == ["no differences"]
    respelled = render(difference("LR: 0.001\n", "LR: 1e-3\n"))
    assert respelled.splitlines()[2:] == ["no differences but in spelling: LR"]


HOSTILE = '"\\e]0;t\\a\\u202e|`a`|<img src=x>\\n- [x](http://a.b) <!-- labbook:end -->"'


def test_a_hostile_value_neither_steers_the_terminal_nor_makes_markup() -> None:
    found = difference(f"a: 1\n{HOSTILE}: 1\n", f"a: {HOSTILE}\n{HOSTILE}: 2\n", notes=(HOSTILE,))
    text = render_text(found)
    assert all(line.isprintable() for line in text.splitlines())
    assert "\\x1b]0;t" in text
    html = MarkdownIt("gfm-like", {"linkify": False}).render(render_markdown(found))
    assert html.count("<tr>") == 3
    assert "<img" not in html
    assert "<a " not in html
    assert "<!--" not in html


@pytest.mark.parametrize("value", ["@everyone", "a #1 !2 ~3", "http://a.b", "www.a.b", "`|@all|`"])
def test_what_a_forge_would_link_stands_in_code(value: str) -> None:
    said = f"said of {value}"
    found = difference(
        f"{value!r}: 1\nb: '{value}'\n", f"{value!r}: 2\nb: ['{value}']\n",
        unusual={"b": said}, notes=(said, said),
    )  # fmt: skip
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(render_markdown(found))
    inner = [child for token in tokens for child in token.children or ()]
    plain = "".join(child.content for child in inner if child.type == "text")
    assert not {*"@#!~/`|"} & {*plain}
    assert "www" not in plain
    assert value in [child.content for child in inner if child.type == "code_inline"]


def test_every_note_is_a_paragraph_and_a_missing_value_no_code() -> None:
    image = "image: r/x@sha256:aa\ncommand: [python, train.py]\n"
    manifests = (
        read_manifest(t, name="launch.yaml")[0] for t in (image, image[image.index("c") :])
    )
    one, other = manifests
    assert one
    assert other
    found = difference(manifest=diff_manifests(one, other), notes=("a", "b"))
    lines = render_markdown(found).splitlines()
    assert lines[-3:] == ["*a*", "", "*b*"]
    assert "| `image` | `r/x@sha256:aa` | – |  |" in lines


def test_a_long_value_is_cut_to_where_it_differs() -> None:
    path = "/a/rather/long/path/that/goes/on/for/quite/some/time/{}/and/goes/on/behind/checkpoints"
    found = difference(f"save: {path.format('one')}\n", f"save: {path.format('two')}\n")
    [line] = [line for line in render_text(found, 80).splitlines() if "save" in line]
    assert len(line) <= 80
    assert "/one/" in line
    assert "/two/" in line


@pytest.mark.parametrize("width", [1, 20, 80, 1000])
def test_any_width_shows_the_difference(width: int) -> None:
    text = render_text(difference(f"a: {'x' * 5000}b\n", f"a: {'x' * 5000}c\n"), width)
    assert "b →" in text
    assert max(map(len, text.splitlines())) < max(width, 80) + 20


def test_json_has_raw_texts_and_places_and_is_strict() -> None:
    found = difference_as_json(whole())
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found["schema"] == 1
    assert found["causes"][0] == {
        "key": "lr",
        "kind": "changed",
        "before": 0.002,
        "after": 0.004,
        "before_raw": "0.002",
        "after_raw": "0.004",
        "path": "experiments/x/config.yaml",
        "line": 1,
        "column": 5,
        "follows": None,
        "warning": None,
        "unusual": "lr 0.004 is 20 × the median of 41 runs",
        "parts": [],
    }
    assert [c["follows"] for c in found["consequences"]] == ["<lr> / 2", "<lr>"]
    assert [c["kind"] for c in found["causes"]] == ["changed", "changed", "changed", "removed"]
    assert [part["kind"] for part in found["causes"][2]["parts"]] == ["removed", "added"]


def test_json_knows_no_nan_and_no_date() -> None:
    found = difference_as_json(difference("a: .nan\nb: [.inf]\n", "a: 1\nb: [2026-11-23]\n"))
    assert [(c["before"], c["after"]) for c in found["causes"]] == [
        ("nan", 1),
        (["inf"], ["2026-11-23"]),
    ]

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.allow.yaml_comments import yaml_comments

COMMENTED = """\
# first
a: 1 # behind
b: 'no # comment' # behind quotes
c: "no
  # comment
  either"
d: | # behind a sign
  # text

# after text
e: plain
  text # behind it
f: [1, # within
  2]
g: !new:a.B # behind a tag
  h: &x #behind an anchor
    i: a#b
"""


def test_comments_are_what_no_value_holds() -> None:
    assert [(c.line, c.text.strip(), c.alone) for c in yaml_comments(COMMENTED)] == [
        (1, "first", True),
        (2, "behind", False),
        (3, "behind quotes", False),
        (7, "behind a sign", False),
        (10, "after text", True),
        (12, "behind it", False),
        (13, "within", False),
        (15, "behind a tag", False),
        (16, "behind an anchor", False),
    ]


def test_places_count_from_one_whatever_ends_a_line() -> None:
    text = "\ufeffa: 'x' # é\r\n  # ж\rb: 2\u2028# end"
    assert [(c.line, c.column) for c in yaml_comments(text, first_line=5)] == [
        (5, 9),
        (6, 3),
        (8, 1),
    ]


@pytest.mark.parametrize("text", ["a: [", "[" * 100_000 + " # x", "a: \0 # x", "# x" * 400_000])
def test_what_is_no_config_has_none(text: str) -> None:
    assert list(yaml_comments(text)) == []


@given(st.text(alphabet="ab:#'\"|>- \n\t[]{}&*!\r\u2028", max_size=60) | st.text())
def test_a_comment_is_a_piece_of_its_line(text: str) -> None:
    for comment in yaml_comments(text):
        assert f"#{comment.text}" in text
        assert comment.line >= 1
        assert comment.column >= 1


@given(st.text(alphabet="x# \n'\"", max_size=40))
def test_no_value_s_text_is_a_comment(value: str) -> None:
    escaped = value.replace('"', " ").replace("\n", "\n ")
    assert list(yaml_comments(f'a: "{escaped}"\n')) == []
    block = "".join(f"  {line}\n" for line in ["|", *value.split("\n")])
    assert list(yaml_comments(f"a: |\n{block}")) == []

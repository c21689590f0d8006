import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError, Refused
from labbook.formats.report.region_markers import content_digest
from labbook.formats.report.regions import RegionEdited, find_regions, replace_regions

FRESH = """---
title: Eight kilohertz
---
# Summary

<!-- labbook:begin summary -->
<!-- labbook:end summary -->

A person's own words.

## Results

<!-- labbook:begin results -->
<!-- labbook:end results -->

The end."""


def test_a_fresh_region_is_filled_between_its_markers() -> None:
    filled = replace_regions(FRESH, {"results": "| a |\n|---|\n| 1 |"})
    digest = content_digest("\n| a |\n|---|\n| 1 |\n\n")
    block = (
        "<!-- labbook:begin results -->\n\n| a |\n|---|\n| 1 |\n\n"
        f"<!-- labbook:end results {digest} -->"
    )
    fresh = "<!-- labbook:begin results -->\n<!-- labbook:end results -->"
    assert filled == FRESH.replace(fresh, block)
    region = find_regions(filled)[1]
    assert (region.name, region.begin, region.end, region.edited) == ("results", 13, 19, False)


def test_a_region_that_a_person_deleted_stays_deleted() -> None:
    assert replace_regions(FRESH, {"setup": "x"}) == FRESH


def test_an_edit_inside_is_refused_with_the_difference_and_forced() -> None:
    filled = replace_regions(FRESH, {"results": "error 12.3", "summary": "fine"})
    edited = filled.replace("error 12.3", "error 10.0")
    with pytest.raises(RegionEdited) as caught:
        replace_regions(edited, {"results": "error 12.4", "summary": "good"}, name="report.md")
    assert isinstance(caught.value, Refused)
    assert caught.value.exit_code == 5
    assert caught.value.line == 16
    assert caught.value.sentence == "the region 'results' was edited by hand"
    assert "-error 10.0\n+error 12.4\n" in caught.value.diff
    forced = replace_regions(edited, {"results": "error 12.4"}, force=True)
    assert forced == replace_regions(filled, {"results": "error 12.4"})


def test_text_typed_into_a_fresh_region_counts_as_an_edit() -> None:
    typed = FRESH.replace("begin results -->\n", "begin results -->\nmy notes\n")
    with pytest.raises(RegionEdited):
        replace_regions(typed, {"results": "x"})
    blank = FRESH.replace("begin results -->\n", "begin results -->\n \n\t\n")
    assert "x" in replace_regions(blank, {"results": "x"})


def test_line_ends_that_git_converted_are_no_edit() -> None:
    filled = replace_regions(FRESH, {"results": "a\nb"})
    converted = filled.replace("\n", "\r\n")
    assert not find_regions(converted)[1].edited
    refilled = replace_regions(converted, {"results": "a\nc"})
    assert "\r\na\r\nc\r\n" in refilled
    assert refilled.replace("\r\n", "").count("\n") == 0


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ("<!-- labbook:begin a -->\n", 1, "begins here but doesn't end"),
        ("x\n<!-- labbook:end a -->\n", 2, "ends here but doesn't begin"),
        (
            "<!-- labbook:begin a -->\n<!-- labbook:begin b -->\n<!-- labbook:end b -->\n",
            1,
            "isn't ended before 'b' begins",
        ),
        (
            "<!-- labbook:begin a -->\n<!-- labbook:end a -->\n" * 2,
            3,
            "stands twice, first in line 1",
        ),
        ("\n<!--labbook:begin a-->\n", 2, "marker is broken"),
        ("\n<!-- labbook:begin A -->\n", 2, "marker is broken"),
        ("\ntext <!-- labbook:begin a -->\n", 2, "marker is broken"),
        ("\n<!-- labbook:end a 12xy -->\n", 2, "marker is broken"),
        ("\n<!-- labbook:begin a 0123456789abcdef -->\n", 2, "marker is broken"),
        ("<!-- labbook:begin a -->\n```\n<!-- labbook:end a -->\n", 1, "doesn't end"),
    ],
)
def test_a_broken_marker_is_an_error_with_its_line(text: str, line: int, sentence: str) -> None:
    with pytest.raises(LabbookError) as caught:
        replace_regions(text, {"a": "x", "b": "x"}, name="report.md")
    assert caught.value.line == line
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    "text",
    [
        "```\n<!-- labbook:begin a -->\n```\n",
        "- item\n  ~~~md\n  text\n<!-- no -->\n",
        "1. item\n\n   ```\n   <!-- labbook:begin a -->\n   ```\n",
        "    <!-- labbook:begin a -->\n",
        "The marker `<!-- labbook:begin a -->` begins a region.\n",
    ],
)
def test_markers_in_code_are_text(text: str) -> None:
    assert find_regions(text) == []
    assert replace_regions(text, {"a": "x"}) == text


def test_a_fence_left_open_in_a_list_hides_no_region() -> None:
    text = "- item\n  ```\n  code\n\n<!-- labbook:begin a -->\n<!-- labbook:end a -->\n"
    assert [region.name for region in find_regions(text)] == ["a"]


@pytest.mark.parametrize(
    "content",
    [
        "<!-- labbook:end a -->",
        "x\n  <!-- labbook:begin b -->\ny",
        "<<<<<<< HEAD",
        "a\n=======",
        "```\nan open fence",
    ],
)
def test_content_can_not_forge_a_marker(content: str) -> None:
    text = "<!-- labbook:begin a -->\n<!-- labbook:end a -->\n"
    with pytest.raises(LabbookError):
        replace_regions(text, {"a": content})


def merge(folder: Path, base: str, ours: str, theirs: str, style: str = "--diff3") -> str:
    """What git makes of two changes of one file."""
    for name, text in {"base": base, "ours": ours, "theirs": theirs}.items():
        (folder / name).write_text(text, newline="")
    command = ["git", "merge-file", "-p", style, "ours", "base", "theirs"]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout.decode()


def test_a_real_merge_conflict_of_two_fills_is_resolved_by_filling(tmp_path: Path) -> None:
    base = replace_regions(FRESH, {"summary": "none", "results": "a\nb\nc\nd\ne"})
    ours = replace_regions(base, {"summary": "one", "results": "a1\nb\nc\nd\ne"})
    theirs = replace_regions(base, {"summary": "two", "results": "a\nb\nc\nd\ne2"})
    merged = merge(tmp_path, base, ours, theirs)
    assert "<<<<<<<" in merged
    with pytest.raises(LabbookError, match="conflict"):
        find_regions(merged)
    contents = {"summary": "both", "results": "a3\nb\nc\nd\ne3"}
    assert replace_regions(merged, contents) == replace_regions(base, contents)
    with pytest.raises(LabbookError, match="outside"):
        replace_regions(merged, {"summary": "both"})


@pytest.mark.parametrize("style", ["--diff3", "--zdiff3", "--marker-size=7"])
def test_neighbouring_regions_in_one_conflict_are_resolved_too(tmp_path: Path, style: str) -> None:
    empty = "".join(f"<!-- labbook:begin {n} -->\n<!-- labbook:end {n} -->\n" for n in "abc")
    base, ours, theirs, both = (
        replace_regions(empty, {"a": f"{n}\n\nsame", "b": n, "c": "same"}) for n in "0123"
    )
    merged = merge(tmp_path, base, ours, theirs, style)
    assert "<<<<<<<" in merged
    contents = {"a": "3\n\nsame", "b": "3", "c": "same"}
    assert replace_regions(merged, contents) == both


def test_a_region_edited_on_one_side_beside_a_conflict_is_still_refused(tmp_path: Path) -> None:
    base = replace_regions(FRESH, {"summary": "none", "results": "a"})
    ours = replace_regions(base, {"summary": "one"}).replace("\na\n", "\nmine\n")
    theirs = replace_regions(base, {"summary": "two"})
    merged = merge(tmp_path, base, ours, theirs)
    with pytest.raises(RegionEdited, match="'results'"):
        replace_regions(merged, {"summary": "three", "results": "b"})


def test_a_conflict_in_the_prose_writes_nothing(tmp_path: Path) -> None:
    base = replace_regions(FRESH, {"results": "a"})
    ours = base.replace("A person's own", "My")
    theirs = base.replace("A person's own", "Your")
    with pytest.raises(LabbookError, match="outside of the regions") as caught:
        replace_regions(merge(tmp_path, base, ours, theirs), {"results": "b"})
    assert caught.value.line == 9


@pytest.mark.parametrize(
    ("text", "line"), [("a\n<<<<<<< x\nb\n", 2), ("a\n>>>>>>> x\n", 2), ("<<<<<<< x\n>>>>>>> y", 2)]
)
def test_half_a_conflict_is_an_error(text: str, line: int) -> None:
    with pytest.raises(LabbookError) as caught:
        replace_regions(text, {})
    assert caught.value.line == line


def test_a_heading_underlined_with_equals_signs_is_no_conflict() -> None:
    text = "Title\n=======\n"
    assert replace_regions(text, {"a": "x"}) == text


prose = st.lists(
    st.sampled_from(
        (
            "a b",
            "",
            "\t- item",
            "> quote  ",
            "| a | b |",
            "***",
            "😀 \u05d0\u202e é",
            "```\ncode\n```",
            "    code",
            "<!-- a comment -->",
            "`<!-- labbook:begin a -->`",
            "~~~\n<!-- labbook:begin a -->\n~~~",
            "<div>\n",
            "=======",
            "12<!-- =x -->",
            "\ufeff\x0c\x1c\u2028",
        )
    ),
    max_size=5,
).map("\n".join)
filling = st.text(st.sampled_from("ab| \n1.-😀\u05d0"), max_size=40)


@settings(max_examples=200)
@given(
    pieces=st.tuples(prose, prose, prose),
    fillings=st.lists(st.tuples(filling, filling), min_size=1, max_size=3),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.booleans(),
    final=st.booleans(),
)
def test_refilling_keeps_every_byte_outside(
    pieces: tuple[str, str, str],
    fillings: list[tuple[str, str]],
    newline: str,
    bom: bool,
    final: bool,
) -> None:
    before, between, after = pieces
    mark = "\ufeff" if bom else ""
    first = f"{mark}{before}\n<!-- labbook:begin a -->\n".replace("\n", newline)
    middle = f" -->\n{between}\n<!-- labbook:begin b -->\n".replace("\n", newline)
    last = f" -->\n{after}".replace("\n", newline) if final else " -->"
    text = f"{first}<!-- labbook:end a{middle}<!-- labbook:end b{last}"
    assert [region.name for region in find_regions(text)] == ["a", "b"]
    for one, two in fillings:
        text = replace_regions(text, {"a": one, "b": two})
        assert text.startswith(first)
        assert text.endswith(last)
        inside = text[len(first) : len(text) - len(last)]
        left, separator, right = inside.partition(middle)
        assert separator
        for content, region in ((one, left), (two, right)):
            written, _, digest = region.rpartition("<!-- labbook:end ")
            assert written.replace(newline, "\n").strip("\n") == content.strip("\n")
            assert content_digest(written) == digest[2:]
        assert replace_regions(text, {"b": two, "a": one}) == text

"""Conflicts that real git makes: within regions they are filled away, elsewhere nothing is."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.report.conflicts import split_conflicts
from labbook.formats.report.regions import replace_regions
from tests.formats.report.test_regions import FRESH, merge

STYLES = ("--diff3", "--zdiff3", "-q")
NEW = {"summary": "now", "results": "now a\nnow b"}
lines = st.lists(st.sampled_from(["a", "b", "| c |", "", "=======", "😀"]), max_size=5)
text = lines.map("\n".join)
three = st.tuples(text, text, text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    prose=st.one_of(text.map(lambda t: (t, t, t)), three),
    inside=three,
    other=three,
    style=st.sampled_from(STYLES),
    crlf=st.booleans(),
)
def test_what_git_could_merge_outside_stays_and_the_rest_is_refused(
    tmp_path: Path,
    prose: tuple[str, str, str],
    inside: tuple[str, str, str],
    other: tuple[str, str, str],
    style: str,
    crlf: bool,
) -> None:
    versions = []
    for mine, summary, results in zip(prose, inside, other, strict=True):
        written = FRESH.replace("A person's own words.", f"Words.\n\n{mine}\n\nWords.")
        try:
            # A region can't hold what reads as a marker: git's, in a Markdown heading.
            filled = replace_regions(written, {"summary": summary, "results": results})
        except LabbookError:
            filled = replace_regions(written, {"summary": "x", "results": f"x{mine[:1]}"})
        versions.append(filled.replace("\n", "\r\n") if crlf else filled)
    merged = merge(tmp_path, *versions, style)
    bare = [replace_regions(version, dict.fromkeys(NEW, ""), force=True) for version in versions]
    outside = merge(tmp_path, *bare, style)
    try:
        filled = replace_regions(merged, NEW, force=True)
    except LabbookError:
        event("refused")
        assert len(set(prose)) > 1
        return
    event("filled")
    assert split_conflicts(filled) is None
    assert filled == replace_regions(outside, NEW, force=True)


def git(folder: Path, *arguments: str, code: int = 0) -> None:
    command = ["git", "-c", "merge.conflictStyle=diff3", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr


def crossed(folder: Path, style: str, regions: str = "results") -> str:
    """The report of two branches that merged each other, each in its own way, and go on.

    The common ancestor is a merge with conflicts itself, so that git nests them.
    """
    report = folder / "report.md"

    def save(branch: str, words: str) -> None:
        git(folder, "checkout", "-q", branch)
        base = replace_regions(FRESH, {"summary": "none", regions: words})
        report.write_text(base, newline="")
        git(folder, "commit", "-q", "-am", words)

    git(folder, "init", "-q")
    report.write_text(replace_regions(FRESH, {"summary": "none", regions: "none"}), newline="")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "base")
    git(folder, "branch", "other")
    save("main", "ours 1")
    save("other", "theirs 1")
    git(folder, "branch", "known")
    for branch, merged in (("other", "main"), ("main", "known")):
        git(folder, "checkout", "-q", branch)
        git(folder, "merge", "-q", merged, code=1)
        report.write_text(replace_regions(FRESH, {regions: f"{branch} 2"}), newline="")
        git(folder, "commit", "-q", "-am", f"{branch} 2")
    git(folder, "-c", f"merge.conflictStyle={style}", "merge", "-q", "other", code=1)
    return report.read_bytes().decode()


@pytest.mark.parametrize("style", ["diff3", "zdiff3", "merge"])
def test_nested_conflicts_within_a_region_are_filled_away(tmp_path: Path, style: str) -> None:
    merged = crossed(tmp_path, style)
    assert ("<<<<<<<<<" in merged) == (style != "merge")
    contents = {"summary": "now", "results": "both"}
    assert replace_regions(merged, contents) == replace_regions(FRESH, contents)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_conflict_that_takes_in_a_marker_s_surroundings_is_refused(
    tmp_path: Path, style: str, newline: str
) -> None:
    base = replace_regions(FRESH, {"results": "a"}).replace("\n", newline)
    ours = base.replace("A person's own", "My").replace("# Summary", "# Ours")
    theirs = replace_regions(base, {"results": "b"}).replace("# Summary", "# Theirs")
    merged = merge(tmp_path, base, ours, theirs, style)
    assert "<<<<<<<" in merged
    with pytest.raises(LabbookError, match="outside of the regions"):
        replace_regions(merged, {"results": "c", "summary": "c"}, force=True)


@pytest.mark.parametrize("style", STYLES)
def test_a_region_deleted_on_one_side_is_a_person_s_to_decide(tmp_path: Path, style: str) -> None:
    base = replace_regions(FRESH, {"summary": "a", "results": "a"})
    start = base.index("<!-- labbook:begin results")
    ours = base[:start] + base[base.index("The end.") :]
    theirs = replace_regions(base, {"results": "b"})
    merged = merge(tmp_path, base, ours, theirs, style)
    with pytest.raises(LabbookError, match="outside of the regions"):
        replace_regions(merged, {"results": "c", "summary": "c"})

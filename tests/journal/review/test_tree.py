"""Links are followed in git's objects as the system follows them on disk."""

import contextlib
import os
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.journal.review.tree import Tree, read_tree
from tests.adapters.git_journal import git

NAMES = st.sampled_from(["a", "b", "c"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
TARGETS = st.lists(st.sampled_from(["a", "b", "c", "..", ".", ""]), min_size=1, max_size=4)


def build(root: Path, files: list[str], links: dict[str, str]) -> Tree:
    root.mkdir(parents=True)
    for name in (*files, *links):
        # A part of the path may be a file by now, or a link that leads nowhere.
        with contextlib.suppress(OSError):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to(links[name]) if name in links else (root / name).touch()
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    return read_tree(root, git(root, "write-tree"))


@settings(max_examples=25)
@given(
    st.lists(PATHS, min_size=1, max_size=4),
    st.dictionaries(PATHS, TARGETS.map("/".join).filter(bool), max_size=4),
    st.lists(TARGETS.map("/".join), min_size=1, max_size=8),
)
def test_a_path_ends_where_the_system_ends(
    files: list[str], links: dict[str, str], paths: list[str]
) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "so/deep/that/nothing/leads/out"
        tree = build(root, files, links)
        for path in [*files, *links, *paths]:
            end = tree.follow(path).end
            real = Path(os.path.realpath(root / path))
            if (root / path).is_file() and real.is_relative_to(root):
                assert end == real.relative_to(root).as_posix()
            elif end in tree.entries:
                # A path that goes on behind a file: the system finds nothing there.
                assert (root / end).is_file()
                assert not (root / path).exists()

"""What this clone knows of reviews, nobody asked: for checks, which use no network."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from labbook.errors import LabbookError
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.review.tags import ReviewTag, read_review_tags
from labbook.journal.review.target import Target, read_target
from labbook.journal.review.tree import Tree, read_tree


@dataclass(frozen=True)
class KnownReviews:
    """The tags of all experiments, and what the target branch says of reviews.

    `target` is None where that can't be told here, `head` empty where there is no commit.
    `complete` is whether all tags can be expected here: a shallow clone has those that it was
    told to fetch, and one without any tag was told to leave them out.
    """

    root: Path
    target: Target | None
    tags: tuple[ReviewTag, ...]
    head: str
    complete: bool

    @cached_property
    def tree(self) -> Tree:
        """What HEAD holds."""
        return read_tree(self.root, self.head)

    def of(self, experiments: Collection[str]) -> list[ReviewTag]:
        """The tags of an experiment by all the ids that it had."""
        return [tag for tag in self.tags if tag.ref.experiment in experiments]


def known_reviews(journal: Journal) -> KnownReviews:
    """Read them, with a number of git children that doesn't grow with the journal.

    Raises OutsideError where the journal is in no git repository.
    """
    root = journal.layout.root
    try:
        target = read_target(journal, ask=False)
    except LabbookError:
        target = None
    any_tag = git(root, "for-each-ref", "--count=1", "refs/tags")
    shallow = git(root, "rev-parse", "--is-shallow-repository")
    return KnownReviews(
        root,
        target,
        tuple(read_review_tags(root)),
        git(root, "rev-parse", "--verify", "--quiet", "HEAD", check=False),
        complete=bool(any_tag) and shallow == "false",
    )

"""Which reviews there are: annotated tags `review/<experiment>/<n>`, read with one git child."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from labbook.errors import UsageError
from labbook.formats.review.message import MAX_MESSAGE, parse_review
from labbook.journal.git import git
from labbook.model.review import Person, Review, ReviewRef

TAGS = "refs/tags/review/"
FIELDS = (
    "refname",
    "objecttype",
    "objectname",
    "tag",
    "*objecttype",
    "*objectname",
    "taggername",
    "taggeremail",
    "contents:size",
    "contents:signature",
    "contents",
)
MAX_SIGNATURE = 65_536


@dataclass(frozen=True)
class ReviewTag:
    """A tag under `review/`, as it is found.

    `tag_object` is the object that the name leads to now, `commit` what was reviewed.
    `flaw` says why it is no review that labbook made under this name; `review` is None where
    that can't even be read. `signature` is empty for a tag that isn't signed.
    """

    ref: ReviewRef
    tag_object: str
    commit: str
    tagger: Person
    signature: str
    review: Review | None
    flaw: str | None = None


def read_review_tags(root: Path, experiments: Iterable[str] = ()) -> list[ReviewTag]:
    """The tags of these experiments, or of all, by experiment and number, broken ones too."""
    patterns = [f"{TAGS}{name}/" for name in experiments] or [TAGS]
    found = (_tag(dict(zip(FIELDS, row, strict=True))) for row in _rows(root, patterns))
    return sorted((tag for tag in found if tag is not None), key=lambda tag: tag.ref)


def _rows(root: Path, patterns: Iterable[str]) -> Iterator[list[str]]:
    # git prints a message up to its first NUL, so NULs tell fields apart whatever it holds.
    form = "".join(f"%({field})%00" for field in FIELDS)
    fields = git(root, "for-each-ref", f"--format={form}", *patterns).split("\0")
    for start in range(0, len(fields) - len(FIELDS) + 1, len(FIELDS)):
        name, *others = fields[start : start + len(FIELDS)]
        yield [name.lstrip("\n"), *others]


def _tag(row: dict[str, str]) -> ReviewTag | None:
    try:
        ref = ReviewRef.parse(row["refname"].removeprefix("refs/tags/"))
    except UsageError:
        return None
    size, signature = row["contents:size"], row["contents:signature"]
    fits = size.isdigit() and int(size) <= MAX_MESSAGE + MAX_SIGNATURE
    review = parse_review(row["contents"].removesuffix(signature)) if fits else None
    tagger = Person(row["taggername"], row["taggeremail"].strip("<>"))
    return ReviewTag(
        ref=ref,
        tag_object=row["objectname"],
        commit=row["*objectname"],
        tagger=tagger,
        signature=signature,
        review=review,
        flaw=_flaw(ref, row, tagger, review),
    )


def _flaw(ref: ReviewRef, row: dict[str, str], tagger: Person, review: Review | None) -> str | None:
    if row["objecttype"] != "tag" or row["*objecttype"] != "commit":
        return "it is no annotated tag on a commit"
    if row["tag"] != str(ref):
        return f"it was moved: the tag calls itself '{row['tag']}'"
    if review is None:
        return "its message is no review"
    if review.experiment != ref.experiment:
        return f"it was forged: its message is a review of '{review.experiment}'"
    if review.approved_by is None and not review.by.is_same_as(tagger):
        return f"it was forged: {tagger} made the tag, and its message names {review.by}"
    return None

"""Which runs there are: annotated tags `run/<experiment>/<n>`, read with one git child.

A claim that could not be pushed has a reference of the same name under `refs/labbook/unpushed/`.
"""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from labbook.errors import UsageError
from labbook.journal.git import git
from labbook.model.reference import RunRef
from labbook.model.run import Claim, Scalar

TAGS = "refs/tags/run/"
UNPUSHED = "refs/labbook/unpushed/"
MAX_MESSAGE = 65_536
FIELDS = ("refname", "*objecttype", "*objectname", "contents:size", "contents")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


def read_claims(root: Path, experiment: str | None = None) -> list[Claim]:
    """All claims of the journal, or of one experiment, by experiment and number.

    Tags that aren't labbook's, or that somebody made by hand, are passed over.
    """
    under = f"{experiment}/" if experiment else ""
    rows = list(_rows(root, TAGS + under, UNPUSHED + under))
    unpushed = {ref.removeprefix(UNPUSHED) for ref, *_ in rows if ref.startswith(UNPUSHED)}
    claims = (_claim(*row, unpushed) for row in rows if row[0].startswith(TAGS))
    return sorted((c for c in claims if c is not None), key=lambda claim: claim.run)


def taken_numbers(root: Path, experiment: str, tags: str = TAGS) -> set[int]:
    """Numbers that any tag under the experiment's name uses up, labbook's own or not."""
    under = f"{tags}{experiment}/"
    names = git(root, "for-each-ref", "--format=%(refname)", under).splitlines()
    numbers = (name.removeprefix(under).split("/")[0] for name in names)
    return {int(number) for number in numbers if re.fullmatch(r"[1-9][0-9]{0,5}", number)}


def claim_message(claim: Claim, nonce: str) -> str:
    """The tag's message. Run and commit are what the tag is called and points to.

    The nonce tells two claims apart that are made alike in the same second, by two clones:
    their tags would be one and the same object, and a push of the second would succeed.
    """
    fields = {
        "schema": 1,
        "created": claim.created,
        "launcher": claim.launcher,
        "overrides": dict(claim.overrides),
        "why": claim.why,
        "config_digest": claim.config_digest,
        "host": claim.host,
        "clone": claim.clone,
        "by": claim.by,
        "review": claim.review,
        "task": claim.task,
        "nonce": nonce,
    }
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def parse_claim(run: RunRef, commit: str, message: str) -> Claim | None:
    """A claim from its tag's message; None where that isn't one of labbook's.

    A field of a wrong type counts as absent; only `created` and `launcher` are indispensable.
    """
    try:
        fields = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict):
        return None
    created, launcher = _text(fields, "created"), _text(fields, "launcher")
    if created is None or not TIME.fullmatch(created) or not launcher:
        return None
    return Claim(
        run=run,
        commit=commit,
        created=created,
        launcher=launcher,
        overrides=_overrides(fields.get("overrides")),
        why=_text(fields, "why"),
        config_digest=_text(fields, "config_digest"),
        host=_text(fields, "host"),
        clone=_text(fields, "clone"),
        by=_text(fields, "by"),
        review=_text(fields, "review"),
        task=_text(fields, "task"),
    )


def _rows(root: Path, *patterns: str) -> Iterator[tuple[str, str, str, str, str]]:
    # git prints a message up to its first NUL, so NULs tell fields apart whatever it holds.
    form = "".join(f"%({field})%00" for field in FIELDS)
    fields = git(root, "for-each-ref", f"--format={form}", *patterns).split("\0")
    for start in range(0, len(fields) - len(FIELDS) + 1, len(FIELDS)):
        name, kind, commit, size, message = fields[start : start + len(FIELDS)]
        yield name.lstrip("\n"), kind, commit, size, message


def _claim(
    name: str, kind: str, commit: str, size: str, message: str, unpushed: set[str]
) -> Claim | None:
    if kind != "commit" or not size.isdigit() or int(size) > MAX_MESSAGE:
        return None
    try:
        run = RunRef.parse(name.removeprefix(TAGS))
    except UsageError:
        return None
    claim = parse_claim(run, commit, message)
    if claim is None or str(run) not in unpushed:
        return claim
    return Claim(**{**vars(claim), "unpushed": True})


def _text(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key)
    return CONTROL.sub(" ", value).strip() if isinstance(value, str) else None


def _overrides(value: object) -> dict[str, Scalar]:
    if not isinstance(value, dict):
        return {}
    return {k: v for k, v in value.items() if v is None or isinstance(v, str | int | float)}

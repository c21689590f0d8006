"""The message of a review's tag."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from labbook.formats.terminal import clean
from labbook.model.review import Approved, ForgeApproval, Person, Review

MAX_MESSAGE = 65_536
MAX_APPROVED = 100
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def review_message(review: Review, nonce: str) -> str:
    """The message as JSON with sorted keys.

    The nonce tells two reviews apart that are made alike in the same second, by two clones:
    their tags would be one and the same object, and a push of the second would succeed.
    """
    fields = {
        "schema": 1,
        "experiment": review.experiment,
        "approved": [
            {"overrides": dict(one.overrides), "digest": one.digest} for one in review.approved
        ],
        "created": review.created,
        "by": {"name": review.by.name, "email": review.by.email},
        "comment": review.comment,
        "approved_by": asdict(review.approved_by) if review.approved_by else None,
        "labbook": review.labbook,
        "nonce": nonce,
    }
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def parse_review(message: str) -> Review | None:
    """A review from its tag's message; None where that isn't one.

    A message can come from anybody: whatever does not have its form makes the whole no review.
    """
    if len(message) > MAX_MESSAGE:
        return None
    try:
        fields = json.loads(message)
    except (ValueError, RecursionError):
        return None
    if not isinstance(fields, dict) or fields.get("schema") != 1:
        return None
    experiment, created = _text(fields, "experiment"), _text(fields, "created")
    approved, by = _approved(fields.get("approved")), _person(fields.get("by"))
    if not experiment or not created or not TIME.fullmatch(created) or not approved or not by:
        return None
    approved_by = _forge_approval(fields.get("approved_by"))
    if approved_by is None and fields.get("approved_by") is not None:
        return None
    return Review(
        experiment=experiment,
        approved=approved,
        created=created,
        by=by,
        comment=_text(fields, "comment"),
        approved_by=approved_by,
        labbook=_text(fields, "labbook"),
    )


def _text(fields: Mapping[str, Any], key: str) -> str | None:
    value = fields.get(key)
    return " ".join(clean(value).split()) if isinstance(value, str) else None


def _person(value: object) -> Person | None:
    if not isinstance(value, dict):
        return None
    name, email = _text(value, "name"), _text(value, "email")
    return Person(name or "", email or "") if name or email else None


def _forge_approval(value: object) -> ForgeApproval | None:
    if not isinstance(value, dict):
        return None
    texts = {name: _text(value, name) for name in ForgeApproval.__dataclass_fields__}
    told = {name: text for name, text in texts.items() if text}
    return ForgeApproval(**told) if len(told) == len(texts) else None


def _approved(value: object) -> tuple[Approved, ...]:
    if not isinstance(value, list) or len(value) > MAX_APPROVED:
        return ()
    found = tuple(_one_approved(item) for item in value)
    return tuple(one for one in found if one is not None) if all(found) else ()


def _one_approved(value: object) -> Approved | None:
    if not isinstance(value, dict):
        return None
    digest, overrides = value.get("digest"), value.get("overrides")
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        return None
    if not isinstance(overrides, dict) or not all(
        isinstance(text, str) for text in overrides.values()
    ):
        return None
    return Approved(dict[str, str](overrides), digest)

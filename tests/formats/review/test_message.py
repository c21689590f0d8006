"""What a review's tag says, and what strangers may write there."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.review.message import parse_review, review_message
from labbook.model.review import Approved, ForgeApproval, Person, Review

DIGEST = "sha256:" + "0" * 64
GIVEN = ForgeApproval("gitlab", "git.lab", "bob", "Bob", "https://git.lab/x/-/1", "at", "approval")
WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "S")), min_size=1)
REVIEW = Review(
    "2026-11-23-wide", (Approved({"lr": "1e-4"}, DIGEST),), "2026-11-23T09:00:00Z", Person("A", "")
)


@given(
    comment=st.none() | WORDS,
    overrides=st.dictionaries(WORDS, WORDS, max_size=3),
    by=st.builds(Person, WORDS, WORDS),
    approved_by=st.sampled_from([None, GIVEN]),
)
def test_what_is_written_is_read_again(
    comment: str | None,
    overrides: dict[str, str],
    by: Person,
    approved_by: ForgeApproval | None,
) -> None:
    review = Review(
        experiment="2026-11-23-wide",
        approved=(Approved(overrides, DIGEST), Approved({}, DIGEST)),
        created="2026-11-23T09:00:00Z",
        by=by,
        comment=comment,
        approved_by=approved_by,
        labbook="0.1.0",
    )
    assert parse_review(review_message(review, "ab")) == review


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": 2},
        {"schema": None},
        {"experiment": 3},
        {"created": "yesterday"},
        {"by": "Bob"},
        {"by": {}},
        {"by": {"name": 3}},
        {"approved": {}},
        {"approved": []},
        {"approved": [{}]},
        {"approved": [{"overrides": {}, "digest": "sha256:abc"}]},
        {"approved": [{"overrides": {}, "digest": DIGEST}, None]},
        {"approved": [{"overrides": {"lr": 1}, "digest": DIGEST}]},
        {"approved": [{"overrides": [], "digest": DIGEST}]},
        {"approved": [{"overrides": {}, "digest": DIGEST}] * 101},
        {"approved_by": {"forge": "gitlab"}},
    ],
)
def test_a_message_of_another_form_is_no_review(changed: dict[str, Any]) -> None:
    fields = json.loads(review_message(REVIEW, ""))
    assert parse_review(json.dumps(fields)) == REVIEW
    assert parse_review(json.dumps(fields | changed)) is None


@given(st.text())
def test_any_text_is_a_review_or_none(text: str) -> None:
    assert parse_review(text) is None


@given(st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5))
def test_any_value_in_a_field(value: object) -> None:
    fields = json.loads(review_message(REVIEW, ""))
    for key in fields:
        parse_review(json.dumps(fields | {key: value}))


def test_a_message_beyond_any_size() -> None:
    fields = json.loads(review_message(REVIEW, ""))
    assert parse_review(json.dumps(fields | {"comment": "x" * 70_000})) is None
    assert parse_review("[" * 60_000) is None

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from labbook.formats.review.approving_note import (
    MAX_NOTE,
    approved_digests,
    approving_line,
    names_digest,
)

DIGEST = "sha256:" + "ab12" * 16
LINE = f"`/approve {DIGEST}`"


@pytest.mark.parametrize(
    "note",
    [
        LINE,
        f"/approve {DIGEST}",
        f"Looks right.\n{LINE}\nThanks!",
        f"Looks right.\r\n\r\n  {LINE}  \r\n",
        f"`/APPROVE\t {DIGEST.upper()}`",
        f"> why so large?\n\nIt is meant to be.\n\n{LINE}",
        f"```\nlr: 0.1\n```\n{LINE}",
    ],
)
def test_a_line_of_ones_own_words_approves(note: str) -> None:
    assert approved_digests(note) == (DIGEST,)


@pytest.mark.parametrize(
    "note",
    [
        f"> {LINE}",
        f"> said\n{LINE}",
        f">>>\n{LINE}\n>>>",
        f">>>\n{LINE}",
        f"```\n{LINE}\n```",
        f"~~~\n```\n{LINE}\n```\n~~~",
        f"    {LINE}",
        f"- {LINE}",
        f"# {LINE}",
        f"<!--\n\n{LINE}\n\n-->",
        f"I would {LINE}",
        f"{LINE} not yet",
        f"`/approve {DIGEST}",
        f"``/approve {DIGEST}``",
        f"/approve {DIGEST}0",
        "/approve",
        "/approve\n" + DIGEST,
        "/approve sha256:",
        f"/unapprove {DIGEST}",
    ],
)
def test_what_others_said_or_what_is_no_such_line_does_not(note: str) -> None:
    assert approved_digests(note) == ()


def test_several_lines_approve_several_states() -> None:
    other = "sha256:" + "0" * 12
    assert approved_digests(f"{LINE}\n/approve {other}") == (DIGEST, other)


@pytest.mark.parametrize(
    ("beginning", "names"),
    [
        (DIGEST, True),
        (DIGEST[:19], True),
        (DIGEST[:18], False),
        ("sha256:" + "ab13" * 16, False),
        ("sha256:", False),
    ],
)
def test_twelve_digits_name_a_digest(beginning: str, names: bool) -> None:
    assert names_digest(beginning, DIGEST) is names


@given(st.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True))
def test_the_line_that_is_offered_is_the_line_that_is_read(digest: str) -> None:
    assert approved_digests(approving_line(digest)) == (digest,)


QUOTED = st.lists(st.sampled_from(["> ", ">", "text", LINE, "", "```", "    ", "\n", "- "]))


@given(QUOTED.map("".join))
@example("[" * 5000 + LINE)
def test_a_quotation_never_approves(text: str) -> None:
    quoted = "\n".join(f"> {line}" for line in text.split("\n"))
    assert approved_digests(quoted) == ()


def test_a_note_without_end_is_not_read() -> None:
    assert approved_digests(" " * MAX_NOTE + "\n" + LINE) == ()

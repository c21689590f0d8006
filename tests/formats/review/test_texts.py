"""What a person reads: refusals, changed code, what GnuPG says."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.review.code_diff import FileChange, code_diff
from labbook.formats.review.gpg_status import signing_key
from labbook.formats.review.refusal import refusal

GOOD = """\
[GNUPG:] NEWSIG
[GNUPG:] GOODSIG 5B0D Bob <bob@lab>
[GNUPG:] VALIDSIG AAAA 2026-11-23 1795 0 4 0 22 10 00 BBBB
[GNUPG:] TRUST_UNDEFINED 0 pgp
"""


def test_a_refusal() -> None:
    said = refusal(timedelta(days=2), [{"lr": "1e-4"}, {}], 3, ["a tag: why"], ["last approval"])
    assert said.splitlines() == [
        "a run of 2d needs a review: no approval of 2 of 3 runs (--set lr=1e-4)",
        "does not count: a tag: why",
        "last approval",
    ]
    assert refusal(None, [{}], 1, [], []) == "a run needs a review: no approval of this state"


def test_overrides_are_named_as_they_are_typed_and_few_of_them() -> None:
    many = [{"name": f"a {number}"} for number in range(9)]
    said = refusal(timedelta(hours=1), many, 9, [], [])
    assert "(--set 'name=a 0', --set 'name=a 1'" in said
    assert "a 5" not in said
    assert said.endswith(", …)")


def test_changed_code() -> None:
    changes = [
        FileChange("a.py", b"one\ntwo\n", b"one\r\n2\r\n"),
        FileChange("b.py", None, b"new\n"),
        FileChange("c.py", b"old\n", None),
        FileChange("d.bin", b"\0", b"\xff"),
    ]
    assert code_diff(changes) == [
        "a.py: changed", "  @@ -1,2 +1,2 @@", "   one", "  -two", "  +2",
        "b.py: added", "  @@ -0,0 +1 @@", "  +new",
        "c.py: removed",
        "d.bin: changed",
    ]  # fmt: skip


def test_much_changed_code_is_cut() -> None:
    long = "".join(f"{number}\n" for number in range(100)).encode()
    huge = b"x\n" * 100_000
    lines = code_diff([FileChange("a.py", b"", long), FileChange("b.py", b"", long)], limit=10)
    assert len(lines) == 14
    assert lines[-3:] == ["  …", "b.py: changed", "  …"]
    assert code_diff([FileChange("c.txt", b"", huge)]) == ["c.txt: changed"]
    (_, _, line) = code_diff([FileChange("d.py", None, b"x" * 9999)])
    assert len(line) == 162


@given(st.none() | st.binary(), st.none() | st.binary())
def test_any_content_is_told(before: bytes | None, after: bytes | None) -> None:
    assert code_diff([FileChange("a", before, after)])


def test_the_primary_key_of_a_good_signature() -> None:
    assert signing_key(GOOD) == ("BBBB", None)
    assert signing_key(GOOD.replace(" BBBB", "")) == ("AAAA", None)


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("", "can't be verified"),
        (GOOD.replace("GOODSIG", "BADSIG"), "is bad"),
        (GOOD.replace("GOODSIG", "EXPKEYSIG"), "has expired"),
        (GOOD.replace("GOODSIG", "REVKEYSIG"), "was revoked"),
        ("[GNUPG:] ERRSIG x\n[GNUPG:] NO_PUBKEY 5B0D\n", "not in this machine's GPG keyring"),
        (GOOD.replace("VALIDSIG", "OTHER"), "can't be verified"),
        (GOOD.replace("[GNUPG:] GOODSIG", "gpg: GOODSIG"), "can't be verified"),
    ],
)
def test_what_is_no_good_signature(status: str, why: str) -> None:
    key, wrong = signing_key(status)
    assert key is None
    assert why in str(wrong)

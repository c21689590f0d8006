from labbook.formats.problems.plain import counts_in_words, plain_lines
from tests.formats.problems.made import SOME


def test_a_line_each_and_the_hint_below() -> None:
    assert list(plain_lines(SOME)) == [
        "experiments/x/report.md:20:1: error: 1 should be 2 [number-drifted]",
        "    fill",
        "labbook.toml:1:1: warning: LABBOOK_X is no setting [unknown-variable]",
        "experiments/x/config.yaml:3:7: hint: 100 %: a, b [history]",
    ]


def test_counts() -> None:
    assert counts_in_words(SOME, 0) == "1 error, 1 warning, 1 hint"
    assert counts_in_words(SOME[:1] * 2, 3) == "2 errors, 3 allowed"
    assert counts_in_words([], 0) == "no problems"
    assert counts_in_words([], 1) == "no problems, 1 allowed"

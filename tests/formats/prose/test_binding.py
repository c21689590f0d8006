"""Bindings are put behind numbers, and nothing else changes."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.prose.account import Account
from labbook.formats.prose.proposals import ascribed, insert_bindings, propose
from labbook.formats.report.expressions import evaluate
from labbook.formats.report.numbers import find_numbers, rewrite, update_numbers
from labbook.formats.report.results import Results
from tests.formats.prose import corpus, lab_sentences

HEAD = "---\ntitle: x\n---\n\n# x\n\n## Results\n\n"
SENTENCES = [t for c in (corpus.TRUE_ONE, corpus.WRONG_ONE, corpus.SILENT) for t, _ in c]
NOISE = st.text(st.sampled_from('ab1.,-+±% \n`*_<!->[]()|"«»$#&\r\t😀\u05d0\u202f'), max_size=12)
PIECES = st.lists(st.one_of(NOISE, st.sampled_from(SENTENCES)), max_size=8)


def bound(report: str, results: Callable[[], Results] = corpus.one) -> tuple[str, list[str]]:
    account = Account(report, results())
    proposals = ascribed(propose(account), account)
    expressions = [str(p.candidates[0].expression) for p in proposals]
    return insert_bindings(report, proposals), expressions


@settings(max_examples=60)
@given(pieces=PIECES)
def test_only_comments_are_added_and_they_bind_what_was_meant(pieces: list[str]) -> None:
    report = HEAD + "".join(pieces)
    try:
        after, expressions = bound(report)
    except LabbookError:
        return
    before = [n.expression for n in find_numbers(report)]
    found = find_numbers(after)
    assert sorted(n.expression for n in found) == sorted(before + expressions)
    rest = after
    for expression in sorted(expressions):
        rest = rest.replace(f"<!-- ={expression} -->", "", 1) if expression not in before else rest
    if not set(expressions) & set(before):
        assert rest == report
    for number in found:
        if number.expression in expressions and number.expression not in before:
            value = evaluate(number.expression, corpus.one())
            assert rewrite(number.text, value).lstrip("+") == number.text.lstrip("+")


@settings(max_examples=40)
@given(pieces=PIECES)
def test_binding_twice_is_binding_once_and_filling_changes_nothing(pieces: list[str]) -> None:
    try:
        once, expressions = bound(HEAD + "".join(pieces))
    except LabbookError:
        return
    assert bound(once) == (once, [])
    if expressions and not find_numbers(HEAD + "".join(pieces)):
        assert update_numbers(once, lambda e: evaluate(e, corpus.one())) == once


@pytest.mark.parametrize(("text", "_"), corpus.SILENT, ids=[t[:50] for t, _ in corpus.SILENT])
def test_nothing_is_bound_in_what_says_nothing_of_the_results(text: str, _: str) -> None:
    assert bound(HEAD + text)[1] == []
    assert bound(HEAD + text, corpus.two)[1] == []


EQUAL = ("12.3", "12.1", "12.5", "14.0", "11.8", "13.1", "0.482", "1.7", "12", "12,3")


@pytest.mark.parametrize("text", corpus.BY_CHANCE)
@pytest.mark.parametrize("number", EQUAL)
def test_what_is_equal_by_chance_is_left_to_the_person(text: str, number: str) -> None:
    assert bound(HEAD + text.format(number))[1] == []


def test_most_of_what_is_said_plainly_is_bound() -> None:
    """Rules that bind nothing would keep the other tests."""
    written = [bound(HEAD + text)[1] for text, codes in corpus.TRUE_ONE if codes]
    assert sum(map(len, written)) >= 24


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("We reach 12.3 %, the baseline 14.0 %.", ["test/error_rate", "test/error_rate@baseline"]),
        ("Run 2 has 12.3 %.", ["test/error_rate@2"]),
        ("The error rate of run 2 is 12.3 %.", ["test/error_rate@2"]),
        ("The best seed has an error rate of 12.3 %.", []),
        ("The error rate of run 3 is 12.3 %.", []),
        ("The error rate of the baseline is 12.3 %.", []),
        ("The error rate fell from 12.3 to 14.0 %.", []),
        ("The error rate rose by 1.7 points.", []),
        ("The error rate fell by 1.7 %.", []),
        (
            "The error rate falls by 12 % relative to 12.3 %.",
            ["test/error_rate % below baseline", "test/error_rate"],
        ),
        ("The error rate is 1.7 points lower.", ["test/error_rate below baseline"]),
    ],
)
def test_what_the_words_beside_a_number_say_is_bound(text: str, expressions: list[str]) -> None:
    assert bound(HEAD + text)[1] == expressions


@pytest.mark.parametrize(
    "text",
    [
        "CER fell from 2.98 to 2.17 %.",
        "Accuracy fell from 93.2 to 94.6 %.",
        "WER fell from 9.12 to 8.43 %, by 12 % relative.",
        "WER was halved from 9.12 to 8.43 %.",
    ],
)
def test_nothing_is_bound_in_a_sentence_that_the_runs_contradict(text: str) -> None:
    assert bound(HEAD + text, lab_sentences.three)[1] == []
    before = "The accuracy is 94.6 %. "
    assert bound(HEAD + before + text, lab_sentences.three)[1] == ["test/accuracy"]


def candidates(text: str) -> list[str]:
    proposals = propose(Account(HEAD + text, lab_sentences.four()))
    return [str(value.expression) for proposal in proposals for value in proposal.candidates]


def test_a_run_that_is_not_the_result_is_offered_only_where_a_run_is_spoken_of() -> None:
    assert candidates("We reach 12.31 %.") == []
    assert candidates("Run 6 reaches 12.31 %.")[0] == "test/WER@6"


def test_a_metric_that_the_sentence_names_is_the_only_one_offered() -> None:
    assert candidates("`test/accuracy` rose by 1.7 points.") == ["test/accuracy - baseline"]
    assert candidates("`test/accuracy` is 12.81 %.") == []


def test_a_metric_whose_name_would_end_the_comment_is_not_bound() -> None:
    from labbook.formats.report.results import derive_results
    from labbook.model.experiment import FrontMatter, PromisedMetric
    from tests.formats.report.runs import record

    name = "a-->b/wer"
    front = FrontMatter("x", metrics=(PromisedMetric(name, "min", "%", 1),))
    results = derive_results(front, [record(1, {name: 12.3})])
    assert list(propose(Account(f"{HEAD}WER is 12.3 %.", results))) == []

"""Bindings are put behind numbers, and nothing else changes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.errors import LabbookError
from labbook.formats.prose.account import Account
from labbook.formats.prose.proposals import insert_bindings, propose
from labbook.formats.report.expressions import evaluate
from labbook.formats.report.numbers import find_numbers, rewrite, update_numbers
from tests.formats.prose import corpus

HEAD = "---\ntitle: x\n---\n\n# x\n\n## Results\n\n"
SENTENCES = [t for c in (corpus.TRUE_ONE, corpus.WRONG_ONE, corpus.SILENT) for t, _ in c]
NOISE = st.text(st.sampled_from('ab1.,-+±% \n`*_<!->[]()|"«»$#&\r\t😀\u05d0\u202f'), max_size=12)
PIECES = st.lists(st.one_of(NOISE, st.sampled_from(SENTENCES)), max_size=8)


def bound(report: str) -> tuple[str, list[str]]:
    proposals = [p for p in propose(Account(report, corpus.one())) if p.unique]
    expressions = [str(p.candidates[0].expression) for p in proposals]
    return insert_bindings(report, proposals), expressions


@settings(max_examples=60, deadline=None)
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


@settings(max_examples=40, deadline=None)
@given(pieces=PIECES)
def test_binding_twice_is_binding_once_and_filling_changes_nothing(pieces: list[str]) -> None:
    try:
        once, expressions = bound(HEAD + "".join(pieces))
    except LabbookError:
        return
    assert bound(once) == (once, [])
    if expressions and not find_numbers(HEAD + "".join(pieces)):
        assert update_numbers(once, lambda e: evaluate(e, corpus.one())) == once


def test_a_metric_whose_name_would_end_the_comment_is_not_bound() -> None:
    from labbook.formats.report.results import derive_results
    from labbook.model.experiment import FrontMatter, PromisedMetric
    from tests.formats.report.runs import record

    name = "a-->b/wer"
    front = FrontMatter("x", metrics=(PromisedMetric(name, "min", "%", 1),))
    results = derive_results(front, [record(1, {name: 12.3})])
    assert list(propose(Account(f"{HEAD}WER is 12.3 %.", results))) == []

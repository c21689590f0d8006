"""SpeechBrain's own files of error rates, read back."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labbook.formats.error_analysis import is_error_text, read_error_analysis
from labbook.formats.error_analysis.error_rate import MOST_TEXT, MOST_WORD
from labbook.model.error_analysis import Confusion, ErrorAnalysis, Utterance
from labbook.model.tracked import ErrorText

Write = Callable[..., str]


def read(text: str) -> ErrorAnalysis:
    found = read_error_analysis(ErrorText("wer.txt", text))
    assert found is not None
    return found


def test_the_worst_utterances_come_first(write_error_rate: Write) -> None:
    text = write_error_rate(
        [
            ("fine", ["всё", "верно"], ["всё", "верно"]),
            ("one-of-three", ["привет", "как", "дела"], ["привет", "так", "дела"]),
            ("one-of-two", ["a", "b"], ["a"]),
            ("two", ["x", "y", "z"], ["x", "q", "z", "w"]),
        ]
    )
    found = read(text)
    assert [one.id for one in found.worst] == ["two", "one-of-two", "one-of-three"]
    assert found.worst[0] == Utterance("two", 2, 3, "x y z", "x q z w")


def test_confusions_are_counted_with_insertions_and_deletions(write_error_rate: Write) -> None:
    rows = [(str(n), ["курс", "рублю", "на"], ["курс", "рубль"]) for n in range(3)]
    found = read(write_error_rate([*rows, ("4", ["да"], ["ну", "да"])]))
    assert found.confusions == (
        Confusion("на", None, 3),
        Confusion("рублю", "рубль", 3),
        Confusion(None, "ну", 1),
    )


def test_words_may_hold_what_the_file_is_made_of(write_error_rate: Write) -> None:
    text = write_error_rate(
        [
            (
                "u 2, %WER 3.00 [ 1 / 2 ]",
                ["a", ";", "b c", "= ; S"],
                ["a", "b c", "= ; S", "=" * 80],
            ),
            ("eps", ["<eps>"], ["ALIGNMENTS"]),
        ]
    )
    found = read(text)
    assert found.worst[0] == Utterance(
        "u 2, %WER 3.00 [ 1 / 2 ]", 2, 4, "a ; b c = ; S", f"a b c = ; S {'=' * 80}"
    )
    assert Confusion("<eps>", "ALIGNMENTS", 1) in found.confusions
    assert Confusion(";", None, 1) in found.confusions


def test_an_utterance_that_was_not_recognised_at_all_is_told(write_error_rate: Write) -> None:
    found = read(write_error_rate([("silent", ["one", "two"], []), ("none", [], [])]))
    assert found.worst == (Utterance("silent", 2, 2, "one two", ""),)


def test_an_utterance_that_has_no_hypothesis_is_left_out(speechbrain: Write) -> None:
    said = {"absent": ["a"], "there": ["a", "b"]}, {"there": ["a"]}
    present = speechbrain("by_utterance", *said, scoring_mode="present")
    assert "1 not present in hyp." in present
    assert [one.id for one in read(present).worst] == ["there"]
    every = speechbrain("by_utterance", *said, scoring_mode="all")
    assert [one.id for one in read(every).worst] == ["absent", "there"]


def test_characters_are_put_together_again(write_error_rate: Write) -> None:
    rows = [("u", ["как", "дела"], ["так", "дела"])]
    found = read(write_error_rate(rows, split_tokens=True))
    assert found.worst == (Utterance("u", 1, 8, "как дела", "так дела"),)
    assert found.confusions == (Confusion("к", "т", 1),)


def test_a_file_without_errors_is_such_a_file(write_error_rate: Write) -> None:
    assert read(write_error_rate([("u", ["a"], ["a"])])) == ErrorAnalysis("wer.txt")


def test_other_statistics_may_stand_before_them(write_error_rate: Write) -> None:
    text = "CTC loss stats:\nAverage score: 0.4\n" + write_error_rate([("u", ["a"], ["b"])])
    assert read(text.replace("\n", "\r\n")).confusions == (Confusion("a", "b", 1),)


def test_a_long_text_is_shown_around_its_first_error(write_error_rate: Write) -> None:
    words = [f"word{n}" for n in range(500)]
    wrong = [*words[:300], "x" * 5000, *words[301:]]
    [utterance] = read(write_error_rate([("u", words, wrong)])).worst
    assert utterance.reference.startswith("… word295 ")
    assert f"word299 {'x' * MOST_WORD}… word301" in utterance.hypothesis
    assert utterance.hypothesis.endswith(" …")
    assert max(len(utterance.reference), len(utterance.hypothesis)) < MOST_TEXT + 20


def test_other_texts_are_none() -> None:
    for text in ("", "%WER of what", "epoch: 1, train loss: 2.0\n", "ALIGNMENTS\n" + "=" * 80):
        assert read_error_analysis(ErrorText("x", text)) is None
        assert not is_error_text(text)


def test_what_is_broken_is_left_out(write_error_rate: Write) -> None:
    text = write_error_rate([("a", ["x"], ["y"]), ("b", ["line\nbreak"], ["y"]), ("c", ["z"], [])])
    assert [one.id for one in read(text).worst] == ["a", "c"]
    assert read(text[: text.index("c, %WER")]).confusions == (Confusion("x", "y", 1),)


tokens = st.lists(
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"))).map(
        lambda word: " ".join(word.split()) or "w"
    ),
    max_size=6,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(st.tuples(tokens, tokens), min_size=1, max_size=5))
def test_every_word_comes_back(
    write_error_rate: Write, rows: list[tuple[list[str], list[str]]]
) -> None:
    """But for characters alone, whose `_` is a space, and blanks, which have no end."""
    text = write_error_rate([(f"u{n}", *row) for n, row in enumerate(rows)])
    found = {one.id: one for one in read(text).worst}
    for n, (reference, hypothesis) in enumerate(rows):
        one = found.get(f"u{n}")
        assert (one is None) == (reference == hypothesis)
        if one and any(len(word) > 1 for row in rows for side in row for word in side):
            assert (one.reference, one.hypothesis) == (" ".join(reference), " ".join(hypothesis))


lines = st.sampled_from(
    [
        "%WER 12.50 [ 1 / 8, 0 ins, 0 del, 1 sub ]",
        "=" * 80,
        "u, %WER 12.50 [ 1 / 8, 0 ins, 0 del, 1 sub ]",
        "u, %WER 9.00 [ 9999999999 / 0, 0 ins, 0 del, 1 sub ]",
        " a ; b ",
        " S ; = ",
        " S ; ",
        "<eps>",
        "",
        "Overall Accuracy: 75%",
        "Confusion",
        "Target: a",
        "  -> b: 3 / 4 (75.00%)",
    ]
)


@settings(max_examples=300)
@given(st.lists(lines | st.text(max_size=20), max_size=40))
def test_no_text_breaks_the_reader(found: list[str]) -> None:
    text = "\n".join(found)
    analysis = read_error_analysis(ErrorText("x", text))
    assert (analysis is not None) == is_error_text(text)

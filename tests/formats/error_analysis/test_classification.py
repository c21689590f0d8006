"""SpeechBrain's own files of confusions, read back."""

from collections.abc import Callable

from labbook.formats.error_analysis import read_error_analysis
from labbook.model.error_analysis import Confusion, ErrorAnalysis
from labbook.model.tracked import ErrorText

Write = Callable[..., str]


def read(text: str) -> ErrorAnalysis | None:
    return read_error_analysis(ErrorText("stats.txt", text))


def test_classes_that_were_taken_for_others_are_counted(write_classification: Write) -> None:
    text = write_classification(
        ["да", "да", "да", "нет", "нет: 1 / 2 (50.00%)"], ["нет", "нет", "да", "да", "нет"]
    )
    assert read(text) == ErrorAnalysis(
        "stats.txt",
        (),
        (
            Confusion("да", "нет", 2),
            Confusion("нет", "да", 1),
            Confusion("нет: 1 / 2 (50.00%)", "нет", 1),
        ),
    )


def test_categories_stay_with_their_class(write_classification: Write) -> None:
    text = write_classification(["M EY K", "M EY K", "T"], ["M EY K AH", "M EY K", "T"], ["m"] * 3)
    assert read(text) == ErrorAnalysis("stats.txt", (), (Confusion("m -> M EY K", "M EY K AH", 1),))


def test_other_texts_are_none() -> None:
    assert read("Overall Accuracy: 75%\n") is None
    assert read("Confusion\n---------\n") is None

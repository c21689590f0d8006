"""One reader for the kinds of files that tell of single errors."""

from labbook.formats.error_analysis.classification import is_classification, read_classification
from labbook.formats.error_analysis.error_rate import is_error_rate, read_error_rate
from labbook.model.error_analysis import ErrorAnalysis
from labbook.model.tracked import ErrorText


def read_error_analysis(text: ErrorText) -> ErrorAnalysis | None:
    """The worst utterances and the commonest confusions; None where the text is no such file.

    What can't be read of such a file is left out.
    """
    lines = _lines(text.text)
    if is_error_rate(lines):
        return read_error_rate(text.artifact, lines)
    if is_classification(lines):
        return read_classification(text.artifact, lines)
    return None


def is_error_text(text: str) -> bool:
    """Whether the text is a file that `read_error_analysis` can read."""
    lines = _lines(text)
    return is_error_rate(lines) or is_classification(lines)


def _lines(text: str) -> list[str]:
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]

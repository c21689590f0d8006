"""Which single errors the result's runs made, in the results region."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from labbook.formats.error_analysis.over_runs import ErrorsOverRuns, WorstUtterance, over_runs
from labbook.formats.report.markdown import code, details, plain, table
from labbook.formats.report.quantity import number
from labbook.formats.report.report_data import ReportData

MAX_ANALYSES = 12
MAX_WORDS = 100
"""Of a text that is shown; comparing takes time as the square of them."""


def render_errors(data: ReportData) -> list[str]:
    """A folded block an artifact: the worst utterances, and what was taken for what how often."""
    found = over_runs({run.run.number: run.error_analyses for run in data.results.runs})
    return [
        details(data.words["errors-in"].format(artifact=plain(one.artifact)), _block(data, one))
        for one in found[:MAX_ANALYSES]
    ]


def _block(data: ReportData, found: ErrorsOverRuns) -> str:
    words, several = data.words, len(found.runs) > 1
    parts = []
    if found.worst:
        intro = words["worst-of-runs" if several else "worst-utterances"]
        lines = "\n".join(_utterance(data, one, several=several) for one in found.worst)
        parts.append(f"{intro}\n\n{lines}")
    if found.confusions:
        head = [words["expected"], words["got"], words["count"]]
        rows = [
            [_word(data, one.reference), _word(data, one.hypothesis), str(one.count)]
            for one in found.confusions
        ]
        parts.append(words["confusions-summed" if several else "confusions"])
        parts.append(table(head, rows, numeric=(2,)))
    return "\n\n".join(parts) or words["no-errors"]


def _utterance(data: ReportData, worst: WorstUtterance, *, several: bool) -> str:
    """The two texts below each other, what differs between them in bold."""
    one, words = worst.utterance, data.words
    line = f"- {code(one.id)}: {one.errors} / {one.words}"
    if one.words:
        line += f", {number(100 * one.errors / one.words, 1)} %"
    if several:
        line += f" ({data.in_runs(list(worst.runs))})"
    reference, hypothesis = _with_differences(one.reference, one.hypothesis)
    texts = (("expected", reference), ("got", hypothesis))
    return "\n".join([line, *(f"  - {words[key]}: {text or '—'}" for key, text in texts)])


def _with_differences(reference: str, hypothesis: str) -> tuple[str, str]:
    """Both texts as Markdown, with the words in bold that the other one hasn't."""
    ours, theirs = (_shortened(text.split()) for text in (reference, hypothesis))
    left, right = [], []
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        left.append(_words(ours[i:j], bold=tag != "equal"))
        right.append(_words(theirs[k:m], bold=tag != "equal"))
    return " ".join(filter(None, left)), " ".join(filter(None, right))


def _shortened(words: list[str]) -> list[str]:
    return [*words[:MAX_WORDS], "…"] if len(words) > MAX_WORDS else words


def _words(words: Sequence[str], *, bold: bool) -> str:
    text = " ".join(filter(None, map(plain, words)))
    return f"**{text}**" if bold and text else text


def _word(data: ReportData, word: str | None) -> str:
    return data.words["nothing"] if word is None else code(word)

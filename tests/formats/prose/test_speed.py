"""Reading sentences takes time in proportion to the text, and a bounded one of hostile texts."""

import time

import pytest

from labbook.formats.prose.account import Account
from labbook.formats.prose.remarks import find_remarks
from labbook.formats.report.blocks import Body
from tests.formats.prose import corpus
from tests.growth import LINEAR, growth

HEAD = "---\ntitle: x\n---\n\n# x\n\n## Results\n\n"
PARAGRAPH = "The network hears the telephone while it learns, and we listen to the worst. " * 10
UNITS = [
    *("1", "1.", "12.3 ", "12.3 %, ", "from ", "error rate ", "error rate fell by 15 % ", "[", "`"),
    *("<", '" ', "$ ", "a.", "п. ", "| 12.3 ", "than a b c d ", "- ", "1e", "halved ", "вдвое "),
    *("[a](", "<a ", "«", "*_", "± ", "12,3 п. п. ", "\\", "!["),
]


def read(text: str) -> int:
    return len(list(find_remarks(Account(HEAD + text, corpus.one()), "x")))


@pytest.mark.parametrize("unit", UNITS)
def test_a_line_that_repeats_is_read_in_linear_time(unit: str) -> None:
    assert growth(read, unit, 12_000 // len(unit)) < LINEAR


def test_a_long_report_takes_little_more_than_its_blocks() -> None:
    text = (PARAGRAPH + "\n\nThe error rate falls to 12.3 %.\n\n") * 240
    started = time.process_time()
    _ = Body(HEAD + text).blocks
    blocks = time.process_time() - started
    started = time.process_time()
    assert read(text) == 240
    assert time.process_time() - started < 10 * blocks + 0.5

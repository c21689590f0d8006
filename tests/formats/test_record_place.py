"""Lines of a run record."""

from dataclasses import replace

import pytest

from labbook.formats.record import write_record
from labbook.formats.record_place import line_in_record
from labbook.model.metric import MetricSummary
from labbook.model.run import Artifact
from tests.commands.filled_journal import record

ODD = 'a "quoted\u2028" / name'


@pytest.fixture
def text() -> str:
    metrics = {name: MetricSummary(1, *[(None, 1.0)] * 4) for name in ("loss", ODD, "seed")}
    files = (Artifact("loss", "a"), Artifact("predictions", "b"))
    return write_record(replace(record(1, 12.4), metrics=metrics, artifacts=files))


@pytest.mark.parametrize(
    ("section", "name", "begins"),
    [
        ("metrics", "loss", '"loss": {'),
        ("metrics", ODD, '"a \\"quoted'),
        ("metrics", None, '"metrics": {'),
        ("artifacts", "predictions", '"artifacts": ['),
        ("state", None, '"state":'),
        ("metrics", "nothing", '"metrics": {'),
        ("metrics", "threads", '"metrics": {'),
    ],
)
def test_the_line_of_what_a_problem_is_about(
    text: str, section: str, name: str | None, begins: str
) -> None:
    line = text.split("\n")[line_in_record(text, section, name) - 1]
    assert line.strip().startswith(begins)


def test_what_isn_t_there_is_told_at_the_beginning() -> None:
    assert line_in_record("", "metrics", "loss") == 1
    assert line_in_record("{}", "nothing") == 1

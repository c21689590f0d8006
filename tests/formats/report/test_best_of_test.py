"""Which metrics are those of a test split."""

import pytest

from labbook.formats.report.best_of_test import is_test_metric


@pytest.mark.parametrize(
    "metric",
    [
        *("test/WER", "test-clean/WER", "test_error", "Test WER", "testClean/WER", "test1"),
        *("WER/test", "error_rate/test-clean", "final/test_wer", "Final test/WER"),
    ],
)
def test_the_word_test_may_stand_anywhere_in_a_name(metric: str) -> None:
    assert is_test_metric(metric)


@pytest.mark.parametrize(
    "metric", ["valid/WER", "latest/x", "testbench/x", "contest/score", "attestation", "loss"]
)
def test_words_that_only_hold_those_letters_are_no_test(metric: str) -> None:
    assert not is_test_metric(metric)

import pytest

from labbook.formats.figures.scale import short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (12.3456, "12.35"),
        (0.01254, "0.01254"),
        (9_999.4, "9999"),
        (9_999.6, "10k"),
        (-12_340.0, "-12.34k"),
        (999_960.0, "1e6"),
        (1e-5, "1e-5"),
        (-1.2345e20, "-1.23e20"),
    ],
)
def test_a_value_is_written_in_four_digits_at_most(value: float, text: str) -> None:
    assert short(value) == text

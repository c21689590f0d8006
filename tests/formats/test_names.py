"""Many names in one line."""

from labbook.formats.names import few


def test_few_names_of_many() -> None:
    assert few([]) == ""
    assert few(["a", "b"]) == "a, b"
    assert few([str(number) for number in range(12)]) == "0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"

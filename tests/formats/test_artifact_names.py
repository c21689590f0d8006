"""Artifacts by name, and what their files are called."""

from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labbook.errors import UsageError
from labbook.formats.artifact_names import file_name, find_artifact
from labbook.model.run import Artifact, RunRecord
from tests.commands.filled_journal import record

HOST = "http://files.lab/speech/run.854180cec1ff4767a7f2a1bcd7267d69"


def record_of(*artifacts: Artifact, models: tuple[Artifact, ...] = ()) -> RunRecord:
    return replace(record(1, 12.4), artifacts=artifacts, models=models)


def test_a_model_is_found_as_an_artifact_is() -> None:
    table, best = Artifact("table", f"{HOST}/t.csv"), Artifact("best", f"{HOST}/m.pt")
    found = record_of(table, models=(best,))
    assert find_artifact(found, "table") is table
    assert find_artifact(found, "best") is best
    assert find_artifact(found, f"{HOST}/m.pt") is best


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="no artifact or model 'tabel'") as error:
        find_artifact(record_of(Artifact("table", "a")), "tabel")
    assert error.value.hint == "there are 'table'"
    with pytest.raises(UsageError) as error:
        find_artifact(record_of(), "table")
    assert error.value.hint == "its record names none"


def test_a_name_of_several_files_is_ambiguous_unless_they_are_the_same() -> None:
    one, other = Artifact("a", "x/1", 1, "sha256:1"), Artifact("a", "y/2", 1, "sha256:2")
    with pytest.raises(UsageError, match="'a' are 2 files") as error:
        find_artifact(record_of(one, other), "a")
    assert error.value.hint == "name one by its address: x/1, y/2"
    assert find_artifact(record_of(one, other), "y/2") is other
    assert find_artifact(record_of(one, replace(other, sha256="sha256:1")), "a") is one


def test_a_file_is_called_as_its_address_ends() -> None:
    odd = Artifact("odd", f"{HOST}/%25D0%25B6%2520%25C3%25A9.bin")
    packed = Artifact("b", "session/offline/offline-1.zip#data/b.npz")
    found = record_of(odd, packed)
    assert file_name(found, odd) == "ж é.bin"
    assert file_name(found, packed) == "b.npz"


def test_files_that_would_have_one_name_have_their_own_before_it() -> None:
    one, other = Artifact("dev", f"{HOST}/a/out.csv"), Artifact("test", f"{HOST}/b/OUT.csv")
    found = record_of(one, other)
    first, second = (file_name(found, a) for a in (one, other))
    assert (first[:4], first[12:]) == ("dev-", "-out.csv")
    assert (second[:5], second[13:]) == ("test-", "-OUT.csv")
    same = record_of(one, replace(one, name="twice", sha256=None))
    assert file_name(same, one) == "out.csv"


@pytest.mark.parametrize("name", ["model", "best " * 60])
def test_files_of_one_name_at_several_places_are_several_files(name: str) -> None:
    ends = ("0/model.pt", "1/model.pt", f"2/{'x' * 300}model.pt", f"3/{'y' * 300}model.pt")
    models = tuple(Artifact(name, f"{HOST}/{end}") for end in ends)
    found = record_of(models=models)
    assert len({file_name(found, one).casefold() for one in models}) == len(models)


@given(st.text(), st.text())
def test_no_name_leads_anywhere_else(name: str, uri: str) -> None:
    artifact = Artifact(name, uri)
    for beside in ((), (Artifact("other", uri + "x"), Artifact("third", f"z/{uri}"))):
        file = file_name(record_of(artifact, *beside), artifact)
        assert PurePosixPath(file).name == file
        assert file not in {"", ".", ".."}
        assert not file.startswith(".")
        assert len(file.encode()) <= 255
        assert file.isprintable()

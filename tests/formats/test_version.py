import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from labbook.formats.version import satisfies

releases = st.lists(st.integers(0, 3), min_size=1, max_size=4).map(
    lambda numbers: ".".join(map(str, numbers))
)
clauses = st.one_of(
    st.tuples(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), releases).map("".join),
    st.tuples(st.sampled_from(["==", "!="]), releases).map(lambda pair: f"{''.join(pair)}.*"),
    releases.filter(lambda release: "." in release).map("~={}".format),
)


@given(releases, st.lists(clauses, min_size=1, max_size=3))
def test_agrees_with_packaging(version: str, wanted: list[str]) -> None:
    requirement = ",".join(wanted)
    assert satisfies(version, requirement) == (Version(version) in SpecifierSet(requirement))


def test_a_development_version_counts_as_its_release() -> None:
    assert satisfies("0.2.dev1+g123", ">=0.2")


@pytest.mark.parametrize("requirement", ["", "0.1", ">=", ">=a", "~=1", ">=1.*", ">=1 2", ">=1,"])
def test_what_is_no_requirement(requirement: str) -> None:
    with pytest.raises(ValueError, match=r"requirement|numbers"):
        satisfies("1.0", requirement)

"""A manifest as flat values, and what differs between two."""

import json
import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labbook.formats.launch.diff import ManifestChange, diff_manifests
from labbook.formats.launch.manifest import read_manifest
from labbook.formats.launch.manifest_values import manifest_values
from labbook.model.manifest import Manifest

WHOLE = """image: registry.lab/speech@sha256:ab
command: [python, train.py]
code: {repository: https://git.lab/m.git, commit: 0123456789012345678901234567890123456789}
resources: {cpu: "8", memory: 32Gi}
duration: 48h
data:
  - {name: calls, source: "s3://speech/v3/", sensitive: true}
env: {OMP_NUM_THREADS: "8"}
tolerations: [{key: gpu, effect: NoSchedule}]
patch: {spec: {"a.b": [1, {c: {}}], d: .nan, e: 2026-11-23, f: []}}
"""


def manifest(text: str) -> Manifest:
    found, problems = read_manifest(text, name="launch.yaml")
    assert found, problems
    return found


def values(text: str) -> dict[str, Any]:
    return manifest_values(manifest(f"command: [a]\n{text}"))


def diff(before: str, after: str) -> list[ManifestChange]:
    one, other = (manifest(f"command: [a]\n{text}") for text in (before, after))
    return list(diff_manifests(one, other))


def test_every_value_has_a_dotted_key_and_is_fit_for_json() -> None:
    found = manifest_values(manifest(WHOLE))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert found == {
        "image": "registry.lab/speech@sha256:ab",
        "command": ["python", "train.py"],
        "smoke": None,
        "code.repository": "https://git.lab/m.git",
        "code.commit": "0123456789012345678901234567890123456789",
        "resources.cpu": 8,
        "resources.memory": "32Gi",
        "nodes": 1,
        "duration": 172800,
        "deadline": 345600,
        "data.calls.source": "s3://speech/v3/",
        "data.calls.mount": None,
        "data.calls.digest": None,
        "data.calls.sensitive": True,
        "outputs": None,
        "env.OMP_NUM_THREADS": "8",
        "queue": None,
        "tolerations.0.key": "gpu",
        "tolerations.0.effect": "NoSchedule",
        "priority": None,
        'patch.spec."a.b".0': 1,
        'patch.spec."a.b".1.c': {},
        "patch.spec.d": {"float": "nan"},
        "patch.spec.e": {"date": "2026-11-23"},
        "patch.spec.f": [],
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("duration: 2d", "duration: 48h\ndeadline: 96h"),
        ("resources: {gpu: 1}", 'resources: {gpu: "1"}'),
        ("env: {}\ndata: []", "env: null\nnodes: 1"),
        (
            "data: [{name: a, source: x}, {name: b, source: y}]",
            "data: [{name: b, source: y, sensitive: false}, {name: a, source: x}]",
        ),
    ],
)
def test_the_same_written_differently_is_the_same(before: str, after: str) -> None:
    assert values(before) == values(after)
    assert diff(before, after) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("patch: {a: 1}", "patch: {a: true}"),
        ("patch: {a: {}}", "patch: {a: null}"),
        ("patch: {a: {}}", "patch: {}"),
        ("patch: {a.b: 1}", "patch: {a: {b: 1}}"),
        ("smoke: [a, b]", "smoke: [a b]"),
        ("env: {A: '1'}", "env: {A: '1.0'}"),
        ("patch: {a: [{b: 1}]}", "patch: {a: {'0': {b: 1}}}"),
        ("patch: {a: 2026-11-23}", "patch: {a: '2026-11-23'}"),
        ("patch: {a: [.nan]}", "patch: {a: ['nan']}"),
        ("patch: {a: !!binary YWI=}", "patch: {a: '6162'}"),
    ],
)
def test_what_differs_is_found_both_ways(before: str, after: str) -> None:
    assert json.dumps(values(before)) != json.dumps(values(after))
    assert diff(before, after)
    assert diff(after, before)


ODD = [None, True, 1, 1.0, math.inf, b"ab", "1", "inf", "6162", "date", date(2026, 11, 23)]
KEYS = ["0", "1", "a", "a.b", '"a"', "{0}", "", "date", "float", "binary"]
VALUES = st.recursive(
    st.sampled_from([*ODD, "2026-11-23"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=2)
    ),
    max_leaves=3,
)


@settings(max_examples=400, derandomize=True)
@given(one=VALUES, other=VALUES)
def test_only_equal_values_are_equal(one: Any, other: Any) -> None:
    first, second = (
        json.dumps(manifest_values(Manifest(("a",), patch={"p": value})), sort_keys=True)
        for value in (one, other)
    )
    assert (first == second) == (in_order(one) == in_order(other))


def in_order(value: Any) -> str:
    if isinstance(value, dict):
        return str({key: in_order(value[key]) for key in sorted(value)})
    return str(list(map(in_order, value))) if isinstance(value, list) else repr(value)


def test_data_is_compared_by_name() -> None:
    found = diff(
        "data: [{name: a, source: x}, {name: b, source: y}]",
        "data: [{name: b, source: z}, {name: c, source: w, sensitive: true}]",
    )
    assert [(c.key, c.kind, c.before, c.after) for c in found] == [
        ("data.b.source", "changed", "y", "z"),
        ("data.c.source", "added", None, "w"),
        ("data.c.sensitive", "added", None, True),
        ("data.a.source", "removed", "x", None),
    ]


@pytest.mark.parametrize(
    ("after", "follows"), [("duration: 3d", "2 × duration"), ("duration: 3d\ndeadline: 9d", None)]
)
def test_a_deadline_that_nobody_wrote_follows_the_duration(after: str, follows: str | None) -> None:
    assert [(c.key, c.follows) for c in diff("duration: 2d", after)] == [
        ("duration", None),
        ("deadline", follows),
    ]

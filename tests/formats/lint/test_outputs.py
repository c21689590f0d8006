"""Folders that a run writes to."""

import pytest

from labbook.formats.config import read_config
from labbook.formats.lint.outputs import check_outputs
from labbook.model.manifest import DataMount, Manifest

MANIFEST = Manifest(
    ("python", "train.py"),
    data=(DataMount("calls", "s3://speech/calls", "/data/calls"), DataMount("noise", "noise")),
    outputs="file:///results/",
)


@pytest.mark.parametrize(
    "text",
    [
        "output_folder: output\nsave_folder: !ref <output_folder>/save\n",
        "output_folder: a/../b\n",
        "output_folder: ..hidden\n",
        "output_folder: null\n",
        "output_folder: s3://bucket/x\n",
        "data_folder: /data\npretrained: ~/models\n",
        "save_folder: /data/calls/cache\nlog_dir: /results\noutput_dir: /results/x\n",
        "output_folder: !apply:tempfile.mkdtemp\n",
    ],
)
def test_folders_of_the_run(text: str) -> None:
    assert list(check_outputs(read_config(text, name="c.yaml"), MANIFEST)) == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("output_folder: /home/ada/results\n", [1]),
        ("output_folder: ../results\n", [1]),
        ("output_folder: a/../../b\n", [1]),
        ("output_folder: ~/results\n", [1]),
        ("output_folder: $HOME/results\n", [1]),
        ("output_folder: ${HOME}/results\n", [1]),
        ("save_folder: /data/calls/../x\n", [1]),
        ("save_folder: /data/callsign\n", [1]),
        ("seed: 1\nlog: !new:lab.Log\n  log_dir: /logs\n", [3]),
        ("root: /home/ada\noutput_folder: !ref <root>/results\n", [2]),
        (
            "output_folder: /x\nsave_folder: !ref <output_folder>/save\n"
            "keep: !new:lab.Keep\n  checkpoints_dir: !ref <save_folder>\nlog_dir: /x/log\n",
            [1, 5],
        ),
    ],
)
def test_folders_elsewhere_are_named_where_they_begin(text: str, lines: list[int]) -> None:
    problems = list(check_outputs(read_config(text, name="c.yaml"), MANIFEST))
    assert [p.line for p in problems] == lines
    assert {p.code for p in problems} == {"config-output-outside"}


def test_without_a_manifest_nothing_is_mounted() -> None:
    config = read_config("log_dir: /results\n", name="c.yaml")
    assert len(list(check_outputs(config, None))) == 1

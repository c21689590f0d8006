"""What a manifest asks for, with the places of its keys."""

import pytest

from labbook.formats.launch.manifest import read_manifest
from labbook.formats.lint.entry import convention, entry_point
from labbook.formats.lint.launching import Places, check_image, check_quota
from labbook.formats.structured import read_structured
from labbook.model.manifest import Manifest

DIGEST = "sha256:" + "0123456789abcdef" * 4


def read(text: str) -> tuple[Manifest, Places]:
    text += "command: [python, train.py, config.yaml]\n" if "command:" not in text else ""
    manifest, problems = read_manifest(text, name="launch.yaml")
    assert manifest is not None, problems
    return manifest, read_structured(text, name="launch.yaml").positions


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("null", True),
        (f"registry.lab/speech@{DIGEST}", False),
        (f"registry.lab:5000/speech:2.1@{DIGEST}", False),
        ("registry.lab/speech", True),
        ("registry.lab/speech:2.1", True),
        (f"registry.lab/speech@{DIGEST[:-1]}", True),
        (f"registry.lab/speech@{DIGEST}0", True),
        ("registry.lab/speech@" + DIGEST.upper(), True),
        (DIGEST, True),
    ],
)
def test_an_image_needs_a_digest(image: str, found: bool) -> None:
    manifest, places = read(f"nodes: 1\nimage: {image}\n")
    problems = list(check_image(manifest, places, "launch.yaml"))
    assert [(p.code, p.line, p.column) for p in problems] == [("manifest-image-tag", 2, 1)] * found


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("queue: research\nresources: {cpu: 1, gpu: 8}\n", None),
        ("queue: research\nresources: {cpu: 64}\nnodes: 9\n", None),
        ("queue: other\nresources: {gpu: 99}\n", None),
        ("resources: {gpu: 99}\n", None),
        ("queue: research\nresources: {gpu: 900m}\n", None),
        (
            "queue: research\nresources: {gpu: '99999999999999999999'}\n",
            "99999999999999999999 GPUs",
        ),
        ("queue: research\nresources: {cpu: 1, gpu: 9}\n", "9 GPUs"),
        ("queue: research\nresources: {gpu: '9'}\n", "9 GPUs"),
        ("queue: research\nresources: {gpu: 4}\nnodes: 3\n", "12 GPUs, 4 on each of 3 nodes"),
        ("queue: closed\nresources: {gpu: 1}\n", "1 GPUs"),
    ],
)
def test_a_run_stays_within_its_queue(text: str, figures: str | None) -> None:
    manifest, places = read(text)
    quota = {"research": 8, "closed": 0}
    problems = list(check_quota(manifest, quota, "labbook.toml:3", places, "launch.yaml"))
    assert [p.line for p in problems] == (
        [] if figures is None else [text.count("\n", 0, text.index("gpu")) + 1]
    )
    for problem in problems:
        assert figures is not None
        assert figures in problem.message
        assert "labbook.toml:3" in (problem.hint or "")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "import speechbrain as sb\nfile, opts, more = sb.parse_arguments(arguments)",
            "speechbrain",
        ),
        ("from speechbrain import parse_arguments\nparse_arguments(sys.argv[1:])", "speechbrain"),
        ("import sys\ntrain(*sys.argv[1:])", "plain"),
        ("import argparse, sys\nparser.parse_args(sys.argv[1:])", None),
        ("import sys\nfrom absl.app import run\nrun(sys.argv)", None),
        ("import subprocess, sys\nsubprocess.run(['train', *sys.argv[1:]])", None),
        ("print('no arguments')", None),
        ("def broken(", None),
    ],
)
def test_how_a_script_takes_overrides(code: str, expected: str | None) -> None:
    assert convention(code) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("python", "train.py", "config.yaml"), "train.py"),
        (("torchrun", "--rdzv=x.py", "src/train.py"), "src/train.py"),
        (("python", "-m", "lab.train", "config.yaml"), None),
        (("sh", "run.sh"), None),
    ],
)
def test_the_script_that_a_command_runs(words: tuple[str, ...], expected: str | None) -> None:
    assert entry_point(words) == expected

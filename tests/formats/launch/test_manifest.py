from datetime import timedelta

import pytest

from labbook.formats.launch.manifest import read_manifest
from labbook.model.manifest import CodeSource, DataMount, Manifest

DIGEST = "sha256:" + "0" * 64
FULL = f"""\
image: registry.lab/speech@{DIGEST}
command: [python, train.py, config.yaml]
smoke: [python, train.py, config.yaml, --debug]
code: {{repository: https://git.lab/speech/models.git, commit: {"a" * 40}}}
resources: {{cpu: 8, memory: 32Gi, gpu: 1}}
nodes: 2
duration: 2d
deadline: 4d
data:
  - {{name: calls, source: "s3://speech/calls/v3/", mount: /data/calls,
     digest: "{DIGEST}", sensitive: true}}
  - {{name: noise-8k, source: "cephfs://datasets/noise"}}
outputs: "cephfs://results"
env: {{OMP_NUM_THREADS: "8"}}
queue: research
node_selector: {{gpu: a100}}
tolerations: [{{key: gpu, operator: Exists}}]
priority: null
patch: {{spec: {{backoffLimit: 2}}}}
"""


def test_a_full_manifest() -> None:
    manifest, problems = read_manifest(FULL, name="launch.yaml")
    assert problems == ()
    assert manifest == Manifest(
        image=f"registry.lab/speech@{DIGEST}",
        command=("python", "train.py", "config.yaml"),
        smoke=("python", "train.py", "config.yaml", "--debug"),
        code=CodeSource("https://git.lab/speech/models.git", "a" * 40),
        resources={"cpu": 8, "memory": "32Gi", "gpu": 1},
        nodes=2,
        duration=timedelta(days=2),
        deadline=timedelta(days=4),
        data=(
            DataMount("calls", "s3://speech/calls/v3/", "/data/calls", DIGEST, sensitive=True),
            DataMount("noise-8k", "cephfs://datasets/noise"),
        ),
        outputs="cephfs://results",
        env={"OMP_NUM_THREADS": "8"},
        queue="research",
        node_selector={"gpu": "a100"},
        tolerations=({"key": "gpu", "operator": "Exists"},),
        patch={"spec": {"backoffLimit": 2}},
    )


def test_the_least_manifest_and_keys_left_empty() -> None:
    text = "\ufeffcommand: [sh, run.sh]\nimage:\ndata:\nenv:\nduration: 90m\n"
    manifest, problems = read_manifest(text, name="launch.yaml")
    assert problems == ()
    assert manifest == Manifest(
        command=("sh", "run.sh"), duration=timedelta(minutes=90), deadline=timedelta(hours=3)
    )


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (
            "command: python train.py",
            "'command' must be a list; not 'python train.py'",
            "write the words as a list: [python, train.py, config.yaml]",
        ),
        ("env: {A: 8}", "'env.A' must be text; `8` is read as a number", 'put it in quotes: "8"'),
        (
            "env: {A: off}",
            "'env.A' must be text; `off` is read as a truth value",
            'put it in quotes: "off"',
        ),
        ("env: {A-B: x}", "'A-B' is no environment variable", "use letters, digits and '_'"),
        ("env: {LABBOOK_RUN: x}", "'LABBOOK_RUN' is set by the launcher", "use a name of your own"),
        (
            "duration: 1w",
            "'duration' has the wrong form; not '1w'",
            "a duration is written 90m, 2d or 1d12h",
        ),
        ("duration: 0m", "'duration' must be more than nothing", "write 90m, 2d or 1d12h"),
        ("comand: [x]", "the key 'comand' is not known", "did you mean 'command'?"),
        (
            "smoke: [python, 1]",
            "'smoke[1]' must be text; `1` is read as a number",
            'put it in quotes: "1"',
        ),
        ("nodes: 0", "'nodes' must be at least 1", None),
        (f"patch: {{a: 0x{'f' * 5_000}}}", "a whole number of more than 1024 bits", None),
        (
            f"resources: {{gpu: '{'9' * 5_000}'}}",
            "'resources.gpu' is longer than 20 characters",
            "a quantity is a number with an optional unit: 8, 500m, 32Gi",
        ),
        (
            "data: [{name: 1a, source: x}]",
            "'data[0].name' has the wrong form; not '1a'",
            "a name begins with a letter and has letters, digits, '_' and '-' only",
        ),
        (
            "data: [{name: a-b, source: x}, {name: a_b, source: y}]",
            "'a_b' and 'a-b' would both be LABBOOK_DATA_A_B",
            "give each data its own name",
        ),
    ],
)
def test_a_problem_has_its_line_and_a_hint(line: str, message: str, hint: str | None) -> None:
    command = "" if line.startswith("command") else "command: [x]"
    manifest, problems = read_manifest(f"# comment\n{line}\n{command}\n", name="launch.yaml")
    assert manifest is None
    assert [(p.path, p.line, p.message, p.hint) for p in problems] == [
        ("launch.yaml", 2, message, hint)
    ]


def test_a_deadline_before_the_end_is_a_problem() -> None:
    _, problems = read_manifest("command: [x]\nduration: 2d\ndeadline: 1d\n", name="l")
    assert [(p.line, p.message) for p in problems] == [
        (3, "the deadline is shorter than the expected duration")
    ]


@pytest.mark.parametrize("text", ["", "- a", "a: b: c", "command: [x]\ncommand: [y]"])
def test_what_is_no_manifest_is_a_problem_too(text: str) -> None:
    manifest, problems = read_manifest(text, name="launch.yaml")
    assert manifest is None
    assert len(problems) == 1

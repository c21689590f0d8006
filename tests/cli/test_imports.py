"""What each command loads: a heavy module where nobody needs it makes every call slow."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "boto3",
    "clearml",
    "git",
    "gitlab",
    "jinja2",
    "jsonschema",
    "kubernetes",
    "markdown_it",
    "mkdocs",
    "onnx",
    "psutil",
    "requests",
    "rich",
    "speechbrain",
    "torch",
    "yaml",
}
PROGRAM = """
import json, sys
sys.argv = ["labbook", *json.loads(sys.argv[1])]
from labbook.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
print("\\n" + json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def loaded(journal: Path, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(arguments)],
        cwd=journal,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return HEAVY & set(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("journal")
    (folder / "labbook.toml").touch()
    subprocess.run(["git", "init", "-q", folder], check=True)
    experiment = folder / "experiments" / "2026-01-05-wide"
    experiment.mkdir(parents=True)
    (experiment / "report.md").write_text("---\ntitle: Wide\n---\n\n# Wide\n")
    (experiment / "config.yaml").write_text("lr: 1e-3\n")
    (experiment / "launch.yaml").write_text("command: [python, train.py]\n")
    return folder


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--version"], set()),
        (["--help"], set()),
        (["list"], {"yaml"}),
        (["list", "--json"], {"yaml"}),
        (["status"], {"yaml"}),
        (["search", "wide"], {"yaml"}),
        (["show", "wide"], {"yaml"}),
        (["config", "wide"], {"yaml", "jsonschema"}),
        (["diff", "wide", "wide"], {"yaml", "jsonschema"}),
        (["check"], {"yaml", "jsonschema", "markdown_it"}),
    ],
)
def test_a_command_loads_no_more_than_it_needs(
    journal: Path, arguments: list[str], expected: set[str]
) -> None:
    assert loaded(journal, *arguments) <= expected

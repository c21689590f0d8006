"""A hostile tracker, from its events to the report: nothing breaks out, nothing else is touched."""

import json
import re
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from markdown_it import MarkdownIt

from labbook.formats.record import read_record
from labbook.formats.report.front_matter import read_front_matter
from labbook.formats.report.regions import find_regions
from tests.commands import hostile
from tests.commands.program import labbook as program
from tests.commands.test_fill import ID, REPORT, files
from tests.fakes.clearml import ClearmlServer

TRAIN = """
import json, os, sys
from pathlib import Path
output = Path(os.environ["LABBOOK_OUTPUT"])
output.mkdir(parents=True, exist_ok=True)
here = Path("HERE")
for name in ("result.json", "wer.txt"):
    (output / name).write_bytes((here / name).read_bytes())
if (here / "session.jsonl").exists():
    session = output.parent / "session/offline" / ("offline-" + "a" * 32)
    (session / "data").mkdir(parents=True)
    for line in (here / "session.jsonl").read_text().splitlines():
        name, text = json.loads(line)
        with (session / name).open("a") as file:
            file.write(text)
print((here / "log").read_bytes().decode("utf-8", "replace"))
sys.exit(int((here / "exit").read_text()))
"""
ACTIVE = {*"script iframe object embed form style svg base link meta".split()}  # noqa: SIM905
SVG = {
    *("svg", "g", "title", "desc", "path", "text", "tspan", "rect", "circle", "line", "polyline"),
    *("polygon", "clipPath", "defs", "style", "image", "linearGradient", "stop", "use"),
}
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LOOKS = (["check", ID], ["show", ID], ["fill", f"{ID}/1", "--draft"])


class Page(HTMLParser):
    """What a browser would make of a page: its elements and their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def experiment(journal: Path, exit_code: int) -> Path:
    folder = journal / "experiments" / ID
    folder.mkdir(parents=True)
    (folder / "report.md").write_text(REPORT)
    (folder / "config.yaml").write_text("seed: 1\n")
    (folder / "launch.yaml").write_text("command: [python, train.py]\n")
    given = journal.parent / "given"
    given.mkdir()
    (folder / "train.py").write_text(TRAIN.replace("HERE", str(given)))
    (given / "exit").write_text(str(exit_code))
    (given / "result.json").write_text(hostile.result())
    (given / "wer.txt").write_text(hostile.WER)
    (given / "log").write_bytes("\n".join(hostile.LOG).encode("utf-8", "surrogatepass"))
    return given


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    assert program("init", str(folder), cwd=tmp_path).returncode == 0
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClearmlServer]:
    with ClearmlServer() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


def test_a_session_written_to_do_harm(journal: Path) -> None:
    folder = experiment(journal, 3)
    told = hostile.events()
    parts = [("task.json", json.dumps({"id": "offline-" + "a" * 32, **hostile.task()}))]
    parts += [
        ("log.jsonl" if event["type"] == "log" else "metrics.jsonl", f"{json.dumps([event])}\n")
        for event in told
    ]
    parts.append(("metrics.jsonl", f"{hostile.DEEP}\n"))
    infinite = json.dumps([{**told[0], "iter": 9, "value": "?"}]).replace('"?"', "1e400")
    parts.append(("metrics.jsonl", f"{infinite}\n"))
    (folder / "session.jsonl").write_text("".join(f"{json.dumps(part)}\n" for part in parts))
    holds_under_attack(journal, 3)


def test_a_server_that_does_harm(journal: Path, server: ClearmlServer) -> None:
    experiment(journal, 0)
    settings = journal / "labbook.toml"
    text = settings.read_text() if settings.exists() else ""
    settings.write_text(f'tracker = {{name = "clearml", host = "{server.host}"}}\n{text}')
    fields = hostile.task()
    task = server.add_task(fields.pop("name"), tags=[f"run/{ID}/1"], **fields)
    for event in hostile.events(task):
        server.events.add(event)
    holds_under_attack(journal, 0)


def holds_under_attack(journal: Path, exit_code: int) -> None:
    """Launch and fill; then look at every file and word that came of it."""
    outside = journal.parent
    said = [program("launch", ID, "--commit", cwd=journal)]
    assert said[0].returncode == (1 if exit_code else 0), said[0].stderr
    before = files(outside)
    said.append(program("fill", ID, cwd=journal))
    assert said[-1].returncode == 0, said[-1].stderr
    after = files(outside)
    new = {name for name, content in after.items() if before.get(name) != content}
    home = f"journal/experiments/{ID}"
    assert all(name.startswith(f"{home}/runs/") or name == f"{home}/report.md" for name in new)
    assert before.keys() <= after.keys()
    report = after[f"{home}/report.md"].decode()
    is_whole(report)
    record = read_record(after[f"{home}/runs/1/run.json"].decode(), name="run.json")
    assert len(record.metrics) >= len(hostile.NAMES)
    assert record.state == ("failed" if exit_code else "finished")
    assert sum(len(after[name]) for name in new if "/runs/1/" in name) <= 1_048_576
    for name in new:
        is_harmless(name, after[name])
    said.append(program("fill", ID, cwd=journal))
    assert said[-1].stderr.endswith("nothing changed\n")
    said += [program(*command, cwd=journal) for command in LOOKS]
    for done in said:
        steers_nothing(done)


def is_whole(report: str) -> None:
    """The prose is what it was but for its bound number; the regions are the machine's."""
    regions = find_regions(report)
    assert [region.name for region in regions] == ["summary", "results", "provenance"]
    assert not any(region.edited for region in regions)
    assert read_front_matter(report, name="report.md").title == "Keywords"
    prose = report
    for region in reversed(regions):
        prose = prose[: region.start] + prose[region.stop :]
    bare = re.sub(r"(labbook:end \w+)[ 0-9a-f]* -->", r"\1 -->", prose)
    assert re.sub(r"\d+\.\d(?=<!-- =test)", "0.0", bare) == REPORT
    forge = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    page = Page(forge.render(report))
    assert not page.tags & ACTIVE
    for name, value in page.attributes:
        assert not name.startswith("on")
        if name in {"href", "src"}:
            assert value.startswith(("runs/", "#", "https://", "http://app.lab:8080/"))
    assert not STEERING.search(report)


def is_harmless(name: str, content: bytes) -> None:
    """A file of a run's folder is what its name says, and does nothing in a browser."""
    assert re.fullmatch(r"[\w./-]{1,250}", name), name
    text = content.decode() if not name.endswith((".png", ".jpg", ".wav")) else ""
    assert "\x1b" not in text
    assert "\x00" not in text
    if name.endswith(".json"):
        json.loads(text)
    if name.endswith(".svg"):
        for element in ET.fromstring(text).iter():
            assert element.tag.rpartition("}")[2] in SVG
            assert not any(key.lower().startswith("on") for key in element.attrib)
            links = [value for key, value in element.attrib.items() if key.endswith("href")]
            assert all(link.startswith(("#", "data:image/")) for link in links)


def steers_nothing(done: "subprocess.CompletedProcess[str]") -> None:
    for text in (done.stdout, done.stderr):
        assert not STEERING.search(text)
    assert "Traceback (most recent call last):\n  File" not in done.stderr
    assert "labbook has a bug" not in done.stderr

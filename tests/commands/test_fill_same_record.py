"""One training script gives one record, whether it reports to a server or into a folder."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from labbook.formats.series import read_series
from tests.commands.server_journal import ID, labbook, make_journal, record, record_path
from tests.fakes.clearml import ClearmlServer

TRAIN = """
import sys
import tracking
with tracking.Run("config.yaml") as run:
    run.describe({"lr": 1e-4, "name": "Ж", "use": True}, seed=7)
    for step in range(400):
        run.log("valid/error_rate", abs(step - 200) / 10 + 0.1, step)
    for step, loss in enumerate((1.5, float("nan"), 0.1 + 0.2)):
        run.log("train/loss", loss, step)
    run.log("a/b/c", 1e-300, 3)
    run.log("test/error_rate", 12.345678901234567)
    (run.output / "table.csv").write_text("1,2")
    run.add_artifact("table", run.output / "table.csv")
    (run.output / "wer.txt").write_text(%r)
    run.add_artifact("wer", run.output / "wer.txt")
    logger = run._task.get_logger()
    logger.report_scatter2d("roc", "test", [(0, 0), (1, 0.5)], iteration=400)
    import numpy as np
    logger.report_image("spectrogram", "утро", 1, image=np.zeros((8, 8, 3), dtype=np.uint8))
    print("done")
"""
WER = """%WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]
%SER 100.00 [ 1 / 1 ]
Scored 1 sentences, 0 not present in hyp.
================================================================================
ALIGNMENTS

Format:
<utterance-id>, WER DETAILS
<eps> ; reference  ; on ; the ; first ;  line
  I   ;     S      ; =  ;  =  ;   S   ;   D
 and  ; hypothesis ; on ; the ; third ; <eps>
================================================================================
u1, %WER 50.00 [ 1 / 2, 0 ins, 0 del, 1 sub ]
a ; b
= ; S
a ; c
"""
DIFFERING = {
    ("tracker",),
    ("task",),
    ("task_url",),
    ("task_updated",),
    ("created",),
    ("started",),
    ("finished",),
    ("attempts", "started"),
    ("attempts", "finished"),
    ("code", "commit"),
    ("artifacts", "uri"),
    ("resources", "cpu_seconds"),
    ("resources", "wall_seconds"),
    ("resources", "peak_memory_bytes"),
}
"""All that may differ: ids, times, where things lie, and what the machine took."""
MADE_FROM = re.compile(rb"(labbook:end \w+ [0-9a-f]+) [0-9a-f]+")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ClearmlServer]:
    with ClearmlServer() as running:
        for name, value in running.environment().items():
            monkeypatch.setenv(name, value)
        yield running


def test_offline_and_on_a_server(server: ClearmlServer, tmp_path: Path) -> None:
    train, config = TRAIN % WER, "lr: 1.0e-4\nseed: 7\n"
    settings = f'tracker = {{name = "clearml", host = "{server.host}"}}\n'
    journals = []
    for name, text in (("offline", ""), ("online", settings)):
        (tmp_path / name).mkdir()
        journal = make_journal(tmp_path / name / "journal", text, train, config)
        labbook("launch", ID, "--commit", cwd=journal)
        labbook("fill", ID, cwd=journal)
        journals.append(journal)
    offline, online = journals
    assert (record(offline).tracker, record(online).tracker) == ("clearml-offline", "clearml")
    assert record(online).metrics["train/loss"].first_non_finite == 1
    assert [one.artifact for one in record(online).error_analyses] == ["wer"]
    assert {one.kind for one in record(online).figures} == {"plot", "picture"}
    assert same(offline) == same(online)
    assert files(offline) == files(online)


def same(journal: Path) -> Any:
    """The record without what may differ."""
    return without(json.loads(record_path(journal).read_text()), ())


def without(value: Any, place: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [without(item, place) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: without(v, (*place, k)) for k, v in value.items() if (*place, k) not in DIFFERING}


def files(journal: Path) -> dict[str, bytes]:
    """The report and all files of runs but the record; what a region was made from has times."""
    folder = journal / "experiments" / ID
    found = [*(folder / "runs").rglob("*"), folder / "report.md"]
    return {
        path.relative_to(folder).as_posix(): MADE_FROM.sub(rb"\1", path.read_bytes())
        for path in found
        if path.is_file() and path.name != "run.json"
    }


def filled(
    journal: Path, server: ClearmlServer, series: dict[tuple[str, str], list[float]]
) -> None:
    """Fill a run whose task has these values, a step each."""
    labbook("launch", ID, "--commit", cwd=journal)
    (task,) = server.store.tasks
    for (title, name), values in series.items():
        server.add_points(task, title, name, enumerate(values))
    server.requests.clear()
    labbook("fill", ID, cwd=journal)
    subprocess.run(["git", "-C", journal, "diff", "--check"], check=True)


@pytest.fixture
def journal(server: ClearmlServer, tmp_path: Path) -> Path:
    settings = f'tracker = {{name = "clearml", host = "{server.host}"}}\n'
    train = "import tracking\nwith tracking.Run('config.yaml') as run:\n    pass\n"
    return make_journal(tmp_path / "journal", settings, train)


def test_a_spike_among_20_000_points_is_the_best_value_exactly(
    journal: Path, server: ClearmlServer
) -> None:
    spike = 0.012345678901234567
    values = [spike if step == 13_337 else 1 / 3 + step / 7e6 for step in range(20_000)]
    filled(journal, server, {("valid", "error_rate"): values})
    found = record(journal).metrics["valid/error_rate"]
    assert (found.count, found.min) == (20_000, (13_337, spike))
    assert found.max == (19_999, values[-1])
    path = record_path(journal).parent / "series.csv"
    (kept,) = read_series(path.read_text(), name="series.csv")
    assert (13_337, spike) in kept.points()
    assert len(kept.values) <= 1010
    assert server.asked().count("events.get_task_events") == 3


def test_a_thousand_series_keep_the_budget_and_each_its_extremes(
    journal: Path, server: ClearmlServer
) -> None:
    filled(
        journal,
        server,
        {
            (f"layer {n}", "norm"): [n + (-1) ** step * step / 7 for step in range(40)]
            for n in range(1000)
        },
    )
    found = record(journal)
    assert len(found.metrics) == 1000
    summary = found.metrics["layer 999/norm"]
    assert (summary.min, summary.max) == ((39, 999 - 39 / 7), (38, 999 + 38 / 7))
    folder = record_path(journal).parent
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) <= 1 << 20

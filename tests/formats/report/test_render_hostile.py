import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from labbook.formats.report.refill import refill
from labbook.formats.report.regions import find_regions
from labbook.formats.report.render import REGIONS, ReportData, render_regions
from labbook.formats.report.report_data import RunMedia
from labbook.formats.report.results import Baseline
from labbook.model.error_analysis import Confusion, ErrorAnalysis, Utterance
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.run import (
    Artifact,
    Code,
    Environment,
    Image,
    Missing,
    RunFigure,
    RunRecord,
    RunState,
)
from tests.formats.report.runs import EXPERIMENT, record
from tests.formats.report.test_markdown import hostile

TAGS = frozenset(
    "p ul li table thead tbody tr th td code pre img details summary strong".split()  # noqa: SIM905
)
REPORT = "---\ntitle: x\n---\n" + "".join(
    f"\n<!-- labbook:begin {name} -->\n<!-- labbook:end {name} -->\n" for name in REGIONS
)
texts = st.lists(hostile, min_size=6, max_size=6, unique=True)


def hostile_run(number: int, words: list[str]) -> RunRecord:
    one, two, three, four, five, six = words
    run = record(
        number,
        {one: 0.1, "error": float(number)},
        reason=two,
        why=three,
        task=four,
        task_url=f"https://lab/{five}",
        launcher=six,
        overrides={one: two},
        parameters={three: four, "n": number},
        code=Code(one, two, dirty=True, entry_point=three),
        image=Image(four, five),
        config_digest=six,
        environment=Environment(one, two, {three: four}, 1, 1),
        resources={five: 1.5, "wall_seconds": 1.0},
        artifacts=(Artifact(six, one, 1, two),),
        data=({"name": one, "source": two, "digest": three},),
        missing=(Missing(four, five),),
        log=tuple(words),
        error_analyses=(
            ErrorAnalysis(
                one,
                (Utterance(two, 1, 0, three, four), Utterance(five, 2, 9, f"{six} {one}", six)),
                (Confusion(one, two, 3), Confusion(None, three, 1)),
            ),
        ),
    )
    return replace(run, state=RunState.FAILED) if number > 1 else run


@settings(max_examples=60)
@given(words=texts, others=texts)
def test_a_hostile_run_stays_text(words: list[str], others: list[str]) -> None:
    front = FrontMatter(
        "x",
        metrics=(PromisedMetric(words[0], "min", words[1]), PromisedMetric("error", "max")),
        prediction=f"error < 3 {words[2]}",
        select=None,
    )
    runs = (hostile_run(1, words), hostile_run(2, others))
    data = ReportData(
        EXPERIMENT,
        front,
        runs,
        Baseline(words[3], front, (hostile_run(1, others),)),
        ((words[4], "runs/figures/a.svg"),),
        "ru" if words[0] < others[0] else "en",
        (
            RunMedia(1, RunFigure("runs/figures/a.svg", words[0], "plot", 1, "worst")),
            RunMedia(2, RunFigure("runs/figures/a.svg", words[1], "audio")),
        ),
    )
    forge = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    for text in render_regions(data).values():
        html = forge.render(text)
        assert set(re.findall(r"<([a-z]+)", html)) <= TAGS | {"a"}
        assert all(href.startswith("https://lab/") for href in re.findall(r'href="([^"]*)', html))
        assert set(re.findall(r'src="([^"]*)', html)) <= {"runs/figures/a.svg"}
        assert "<!--" not in html
    filled = refill(REPORT, data, name="report.md")
    assert [region.name for region in find_regions(filled)] == list(REGIONS)
    assert refill(filled, data, name="report.md") == filled

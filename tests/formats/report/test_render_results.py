"""What the results region tells beside its table: steps, samples, single errors, other runs."""

import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from labbook.formats.report.render import ReportData, render_regions
from labbook.formats.report.report_data import RunMedia
from labbook.formats.report.results import Baseline
from labbook.model.error_analysis import Confusion, ErrorAnalysis, Utterance
from labbook.model.experiment import FrontMatter, PromisedMetric
from labbook.model.metric import MetricSummary
from labbook.model.run import RunFigure, RunRecord, RunState, Selected
from tests.formats.report.runs import EXPERIMENT, record

WER = PromisedMetric("test/WER", "min", "%", 1)
FRONT = FrontMatter("Calls", metrics=(WER,))
OVER_STEPS = MetricSummary(9, (0, 9.0), (8, 3.0), (4, 2.0), (0, 9.0))


def results(*runs: RunRecord, front: FrontMatter = FRONT, **fields: object) -> str:
    data = ReportData(EXPERIMENT, front, runs)
    return render_regions(replace(data, **fields))["results"]  # type: ignore[arg-type]


def seeded(number: int, **fields: object) -> RunRecord:
    return record(number, {"test/WER": 9.0 + number}, overrides={"seed": number}, **fields)


def selected(number: int, by: str, step: int) -> RunRecord:
    chosen = Selected(by, "min", step, {"test/WER": (step, 3.0), by: (step, 2.0)})
    run = seeded(number, selected=chosen)
    return replace(run, metrics={"test/WER": OVER_STEPS, by: OVER_STEPS})


def test_the_step_of_each_run_at_which_values_are_read_is_said() -> None:
    front = replace(FRONT, select="valid/WER")
    runs = (selected(1, "valid/WER", 4), selected(2, "valid/WER", 7), selected(3, "valid/WER", 4))
    assert (
        "Values at the best step of `valid/WER`: step 4 (runs 1, 3), step 7 (run 2).\n"
        in results(*runs, front=front)
    )
    assert "`valid/WER`: step 4.\n" in results(runs[0], runs[2], front=front)


def test_a_selection_that_picks_nothing_says_so() -> None:
    front = replace(FRONT, select="valid/loss")
    nothing = MetricSummary(2, None, None, None, None, 2, 0)
    run = replace(seeded(1), metrics={"test/WER": OVER_STEPS, "valid/loss": nothing})
    text = results(run, front=front)
    assert "No step is selected: no run of the result has a best one of `valid/loss`." in text
    text = results(replace(run, metrics={"test/WER": OVER_STEPS}), front=front)
    assert "| `test/WER` ↓ | 3.0 % |" in text
    assert (
        "No step is selected: no run of the result measured `valid/loss`."
        " These are the last values." in text
    )


BROKEN = MetricSummary(9, (0, 9.0), (6, 3.0), (4, 2.0), (0, 9.0), 2, 7)


def test_what_diverged_behind_the_selected_step_is_said_wherever_its_value_is() -> None:
    front = replace(FRONT, select="valid/WER", prediction="test/WER < 4")
    run = selected(1, "valid/WER", 4)
    run = replace(run, metrics={"test/WER": BROKEN, "valid/WER": BROKEN})
    regions = render_regions(ReportData(EXPERIMENT, front, (run, selected(2, "valid/WER", 4))))
    value = "3.0 ± 0.0 % (n = 2); diverged at step 7 (run 1)"
    assert f"- `test/WER` ↓: {value}." in regions["summary"]
    assert f"- The prediction held: predicted `test/WER < 4`; {value}." in regions["summary"]
    selecting = "`valid/WER` of run 1 has 2 values that are not finite, the first at step 7."
    assert f"- {selecting}" in regions["summary"]
    assert f"| `test/WER` ↓ | {value} |" in regions["results"]
    assert selecting in regions["results"]
    assert "| 3.0 %; diverged at step 7 |" in regions["results"]


def test_a_single_value_that_is_not_finite_is_said_of_the_metric_that_selects() -> None:
    run = selected(1, "valid/WER", 4)
    once = replace(BROKEN, last=(8, 3.0), non_finite=1, first_non_finite=2)
    run = replace(run, metrics={**run.metrics, "valid/WER": once})
    front = replace(FRONT, select="valid/WER")
    said = "`valid/WER` of run 1 has one value that is not finite, at step 2."
    assert said in results(run, front=front)
    said = "У `valid/WER` запуска 1 одно нечисловое значение, на шаге 2."
    assert said in results(run, front=front, language="ru")


def test_the_rules_by_which_result_and_baseline_are_read_are_said_where_they_differ() -> None:
    front = replace(FRONT, select="valid/WER")
    theirs = replace(selected(7, "test/WER", 5), metrics={"test/WER": OVER_STEPS})
    baseline = Baseline("older", replace(FRONT, select="test/WER"), (theirs,))
    data = ReportData(EXPERIMENT, front, (selected(1, "valid/WER", 4),), baseline)
    apart = (
        "**Not like with like: the runs here are read at the best step of `valid/WER`,"
        " those of the baseline at the best step of `test/WER`.**"
    )
    regions = render_regions(data)
    assert apart in regions["summary"]
    assert apart in regions["results"]
    assert (
        "**Сравнивается разное: здесь значения взяты на лучшем шаге `valid/WER`,"
        " у базового — на лучшем шаге `test/WER`.**"
    ) in render_regions(replace(data, language="ru"))["summary"]
    theirs = replace(theirs, selected=replace(theirs.selected, values={"test/WER": (5, 2.0)}))
    data = replace(data, front_matter=FRONT, baseline=replace(baseline, runs=(theirs,)))
    text = render_regions(data)["results"]
    assert "Its values are read as those of the runs here, at the last step;" in text
    assert "its own report reads them at the best step of `test/WER`." in text
    assert "Not like with like" not in text


@pytest.mark.parametrize(("theirs", "said"), [((8.0, 13.5), True), ((30.0, 30.5), False)])
def test_noise_is_explained_where_something_is_within_it(
    theirs: tuple[float, ...], said: bool
) -> None:
    runs = tuple(record(n, {"test/WER": value}) for n, value in enumerate(theirs, 1))
    text = results(seeded(1), seeded(2), baseline=Baseline("older", FRONT, runs))
    assert ("“Within noise” means" in text) is said


def test_a_baseline_that_is_one_run_is_named_with_it() -> None:
    theirs = record(2, {"test/WER": 8.0}, parameters={"lr": 0.1})
    runs = (seeded(1, parameters={"lr": 0.2}),)
    data = ReportData(EXPERIMENT, FRONT, runs, Baseline("older", FRONT, (theirs,), run=2))
    regions = render_regions(data)
    assert "Against the baseline `older/2`" in regions["summary"]
    assert "Compared with `older/2`." in regions["results"]
    assert "| Baseline `older/2` |" in regions["setup"]


def test_a_best_step_that_the_test_has_picked_is_named() -> None:
    front = replace(FRONT, select="test/WER")
    assert "the test has chosen its own best value" in results(
        selected(1, "test/WER", 4), front=front
    )
    assert "its own best value" not in results(seeded(1), front=front)
    once = Selected("test/WER", "min", 4, {"test/WER": (4, 2.0)})
    assert "its own best value" not in results(seeded(1, selected=once), front=front)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (seeded(4), "finished; not the result: `result:` doesn't name it"),
        (
            replace(seeded(4), parameters={"lr": 0.1}),
            "finished; not the result: other parameters, `lr = 0.1`",
        ),
        (seeded(4, state=RunState.FAILED, reason="exit code 1"), "failed: exit code 1"),
        (seeded(4, state=RunState.STOPPED, reason="stopped on request"), "stopped on request"),
        (seeded(4, state=RunState.RUNNING), "running"),
    ],
)
def test_a_run_that_is_not_the_result_says_why(other: RunRecord, why: str) -> None:
    front = replace(FRONT, result=(1, 2))
    assert f"| 4 | {why} |" in results(seeded(1), seeded(2), other, front=front)


def test_a_long_reason_is_cut_in_the_table_and_an_empty_value_is_seen() -> None:
    other = replace(seeded(4), parameters={"fail": ""}, overrides={"seed": 4, "tag": ""})
    broken = seeded(5, state=RunState.FAILED, reason="exit code 1: " + "x" * 300)
    text = results(seeded(1), seeded(2), other, broken, front=replace(FRONT, result=(1, 2)))
    assert '`fail = ""`' in text
    assert '`tag = ""`' in text
    assert f"| 5 | failed: exit code 1: {'x' * 46}… |" in text
    russian = results(broken, language="ru")
    assert f"| 5 | упал: код выхода 1: {'x' * 44}… |" in russian or "xxx…" in russian


def test_the_reason_of_many_runs_is_said_once() -> None:
    text = results(seeded(1, why="wider"), seeded(2, why="wider"), seeded(3, why="other"))
    assert text.count("wider") == 1
    assert "| as above |" in text


def test_ranked_samples_stand_first_with_their_titles() -> None:
    media = (
        RunMedia(1, RunFigure("runs/1/figures/a.wav", "worst/call [7]", "audio", 9, "worst")),
        RunMedia(2, RunFigure("runs/2/figures/b.png", "Typical", "picture", None, "typical")),
        RunMedia(1, RunFigure("runs/1/figures/c.svg", "confusions", "plot")),
        RunMedia(1, RunFigure("runs/1/figures/d e.png", "attention", "picture")),
        RunMedia(1, RunFigure("runs/1/figures/f.flac", "speech", "audio")),
    )
    text = results(seeded(1), seeded(2), media=media)
    named = ["The worst samples (1)", "Typical samples (1)", "Plots (1)", "Pictures (1)", "Sounds"]
    places = [text.index(f"<summary>{name}") for name in named]
    assert places == sorted(places)
    assert "call &#91;7&#93;, run 1, step 9:\n\n![call &#91;7&#93;](runs/1/figures/a.wav)" in text
    assert "Typical, run 2:\n\n![Typical](runs/2/figures/b.png)" in text
    assert "attention, run 1:\n\n![attention](runs/1/figures/d%20e.png)" in text
    alone = results(seeded(1), media=media[3:4])
    assert "attention:\n\n![attention]" in alone


ANALYSIS = ErrorAnalysis(
    "wer.txt",
    (
        Utterance("call_7", 3, 4, "the *big* cat sat", "the hat sat down"),
        Utterance("silent", 1, 0, "", "hm"),
    ),
    (Confusion("cat", "hat", 2), Confusion(None, "hm", 1)),
)


def test_the_worst_utterances_show_what_differs() -> None:
    assert """\
<details>
<summary>Errors in wer.txt</summary>

The utterances with the most errors (errors / words of the reference):

- `call_7`: 3 / 4, 75.0 %
  - Reference: the **&#42;big&#42; cat** sat
  - Hypothesis: the **hat** sat **down**
- `silent`: 1 / 0
  - Reference: —
  - Hypothesis: **hm**

What was taken for what most often:

| Reference | Hypothesis | Count |
| --- | --- | --: |
| `cat` | `hat` | 2 |
| nothing | `hm` | 1 |

</details>
""" in results(seeded(1, error_analyses=(ANALYSIS,)))


def test_a_long_text_is_cut_with_a_sign() -> None:
    long = Utterance("u", 1, 300, " ".join(["a"] * 300), " ".join(["a"] * 299))
    text = results(seeded(1, error_analyses=(ErrorAnalysis("wer.txt", (long,)),)))
    assert f"  - Reference: {'a ' * 100}…\n  - Hypothesis: {'a ' * 100}…\n" in text


def test_errors_of_several_runs_are_taken_together() -> None:
    runs = (seeded(n, error_analyses=(ANALYSIS,)) for n in (1, 2, 3))
    text = results(*runs)
    assert "- `call_7`: 3 / 4, 75.0 % (runs 1–3)\n" in text
    assert "| `cat` | `hat` | 6 |" in text
    assert text.count("<summary>Errors") == 1


def test_a_run_that_is_not_the_result_adds_no_errors() -> None:
    failed = seeded(2, state=RunState.FAILED, error_analyses=(ANALYSIS,))
    assert "wer.txt" not in results(seeded(1), failed)


def test_an_analysis_without_errors_says_so() -> None:
    text = results(seeded(1, error_analyses=(ErrorAnalysis("wer.txt"),)))
    assert "<summary>Errors in wer.txt</summary>\n\nNo errors.\n" in text


marks = st.lists(
    st.text(st.sampled_from("aя\"'.,;:!?()-–«»1&<>|_`~[]#👍é"), min_size=1, max_size=4), max_size=6
)


@given(reference=marks, hypothesis=marks)
def test_whatever_a_word_begins_or_ends_with_its_difference_is_bold(
    reference: list[str], hypothesis: list[str]
) -> None:
    utterance = Utterance("u", 1, 1, " ".join(reference), " ".join(hypothesis))
    text = results(seeded(1, error_analyses=(ErrorAnalysis("wer.txt", (utterance,)),)))
    html = MarkdownIt("commonmark").enable("table").render(text)
    shown = re.findall(r"<li>(Reference|Hypothesis): (.*)</li>", html)
    for (_, line), words in zip(shown, (reference, hypothesis), strict=True):
        said = unescape(re.sub("</?strong>", "", line))
        assert said == (" ".join(words) or "—")
    assert ("<strong>" in html) == (reference != hypothesis)

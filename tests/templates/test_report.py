import pytest

from labbook.formats.report.front_matter import check_front_matter, read_front_matter
from labbook.formats.report.regions import find_regions
from labbook.journal.templates import templates
from tests.templates.laid_out import lay_out

REGIONS = {"summary", "setup", "results", "resources", "provenance"}
HOSTILE = 'A: "b" \' # {{ c }} <!-- labbook:begin summary --> --- \\ ё'


def test_the_kinds_that_a_person_can_choose():
    assert {kind.name for kind in templates().kinds()} >= {"demo", "minimal", "speechbrain"}
    assert "base" not in {kind.name for kind in templates().kinds()}


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("kind", ["demo", "minimal", "speechbrain"])
def test_a_new_report_has_no_problems(tmp_path, kind, language):
    text = (lay_out(kind, tmp_path, language) / "report.md").read_text(encoding="utf-8")
    assert check_front_matter(text, name="report.md") == ()
    front_matter = read_front_matter(text, name="report.md")
    assert front_matter.metrics
    assert front_matter.select
    assert {region.name for region in find_regions(text)} == REGIONS
    assert ("## Вопрос" in text) == (language == "ru")


def test_a_report_without_promised_metrics(tmp_path):
    lay_out("minimal", tmp_path, front_matter={"metrics": []})
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert check_front_matter(text, name="report.md") == ()
    assert read_front_matter(text, name="report.md").metrics == ()


def test_texts_are_data_in_the_front_matter(tmp_path):
    baseline = "2026-11-01-older"
    lay_out("minimal", tmp_path, title=HOSTILE, hypothesis=HOSTILE, baseline=baseline)
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    front_matter = read_front_matter(text, name="report.md")
    assert (front_matter.title, front_matter.hypothesis) == (HOSTILE, HOSTILE)
    assert front_matter.baseline == baseline

"""Sites of whole journals, built by MkDocs strictly."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from labbook.errors import JournalError, LabbookError, ProblemsFound
from labbook.site.build import build_site
from tests.site.sample import FIRST, SECOND, sample_journal, write

RESOURCE = re.compile(r"<(?:link|script|img|iframe|source|object|embed)\b[^>]*?\bhttps?:", re.I)


def build(root: Path) -> Path:
    return build_site(root / "mkdocs.yml", None, strict=True)


def page(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def report(site: Path, experiment: str = SECOND) -> str:
    return page(site, f"experiments/{experiment}/index.html")


def article(html: str) -> str:
    return html[html.index("<article") : html.index("</article>")]


def test_reports_and_index_are_published(built):
    index = article(page(built, "experiments/index.html"))
    assert f'href="{SECOND}/index.html"' in index
    assert index.index(SECOND) < index.index(FIRST), "the newest comes first"
    assert "12.30 ± 0.28 % (n = 2)" in index
    assert "refuted" in index
    assert "no effect" in index


def test_the_head_shows_the_front_matter(built):
    html = article(report(built))
    assert "<h1>Команды через телефон: 8 кГц</h1>" in html
    assert html.count("<h1") == 1
    assert "Ada Lovelace, Мария Ёлкина" in html
    assert 'href="../../hypotheses/telephone.html"' in html
    assert f'href="../{FIRST}/index.html"' in html
    assert "test/error_rate &lt; 20" in html
    assert "(held)" in html
    assert "authors:" not in html


def test_bound_numbers_say_where_they_come_from(built):
    html = article(report(built))
    assert 'title="From the run record (runs 1, 2): test/error_rate = 12.3">12.30</span>' in html
    assert "test/error_rate - baseline = -35.8" in html
    assert "<!--" not in html


def test_regions_keep_their_table_figure_and_details(built):
    html = article(report(built))
    assert '<img src="runs/1/figures/error.svg"' in html
    assert "<details>\n<summary>More metrics</summary>" in html
    assert "labbook:begin" not in html
    assert (built / f"experiments/{SECOND}/runs/1/figures/error.svg").is_file()


def test_files_of_an_experiment_are_published_and_shown_escaped(built):
    html = article(report(built))
    folder = built / "experiments" / SECOND
    for name in ("config.yaml", "launch.yaml", "train.py", "runs/1/run.json"):
        assert (folder / name).is_file(), name
    assert "# &lt;b&gt;" in html
    assert 'href="runs/1/run.json"' in html
    assert "меньший шаг" in html


def test_hand_written_pages_link_to_reports_and_the_index(built):
    html = article(page(built, "index.html"))
    assert f'href="experiments/{SECOND}/index.html"' in html
    assert 'href="experiments/index.html"' in html
    hypothesis = article(page(built, "hypotheses/telephone.html"))
    assert f'href="../experiments/{FIRST}/index.html#analysis"' in hypothesis


def test_jinja_of_a_report_stays_text(built):
    assert "{{ 7 * 7 }}" in article(report(built)).replace("&#39;", "'")


def test_experiments_are_not_in_the_navigation(built):
    html = report(built)
    navigation = html[html.index("md-nav--primary") : html.index("<article")]
    assert "experiments/index.html" in navigation or "../index.html" in navigation
    assert FIRST not in navigation


@pytest.mark.parametrize(
    "nav", ["[index.md]", "[{Home: index.md}, {Опыты: [experiments/index.md]}]", "[index.md, a.md]"]
)
def test_the_index_is_in_every_navigation_once(tmp_path, nav):
    root = sample_journal(tmp_path)
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    write(root, {"mkdocs.yml": f"{settings}nav: {nav}\n", "journal/a.md": "# A\n"})
    html = page(build(root), "a.html")
    navigation = html[html.index("md-nav--primary") : html.index("<article")]
    assert navigation.count('href="experiments/index.html"') == 1
    assert ("Опыты" in navigation) == ("Опыты" in nav)


def test_nothing_is_loaded_from_outside(built):
    found = {
        (path.name, match[0])
        for path in built.rglob("*.html")
        for match in RESOURCE.finditer(path.read_text(encoding="utf-8"))
    }
    assert not found
    sheets = (path.read_text(encoding="utf-8") for path in built.rglob("*.css"))
    assert not any(re.search(r"url\(\s*['\"]?https?:|@import", sheet) for sheet in sheets)


def test_russian_words(tmp_path):
    site = build(sample_journal(tmp_path, language="ru"))
    assert "подтверждено" in page(site, "experiments/index.html")
    assert "<h1>Эксперименты</h1>" in page(site, "experiments/index.html")
    assert "Предсказание" in report(site)
    assert "<dd>завершено: 2</dd>" in report(site)
    assert "<dd>завершён</dd>" in report(site, FIRST)


def test_mkdocs_build_gives_the_same(built, tmp_path):
    root = sample_journal(tmp_path)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    assert article(report(root / "site")) == article(report(built))


def test_a_broken_report_gets_a_page_that_says_so(tmp_path):
    root = sample_journal(tmp_path)
    broken = {
        "2026-11-01-bad-yaml": b"---\ntitle: [a\n---\n\n## Body\n\nkept\n",
        "2026-11-02-no-head": b"just text\n",
        "2026-11-03-not-utf8": b"---\ntitle: \xff\n---\n",
        "2026-11-04-large": b"---\ntitle: big\n---\n" + b"word " * 400_000,
        "2026-11-05-nul": b"---\ntitle: nul\n---\n\na\x00b\n",
        "2026-11-06-deep": b"---\ntitle: deep\n---\n\n" + b"> " * 5000 + b"x\n",
    }
    for name, content in broken.items():
        write(root, {f"experiments/{name}/report.md": content})
    (root / "experiments/2026-11-07-empty").mkdir()
    write(root, {f"experiments/{FIRST}/runs/1/run.json": "{broken"})
    site = build(root)
    for name in ("2026-11-01-bad-yaml", "2026-11-02-no-head", "2026-11-03-not-utf8"):
        assert "This report can" in report(site, name), name
        assert "labbook-problem" in page(site, "experiments/index.html")
    assert "kept" in report(site, "2026-11-01-bad-yaml")
    assert "too large" in report(site, "2026-11-04-large")
    assert "this file is missing" in report(site, "2026-11-07-empty")
    assert "run.json" in report(site, FIRST)
    assert "not JSON" in report(site, FIRST)


def test_a_broken_baseline_is_named_on_the_page(tmp_path):
    root = sample_journal(tmp_path)
    write(root, {f"experiments/{FIRST}/report.md": "---\ntitle: t\nbaseline: nowhere\n---\n"})
    assert "nowhere" in article(report(build(root), FIRST))


def test_superseded_experiments_point_to_their_successor(tmp_path):
    root = sample_journal(tmp_path)
    head = f"---\ntitle: New\nsupersedes: [{FIRST}]\n---\n"
    write(root, {"experiments/2026-12-01-new/report.md": head})
    html = article(report(build(root), FIRST))
    assert 'Superseded by: <a href="../2026-12-01-new/index.html">' in html


def test_own_templates_go_over_the_built_in_ones(tmp_path):
    root = sample_journal(tmp_path)
    write(root, {"templates/site/index.html.j2": "<h1>Ours: {{ rows | length }}</h1>"})
    assert "<h1>Ours: 2</h1>" in page(build(root), "experiments/index.html")


def test_a_broken_own_template_is_named(tmp_path):
    root = sample_journal(tmp_path)
    write(root, {"templates/site/index.html.j2": "{{ nothing.like.this }}"})
    with pytest.raises(ProblemsFound, match="nothing"):
        build(root)


def test_warnings_of_hand_written_pages_break_a_strict_build_only(tmp_path):
    root = sample_journal(tmp_path)
    write(root, {"journal/index.md": "[gone](gone.md)\n"})
    with pytest.raises(ProblemsFound):
        build(root)
    assert build_site(root / "mkdocs.yml", tmp_path / "out", strict=False) == tmp_path / "out"


def test_broken_site_settings_are_an_error_of_the_journal(tmp_path):
    root = sample_journal(tmp_path)
    write(root, {"mkdocs.yml": "site_name: [\n"})
    with pytest.raises(JournalError):
        build(root)


def test_own_words_go_over_the_built_in_ones_one_by_one(tmp_path):
    root = sample_journal(tmp_path)
    write(root, {"templates/site/words.en.toml": '[verdicts]\nconfirmed = "holds"\n'})
    index = article(page(build(root), "experiments/index.html"))
    assert ">holds</span>" in index
    assert ">refuted</span>" in index


def test_a_hand_written_page_that_is_no_text_is_a_warning(tmp_path):
    root = sample_journal(tmp_path)
    write(root, {"journal/bad.md": b"# \xff\n", "journal/deep.md": "> " * 3000 + "x\n"})
    with pytest.raises(ProblemsFound):
        build(root)
    (root / "journal/deep.md").unlink()
    site = build_site(root / "mkdocs.yml", None, strict=False)
    assert not (site / "bad.html").exists()


def test_pages_outside_of_the_journal_are_refused(tmp_path):
    root = sample_journal(tmp_path / "journal")
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    write(tmp_path, {"pages/index.md": "# Elsewhere\n"})
    write(root, {"mkdocs.yml": settings.replace("docs_dir: journal", "docs_dir: ../pages")})
    with pytest.raises(JournalError, match="outside of the journal"):
        build(root)


def test_the_search_index_holds_reports_in_both_languages(built):
    index = json.loads(page(built, "search/search_index.json"))
    assert index["config"]["lang"] == ["en", "ru"]
    texts = {entry["location"]: entry["text"] for entry in index["docs"]}
    assert "Частота ошибок" in texts[f"experiments/{SECOND}/index.html#выводы"]
    assert not any("torch.nn.Linear" in text for text in texts.values())


def test_without_mkdocs_the_error_says_how_to_install_it(tmp_path, monkeypatch):
    monkeypatch.setattr("labbook.site.build.find_spec", lambda name: None)
    with pytest.raises(LabbookError) as caught:
        build(sample_journal(tmp_path))
    assert "pip install mkdocs" in str(caught.value.hint)

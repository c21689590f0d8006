import pytest

from labbook.site.links import Links, Place, Target, link_for_mkdocs
from labbook.site.markdown import Reader, render_markdown, without_markup
from tests.growth import LINEAR, growth

PUBLISHED = {
    "experiments/2026-01-01-a/report.md": "experiments/2026-01-01-a/index.html",
    "experiments/2026-01-01-a/figure%201.png": "never",
    "experiments/2026-01-01-a/figure 1.png": "experiments/2026-01-01-a/figure%201.png",
    "experiments/2026-01-02-b/report.md": "experiments/2026-01-02-b/index.html",
    "experiments/index.md": "experiments/index.html",
    "journal/guide/start.md": "guide/start.html",
}
READER = Reader(Target, lambda c: c[4:-3].strip()[1:] if c.startswith("<!-- =") else None)


def html(text: str, **options: str) -> str:
    return render_markdown(text, READER, **options).html


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("<!-- a -->b<!-- c -->", "b"),
        ("<!-->b", "b"),
        ("<!--->b", "b"),
        ("<!-- open", "&lt;!-- open"),
        ("<details><summary>a</summary>", "<details><summary>a</summary>"),
        ("<details open>x</details>", "<details open>x</details>"),
        ("<details class=x>", "&lt;details class=x&gt;"),
        ("H<sub>2</sub>O<br/>", "H<sub>2</sub>O<br/>"),
        ("<!-- <details> --><b>", "&lt;b&gt;"),
        ("--> <!-- x", "--&gt; &lt;!-- x"),
    ],
)
def test_raw_html_becomes_text(raw, shown):
    assert without_markup(raw) == shown


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("is 12.3<!-- =a --> ok", "12.3"),
        ("is **12.3**<!-- =a --> ok", "12.3"),
        ("is 12,3 %<!-- =a --> ok", "12,3 %"),
        ("is −1.5e-3<!-- =a -->", "−1.5e-3"),
        ("| x |\n|---|\n| 7<!-- =a --> |", "7"),
    ],
)
def test_a_bound_number_is_explained(text, number):
    assert f'<span class="labbook-number" title="a">{number}</span>' in html(text)


@pytest.mark.parametrize("text", ["none<!-- =a -->", "`12`<!-- =a -->", "12<!-- a -->"])
def test_what_binds_no_number_is_left_alone(text):
    assert "labbook-number" not in html(text)
    assert "<!--" not in html(text)


def test_headings_have_anchors_and_make_a_table_of_contents():
    rendered = render_markdown("# Про `код`\n\n## A & B\n\n## A & B\n\n# C", READER)
    assert rendered.anchors == {"про-код", "a--b", "a--b-1", "c"}
    first, last = rendered.toc
    assert [child["name"] for child in first["children"]] == ["A &amp; B", "A &amp; B"]
    assert last["children"] == []


def test_anchors_never_collide():
    rendered = render_markdown("# a\n\n# a-1\n\n# a\n\n# a\n", READER)
    assert len(rendered.anchors) == 4


def test_the_title_is_not_said_twice():
    assert html("# Title\n\ntext", title="Title") == "<p>text</p>\n"
    assert "<h1" in html("# Other\n\ntext", title="Title")
    assert "<h2" in html("## Title\n\ntext", title="Title")


def test_code_is_highlighted_or_plain():
    assert 'class="highlight"' in html("```python\nx = 1\n```")
    assert "<code>&lt;b&gt;\n</code>" in html("```nonsense\n<b>\n```")
    assert "<code>&lt;b&gt;\n</code>" in html("    <b>\n")


@pytest.mark.parametrize(
    ("unit", "count"),
    [("[", 20_000), ("[", 400_000), ("<!--", 100_000), ("# a\n", 8_000), ("*a ", 100_000),
     ("> ", 100_000)],
)  # fmt: skip
def test_the_time_grows_with_a_hostile_text_not_with_its_square(unit, count):
    assert growth(html, unit, count) < LINEAR


def links(missing: list[str]) -> Links:
    place = Place("experiments/2026-01-01-a/report.md", "experiments/2026-01-01-a/index.html")
    return Links(PUBLISHED, place, missing.append)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("../2026-01-02-b/report.md", "../2026-01-02-b/index.html"),
        ("../2026-01-02-b/report.md#results", "../2026-01-02-b/index.html#results"),
        ("../2026-01-02-b/", "../2026-01-02-b/index.html"),
        ("../2026-01-02-b", "../2026-01-02-b/index.html"),
        ("..", "../index.html"),
        ("figure%201.png", "figure%201.png"),
        ("../../journal/guide/start.md", "../../guide/start.html"),
        ("/journal/guide/start.md", "../../guide/start.html"),
        ("#here", "#here"),
        ("https://example.org/a?b#c", "https://example.org/a?b#c"),
        ("mailto:ada@example.org", "mailto:ada@example.org"),
    ],
)
def test_links_lead_to_pages_of_the_site(link, url):
    missing: list[str] = []
    assert links(missing).resolve(link).url == url
    assert not missing


@pytest.mark.parametrize(
    "link",
    ["gone.md", "../../../../etc/passwd", "javascript:alert(1)", "ftp://host/x", "http://[", "c:x"],
)
def test_links_that_lead_nowhere_are_reported(link):
    missing: list[str] = []
    target = links(missing).resolve(link)
    if target.url is not None:
        assert target.outside
    else:
        assert missing == [link]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("../../experiments/2026-01-01-a/report.md", "../experiments/2026-01-01-a/report.md"),
        ("../../experiments/2026-01-01-a/#x", "../experiments/2026-01-01-a/report.md#x"),
        ("../../experiments", "../experiments/index.md"),
        ("start.md", "start.md"),
        ("../index.md", "../index.md"),
        ("gone.md", "gone.md"),
        ("javascript:x", None),
    ],
)
def test_links_of_hand_written_pages_are_what_mkdocs_takes(link, url):
    assert link_for_mkdocs(link, "guide/start.md", "journal", PUBLISHED).url == url

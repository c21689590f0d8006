"""What a report, a page or a picture must not do to its reader."""

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labbook.site.build import build_site
from labbook.site.links import Target, judge
from labbook.site.markdown import Reader, render_markdown
from labbook.site.svg import clean_svg
from tests.site.sample import FIRST, SECOND, sample_journal, write

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <svg/onload=alert(1)> text",
    "<iframe src='https://evil.example'></iframe>",
    "<details open ontoggle=alert(1)>\n<summary>x</summary></details>",
    "<details\nontoggle=alert(1) open>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x]( \x01javascript:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x](javascript:alert(1))",
    '[x](#a "\\"onmouseover=alert(1) x=\\"")',
    '![x" onerror="alert(1)](y.png)',
    "<!-- x --><script>alert(1)</script><!-- y -->",
    "<!--><script>alert(1)</script>-->",
    "<!-- <script> -- > --!> <script>alert(1)</script> -->",
    "```<script>\n</code></pre><script>alert(1)</script>\n```",
    "`</code><script>alert(1)</script>`",
    "# <script>alert(1)</script>",
    "# `</title><script>alert(1)</script>`",
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<style>@import 'https://evil.example'</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example'>",
    "<form action='https://evil.example'><input name=a></form>",
    "x{: onclick=alert(1) }\n\n![x](a.png){: srcset=https://evil.example/a.png }",
    "# x {: onmouseover=alert(1) style=background:url(https://evil.example) }",
    '12.3<!-- =test/error_rate"onmouseover="alert(1) -->',
    "<div markdown onclick=alert(1)>*x*</div>",
    "| a |\n|---|\n| <script>alert(1)</script> |",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
]
FORBIDDEN = {"script", "iframe", "object", "embed", "form", "meta", "base", "link", "style"}


class Danger(HTMLParser):
    """Collects what a browser would run or load from outside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            plain = re.sub(r"[\t\r\n]|^[\x00-\x20]+", "", value or "").lower()
            if name.startswith("on"):
                self.found.append(f"{tag} {name}")
            if name in {"href", "src", "action", "formaction"} and plain.startswith(
                ("javascript:", "data:", "vbscript:", "file:")
            ):
                self.found.append(f"{tag} {name}={value}")
            if name in {"src", "srcset", "poster"} and re.match(r"(https?:)?//", plain):
                self.found.append(f"{tag} {name}={value}")
            if name == "style" and "url(" in plain:
                self.found.append(f"{tag} {name}={value}")


def danger(html: str) -> list[str]:
    parser = Danger()
    parser.feed(html)
    parser.close()
    return parser.found


def content(site: Path, name: str) -> str:
    html = (site / name).read_text(encoding="utf-8")
    return html[html.index("<article") : html.index("</article>")]


def resolve(link: str) -> Target:
    judged = judge(link)
    return judged if isinstance(judged, Target) else Target(link)


READER = Reader(resolve, lambda comment: comment, {})


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = sample_journal(tmp_path_factory.mktemp("attacked"))
    for number, attack in enumerate(ATTACKS):
        body = f"before\n\n{attack}\n\nafter\n"
        write(
            root,
            {
                f"experiments/2026-10-01-attack-{number}/report.md": f"---\ntitle: t\n---\n{body}",
                f"journal/attack-{number}.md": body,
            },
        )
    return build_site(root / "mkdocs.yml", None, strict=False)


@pytest.mark.parametrize("number", range(len(ATTACKS)), ids=ATTACKS)
def test_reports_and_pages_run_nothing(attacked, number):
    report = content(attacked, f"experiments/2026-10-01-attack-{number}/index.html")
    assert not danger(report)
    assert "after" in report
    page = (attacked / f"attack-{number}.html").read_text(encoding="utf-8")
    assert not danger(content(attacked, f"attack-{number}.html"))
    head = page[: page.index("</head>")]
    assert "<script>alert(1)" not in head


@given(st.text(alphabet="<>!-/=\"' \n\t`*_[]()#:abdeimnorstuyjvcp&;\\{}", max_size=80))
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_gets_dangerous_markup_through(text):
    assert not danger(render_markdown(text, READER).html)


def test_titles_and_names_of_the_front_matter_are_text(tmp_path):
    root = sample_journal(tmp_path)
    bad = "</title></textarea><script>alert(1)</script><img src=x onerror=alert(2)>"
    head = (
        f"---\ntitle: '{bad}'\nauthors: ['{bad}']\ntags: ['{bad}']\nprediction: '{bad}'\n"
        f"hypothesis: '{bad}'\nbaseline: '{bad}'\nrelated: ['{bad}']\ntemplate: 404.html\n---\n"
    )
    write(root, {f"experiments/{SECOND}/report.md": head, "journal/own.md": f"{head}\n# Own\n"})
    site = build_site(root / "mkdocs.yml", None, strict=True)
    for name in (f"experiments/{SECOND}/index.html", "experiments/index.html", "own.html"):
        html = (site / name).read_text(encoding="utf-8")
        assert "<script>alert(1)" not in html, name
        assert "<img src=x" not in html, name
    assert "Own" in (site / "own.html").read_text(encoding="utf-8")


def test_other_plugins_do_not_see_a_report(tmp_path):
    root = sample_journal(tmp_path)
    hook = (
        "def on_page_markdown(markdown, page, **_):\n"
        "    return markdown.replace('{{ 7 * 7 }}', '49')\n"
    )
    settings = (root / "mkdocs.yml").read_text(encoding="utf-8")
    write(root, {"hook.py": hook, "mkdocs.yml": f"{settings}hooks: [hook.py]\n"})
    site = build_site(root / "mkdocs.yml", None, strict=True)
    assert "7 * 7" in content(site, f"experiments/{SECOND}/index.html")


def test_links_and_scripts_are_not_published(tmp_path):
    root = sample_journal(tmp_path / "journal")
    write(tmp_path, {"secret.txt": "secret", "secret.md": "# secret"})
    folder = root / "experiments" / FIRST
    (folder / "notes.txt").symlink_to(tmp_path / "secret.txt")
    (root / "journal/leak.md").symlink_to(tmp_path / "secret.md")
    (root / "journal/linked").symlink_to(tmp_path)
    (folder / "report.md").unlink()
    (folder / "report.md").symlink_to(tmp_path / "secret.md")
    write(
        root,
        {
            "journal/page.html": "<script>alert(1)</script>",
            "journal/page.js": "alert(1)",
            f"experiments/{SECOND}/page.html": "<script>alert(1)</script>",
            f"experiments/{SECOND}/.env": "TOKEN=1",
        },
    )
    site = build_site(root / "mkdocs.yml", None, strict=False)
    own = [p for p in site.rglob("*") if p.is_file() and "assets" not in p.parts]
    assert not [p for p in own if b"secret" in p.read_bytes() or p.name in {"page.html", ".env"}]
    assert not (site / "page.js").exists()


def test_what_git_ignores_stays_on_this_machine(tmp_path):
    root = sample_journal(tmp_path)
    write(
        root,
        {
            f"experiments/{FIRST}/output/.gitignore": "*\n",
            f"experiments/{FIRST}/output/1/result.json": '{"host": "lab1"}',
            f"experiments/{FIRST}/takes/a.txt": "kept",
            f"experiments/{FIRST}/takes/b.wav": "RIFF",
            ".gitignore": "*.wav\n",
        },
    )
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    site = build_site(root / "mkdocs.yml", None, strict=True) / "experiments" / FIRST
    assert (site / "takes/a.txt").is_file()
    assert not (site / "takes/b.wav").exists()
    assert not (site / "output").exists()


EVIL_SVG = b"""<?xml version="1.0"?><?xml-stylesheet href="https://evil.example/x.css"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="a()">
<script>alert(1)</script><style>@import url(https://evil.example)</style>
<style>text { fill: red }</style><foreignObject><body onload="a()"/></foreignObject>
<a xlink:href="javascript:alert(1)"><text>x</text></a>
<use xlink:href="https://evil.example/x.svg#y"/><use xlink:href="#own"/>
<image href="https://evil.example/x.png"/><image href="data:image/png;base64,AAAA"/>
<rect fill="url(https://evil.example)" stroke="url(#g)" onclick="a()" width="3"/>
<style>svg { background: image-set("https://evil.example/x.png" 1x) }</style>
<g style="background: -webkit-image-set('../evil.png' 1x)"/>
<set attributeName="href" to="javascript:alert(1)"/></svg>"""


def test_pictures_keep_shapes_only():
    cleaned = clean_svg(EVIL_SVG)
    assert cleaned is not None
    for word in (b"script", b"evil", b"onload", b"onclick", b"foreignObject", b"<set"):
        assert word not in cleaned, word
    for word in (b"#own", b"data:image/png", b"fill: red", b"url(#g)", b'width="3"'):
        assert word in cleaned, word
    assert clean_svg(cleaned) == cleaned


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'>&a;</svg>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"),
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 5000 + b"</g>" * 5000 + b"</svg>",
    ],
    ids=["empty", "no xml", "html", "entity", "utf-16", "deep"],
)
def test_what_is_no_picture_is_refused(data):
    assert clean_svg(data) is None

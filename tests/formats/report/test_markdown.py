import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from labbook.formats.report.markdown import clean, code, details, fence, image, link, plain, table
from labbook.formats.report.regions import find_regions, replace_regions

FORGE = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(
    ["table", "strikethrough"]
)
HOSTILE = (
    "<b>x</b>",
    "<script>alert(1)</script>",
    "<!-- labbook:end results -->",
    "<!-- =test/error_rate -->",
    "![i](http://a.b/i.png)",
    "[l](javascript:alert(1))",
    "<http://a.b>",
    "a | b \\| c",
    "`` ` ``",
    "```",
    "# h",
    "- l",
    "1. l",
    "1) l",
    "> q",
    "***b*** __c__ ~~d~~",
    "&lt;b&gt; &#60;",
    "\\",
    "a\nb\r\n\r\nc\u2028d",
    "\x1b[31mred\x1b[0m \x1b]0;title\x07",
    "\0\x07\x9b1m",
    "\u202egnp.exe \u2066x\u200bx\ufeff",
    "=======",
    "<<<<<<< HEAD",
    "[ref]: http://a.b",
    "<details>",
    "</details>",
    "---",
    "\t\tcode",
    "$x$ $`y`$ :smile: @user #1 !2 ~label",
    "x" * 5000,
)
hostile = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(
        st.sampled_from("ab <>&|\\`*_[]()~$@#!:{}^=-+.1\n\r\t\x1b\0\u202e\u2028😀\"'/"), max_size=30
    ),
    st.text(max_size=20),
)


def tokens_of(markdown: str) -> list[str]:
    parsed = FORGE.parse(markdown)
    return [child.type for token in parsed for child in [token, *(token.children or [])]]


def words_of(markdown: str) -> str:
    """The text that a reader sees, code included."""
    children = [child for token in FORGE.parse(markdown) for child in token.children or []]
    return "".join(child.content for child in children)


@settings(max_examples=300)
@given(text=hostile, style=st.sampled_from([plain, code]))
def test_no_markup_gets_out_of_a_line(text: str, style) -> None:  # type: ignore[no-untyped-def]
    allowed = {"paragraph_open", "inline", "paragraph_close", "text", "code_inline", "text_special"}
    markdown = f"Words: {style(text)}, words."
    assert set(tokens_of(markdown)) <= allowed
    seen = words_of(markdown)
    assert seen in {f"Words: {clean(text)}, words.", "Words: —, words."}


@settings(max_examples=300)
@given(texts=st.lists(hostile, min_size=4, max_size=4), style=st.sampled_from([plain, code]))
def test_no_markup_gets_out_of_a_cell(texts: list[str], style) -> None:  # type: ignore[no-untyped-def]
    cells = [style(text) for text in texts]
    html = FORGE.render(table(cells[:2], [cells[2:]], numeric=(1,)))
    tags = re.findall(r"</?([a-z]+)[^>]*>", html)
    assert set(tags) <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
    assert (tags.count("th"), tags.count("td")) == (4, 4)


@settings(max_examples=200)
@given(lines=st.lists(hostile, max_size=5))
def test_no_line_ends_its_fence_or_forges_a_marker(lines: list[str]) -> None:
    block = fence(lines)
    assert tokens_of(f"{block}\n\nafter") == [
        "fence",
        "paragraph_open",
        "inline",
        "text",
        "paragraph_close",
    ]
    report = "<!-- labbook:begin a -->\n<!-- labbook:end a -->\n"
    filled = replace_regions(report, {"a": block})
    assert [region.name for region in find_regions(filled)] == ["a"]
    assert block in filled


@settings(max_examples=200)
@given(text=hostile, target=hostile)
def test_links_and_images_lead_nowhere_else(text: str, target: str) -> None:
    for url in (target, f"https://lab/{target}"):
        html = FORGE.render(f"Task: {link(text, url)}.")
        assert re.findall(r"<(\w+)", html) in (["p"], ["p", "a"])
        assert all(
            href.startswith(("https://", "http://")) for href in re.findall(r'href="([^"]*)', html)
        )
    path = f"runs/figures/{target}.svg".encode("utf-8", "replace").decode()
    html = FORGE.render(f"{image(text, path)}\n")
    assert re.findall(r"<(\w+)", html) == ["p", "img"]


def test_names_stay_readable_in_the_source() -> None:
    assert plain("test/error_rate is 12.3 at lr=1e-4") == "test/error_rate is 12.3 at lr&#61;1e-4"
    assert code("test/error_rate") == "`test/error_rate`"
    assert code("a | b") == "a &#124; b"
    assert code("  ") == "—"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[1;31mloss\x1b[0m\r\n12", "loss 12"),
        ("a\0b\u202ec", "a\ufffdb\ufffdc"),
        ("  a \t b  ", "a b"),
        ("x" * 400, "x" * 299 + "…"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_folded_content_is_still_markdown() -> None:
    html = FORGE.render(details("Packages (1)", table(["a"], [["1"]])))
    assert "<summary>Packages (1)</summary>" in html
    assert "<td>1</td>" in html

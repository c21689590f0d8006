"""The site as a reader meets it: opened from disk, in a real browser."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import browser
from tests.site.sample import FIRST, SECOND


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as running:
        yield running


@pytest.fixture
def open_page(chromium: Any, built: Path) -> Iterator[Any]:
    """Open a page of the site from disk; no request may leave for anything but a file."""
    contexts, trouble = [], []

    def opened(name: str, **options: Any) -> Any:
        context = chromium.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda r: r.url.startswith(("file:", "data:")) or trouble.append(r.url))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.goto(f"file://{built}/{name}")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not trouble


def visible_rows(page: Any) -> list[str]:
    rows = page.locator("table.labbook-index tbody tr:visible .labbook-id")
    return [text.strip() for text in rows.all_inner_texts()]


def test_the_list_is_filtered_by_words_verdict_and_tag(open_page):
    page = open_page("experiments/index.html")
    assert visible_rows(page) == [SECOND, FIRST]
    page.fill("input[name=q]", "МАРИЯ елкина")
    assert visible_rows(page) == [SECOND]
    page.fill("input[name=q]", "")
    page.select_option("select[name=verdict]", "refuted")
    assert visible_rows(page) == [FIRST]
    page.select_option("select[name=tag]", "telephony")
    assert visible_rows(page) == []
    assert "0 / 2" in page.inner_text(".labbook-filter output")
    assert "tag=telephony" in page.url
    page.reload()
    assert visible_rows(page) == []


def test_a_tag_on_a_page_leads_to_the_experiments_that_have_it(open_page):
    page = open_page(f"experiments/{FIRST}/index.html")
    page.click("a.labbook-tag")
    page.wait_for_url("**/experiments/index.html*")
    assert visible_rows(page) == [FIRST]


def test_without_scripts_the_list_is_whole(open_page):
    page = open_page("experiments/index.html", java_script_enabled=False)
    assert visible_rows(page) == [SECOND, FIRST]
    assert not page.locator(".labbook-filter").is_visible()


def test_one_can_walk_from_the_home_page_to_a_report_and_back(open_page):
    page = open_page("index.html")
    page.click("article a >> nth=0")
    assert page.url.endswith(f"experiments/{SECOND}/index.html")
    assert page.locator("article img").evaluate("image => image.naturalWidth") == 320
    page.click(".labbook-trail a")
    assert visible_rows(page) == [SECOND, FIRST]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["experiments/index.html", f"experiments/{SECOND}/index.html"])
def test_text_stands_out_in_both_looks(open_page, scheme, name):
    page = open_page(name, color_scheme=scheme)
    worst = page.evaluate(CONTRAST)
    assert worst["ratio"] >= 3, worst


@pytest.mark.parametrize("name", ["experiments/index.html", f"experiments/{SECOND}/index.html"])
def test_a_phone_is_wide_enough(open_page, name):
    page = open_page(name, viewport={"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


CONTRAST = """() => {
  const channel = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) =>
    0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const ground = numbers(getComputedStyle(document.body).backgroundColor);
  let worst = { ratio: 21 };
  for (const element of document.querySelectorAll('[class^="labbook"], [class^="labbook"] *')) {
    if (!element.innerText?.trim() || !element.checkVisibility() || element.tagName === "OPTION")
      continue;
    const [r, g, b, a = 1] = numbers(getComputedStyle(element).color);
    const shown = [r, g, b].map((c, i) => c * a + ground[i] * (1 - a));
    const [low, high] = [luminance(shown), luminance(ground)].sort((x, y) => x - y);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < worst.ratio) worst = { ratio, text: element.innerText.slice(0, 40) };
  }
  return worst;
}"""

from labbook.formats.report.sections import Link, add_to_section, find_links, find_sections

REPORT = """\
---
title: x
# no heading: 1
---
# Title

<!-- what is this about? -->

## Hypothesis

<!-- one
sentence

# no heading -->
We think so.

## Results

<!-- labbook:begin results -->

### Not a person's heading

| a |
|---|

<!-- labbook:end results -->

## Discussion

### Errors
Setext
------
- a list
```
# no heading
```
## Conclusions <!-- three lines -->
"""


def test_sections_and_which_are_empty() -> None:
    found = [(s.heading, s.level, s.line, s.empty) for s in find_sections(REPORT)]
    assert found == [
        ("Title", 1, 5, False),
        ("Hypothesis", 2, 9, False),
        ("Results", 2, 17, True),
        ("Discussion", 2, 28, False),
        ("Errors", 3, 30, True),
        ("Setext", 2, 31, False),
        ("Conclusions", 2, 37, True),
    ]


def test_links_and_images_have_their_lines() -> None:
    text = (
        '---\ntitle: x\n---\nSee [the *old*\none](../a/report.md "t")\nand ![curve](f%20g.svg).\n\n'
        "`[no](link)` [ref]\n\n- <https://a.b>\n\n[ref]: x.md\n\n"
        "<!-- labbook:begin results -->\n![machine](m.svg)\n<!-- labbook:end results -->\n"
    )
    prose = [
        Link("../a/report.md", "the oldone", 4, image=False),
        Link("f%20g.svg", "curve", 6, image=True),
        Link("x.md", "ref", 8, image=False),
        Link("https://a.b", "https://a.b", 10, image=False),
    ]
    assert find_links(text) == prose
    assert find_links(text, machine=True) == [*prose, Link("m.svg", "machine", 15, image=True)]


def test_a_paragraph_joins_the_section() -> None:
    text = "# A\r\n\r\nold\r\n\r\n## Conclusions\r\n<!-- say -->\r\n\r\n## B\r\nb"
    added = add_to_section(text, ("Conclusions", "Выводы"), "Conclusions", "one\ntwo\n")
    assert added == (
        "# A\r\n\r\nold\r\n\r\n## Conclusions\r\n<!-- say -->\r\n\r\none\r\ntwo\r\n\r\n## B\r\nb"
    )


def test_a_section_is_added_where_there_is_none() -> None:
    assert add_to_section("# A\n", ("Выводы",), "Выводы", "да") == "# A\n\n## Выводы\n\nда\n"
    assert add_to_section("x", ("Выводы",), "Выводы", "да") == "x\n\n## Выводы\n\nда\n"
    assert add_to_section("## выводы", ("Выводы",), "", "да") == "## выводы\n\nда\n"

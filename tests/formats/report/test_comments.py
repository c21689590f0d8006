from hypothesis import given
from hypothesis import strategies as st

from labbook.formats.report.blocks import Body
from labbook.formats.report.comments import html_comments

REPORT = """---
title: "<!-- head -->"
---

Words <!-- one --> and `<!-- code -->` and \\<!-- escaped --> <!-- two
lines -->.

<!-- alone -->

```
<!-- fence -->
```

    <!-- indented -->

| cell <!-- cell --> |
| --- |

> <!-- quoted -->

<!-- open
"""


def test_comments_of_running_text_are_found_and_no_others() -> None:
    body = Body(REPORT)
    found = list(html_comments(body))
    assert [comment.text.strip() for comment in found] == [
        "one",
        "two\nlines",
        "alone",
        "cell",
        "quoted",
    ]
    for comment in found:
        assert REPORT[comment.start : comment.stop] == f"<!--{comment.text}-->"
        assert comment.piece_start <= comment.start < comment.stop <= comment.piece_stop
    assert [body.line_at(comment.start).number for comment in found] == [5, 5, 8, 16, 19]


@given(st.lists(st.sampled_from(["<!--", "-->", "`", "\n", "x", "> ", "    ", "\\", "|"])))
def test_any_text_has_comments_that_stand_in_it_in_order(pieces: list[str]) -> None:
    text = "".join(pieces)
    end = 0
    for comment in html_comments(Body(text)):
        assert end <= comment.start
        assert text[comment.start : comment.stop] == f"<!--{comment.text}-->"
        end = comment.stop

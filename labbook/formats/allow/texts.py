"""What the files of an experiment allow, each by its own kind of comment."""

import re

from labbook.formats.allow.comments import Comment, read_allowances
from labbook.formats.allow.yaml_comments import yaml_comments
from labbook.formats.report.blocks import Body
from labbook.formats.report.comments import HtmlComment, html_comments
from labbook.formats.report.head import find_head
from labbook.formats.report.regions import find_regions
from labbook.model.allowance import Allowance

_WORD = re.compile(r"labbook:\s*allow")
"""Without it there is nothing to read, as in most files."""


def allowed_in_yaml(text: str, path: str) -> list[Allowance]:
    """What `# labbook: allow CODE: reason` allows in a config, a manifest, an included file."""
    if not _WORD.search(text):
        return []
    return list(read_allowances(yaml_comments(text), path))


def allowed_in_report(text: str, path: str) -> list[Allowance]:
    """What `<!-- labbook:allow CODE: reason -->` allows in a report.

    In the front matter it is a comment of YAML's. What stands in code or in a region allows
    nothing. Raises LabbookError for broken region markers.
    """
    if not _WORD.search(text):
        return []
    head = find_head(text)
    found: list[Comment] = []
    if head is not None:
        found += yaml_comments(text[head.start : head.end], first_line=2)
    body = Body(text)
    machine = {n for region in find_regions(text) for n in range(region.begin, region.end + 1)}
    in_body = [_comment(body, comment) for comment in html_comments(body)]
    found += (comment for comment in in_body if comment.line not in machine)
    return list(read_allowances(found, path))


def _comment(body: Body, comment: HtmlComment) -> Comment:
    first, last = body.line_at(comment.start), body.line_at(comment.stop - 1)
    before = body.text[first.start : comment.start]
    after = body.text[comment.stop : last.start + len(last.text)]
    return Comment(
        comment.text,
        first.number,
        comment.start - first.start + 1,
        last.number,
        alone=not (before + after).strip(" \t"),
    )

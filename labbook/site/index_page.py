"""The list of all experiments."""

from collections.abc import Sequence

from labbook.site.links import Links
from labbook.site.markdown import Rendered
from labbook.site.summary import summarise
from labbook.site.templating import SiteTemplates
from labbook.site.view import View


def index_page(views: Sequence[View], templates: SiteTemplates, links: Links) -> Rendered:
    """A table of all experiments, newest first, that a script narrows down in the browser."""
    words = templates.words
    rows = [
        {
            "view": view,
            "summary": summarise(view, words),
            "url": links.to_file(f"experiments/{view.id}/report.md"),
        }
        for view in views
    ]
    context = {
        "rows": rows,
        "tags": sorted({tag for view in views for tag in view.front_matter.tags}),
        "verdicts": [
            v for v in words["verdicts"] if any(v == r.front_matter.verdict for r in views)
        ],
    }
    return Rendered(templates.render("index.html", context), [], frozenset())

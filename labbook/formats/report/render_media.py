"""Pictures, plots and sounds of the result's runs, in the results region."""

import re
from collections.abc import Sequence

from labbook.formats.report.markdown import details, image, plain
from labbook.formats.report.report_data import ReportData, RunMedia
from labbook.model.run import RunFigure

MAX_MEDIA = 24


def render_media(data: ReportData) -> list[str]:
    """A folded block for the worst samples, the typical ones, plots, other pictures and sounds."""
    groups: dict[str, list[RunMedia]] = {
        "worst": [],
        "typical": [],
        "plots": [],
        "pictures": [],
        "sounds": [],
    }
    for media in data.media:
        kind = {"plot": "plots", "picture": "pictures", "audio": "sounds"}[media.figure.kind]
        groups[media.figure.rank or kind].append(media)
    return [_block(data, name, group) for name, group in groups.items() if group]


def _block(data: ReportData, name: str, group: Sequence[RunMedia]) -> str:
    """What a sample shows stands above it: a forge doesn't show a picture's text."""
    parts = []
    for media in group[:MAX_MEDIA]:
        picture = image(_title(media.figure), media.figure.path)
        parts.append(f"{_caption(data, media)}:\n\n{picture}")
    if len(group) > MAX_MEDIA:
        parts.append(data.words["more-media"].format(count=len(group) - MAX_MEDIA))
    return details(data.words[name].format(count=len(group)), "\n\n".join(parts))


def _caption(data: ReportData, media: RunMedia) -> str:
    parts = [plain(_title(media.figure)) or "—"]
    if len(data.results.runs) > 1:
        parts.append(data.in_runs([media.run]))
    if media.figure.step is not None:
        parts.append(data.words["step"].format(step=media.figure.step))
    return ", ".join(parts)


def _title(figure: RunFigure) -> str:
    """The title without the word for the rank, under which it stands already."""
    if figure.rank is None:
        return figure.title
    return re.sub(rf"\A{figure.rank}[-/_ ]+(?=.)", "", figure.title, flags=re.IGNORECASE)

"""Pictures, plots and sounds of the result's runs, in the results region."""

from collections.abc import Sequence

from labbook.formats.report.markdown import details, image, plain
from labbook.formats.report.report_data import ReportData, RunMedia

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
        path = media.figure.path
        parts.append(f"{_caption(data, media)}:\n\n{image(media.figure.title, path)}")
    if len(group) > MAX_MEDIA:
        parts.append(data.words["more-media"].format(count=len(group) - MAX_MEDIA))
    return details(data.words[name].format(count=len(group)), "\n\n".join(parts))


def _caption(data: ReportData, media: RunMedia) -> str:
    parts = [plain(media.figure.title)]
    if len(data.results.runs) > 1:
        parts.append(data.in_runs([media.run]))
    if media.figure.step is not None:
        parts.append(data.words["step"].format(step=media.figure.step))
    return ", ".join(parts)

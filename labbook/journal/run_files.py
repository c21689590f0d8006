"""What lies beside a run's record in git, within the budget of the run's folder."""

import re
from collections.abc import Collection

from labbook.formats.figures.thin import thin_to_budget
from labbook.formats.series import write_series
from labbook.model.run import Missing
from labbook.model.tracked import MediaSample, TrackedRun

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
NO_ROOM = "the run's folder has no room"

Files = dict[str, str | bytes]


def run_files(
    tracked: TrackedRun,
    budget: int,
    *,
    promised: Collection[str],
    steps: Collection[int],
    sensitive: bool,
) -> tuple[Files, list[Missing]]:
    """Series, pictures and uncommitted changes by path inside of the folder, and what is missing.

    Series take at most three quarters of the `budget` in bytes; `promised` ones come first, and
    their points at `steps` stay. Of a run on sensitive data there is nothing but series.
    """
    kept, missing = thin_to_budget(tracked.series, promised, budget * 3 // 4, steps=steps)
    files: Files = {"series.csv": write_series(kept)}
    if sensitive:
        return files, missing
    left = budget // 4
    if tracked.code.diff:
        size = len(tracked.code.diff.encode())
        if size <= left // 2:
            files["code.diff"] = tracked.code.diff
            left -= size
        else:
            missing.append(Missing("code.diff", NO_ROOM))
    for plot in tracked.plots:
        name = f"plot {plot.title}/{plot.series}"
        missing.append(Missing(name, "left with the tracker: it is no picture but plotly's JSON"))
    for picture in tracked.samples:
        name = f"figures/{_file_name(picture)}"
        if picture.suffix not in PICTURES or name in files:
            missing.append(Missing(f"picture {picture.title}", f"a {picture.suffix} isn't kept"))
        elif len(picture.content) > left:
            missing.append(Missing(f"picture {picture.title}", NO_ROOM))
        else:
            files[name] = picture.content
            left -= len(picture.content)
    return files, missing


def _file_name(picture: MediaSample) -> str:
    words = re.sub(r"[^\w]+", "-", f"{picture.title}-{picture.series}").strip("-")[:60]
    step = "" if picture.step is None else f"-{picture.step}"
    return f"{words}{step}{picture.suffix}"

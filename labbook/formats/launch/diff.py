"""What differs between two launch manifests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from labbook.formats.launch.manifest_values import manifest_values
from labbook.model.manifest import Manifest

SECONDS = frozenset({"duration", "deadline"})
"""Keys whose values are spans of time, in seconds."""
_TWICE = "2 × duration"
_DEFAULTS = (None, False)


@dataclass(frozen=True)
class ManifestChange:
    """A value that differs, by its key in `manifest_values`, as JSON would have it.

    `follows` says what it comes from where nobody wrote it.
    """

    key: str
    kind: Literal["added", "changed", "removed"]
    before: Any
    after: Any
    follows: str | None = None


def diff_manifests(before: Manifest, after: Manifest) -> tuple[ManifestChange, ...]:
    """Compare what two manifests mean: `48h` is `2d`, data is compared by name.

    Of data that is added or removed, what it leaves at its default is not told.
    """
    old, new = manifest_values(before), manifest_values(after)
    keys = dict.fromkeys((*new, *old))
    changes = (_change(key, old, new) for key in keys)
    return tuple(change for change in changes if change is not None)


def _change(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> ManifestChange | None:
    if key not in old or key not in new:
        value = old.get(key, new.get(key))
        if key.startswith("data.") and value in _DEFAULTS:
            return None
        return ManifestChange(key, "removed" if key in old else "added", old.get(key), new.get(key))
    if json.dumps(old[key]) == json.dumps(new[key]):
        return None
    twice = key == "deadline" and _is_twice(old) and _is_twice(new)
    return ManifestChange(key, "changed", old[key], new[key], _TWICE if twice else None)


def _is_twice(values: Mapping[str, Any]) -> bool:
    return values["duration"] is not None and values["deadline"] == 2 * values["duration"]

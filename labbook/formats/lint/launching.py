"""What a manifest asks for."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from labbook.formats.launch.manifest_values import quantity
from labbook.formats.nearest import did_you_mean
from labbook.formats.yaml_events import KeyPath, Place, shorten
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity

Places = Mapping[KeyPath, Place]

_DIGEST = re.compile(r"\S+@sha256:[0-9a-f]{64}")
_TOP = Place(1, 1)


def check_image(manifest: Manifest, places: Places, name: str) -> Iterator[Problem]:
    """`manifest-image-tag`: an image whose content may change under its name."""
    if manifest.image is None or _DIGEST.fullmatch(manifest.image):
        return
    place = places.get(("image",), _TOP)
    yield Problem(
        name,
        place.line,
        "manifest-image-tag",
        Severity.WARNING,
        f"the image {shorten(manifest.image)} has no sha256 digest: tomorrow it may be another",
        "`docker buildx imagetools inspect IMAGE` shows the digest: NAME@sha256:…",
        place.column,
    )


def check_quota(
    manifest: Manifest, quota: Mapping[str, int], origin: str, places: Places, name: str
) -> Iterator[Problem]:
    """`manifest-gpu-quota`: more GPUs than the queue may use; `origin` is where that is set."""
    limit = quota.get(manifest.queue or "")
    gpus = quantity(manifest.resources.get("gpu", 0))
    if limit is None or not isinstance(gpus, int) or gpus * manifest.nodes <= limit:
        return
    place = places.get(("resources", "gpu"), _TOP)
    asked = f"{gpus * manifest.nodes} GPUs"
    if manifest.nodes > 1:
        asked += f", {gpus} on each of {manifest.nodes} nodes"
    yield Problem(
        name,
        place.line,
        "manifest-gpu-quota",
        Severity.ERROR,
        f"the run asks for {asked}; the queue '{shorten(manifest.queue or '')}' may use {limit}",
        f"such a run would wait for ever; the quota is set in {origin}",
        place.column,
    )


def check_command(
    manifest: Manifest,
    keys: Sequence[str],
    options: Collection[str],
    entry: str,
    places: Places,
    name: str,
) -> Iterator[Problem]:
    """`manifest-unknown-override`: `--lrr 0.1` in a command where the config has only `lr`.

    `options` are the program's own; `entry` is the word that names the program.
    """
    for field, words in (("command", manifest.command), ("smoke", manifest.smoke or ())):
        first = words.index(entry) + 1 if entry in words else len(words)
        for index, word in enumerate(words[first:], first):
            key = word.removeprefix("--").partition("=")[0]
            # As argparse takes them, options can be abbreviated.
            own = any(option.startswith(key) for option in options)
            if not word.startswith("--") or not key or own or key in keys:
                continue
            place = places.get((field, index), _TOP)
            yield Problem(
                name,
                place.line,
                "manifest-unknown-override",
                Severity.WARNING,
                f"--{shorten(key)} overrides no key of the config",
                did_you_mean(key, keys),
                place.column,
            )

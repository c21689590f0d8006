"""What a manifest asks for."""

import re
from collections.abc import Iterator, Mapping

from labbook.formats.launch.manifest_values import quantity
from labbook.formats.shortened import shorten
from labbook.formats.yaml_events import KeyPath, Place
from labbook.model.manifest import Manifest
from labbook.model.problem import Problem, Severity

Places = Mapping[KeyPath, Place]

_DIGEST = re.compile(r"\S+@sha256:[0-9a-f]{64}")
TOP = Place(1, 1)


def check_image(manifest: Manifest, places: Places, name: str) -> Iterator[Problem]:
    """`manifest-image-tag`: no image, or one whose content may change under its name."""
    if manifest.image is not None and _DIGEST.fullmatch(manifest.image):
        return
    place = places.get(("image",), TOP)
    message = "no image is named, and on a cluster a run has no other environment"
    if manifest.image is not None:
        shown = shorten(manifest.image)
        message = f"the image {shown} has no sha256 digest: tomorrow it may be another"
    yield Problem(
        name,
        place.line,
        "manifest-image-tag",
        Severity.WARNING,
        message,
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
    place = places.get(("resources", "gpu"), TOP)
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

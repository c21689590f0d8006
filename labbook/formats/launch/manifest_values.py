"""A launch manifest as flat values, whichever way it was written."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from labbook.formats.config.digest import canonical
from labbook.formats.config.keys import joined, text_part
from labbook.model.manifest import DataMount, Manifest


def manifest_values(manifest: Manifest) -> dict[str, Any]:
    """Every value of the manifest by dotted key, defaults included, fit for JSON.

    Data goes by its name (`data.calls.digest`), a duration is in seconds, a quantity that is a
    whole number is one (`cpu: "8"` is 8). A list of texts is one value, a list of mappings goes
    by numbers from 0. A mapping's key is quoted where it would be read as more than one part or
    as such a number, and what JSON has no word for is written as in `config_digest`. What is
    empty at the top level has no key, deeper down it is `{}` or `[]`. Equal manifests give equal
    values, and only these do.
    """
    code = manifest.code
    whole = {
        "image": manifest.image,
        "command": list(manifest.command),
        "smoke": None if manifest.smoke is None else list(manifest.smoke),
        "code": {"repository": code and code.repository, "commit": code and code.commit},
        "resources": {name: quantity(amount) for name, amount in manifest.resources.items()},
        "nodes": manifest.nodes,
        "duration": _seconds(manifest.duration),
        "deadline": _seconds(manifest.deadline),
        "data": {data.name: _data(data) for data in manifest.data},
        "outputs": manifest.outputs,
        "env": manifest.env,
        "queue": manifest.queue,
        "node_selector": manifest.node_selector,
        "tolerations": list(manifest.tolerations),
        "priority": manifest.priority,
        "patch": manifest.patch,
    }
    filled = {key: value for key, value in whole.items() if value not in ({}, [])}
    return dict(_flat(filled, ""))


def _data(data: DataMount) -> dict[str, Any]:
    return {
        "source": data.source,
        "mount": data.mount,
        "digest": data.digest,
        "sensitive": data.sensitive,
    }


def quantity(amount: str | int) -> str | int:
    """The amount of a resource; one that is written as a whole number is one."""
    return int(amount) if isinstance(amount, str) and amount.isdecimal() else amount


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def _flat(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and (value or not key):
        for name, item in value.items():
            yield from _flat(item, joined(key, text_part(name)))
    elif isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        for number, item in enumerate(value):
            yield from _flat(item, f"{key}.{number}")
    else:
        yield key, _plain(value)


def _plain(value: Any) -> Any:
    return [canonical(item) for item in value] if isinstance(value, list) else canonical(value)

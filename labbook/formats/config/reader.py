"""Read a config."""

from collections.abc import Mapping as PythonMapping
from typing import Any

from labbook.formats.config.budget import Budget
from labbook.formats.config.compose import compose
from labbook.formats.config.failure import ConfigFailure, Findings
from labbook.formats.config.leaves import hidden_leaves, leaves
from labbook.formats.config.mark import Mark
from labbook.formats.config.model import Config
from labbook.formats.config.nodes import Mapping
from labbook.formats.config.overrides import OVERRIDES, apply_overrides, node_of, override_tree
from labbook.formats.config.tree import Included, ReadInclude, resolve


def read_config(
    text: str,
    *,
    name: str,
    read_include: ReadInclude | None = None,
    overrides: PythonMapping[str, Any] | str | None = None,
) -> Config:
    """Read HyperPyYAML as the library would, without executing anything.

    `name` is the config's path from the journal's root. `read_include` gives the text of an
    included file by such a path; it raises OSError or LabbookError where there is none, and
    is never asked for a path outside of the journal. `overrides` are values from Python, or
    the YAML text that SpeechBrain makes of its command line (`lr: 1e-4` of `--lr 1e-4`).

    What is wrong with the config stands in `Config.problems`; nothing is raised.
    """
    findings = Findings()
    budget = Budget()
    included = Included(read_include, findings, budget)
    root = compose(text, name, findings)
    if not isinstance(root, Mapping) or root.tag:
        if not findings.problems():
            message = "a config is a mapping of keys to values"
            findings.add(Mark(name, 1, 1), ConfigFailure("config-not-a-mapping", message))
        return Config(name, (), findings.problems())
    keys = tuple(key for key in root.items if isinstance(key, str))
    try:
        changes = _override_tree(overrides, name)
    except ConfigFailure as failure:
        findings.add(Mark(OVERRIDES, 1, 1), failure)
        return Config(name, (), findings.problems(), keys)
    if changes is not None:
        apply_overrides(root, changes, findings)
    resolve(root, name, included)
    found = leaves(root, findings, budget)
    hidden = hidden_leaves(root, findings, budget)
    return Config(name, found, findings.problems(), keys, included.paths, hidden)


def _override_tree(overrides: PythonMapping[str, Any] | str | None, name: str) -> Mapping | None:
    """Raises ConfigFailure for overrides that can't be read."""
    if not overrides:
        return None
    if isinstance(overrides, str):
        tree = override_tree(overrides, name)
    else:
        tree = node_of(overrides, Mark(name, 1, 1))
    if not isinstance(tree, Mapping):
        raise ConfigFailure("config-bad-override", "overrides are no mapping")
    return tree

"""The order of a config's keys, which is that in which its objects are made."""

from difflib import SequenceMatcher

from labbook.formats.config.model import Config


def reordered(before: Config, after: Config) -> list[str]:
    """Keys that two configs have in another order, by their order before."""
    old, new = ([leaf.key for leaf in config.leaves] for config in (before, after))
    shared = set(old) & set(new)
    old, new = ([key for key in keys if key in shared] for keys in (old, new))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    moved = (old[start:end] for tag, start, end, _, _ in matcher.get_opcodes() if tag != "equal")
    return [key for keys in moved for key in keys]

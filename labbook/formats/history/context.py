"""Which past runs a parameter of a config is to be compared with."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from labbook.formats.config.keys import prefixes
from labbook.formats.config.model import Config
from labbook.formats.history.history import History, Places
from labbook.formats.history.peers import shortened

_NO_MODELS = {"augment", "features"}
_SHOWN = 3

Classes = Mapping[str, str]
"""Dotted class names by the key at which the object stands."""


@dataclass(frozen=True)
class Level:
    """Runs that have something in common with a config; `said` is what, as words."""

    runs: Places
    said: str


class Contexts:
    """The classes around each parameter of a config, and the past runs that share them.

    *Owners* of a parameter are the objects that use it: the one that it stands in, else those
    whose arguments refer to it. *Models* are the objects under `modules:`, where SpeechBrain
    has them, else the one called `model`; features and augmentation are none.
    """

    def __init__(
        self,
        history: History,
        config: Config,
        causes: Mapping[str, frozenset[str]],
        own: Places,
    ) -> None:
        self._history = history
        self._classes = config.classes()
        self._models = _models(config, self._classes)
        self._users: defaultdict[str, set[str]] = defaultdict(set)
        for key, followed in causes.items():
            owner = self._owner(key)
            for cause in followed if owner else ():
                self._users[cause].add(owner)
        self._own = own
        self._alike: dict[frozenset[tuple[str, str]], Places] = {}

    def levels(self, key: str) -> Iterator[Level]:
        """Runs to compare the parameter with, those that have most in common first."""
        owner = self._owner(key)
        objects = {owner} if owner else self._users.get(key, set())
        owners = {place: self._classes[place] for place in sorted(objects)}
        models = self._models
        if owners and models:
            yield Level(self._runs({**owners, **models}), _said(models, owners))
        if owners:
            yield Level(self._runs(owners), _said({}, owners))
        if models:
            yield Level(self._runs(models), _said(models, {}))
        if owners or models or not self._classes:
            said = " that name no class" if self._classes else ""
            yield Level(self._history.classless - self._own, said)
        if not (owners or models):
            yield Level(self._runs({}), " of any class" if not self._classes else "")

    def _runs(self, classes: Classes) -> Places:
        pairs = frozenset(classes.items())
        if pairs not in self._alike:
            self._alike[pairs] = self._history.alike(classes) - self._own
        return self._alike[pairs]

    def _owner(self, key: str) -> str:
        """The key of the innermost object around a key, empty where there is none."""
        around = (outer for outer in prefixes(key) if outer in self._classes)
        return next(reversed([*around]), "")


def _models(config: Config, classes: Classes) -> dict[str, str]:
    homes = {
        leaf.key: leaf.value.strip("<>") if leaf.value.startswith("<") else leaf.key
        for leaf in config.leaves
        if leaf.symbolic and isinstance(leaf.value, str)
    }
    modules = [home for key, home in homes.items() if key.rpartition(".")[0] == "modules"]
    named = modules or [homes[key] for key in ("model",) if key in homes]
    return {
        key: classes[key]
        for key in named
        if key in classes and _NO_MODELS.isdisjoint(classes[key].split("."))
    }


def _said(models: Classes, owners: Classes) -> str:
    of, others = _names(models.values()), _names(owners.values())
    others = [name for name in others if name not in of]
    said = f" of {_listed(of)}" if of else ""
    return said + (f" with {_listed(others)}" if others else "")


def _names(classes: Iterable[str]) -> list[str]:
    """The last parts of class names, each once."""
    return list(dict.fromkeys(shortened(one.rpartition(".")[2]) for one in classes))


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_SHOWN])
    if len(names) > _SHOWN:
        shown[-1] = f"{len(names) - _SHOWN + 1} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))

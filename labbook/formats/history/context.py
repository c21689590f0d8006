"""Which past runs a parameter of a config is to be compared with."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from labbook.formats.config.keys import prefixes
from labbook.formats.config.model import Config
from labbook.formats.history.history import History, RunNumbers, Trait
from labbook.formats.names import few
from labbook.formats.shortened import shorten

_NO_MODELS = {"augment", "features"}
_SHOWN = 3

Traits = tuple[Trait, ...]


@dataclass(frozen=True)
class Level:
    """Runs that have something in common with a config; `said` is what, as words.

    `apart` says that none of them used the parameter for what it is used for here.
    """

    runs: RunNumbers
    said: str
    apart: bool = False


class Contexts:
    """The classes around each parameter of a config, and the past runs that share them.

    *Owners* of a parameter are the objects that use it: the one that it stands in, else those
    whose arguments refer to it. *Models* are the objects under `modules:`, where SpeechBrain
    has them, else the one called `model`; features and augmentation are none. What an object is
    called is of no matter but for the one that the parameter stands in.
    """

    def __init__(
        self,
        history: History,
        config: Config,
        causes: Mapping[str, frozenset[str]],
        own: RunNumbers,
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
        self._alike: dict[frozenset[Trait], RunNumbers] = {}

    def levels(self, key: str) -> Iterator[Level]:
        """Runs to compare the parameter with, those that have most in common first.

        An argument of an object is never compared with those of objects of another class.
        """
        owners, models = self._owners(key), self._models
        if owners and models:
            yield Level(self._runs(owners + models), _said(models, owners))
        if owners:
            yield Level(self._runs(owners), _said((), owners))
        if models and not self._owner(key):
            runs = self._runs(models)
            apart = bool(owners) and runs.isdisjoint(self._runs(owners))
            some = ", none" if apart else ", not all"
            others = f"{some}{_said((), owners)}" if owners else ""
            yield Level(runs, _said(models, ()) + others, apart)
        if owners or models or not self._classes:
            said = " that name no class" if self._classes else ""
            yield Level(self._history.classless - self._own, said)
        if not (owners or models):
            yield Level(self._runs(()), " of any class" if not self._classes else "")

    def _runs(self, traits: Traits) -> RunNumbers:
        wanted = frozenset(traits)
        if wanted not in self._alike:
            self._alike[wanted] = self._history.alike(wanted) - self._own
        return self._alike[wanted]

    def _owners(self, key: str) -> Traits:
        if owner := self._owner(key):
            return ((owner, self._classes[owner]),)
        return tuple(("", self._classes[user]) for user in sorted(self._users.get(key, ())))

    def _owner(self, key: str) -> str:
        """The key of the innermost object around a key, empty where there is none."""
        around = (outer for outer in prefixes(key) if outer in self._classes)
        return next(reversed([*around]), "")


def _models(config: Config, classes: Mapping[str, str]) -> Traits:
    homes = {
        leaf.key: leaf.value.strip("<>") if leaf.value.startswith("<") else leaf.key
        for leaf in config.leaves
        if leaf.symbolic and isinstance(leaf.value, str)
    }
    modules = [home for key, home in homes.items() if key.rpartition(".")[0] == "modules"]
    named = modules or [homes[key] for key in ("model",) if key in homes]
    found = (classes[home] for home in named if home in classes)
    return tuple(("", name) for name in found if _NO_MODELS.isdisjoint(name.split(".")))


def _said(models: Traits, owners: Traits) -> str:
    of = _names(models)
    others = [name for name in _names(owners) if name not in of]
    said = f" of {few(of, _SHOWN)}" if of else ""
    return said + (f" with {few(others, _SHOWN)}" if others else "")


def _names(traits: Traits) -> list[str]:
    """The last parts of class names, each once."""
    return list(dict.fromkeys(shorten(name.rpartition(".")[2], 40) for _, name in traits))

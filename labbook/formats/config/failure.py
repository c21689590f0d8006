"""How the parts of the reader tell each other that a value can't be had."""

from labbook.formats.config.limits import MAX_PROBLEMS
from labbook.formats.config.mark import Mark
from labbook.model.problem import Problem, Severity


class ConfigFailure(Exception):
    """A value that is broken; becomes a problem at the place where it stands."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


class Exhausted(ConfigFailure):
    """The config asks for too much; it does so wherever it is noticed again, and is told once."""


class Undetermined(Exception):
    """A value that only running the config could tell."""


class Findings:
    """Problems in the order in which they are found, each once, as many as a person reads."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}
        self._exhausted = False

    def add(
        self,
        mark: Mark,
        failure: ConfigFailure,
        severity: Severity = Severity.ERROR,
    ) -> None:
        again = self._exhausted and isinstance(failure, Exhausted)
        self._exhausted = self._exhausted or isinstance(failure, Exhausted)
        if self.is_full or again:
            return
        if len(self._problems) == MAX_PROBLEMS:
            message = f"more than {MAX_PROBLEMS} problems; the others are not shown"
            failure, severity = ConfigFailure("config-too-large", message), Severity.ERROR
        problem = Problem(
            mark.path,
            mark.line,
            failure.code,
            severity,
            failure.message,
            failure.hint,
            mark.column,
        )
        self._problems[problem] = None

    @property
    def is_full(self) -> bool:
        """Whether nobody will see what is found from now on."""
        return len(self._problems) > MAX_PROBLEMS

    def problems(self) -> tuple[Problem, ...]:
        """Sorted by path, line and code."""
        return tuple(sorted(self._problems, key=lambda p: (p.path, p.line, p.column, p.code)))

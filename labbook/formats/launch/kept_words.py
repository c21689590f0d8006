"""What a person types is kept with the run for good."""

from collections.abc import Sequence

from labbook.errors import UsageError
from labbook.formats.launch.override_text import typed
from labbook.formats.secrets import hide_named, without_secrets


def refuse_secrets(why: str | None, overrides: Sequence[str] = ()) -> None:
    """Raise UsageError where the words of a run, or its overrides, hold a credential.

    >>> refuse_secrets("does https://git.lab/x help?", ["lr=1e-4", "pad_token=<pad>"])
    """
    if without_secrets(why or "") != (why or ""):
        raise _kept("-m")
    for override in overrides:
        key, _, value = override.removeprefix("--").partition("=")
        named = {key: value} if isinstance(typed(value), str) else {}
        if without_secrets(override) != override or hide_named(named) != named:
            raise _kept(f"--set {key}")


def _kept(option: str) -> UsageError:
    return UsageError(
        f"{option} holds a password, token or signed address, and is kept for good",
        hint="name an environment variable that holds it; the run's code reads that",
    )

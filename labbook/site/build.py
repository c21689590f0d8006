"""MkDocs, called the way its own commands call it. MkDocs itself is imported when needed."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from labbook.errors import JournalError, LabbookError, ProblemsFound

HINT = "install it: pip install mkdocs mkdocs-material"


def build_site(config_file: Path, out: Path | None, *, strict: bool) -> Path:
    """Build the site of a `mkdocs.yml`; give its folder, `out` or what the file says.

    Raises LabbookError where MkDocs is missing, JournalError where the file is broken, and
    ProblemsFound where the site can't be built, or has warnings and is built strictly.
    """
    _require_mkdocs()
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    options: dict[str, Any] = {"strict": strict}
    if out is not None:
        options["site_dir"] = str(out.resolve())
    with _told(), _translated(config_file):
        config = load_config(str(config_file), **options)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            build(config)
        finally:
            config.plugins.on_shutdown()
    return Path(config.site_dir)


def serve_site(config_file: Path, port: int) -> None:
    """Show the site on 127.0.0.1 until ^C, built anew whenever a file of it changes.

    Raises the same errors as `build_site`, and LabbookError where the port is taken.
    """
    _require_mkdocs()
    from mkdocs.commands.serve import serve

    with _told(), _translated(config_file):
        try:
            serve(str(config_file), dev_addr=f"127.0.0.1:{port}")
        except OSError as error:
            raise LabbookError(
                f"port {port} can't be used: {error.strerror}", hint="choose another: --port"
            ) from None


def _require_mkdocs() -> None:
    for package in ("mkdocs", "material"):
        if find_spec(package) is None:
            raise LabbookError("MkDocs, which builds the site, is not installed", hint=HINT)


@contextmanager
def _translated(config_file: Path) -> Iterator[None]:
    """MkDocs' errors as labbook's."""
    from mkdocs.exceptions import Abort, ConfigurationError, MkDocsException

    try:
        yield
    except ConfigurationError as error:
        raise JournalError(f"the site's settings are broken: {error}", path=config_file) from None
    except (Abort, MkDocsException, RecursionError) as error:
        if (own := _own_error(error)) is not None:
            raise own from None
        raise ProblemsFound(
            f"the site could not be built: {error}",
            hint="mend what is reported above; --no-strict builds in spite of warnings",
        ) from None


def _own_error(error: BaseException | None) -> LabbookError | None:
    """The error of labbook's plugin that MkDocs wrapped in its own."""
    while error is not None and not isinstance(error, LabbookError):
        error = error.__cause__ or error.__context__
    return error


@contextmanager
def _told() -> Iterator[None]:
    """What MkDocs and its plugins say, on stderr."""
    logger = logging.getLogger("mkdocs")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    level, logger.level = logger.level, logging.INFO
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)

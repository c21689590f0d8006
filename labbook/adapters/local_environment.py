"""What a local run gets to see of the machine: its environment and where its data lies."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from labbook.errors import Refused
from labbook.model.layout import JournalLayout, LocalRunLayout
from labbook.model.manifest import DataMount
from labbook.ports import LaunchRequest

PASSED = frozenset({
    "HOME",
    "LANG",
    "LANGUAGE",
    "TMPDIR",
    "CUDA_VISIBLE_DEVICES",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "CURL_CA_BUNDLE",
})  # fmt: skip
PASSED_IN_ANY_CASE = frozenset({"HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY"})
PASSED_PREFIXES = ("LC_", "CLEARML_", "LABBOOK_")


def run_environment(
    request: LaunchRequest,
    run: LocalRunLayout,
    layout: JournalLayout,
    roots: Mapping[str, str],
    inherited: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """The whole environment of a run's command.

    Of `inherited` (default: ours) only what every run needs passes; then come the manifest's
    `env`, the request's and labbook's own variables, a later one over a former. Raises Refused
    where input data is not on this machine.
    """
    outer = os.environ if inherited is None else inherited
    passed = {name: value for name, value in outer.items() if _passes(name)}
    path = [str(Path(sys.executable).parent), outer.get("PATH", os.defpath)]
    own = {
        "LABBOOK_RUN": str(request.ref),
        "LABBOOK_OUTPUT": str(run.output),
        "LABBOOK_COMMIT": request.commit,
    }
    data = {d.variable: data_path(d, layout, roots) for d in request.manifest.data}
    return (
        passed
        | {"PATH": os.pathsep.join(path)}
        | dict(request.manifest.env)
        | dict(request.environment)
        | own
        | data
    )


def _passes(name: str) -> bool:
    return name in PASSED or name.upper() in PASSED_IN_ANY_CASE or name.startswith(PASSED_PREFIXES)


def data_path(data: DataMount, layout: JournalLayout, roots: Mapping[str, str]) -> str:
    """Where a data source lies on this machine.

    The longest prefix of it in `roots` maps it; a `file://` source and a plain path (a relative
    one from the journal's root) stand for themselves. Raises Refused where there is nothing.
    """
    path = _mapped(data.source, roots)
    if path is None:
        raise Refused(
            f"data '{data.name}' lies on {data.source}, which no root maps to this machine",
            hint=f'in ~/.config/labbook/config.toml: roots = {{"{_prefix(data.source)}" = "/…"}}',
        )
    # os.path, since Path raises for an unknown user and a name that is too long.
    found = layout.root / os.path.expanduser(path)  # noqa: PTH111
    if not os.path.exists(found):  # noqa: PTH110
        raise Refused(
            f"data '{data.name}' ({data.source}) is not at {found}",
            hint="bring it there, or correct the source in launch.yaml or your roots setting",
        )
    return str(found)


def _mapped(source: str, roots: Mapping[str, str]) -> Path | None:
    matching = [root for root in roots if _under(source, root)]
    if matching:
        root = max(matching, key=len)
        return Path(roots[root], source[len(root) :].lstrip("/"))
    if source.startswith("file://"):
        return Path("/", unquote(source.removeprefix("file://").partition("/")[2]))
    return None if "://" in source else Path(source)


def _under(source: str, root: str) -> bool:
    return source == root or source.startswith(root.rstrip("/") + "/")


def _prefix(source: str) -> str:
    scheme, _, rest = source.partition("://")
    return f"{scheme}://{rest.split('/')[0]}"

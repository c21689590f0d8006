"""Every setting of labbook, declared once: name, type, default, what it does, who may set it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NewType

Language = Literal["en", "ru"]
Duration = NewType("Duration", str)
"""A span of time as a person writes it: `90m`, `2d`, `1d12h`."""
SignerText = NewType("SignerText", str)
"""Who may sign, `bob@lab ssh-ed25519 AAAA…` or `bob@lab gpg <fingerprint>`."""
Scope = Literal["journal", "target", "person", "both"]


def _setting(
    default: Any, description: str, russian: str, scope: Scope = "journal", example: Any = None
) -> Any:
    metadata = {"description": description, "russian": russian, "scope": scope, "example": example}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """A field `tracker_project` is written `tracker.project` (TOML `[tracker]`, key `project`)
    in a file and `LABBOOK_TRACKER_PROJECT` in the environment.

    `scope` says where a setting may stand: in the journal's file, in a person's own
    configuration, or in both; `target` is the journal's file as the target branch has it, so that
    neither a branch nor a variable can set it for itself. `russian` is the description for a
    journal in Russian.
    """

    requires: str | None = _setting(
        None,
        "labbook version that the journal needs, `>=0.1`",
        "нужная журналу версия labbook, `>=0.1`",
        example=">=0.1",
    )
    language: Language = _setting(
        "en",
        "language of templates and reports, `en` or `ru`",
        "язык шаблонов и отчётов, `en` или `ru`",
        "both",
    )
    tracker: str = _setting(
        "clearml-offline",
        "tracker that runs report to",
        "трекер, в который запуски пишут результаты",
    )
    tracker_project: str | None = _setting(
        None,
        "project's name in the tracker; default: the name of the journal's folder",
        "имя проекта в трекере; по умолчанию имя папки журнала",
    )
    tracker_host: str | None = _setting(
        None,
        "address of the tracker's server, `https://api.clearml.lab`; its keys stay outside of git;"
        " default: the server that those are for",
        "адрес сервера трекера, `https://api.clearml.lab`; ключи к нему хранятся вне git;"
        " по умолчанию сервер, для которого они заданы",
        example="https://api.clearml.lab",
    )
    launcher: str = _setting(
        "local",
        "launcher of `labbook launch`",
        "на чём `labbook launch` запускает эксперименты",
        "both",
    )
    claim: Literal["remote", "local"] = _setting(
        "remote",
        "`remote` pushes the tag that claims a run to `origin`; `local` does not",
        "`remote` отправляет тег запуска в `origin`, `local` нет",
    )
    run_budget: int = _setting(
        1_048_576,
        "size limit in bytes of one run's folder in git",
        "предел размера папки одного запуска в git, в байтах",
    )
    legacy: tuple[str, ...] = _setting(
        (),
        "globs of reports that are not labbook's, to be found by `search`",
        "маски старых отчётов не из labbook, которые тоже находит `search`",
    )
    review_required_from: Duration = _setting(
        "1d",
        "expected duration from which a run needs a review, `1d`; read from the target branch",
        "длительность, начиная с которой запуск требует проверки, `1d`; из целевой ветки",
        "target",
    )
    review_allow_self: bool = _setting(
        False,
        "whether the last author may approve; read from the target branch",
        "может ли последний автор одобрить сам; из целевой ветки",
        "target",
    )
    review_code: Literal["experiment", "all"] = _setting(
        "experiment",
        "code that a review covers: the experiment's, or all of the repository's; read from the"
        " target branch",
        "какой код охватывает проверка: эксперимента или всего репозитория; из целевой ветки",
        "target",
    )
    review_signers: tuple[SignerText, ...] = _setting(
        (),
        "who may approve, `bob@lab ssh-ed25519 AAAA…` or `bob@lab gpg <fingerprint>`; when there"
        " are any, an approval must be signed; read from the target branch",
        "кто может одобрять, `bob@lab ssh-ed25519 AAAA…` или `bob@lab gpg <отпечаток>`; если список"
        " не пуст, подпись обязательна; из целевой ветки",
        "target",
    )
    forge_url: str | None = _setting(
        None,
        "address of the GitLab server, `https://git.lab`; read from the target branch",
        "адрес сервера GitLab, `https://git.lab`; из целевой ветки",
        "target",
        example="https://git.lab",
    )
    forge_project: str | None = _setting(
        None,
        "path of the project on the forge, `speech/journal`; default: as `origin` has it; read from"
        " the target branch",
        "путь проекта на сервере, `speech/journal`; по умолчанию как у `origin`; из целевой ветки",
        "target",
        example="speech/journal",
    )
    quota: Mapping[str, int] = _setting(
        {},
        "how many GPUs a queue may use, `research` = 8",
        "сколько GPU доступно очереди, `research` = 8",
    )
    allow: Mapping[str, str] = _setting(
        {},
        "problems that are no problems in this journal, each with the reason, by their code",
        "что в этом журнале не считается проблемой: код и причина",
    )
    roots: Mapping[str, str] = _setting(
        {},
        "where data sources lie on this machine, `s3://speech/calls` = `/mnt/calls`",
        "где лежат данные на этой машине, `s3://speech/calls` = `/mnt/calls`",
        "person",
    )

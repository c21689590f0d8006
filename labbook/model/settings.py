"""Every setting of labbook, declared once: name, type, default, what it does, who may set it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Language = Literal["en", "ru"]
Scope = Literal["journal", "person", "both"]


def _setting(default: Any, description: str, russian: str, scope: Scope = "journal") -> Any:
    metadata = {"description": description, "russian": russian, "scope": scope}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """A field `tracker_project` is written `tracker.project` (TOML `[tracker]`, key `project`)
    in a file and `LABBOOK_TRACKER_PROJECT` in the environment.

    `scope` says where a setting may stand: in the journal's file, in a person's own
    configuration, or in both. `russian` is the description for a journal in Russian.
    """

    requires: str | None = _setting(
        None,
        "labbook version that the journal needs, `>=0.1`",
        "нужная журналу версия labbook, `>=0.1`",
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
    roots: Mapping[str, str] = _setting(
        {},
        "where data sources lie on this machine, `s3://speech/calls` = `/mnt/calls`",
        "где лежат данные на этой машине, `s3://speech/calls` = `/mnt/calls`",
        "person",
    )

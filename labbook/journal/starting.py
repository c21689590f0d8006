"""From a run that may start to a run that goes on: a claim, the tracker's part, the launcher's."""

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from labbook.errors import Refused
from labbook.formats.config.digest import config_digest
from labbook.formats.launch.override_text import typed
from labbook.formats.timestamp import timestamp
from labbook.journal.claiming import Claimed, claim_run, push_unpushed, withdraw
from labbook.journal.find import Journal
from labbook.journal.git import git
from labbook.journal.identity import clone_id
from labbook.journal.launchable import Launchable
from labbook.journal.lock import only_one
from labbook.journal.state import make_state
from labbook.journal.write import write_atomically
from labbook.model.reference import RunRef
from labbook.model.run import Claim
from labbook.ports import Launcher, LaunchRequest, Tracker


@dataclass(frozen=True)
class LaunchedRun:
    """A run that was started, or in a dry run would be.

    `unpushed` says why its tag is not at `origin`, where it should be.
    """

    request: LaunchRequest
    overrides: Mapping[str, str]
    unpushed: str | None = None

    @property
    def run(self) -> RunRef:
        return self.request.ref


@dataclass(frozen=True)
class Starter:
    """Starts runs of a journal with one launcher and one tracker."""

    journal: Journal
    launcher: Launcher
    tracker: Tracker

    def start_smoke(
        self, request: LaunchRequest, overrides: Mapping[str, str], digest: str | None
    ) -> LaunchedRun:
        """Start an experiment's smoke run in place of its last one.

        `digest` is kept with it, to know later what was tried. Raises Refused while that one
        goes on.
        """
        local = self.journal.layout.local_run(request.ref)
        lock = f"smoke/{request.experiment}.lock"
        with only_one(self.journal.layout, lock, "launch --smoke"):
            if not self.launcher.status(request.ref).state.ended:
                hint = f"labbook stop {request.ref}"
                raise Refused("a smoke run of this experiment is going on", hint=hint)
            shutil.rmtree(local.folder, ignore_errors=True)
            if digest is not None:
                make_state(self.journal.layout)
                write_atomically(local.digest, f"{digest}\n")
            return LaunchedRun(self._start(request), overrides)

    def start_in_turns(
        self,
        launchable: Launchable,
        requests: Sequence[LaunchRequest],
        overrides: Sequence[Mapping[str, str]],
        why: str | None,
        reviews: Sequence[str | None],
    ) -> list[LaunchedRun]:
        """Claim and start runs, each of which waits until the one before has ended.

        `reviews` are the tags of their reviews. If one can't be started, those before it are
        stopped, and the error goes on.
        """
        started: list[LaunchedRun] = []
        try:
            for request, texts, review in zip(requests, overrides, reviews, strict=True):
                turn = replace(request, after=started[-1].run if started else None)
                wanted = replace(self._claim(launchable, turn, texts, why), review=review)
                started.append(self._start_numbered(launchable, turn, texts, wanted))
        except BaseException:
            for one in reversed(started):
                self.launcher.stop(one.run)
            raise
        return started

    def _start_numbered(
        self,
        launchable: Launchable,
        request: LaunchRequest,
        overrides: Mapping[str, str],
        wanted: Claim,
    ) -> LaunchedRun:
        claimed = claim_run(self.journal, wanted, launchable.experiment.front_matter.formerly)
        numbered = replace(request, run=claimed.claim.run)
        try:
            going = self._start(numbered)
        except Exception:
            self._give_up(claimed)
            raise
        except BaseException:
            self.launcher.stop(numbered.ref)
            raise
        if claimed.pushed:
            push_unpushed(self.journal.layout.root)
        return LaunchedRun(going, overrides, claimed.note)

    def _claim(
        self,
        launchable: Launchable,
        request: LaunchRequest,
        overrides: Mapping[str, str],
        why: str | None,
    ) -> Claim:
        return Claim(
            run=request.ref,
            commit=request.commit,
            created=timestamp(datetime.now(UTC)),
            launcher=self.launcher.name,
            overrides={key: typed(text) for key, text in overrides.items()},
            why=why,
            config_digest=config_digest(launchable.config),
            host=os.uname().nodename,
            clone=clone_id(self.journal.layout.root),
            by=git(self.journal.layout.root, "config", "user.name", check=False) or None,
        )

    def _start(self, request: LaunchRequest) -> LaunchRequest:
        """Let the tracker prepare and the launcher start; the request as it was started."""
        layout = self.journal.layout
        folder = layout.local_run(request.ref).folder
        make_state(layout)
        folder.mkdir(parents=True, exist_ok=True)
        name, project = str(request.ref), project_of(self.journal)
        tracking = self.tracker.prepare(folder, name=name, project=project)
        complete = replace(request, environment={**request.environment, **tracking})
        self.launcher.start(complete)
        return complete

    def _give_up(self, claimed: Claimed) -> None:
        """Take back the claim of a run that did not start; one that others have seen stays."""
        if claimed.pushed:
            return
        run = claimed.claim.run
        withdraw(self.journal.layout.root, run, claimed.tag_object)
        shutil.rmtree(self.journal.layout.local_run(run).folder, ignore_errors=True)


def project_of(journal: Journal) -> str:
    """The tracker's project: as set, else the name of the journal's folder."""
    return journal.settings.tracker_project or journal.layout.root.name

"""Questions to a GitLab server through python-gitlab, and every failure as one sentence."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

from labbook.adapters.gitlab_access import Access, not_installed
from labbook.errors import OutsideError

PER_PAGE = 100
MAX_ITEMS = 5_000
JOB_TOKEN = "job_token"  # noqa: S105

Answer = Mapping[str, Any]


class Declined(OutsideError):
    """The server is well, but tells this token nothing (403, 404; to a job token also 401).

    `missing` is what the server itself says is not there, in lower case.
    """

    def __init__(self, sentence: str, *, hint: str, missing: str) -> None:
        super().__init__(sentence, hint=hint)
        self.missing = missing


class Client:
    """Asks one server with one token."""

    def __init__(self, url: str, access: Access) -> None:
        try:
            from gitlab import Gitlab

            from labbook.adapters.gitlab_wire import Wire
        except ImportError:
            raise not_installed() from None
        self.url, self.access = url, access
        token: dict[str, Any] = {access.kind: access.token}
        self._gitlab = Gitlab(
            url,
            session=Wire(url),
            ssl_verify=access.verify,
            # Behind a proxy a server may give its pages another address than it has from here.
            keep_base_url=True,
            **token,
        )

    def get(self, path: str, what: str) -> Answer:
        """One object. `what` names it in errors. Raises Declined, and OutsideError."""
        with self._asking(what):
            answer: Any = self._gitlab.http_get(path, obey_rate_limit=False)
        if not isinstance(answer, dict):
            raise self._unreadable(what)
        return answer

    def list(self, path: str, what: str) -> "list[Answer]":
        """All objects of all pages. Raises Declined, and OutsideError where some can't be had."""
        with self._asking(what):
            pages: Any = self._gitlab.http_list(
                path, iterator=True, per_page=PER_PAGE, obey_rate_limit=False
            )
            found = list(islice(pages, MAX_ITEMS + 1))
            left = len(found) > MAX_ITEMS or pages.next_page is not None
            if left or (pages.total is not None and pages.total > len(found)):
                raise OutsideError(f"{self.url} doesn't give all of {what}")
        if not all(isinstance(item, dict) for item in found):
            raise self._unreadable(what)
        return found

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        from gitlab.exceptions import GitlabError
        from requests.exceptions import RequestException
        from urllib3.exceptions import HTTPError

        from labbook.adapters.gitlab_wire import failure

        try:
            yield
        except (RequestException, HTTPError) as error:
            raise failure(self.url, error) from None
        except GitlabError as error:
            raise self._told(what, error.response_code, str(error.error_message)) from None
        except (KeyError, TypeError, ValueError):
            # The library takes a list of objects and numbers in headers for granted.
            raise self._unreadable(what) from None

    def _told(self, what: str, status: int | None, message: str) -> OutsideError:
        token = f"the token of {self.access.source}"
        if status is None or status // 100 in {2, 3}:
            return self._unreadable(what)
        if status == 401 and self.access.kind != JOB_TOKEN:
            return OutsideError(
                f"{self.url} refuses {token}",
                hint="it has expired or was revoked; make one with the scope read_api",
            )
        if status in {401, 403, 404}:
            return Declined(
                f"{self.url} doesn't show {what} to {token}",
                hint="is forge.project right? The token needs the scope read_api and a role in the"
                " project; a job token can't read all of this",
                missing=message.lower(),
            )
        if status == 429:
            return OutsideError(f"{self.url} asks for fewer requests", hint="try again later")
        return OutsideError(f"{self.url} answers with the status {status}", hint="try again later")

    def _unreadable(self, what: str) -> OutsideError:
        return OutsideError(f"{self.url} doesn't answer as GitLab does, asked for {what}")

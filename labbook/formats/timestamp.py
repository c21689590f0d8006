"""Times as records, claims and reviews have them."""

from datetime import UTC, datetime


def timestamp(at: datetime) -> str:
    """UTC to the second, ISO 8601 with a Z. `at` knows its zone.

    >>> timestamp(datetime.fromisoformat("2026-11-23T12:00:00.9+03:00"))
    '2026-11-23T09:00:00Z'
    """
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""`labbook search`."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labbook.cli.output import print_json, put, say
from labbook.formats.terminal import clean

if TYPE_CHECKING:
    from labbook.commands.search import Answer
    from labbook.formats.query.snippet import Snippet


def command(
    query: Annotated[list[str], typer.Argument(help="Words, phrases in quotes, filters.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="Show at most N.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Find experiments and pages by what is written in them.

    All words must be there, in any grammatical form, in Russian or English; "a phrase" stands
    together; -word must not be there; tag:x and verdict:x narrow it down (verdict:none: not
    decided yet). Put -- before a query that begins with a minus.

    \b
    Example:
      labbook search 'telephone "error rate" -noise verdict:refuted'
    """
    from labbook.commands.search import search

    answers = search(Path.cwd(), _joined(query), limit=limit)
    for name in answers.cut:
        say(f"only the beginning of {name} was searched, it is very large")
    if as_json:
        results = [_as_json(answer) for answer in answers.shown]
        print_json({"schema": 1, "total": answers.total, "results": results})
        return
    for answer in answers.shown:
        _show(answer)
    if not answers.total:
        say("nothing found")
    elif answers.total > limit:
        say(f"{answers.total - limit} more: --limit {answers.total} shows all")


def _joined(arguments: list[str]) -> str:
    """The query as one text; words that the shell kept together are a phrase."""
    if len(arguments) == 1:
        return arguments[0]
    return " ".join(f'"{a}"' if " " in a and '"' not in a else a for a in arguments)


def _show(answer: "Answer") -> None:
    document = answer.document
    words = [_bold(clean(document.name))]
    if document.title != document.name:
        words.append(clean(document.title))
    if document.verdict:
        words.append(f"[{document.verdict}]")
    _echo("  ".join(words))
    if answer.snippet:
        place = clean(f"{answer.snippet.path}:{answer.snippet.line}")
        _echo(f"  {place}: {_marked(answer.snippet)}")
    else:
        put(f"  {document.path}")


def _marked(snippet: "Snippet") -> str:
    pieces, end = [], 0
    for start, stop in snippet.marks:
        pieces += [clean(snippet.text[end:start]), _bold(clean(snippet.text[start:stop]))]
        end = stop
    return "".join([*pieces, clean(snippet.text[end:])])


def _bold(text: str) -> str:
    return typer.style(text, bold=True, fg=typer.colors.YELLOW) if _coloured() else text


def _coloured() -> bool:
    return bool(sys.stdout and sys.stdout.isatty()) and not os.environ.get("NO_COLOR")


def _echo(text: str) -> None:
    typer.echo(text, color=_coloured())


def _as_json(answer: "Answer") -> dict[str, Any]:
    document, snippet = answer.document, answer.snippet
    return {
        "name": document.name,
        "path": document.path,
        "title": document.title,
        "tags": list(document.tags),
        "verdict": document.verdict,
        "score": round(answer.score, 4),
        "line": {"path": snippet.path, "number": snippet.line, "text": snippet.text}
        if snippet
        else None,
    }

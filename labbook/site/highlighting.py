"""Source text as highlighted HTML."""

from html import escape

LARGEST = 20_000
"""Characters; a lexer's regular expressions may take long on more."""


def highlight(source: str, language: str) -> str:
    """The source in the markup of the Material theme, plain where the language is unknown."""
    from pygments import highlight as colour
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if language and len(source) <= LARGEST:
        try:
            lexer = get_lexer_by_name(language)
        except ClassNotFound:
            pass
        else:
            html: str = colour(source, lexer, HtmlFormatter(cssclass="highlight", wrapcode=True))
            return html
    return f'<div class="highlight"><pre><code>{escape(source)}</code></pre></div>\n'

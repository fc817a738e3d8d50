"""Foreign text in Markdown."""

import re


def code(text: str) -> str:
    """Text as a code span, in which nothing is markup but, inside a table, the pipe."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence, pad = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")

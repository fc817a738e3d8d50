"""`releasecheck rules` and `releasecheck explain`."""

import difflib

import click

from releasecheck import suppress
from releasecheck.cli.streams import say
from releasecheck.registry import Rule, load_rules
from releasecheck.report.catalogue import as_markdown, as_text

FORMATS = {"text": as_text, "markdown": as_markdown}


@click.command(short_help="List every rule.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="text", show_default=True)
def rules(form: str) -> None:
    """List every rule: id, severity and what it finds, by family."""
    listed = sorted(documented().values(), key=lambda rule: (rule.family, rule.id))
    say(FORMATS[form](listed))


@click.command(short_help="Print one rule's documentation.")
@click.argument("rule_id", metavar="ID")
def explain(rule_id: str) -> None:
    """Print one rule's documentation: what, why, fix, with an example of each."""
    known = documented()
    if rule_id not in known:
        raise click.UsageError(_unknown(rule_id, list(known)))
    rule = known[rule_id]
    say(f"{rule.id} ({rule.family}, {rule.severity})\n\n{rule.doc}\n")


def documented() -> dict[str, Rule]:
    """The rules that are asked, and those about suppressions."""
    return load_rules() | suppress.RULES


def _unknown(rule_id: str, known: list[str]) -> str:
    """What to say of an id that no rule has."""
    near = difflib.get_close_matches(rule_id, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"there is no rule {rule_id!r}.{hint} 'releasecheck rules' lists them."

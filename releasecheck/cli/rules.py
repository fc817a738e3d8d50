"""`releasecheck rules` and `releasecheck explain`."""

import difflib
import itertools

import click

from releasecheck.registry import load_rules


@click.command(short_help="List every rule.")
def rules() -> None:
    """List every rule: id, severity and what it finds, by family."""
    width = max(len(rule_id) for rule_id in load_rules())
    for family, members in itertools.groupby(load_rules().values(), key=lambda rule: rule.family):
        click.secho(family, bold=True)
        for rule in members:
            click.echo(f"  {rule.id:{width}}  {rule.severity:7}  {rule.summary}")


@click.command(short_help="Print one rule's documentation.")
@click.argument("rule_id", metavar="ID")
def explain(rule_id: str) -> None:
    """Print one rule's documentation: what, why, fix, with an example of each."""
    known = load_rules()
    if rule_id not in known:
        raise click.UsageError(_unknown(rule_id, list(known)))
    rule = known[rule_id]
    click.secho(f"{rule.id} ({rule.family}, {rule.severity})", bold=True)
    click.echo(f"\n{rule.doc}")


def _unknown(rule_id: str, known: list[str]) -> str:
    near = difflib.get_close_matches(rule_id, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"there is no rule {rule_id!r}.{hint} 'releasecheck rules' lists them."

"""`NAME=VALUE` on the command line."""

import re

import click

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class NameValue(click.ParamType):
    """A variable and its value; what is refused is not repeated, it may be a secret."""

    name = "NAME=VALUE"

    def convert(
        self, value: object, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[str, str]:
        """The name and the value."""
        name, equals, given = str(value).partition("=")
        if not equals or not _NAME.fullmatch(name):
            self.fail(
                "expected NAME=VALUE, NAME of letters, digits and _ (not shown: it may hold a secret)",
                parameter,
                context,
            )
        if "\0" in given:
            self.fail(f"the value of {name} holds a null character", parameter, context)
        return name, given


NAME_VALUE = NameValue()

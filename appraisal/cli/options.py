"""Options that several commands take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

Command = Callable[..., Any]


def changes(command: Command) -> Command:
    """Add the options that change a scenario before it is used."""
    command = click.option("--variant", default="", metavar="NAME", help="Use one of the file's variants.")(command)
    return click.option(
        "--set", "sets", multiple=True, metavar="PATH=VALUE", help='Change a figure: --set credits.price="20 USD/t".'
    )(command)


def page(command: Command) -> Command:
    """Add the options of a command that shows a part of the record."""
    for option in (
        click.option("--strict", is_flag=True, help="Stop at any warning, and at any figure without a source."),
        click.option("--overwrite", is_flag=True, help="Replace a file that is there already."),
        click.option("--json", "json_to", metavar="FILE", help="Write this part as JSON; - prints it instead."),
    ):
        command = option(command)
    return changes(command)

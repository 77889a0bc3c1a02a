"""Options that several commands take."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import click

Command = Callable[..., Any]


def whole(text: str) -> int:
    """Read a whole number, also as 1e6 or 10,000; how large it may be is for the question that takes it."""
    try:
        found = Decimal(text.replace(",", "") if GROUPED.fullmatch(text) else text)
    except InvalidOperation:
        found = Decimal("NaN")
    if not (found.is_finite() and abs(found) < MOST and found == found.to_integral_value()):
        raise click.BadParameter(f"'{text}' is no whole number (for example: 10000, or 1e6).")
    return int(found)


MOST = Decimal(10) ** 18
GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
"""Commas stand between thousands; 1,5 is refused, not read as 15."""


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

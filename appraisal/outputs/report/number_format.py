"""Numbers in the format of a language: the words of the report stay English."""

from __future__ import annotations

import re
from collections.abc import Callable

from appraisal.ground.problem import Problem, ScenarioError

_NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)(?![\d]|[.,]\d)")
ENGLISH = "en"


def number_format(language: str) -> Callable[[str], str]:
    """Return what writes the numbers of a text in the format of a language.

    >>> number_format("de")("5,000,010 USD at 16.67 USD/t, version 0.1.0")
    '5.000.010 USD at 16,67 USD/t, version 0.1.0'

    Raises:
        ScenarioError: ``unknown-language``.
    """
    if language == ENGLISH:
        return str
    decimal, group = _symbols(language)
    table = str.maketrans({".": decimal, ",": group})
    return lambda text: _NUMBER.sub(lambda found: found[0].translate(table), text)


def _symbols(language: str) -> tuple[str, str]:
    from babel import Locale, UnknownLocaleError
    from babel.numbers import get_decimal_symbol, get_group_symbol

    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        message = f"'{language}' is no language that numbers can be written in; write for example en, de, fr or pt_BR"
        raise ScenarioError([Problem("unknown-language", "--lang", message)]) from None
    return get_decimal_symbol(locale), get_group_symbol(locale)

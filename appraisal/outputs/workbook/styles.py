"""How cells of the workbook look: blue what may be changed, black what is computed, grey what stands still."""

from __future__ import annotations

from typing import Any

BLUE, INK, GREY, PALE, HEAD = "#0000C0", "#1A1A1A", "#707070", "#FFF9DB", "#1F3A5F"
GOOD, BAD = {"bg_color": "#DDF0DD", "font_color": "#1B5E20"}, {"bg_color": "#F8D7DA", "font_color": "#8B0000"}

ZERO = '"–"'
MONEY = f"#,##0;-#,##0;{ZERO}"
PERCENT = "0.00%"
YEAR = "0"
TEXT = "@"


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[Any, ...], Any] = {}

    def of(self, **properties: Any) -> Any:
        """Return the format with these properties; the font is the same everywhere."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": "Calibri", "font_size": 10, "font_color": INK, "valign": "top"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    @property
    def title(self) -> Any:
        """The heading of a worksheet."""
        return self.of(bold=True, font_size=16, font_color=HEAD)

    @property
    def head(self) -> Any:
        """The heading of a column."""
        return self.of(bold=True, font_color="#FFFFFF", bg_color=HEAD, text_wrap=True)

    @property
    def right_head(self) -> Any:
        """The heading of a column of numbers."""
        return self.of(bold=True, font_color="#FFFFFF", bg_color=HEAD, text_wrap=True, align="right")

    @property
    def unit(self) -> Any:
        """A unit beside its number."""
        return self.of(font_color=GREY, indent=1, align="left")

    @property
    def section(self) -> Any:
        """The heading of a block of rows."""
        return self.of(bold=True, font_color=HEAD, bottom=1, bottom_color=HEAD)

    @property
    def text(self) -> Any:
        """Words."""
        return self.of()

    @property
    def wrapped(self) -> Any:
        """Words that run over several lines."""
        return self.of(text_wrap=True)

    @property
    def quiet(self) -> Any:
        """Words that explain."""
        return self.of(font_color=GREY)

    @property
    def quiet_wrapped(self) -> Any:
        """Words that explain, over several lines."""
        return self.of(font_color=GREY, text_wrap=True)

    def number(self, form: str, **more: Any) -> Any:
        """A computed number."""
        return self.of(num_format=form, align="right", **more)

    def input(self, form: str) -> Any:
        """A number that may be changed."""
        return self.of(num_format=form, align="right", font_color=BLUE, bg_color=PALE, border=1, border_color="#D0C9A0",
                       locked=False)  # fmt: skip

    def fixed(self, form: str) -> Any:
        """A number that stands still."""
        return self.of(num_format=form, align="right", font_color=GREY, bg_color="#EEEEEE")


def form_of(values: Any, unit: str = "") -> str:
    """Return the number format for some values of one row, by the size of the largest.

    >>> form_of([125e6]), form_of([0.25]), form_of([2015.0], "yr")
    ('#,##0;-#,##0;"–"', '0.0000;-0.0000;"–"', '0;-0;"–"')
    """
    largest = max((abs(float(value)) for value in values), default=0.0)
    if unit == "yr" and all(float(value).is_integer() for value in values):
        return f"0;-0;{ZERO}"
    if largest >= 1000 or largest == 0:
        return MONEY
    digits = 2 if largest >= 10 else 4 if largest >= 0.1 else 6
    whole = "#,##0" if largest >= 10 else "0"
    return f"{whole}.{'0' * digits};-{whole}.{'0' * digits};{ZERO}"

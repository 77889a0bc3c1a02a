"""Price levels and discounting: real or nominal figures, and the three timing conventions."""

from __future__ import annotations

from typing import Any

from appraisal.ground import rates
from appraisal.ground.sheet import line


class NominalMoney:
    """Every figure is in money of its own year."""

    @line("1")
    def price_level() -> Any:
        """The figures are nominal: no inflation is added."""
        return 1


class RealMoney:
    """Every figure is in money of the price year; the sheet runs in money of each year."""

    @line("1")
    def price_level(money__inflation: Any, year: Any, money__price_year: Any) -> Any:
        """General price level of the year, 1 in the price year."""
        return rates.compound(money__inflation, year - money__price_year)


class Discounting:
    """Discount factors; results are in money of the stated basis, at the rate of the stated basis."""

    @line("yr")
    def since_valuation(year: Any, timeline__valuation_year: Any) -> Any:
        """Years since the valuation year."""
        return year - timeline__valuation_year

    @line("1")
    def discount_factor(discount_rate: Any, outlay_time: Any) -> Any:
        """Value today of one unit of money paid out, or received at closing, in the year."""
        return rates.discount_factor(discount_rate, outlay_time)

    @line("1")
    def operating_discount_factor(discount_rate: Any, operating_time: Any) -> Any:
        """Value today of one unit of money that flows with operation in the year."""
        return rates.discount_factor(discount_rate, operating_time)


class YearZero:
    """The flows of the valuation year are not discounted."""

    @line("yr")
    def outlay_time(since_valuation: Any) -> Any:
        """Outlays count at the valuation year plus whole years."""
        return since_valuation

    @line("yr")
    def operating_time(since_valuation: Any) -> Any:
        """Operating flows count at the valuation year plus whole years."""
        return since_valuation


class EndOfYear:
    """Every flow falls at the end of its year, as a spreadsheet's NPV() counts."""

    @line("yr")
    def outlay_time(since_valuation: Any, whole_year: Any) -> Any:
        """Outlays fall at the end of their year."""
        return since_valuation + whole_year

    @line("yr")
    def operating_time(since_valuation: Any, whole_year: Any) -> Any:
        """Operating flows fall at the end of their year."""
        return since_valuation + whole_year


class MidYear:
    """Outlays and closing flows count at whole years, operating flows half a year earlier."""

    @line("yr")
    def outlay_time(since_valuation: Any) -> Any:
        """Outlays count at the valuation year plus whole years."""
        return since_valuation

    @line("yr")
    def operating_time(since_valuation: Any, half_year: Any) -> Any:
        """Operating flows fall in the middle of their year."""
        return since_valuation - half_year

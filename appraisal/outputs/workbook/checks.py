"""The model checked on itself, live: every identity of a run, and what a changed input must not break."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from appraisal.engine.cover import loans_of
from appraisal.engine.integrity import TOLERANCE
from appraisal.engine.parties import transfers_of
from appraisal.ground.cells import Page, Row, quoted
from appraisal.outputs.workbook.measuring import NAME as METRICS
from appraisal.outputs.workbook.measuring import Measured
from appraisal.outputs.workbook.metrics import parts_at
from appraisal.outputs.workbook.pen import Pen

NAME = "Checks"
FIRST = 8
"""The row of the first check, counted from 1."""

CLOSE = 1e-9


@dataclass(frozen=True)
class LiveCheck:
    """One check: by how much it is missed, as a share of the size of what is compared."""

    name: str
    text: str


class Checking:
    """The checks of one workbook, written as formulas of the sheet Checks."""

    def __init__(self, on: Measured) -> None:
        self.on = on
        self.page: Page = on.sheets.page(NAME)
        self.size = f"MAX(1,SUMPRODUCT(ABS({self._span('net_cash_flow_before_tax')})))"

    def every(self) -> Iterator[LiveCheck]:
        """Yield every check."""
        yield from self._formulas()
        yield from self._value()
        yield from self._calendar()
        yield from self._shares()
        yield from self._credits()
        yield from self._tax()
        yield from self._finance()

    def _formulas(self) -> Iterator[LiveCheck]:
        """Yield that no formula of a sheet of lines has been typed over."""
        for name, page in self.on.sheets.pages.items():
            places = [row.at for row in page.rows if row.pattern]
            if places:
                span = f"{quoted(name)}!${page.first}${min(places)}:${page.last}${max(places)}"
                left = f"{len(places) * page.years}-SUMPRODUCT(--_xlfn.ISFORMULA({span}))"
                yield LiveCheck(f"Every year of every line on '{name}' is still a formula", f"ABS({left})")

    def _span(self, name: str, credited: bool = True) -> str:
        found = self.on.rows(credited)[name]
        return self.page.span(found) if isinstance(found, Row) else found.text

    def _sum(self, name: str) -> str:
        return f"SUM({self._span(name)})"

    def _close(self, name: str, left: str, right: str, size: str) -> LiveCheck:
        return LiveCheck(name, f"ABS({left}-({right}))/{size}")

    def _by_year(self, name: str, left: str, right: str, size: str) -> LiveCheck:
        return LiveCheck(name, f"SUMPRODUCT(ABS({left}-({right})))/{size}")

    def _value(self) -> Iterator[LiveCheck]:
        npv = f"{METRICS}!{self.on.address('npv')}"
        total = f"{METRICS}!$C${parts_at(self.on)[1] + 1}"
        yield self._close("The parts of the cash flow add up to the NPV", total, npv, self.size)
        for credited, end in ((True, ""), (False, "_without_credits")):
            said = "" if credited else ", without credits"
            at = f"{METRICS}!{self.on.address(f'npv{end}')}"
            last = self._span("cumulative_present_value", credited).replace(f"${self.page.first}", f"${self.page.last}")
            yield self._close(f"Cumulative present value ends at the NPV{said}", last.partition(":")[0], at, self.size)
            yield self._root(f"The IRR makes the present value zero{said}", f"project_irr{end}", credited)
        yield self._accounts()

    def _root(self, name: str, key: str, credited: bool) -> LiveCheck:
        """What is left of the flows at the rate found, as a share of all discounted flows."""
        at = f"{METRICS}!{self.on.address(key)}"
        span, years = self._whole(self.on.halves["cash_flow", credited].row)
        rate = f"(1+IF(ISNUMBER({at}),{at},0))"
        worth = f"{span}/{rate}^{years}"
        return LiveCheck(name, f"IF(ISNUMBER({at}),ABS(SUMPRODUCT({worth}))/SUMPRODUCT(ABS({worth})),0)")

    def _whole(self, row: Row) -> tuple[str, str]:
        """Return the range of a flow by period, and of the years from its start."""
        if len(row.values) == self.page.years:
            return self.page.span(row), self.page.span(self.on.elapsed)
        page = Page(NAME, len(row.values), 4, 1)
        return page.span(row), f"((COLUMN({page.span(row)})-5)/2)"

    def _accounts(self) -> LiveCheck:
        """Money that only changes hands cancels: what is left over all parties are resources."""
        moved = transfers_of(self.on.sheets.run)
        left = [f"+{self._span(one.row)}" for one in moved if one.to and not one.pays]
        left += [f"-{self._span(one.row)}" for one in moved if one.pays and not one.to]
        sums = "".join(left).lstrip("+") or "0"
        return self._by_year(
            "The accounts of the parties add up to resources", sums, self._span("resource_flow"), self.size
        )

    def _calendar(self) -> Iterator[LiveCheck]:
        life = self._span("timeline.operation")
        yield self._close("The years of operation add up to the life", self._sum("operating"), life, "1")
        if "spend" in self.on.rows(True):
            yield self._close("The spend profile adds up to 1", self._sum("spend"), "1", "1")
        yield LiveCheck("The years of the sheet cover every flow", f"MAX(0,{self._needed()}-{self.on.sheets.years})")

    def _needed(self) -> str:
        """Return how many years the stated lives and lags need, from the first outlay to the last flow."""
        building, life = self._span("timeline.construction.years"), self._span("timeline.operation")
        scenario, rows = self.on.sheets.appraisal.scenario, self.on.rows(True)
        lag = f"INT({self._first('credits.issuance_lag')})" if "credits.issuance_lag" in rows else "0"
        closed = [self._span(path) for path, one in scenario.figures.items() if _closes(one, path, rows)]
        after = f"IF({'+'.join(f'SUMPRODUCT(ABS({span}))' for span in closed)}>0,1,0)" if closed else "0"
        last = [f"{building}+ROUNDUP({life},0)+MAX({lag},{after})"]
        last += [
            f"MAX({one.span})-timeline.first_year+1" for one in self.on.sheets.plan.lists if one.name.endswith(".years")
        ]
        return f"MAX({','.join(last)})"

    def _first(self, name: str) -> str:
        found = self.on.rows(True)[name]
        return f"{self.page.prefix(found)}${self.page.first}{found.at}" if isinstance(found, Row) else found.text

    def _shares(self) -> Iterator[LiveCheck]:
        """Shares that are stated apart and must add up to 1."""
        paths = self.on.sheets.appraisal.scenario.figures
        groups: dict[str, list[str]] = {}
        for path in paths:
            parts = path.split(".")
            if path.startswith("credits.owners."):
                groups.setdefault("credits.owners", []).append(path)
            elif parts[-1] == "share" and len(parts) == 4 and parts[:2] == ["tax", "assets"]:
                groups.setdefault("tax.assets", []).append(path)
            elif parts[-1] == "share" and len(parts) == 4 and parts[1] == "fuels":
                groups.setdefault(f"{parts[0]}.fuels", []).append(path)
        for group, members in groups.items():
            read = [path for path in members if path in self.on.rows(True)]
            total = "+".join(self._first(path) for path in read)
            if read and abs(sum(self._value_of(path) for path in read) - 1) <= CLOSE:
                yield self._close(f"The shares of {group} add up to 1", total, "1", "1")

    def _value_of(self, name: str) -> float:
        return float(self.on.rows(True)[name].values[0])

    def _credits(self) -> Iterator[LiveCheck]:
        if "credits.issued" not in self.on.rows(True):
            return
        span = {name: self._span(f"credits.{name}") for name in TONNES}
        size = f"MAX(1,SUMPRODUCT(ABS({span['issued']})))"
        taken = "+".join(span[name] for name in ("forwarded", "buffered", "levied", "cancelled"))
        owned = "+".join(span[name] for name in ("developer_credits", "host_credits", "partner_credits"))
        yield self._by_year("Issued = forwarded + buffer + levies + cancelled", taken, span["issued"], size)
        yield self._by_year("Forwarded = developer + host + partner", owned, span["forwarded"], size)
        kept = f"{span['sold']}+{span['held']}"
        yield self._by_year("Developer's credits = sold + held", kept, span["developer_credits"], size)
        paid = self._sum("credits.delivered"), self._sum("credits.sold")
        yield self._close("Credits paid = credits sold", *paid, size)

    def _tax(self) -> Iterator[LiveCheck]:
        if "tax.in_service" not in self.on.rows(True):
            return
        charged = f"{self._sum('tax.depreciation')}+{self._sum('tax.write_off')}"
        yield self._close(
            "Depreciation and write-off = cost in service", charged, self._sum("tax.in_service"), self.size
        )
        losses = self.on.sheets.appraisal.scenario.document.tax.losses  # type: ignore[union-attr]
        for scope in ("tax.unlevered", "tax.levered"):
            if f"{scope}.losses" in self.on.rows(True) and losses != "expire":
                yield self._losses(scope)

    def _losses(self, scope: str) -> LiveCheck:
        profit, taxed, left = (self._span(f"{scope}.{name}") for name in ("profit", "taxed", "losses"))
        made = f"SUMPRODUCT(({profit}<0)*-{profit})"
        last = left.replace(f"${self.page.first}", f"${self.page.last}").partition(":")[0]
        used = f"SUMPRODUCT(({profit}>0)*{profit})-SUM({taxed})+{last}"
        return self._close(f"Losses made = used + left ({scope})", made, used, self.size)

    def _finance(self) -> Iterator[LiveCheck]:
        if "finance.debt" not in self.on.rows(True):
            return
        span = self._span
        yield self._by_year("Sources equal uses", span("finance.sources"), span("finance.uses"), self.size)
        for key in loans_of(self.on.sheets.run):
            yield from self._loan(key)

    def _loan(self, key: str) -> Iterator[LiveCheck]:
        scope, document = f"finance.loans.{key}", self.on.sheets.appraisal.scenario.document
        balance = self._span(f"{scope}.balance")
        last = balance.replace(f"${self.page.first}", f"${self.page.last}").partition(":")[0]
        yield LiveCheck(f"Loan {key} ends at zero", f"ABS({last})/{self.size}")
        yield LiveCheck(f"Loan {key} is never below zero", f"MAX(0,-MIN({balance}))/{self.size}")
        loan = document.finance.loans[key]  # type: ignore[union-attr]
        if loan.currency in (None, document.money.currency):
            lent = f"{self._sum(f'{scope}.draw')}+{self._sum(f'{scope}.capitalised_interest')}"
            yield self._close(f"Loan {key} is repaid in full", self._sum(f"{scope}.principal"), lent, self.size)


TONNES = ("issued", "forwarded", "buffered", "levied", "cancelled", "developer_credits", "host_credits",
          "partner_credits", "sold", "held")  # fmt: skip


def _closes(figure: object, path: str, rows: object) -> bool:
    kind = getattr(figure, "kind", None)
    return getattr(kind, "flag", "") == "closed" and not getattr(figure, "years", ()) and path in rows  # type: ignore[operator]


def write_checks(pen: Pen, checks: list[LiveCheck]) -> None:
    """Write the checks, and the count of those that do not hold, which every sheet shows."""
    for at, width in enumerate((70, 16, 12)):
        pen.sheet.set_column(at, at, width)
    last = FIRST + len(checks) - 1
    pen.text(4, 0, "Checks that do not hold", pen.styles.of(bold=True))
    pen.formula(4, 1, f"=SUM(D{FIRST}:D{last})", 0.0, pen.styles.number("0", bold=True))
    pen.text(
        5,
        0,
        f"A check holds when it is missed by less than {TOLERANCE:g} of the size of what is compared.",
        pen.styles.quiet,
    )
    pen.headings(("Check", "Missed by", "", "Fails"), FIRST - 2, right=(1, 3))
    for at, check in enumerate(checks, start=FIRST - 1):
        pen.text(at, 0, check.name)
        pen.formula(at, 1, f"={check.text}", 0.0, pen.styles.number("0.0E+00"))
        said = f'=IF(D{at + 1}=0,"holds","DOES NOT HOLD")'
        pen.formula(at, 2, said, "holds", pen.styles.of(indent=1))
        pen.formula(
            at, 3, f"=IF(ISNUMBER(B{at + 1}),IF(B{at + 1}<={TOLERANCE:.12f},0,1),1)", 0.0, pen.styles.number("0")
        )

"""What metrics are called, and what each is measured on."""

from __future__ import annotations

NAMES = {
    "npv": "Net present value",
    "project_irr": "Project IRR",
    "payback": "Payback",
    "mirr": "Modified IRR",
    "discounted_payback": "Discounted payback",
    "payback_from_operation": "Payback from the start of operation",
    "profitability_index": "Profitability index",
    "benefit_cost_ratio": "Benefit-cost ratio",
    "equivalent_annual_value": "Equivalent annual value",
    "npv_before_tax": "Net present value before tax",
    "project_irr_before_tax": "Project IRR before tax",
    "equity_npv": "Equity NPV",
    "equity_irr": "Equity IRR",
    "dscr_min": "Lowest debt service cover",
    "dscr_average": "Mean debt service cover",
    "llcr": "Loan life cover",
    "plcr": "Project life cover",
    "wacc": "Weighted cost of capital after tax",
    "threshold_credit_price": "Threshold price of a tonne",
    "abatement_cost": "Abatement cost, discounted tonnes",
    "abatement_cost_undiscounted": "Abatement cost, tonnes as avoided",
    "lcoe_baseline": "Levelised cost of the baseline",
    "lcoe_project": "Levelised cost of the project",
    "lcoe_gap": "Levelised cost, project above baseline",
    "economic_npv_low": "Economic NPV, low shadow price",
    "economic_npv_high": "Economic NPV, high shadow price",
    "export_cost": "Cost of making good exported tonnes",
    "cost_per_tonne_captured": "Cost of a tonne captured",
    "cost_per_tonne_avoided": "Cost of a tonne avoided, by unit of service",
}

NOTES = {
    "npv": "Sum of flow times discount factor.",
    "project_irr": "The rate at which the net present value is zero, after tax and before debt.",
    "payback": "Years from the first outlay until the cash flow to date is recovered.",
    "mirr": "Outlays financed and receipts reinvested at the discount rate.",
    "discounted_payback": "Years from the first outlay until the present value to date is recovered.",
    "payback_from_operation": "Payback less the years of construction.",
    "profitability_index": "1 + NPV over the present value of outlays.",
    "benefit_cost_ratio": "Benefits over costs among the parts below; savings count as benefits.",
    "equivalent_annual_value": "NPV as an even amount over the operating years.",
    "npv_before_tax": "Sum of the present values before tax.",
    "project_irr_before_tax": "As the project IRR, before tax.",
    "equity_npv": "Equity cash flow at the cost of equity.",
    "equity_irr": "The rate at which the equity cash flow is worth zero.",
    "dscr_min": "Lowest cash for debt service over debt service, in years with both.",
    "dscr_average": "Plain mean of the yearly cover.",
    "llcr": "Present value of cash for debt service to final maturity over the debt at the start of operation.",
    "plcr": "The same to the end of operation.",
    "wacc": "Loans at their rates less tax, equity at its cost, by their shares of the capital less grant.",
    "threshold_credit_price": "The price at which NPV is zero: NPV is computed anew at each price tried.",
    "abatement_cost": "Resource cost net of savings per discounted tonne, before tax and transfers.",
    "abatement_cost_undiscounted": "The same per tonne as it is avoided.",
    "lcoe_baseline": "Present value of cost over present value of output.",
    "lcoe_project": "Present value of cost over present value of output.",
    "lcoe_gap": "Difference of the two above.",
    "economic_npv_low": "Social present value of resources and tonnes.",
    "economic_npv_high": "Social present value of resources and tonnes.",
    "export_cost": "Social present value of replacing the tonnes that are exported.",
    "cost_per_tonne_captured": "Levelised cost above the baseline's, without transport and storage, by tonne captured.",
    "cost_per_tonne_avoided": "Levelised cost above the baseline's by tonne less for each unit of service.",
}

PLAIN = "_without_credits"


def metric_name(key: str) -> str:
    """Return what a metric is called.

    >>> metric_name("payback_without_credits"), metric_name("grant_element.yen")
    ('Payback, without credits', 'Grant element of loan yen')
    """
    if key.startswith("grant_element."):
        return f"Grant element of loan {key.partition('.')[2].replace('_', ' ')}"
    name = NAMES.get(key.removesuffix(PLAIN), key.removesuffix(PLAIN).replace("_", " ").capitalize())
    return f"{name}, without credits" if key.endswith(PLAIN) else name


def metric_note(key: str) -> str:
    """Return what a metric is measured on, in one sentence."""
    if key.startswith("grant_element."):
        return "What the loan gives away, at the standard reference rate of 5 %."
    return NOTES.get(key.removesuffix(PLAIN), "")

"""How hypothesis runs here: the same examples every time, and no clock that a busy machine can trip.

What a machine could not check is said aloud at the end of the run.
"""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("steady")

UNCHECKED = "NOT CHECKED: "
"""How the reason of a skipped test starts that leaves something unproved."""


def pytest_terminal_summary(terminalreporter: Any) -> None:
    reasons = {str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []) if report.longrepr}
    for reason in sorted(reason.partition(UNCHECKED)[2] for reason in reasons if UNCHECKED in reason):
        terminalreporter.write_line(f"{UNCHECKED}{reason}", red=True, bold=True)

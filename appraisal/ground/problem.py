"""A problem found in what the user gave: one code, one place, one way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Problem:
    """One error or warning.

    ``code`` is a stable word such as ``unknown-key``; ``path`` is the key path in the scenario
    (``finance.loans.bank.tenor``); ``message`` says what was found and what would do.
    """

    code: str
    path: str
    message: str
    file: str = ""
    line: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """Where the problem stands, as ``file:line:column``; shorter where less is known."""
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part)

    def at(self, file: str, line: int = 0, column: int = 0) -> Problem:
        """Return the same problem with its place filled in."""
        return replace(self, file=file, line=line, column=column)


class AppraisalError(Exception):
    """All problems that stop one appraisal, collected; ``exit_code`` follows the command line's table."""

    exit_code = 2

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(f"{p.code} {p.place} {p.path}: {p.message}" for p in self.problems))


class StrictError(AppraisalError):
    """Warnings where the user asked for none (exit code 1)."""

    exit_code = 1


class ScenarioError(AppraisalError):
    """The scenario, or a change made to it, cannot be appraised as it stands (exit code 2)."""


class NoResultError(AppraisalError):
    """The one result that was asked for does not exist (exit code 3)."""

    exit_code = 3


class FileError(AppraisalError):
    """A file or folder cannot be read or written (exit code 4)."""

    exit_code = 4


class IntegrityError(AppraisalError):
    """A check of the model on itself failed: our mistake, and nothing was written (exit code 5)."""

    exit_code = 5


class LimitError(AppraisalError):
    """The scenario asks for more than the stated limits (exit code 6)."""

    exit_code = 6


def visible(text: str) -> str:
    """Spell out what cannot be printed, such as control characters, instead of sending it to a terminal or a file.

    >>> print(visible("a" + chr(27) + "b"))
    a\\x1bb
    """
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)

"""The command line: words typed become calls; no arithmetic here, and heavy imports happen inside the commands."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import click

from appraisal.cli import (
    additionality,
    ask,
    compare,
    diff,
    equivalence,
    files,
    portfolio,
    programme,
    risk,
    run,
    sector,
    sensitivity,
)
from appraisal.cli import credits as credit_commands
from appraisal.cli import report as report_command

INTERRUPTED = 130
DEBUG = "--debug"
"""Anywhere on the line: show the traceback of an error."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="appraisal")
def cli() -> None:
    """Does this technology swap pay, and at what credit price?

    Any command takes --debug, which shows the traceback of an error.
    """


for command in (
    run.run,
    run.finance,
    run.parties,
    files.check,
    files.new,
    files.schema,
    files.fuels,
    portfolio.portfolio,
    programme.programme,
    ask.threshold,
    ask.explain,
    additionality.additionality,
    compare.compare,
    equivalence.equivalence,
    report_command.report,
    risk.risk,
    sensitivity.sensitivity,
    sector.sector,
    diff.diff,
    credit_commands.credits,
    credit_commands.mechanisms,
):
    cli.add_command(command)


def main() -> None:
    """Run the command line; problems become blocks on stderr and an exit code."""
    # Looking for pydantic plug-ins reads the metadata of every installed package, and none is wanted here.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # No linear algebra is done; starting its threads takes a tenth of a short command.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    words = [word for word in sys.argv[1:] if word != DEBUG]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console without a letter shows "?" and goes on
    try:
        with cli.make_context("appraisal", words) as context:
            cli.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        sys.exit(_misused(error))
    except BrokenPipeError:
        _leave_pipe()
    except Exception as error:
        if DEBUG in sys.argv:
            raise
        sys.exit(_report(error))


def _misused(error: click.ClickException) -> int:
    """Say what was typed wrongly as any other problem is said: with a code and the way out."""
    from appraisal.ground.problem import Problem
    from appraisal.outputs.problems import block

    code = next((code for kind, code in MISUSES.items() if isinstance(error, kind)), "bad-usage")
    context = getattr(error, "ctx", None)
    shown = f"'{context.command_path} --help' shows what is taken" if context else "'appraisal --help' shows all"
    said = error.message if isinstance(error, click.BadParameter) and error.message else error.format_message()
    message = f"{said if said.endswith(('?', '.', ')')) else f'{said}.'} {shown}"
    click.echo(block(Problem(code, _misused_word(error), message)), err=True)
    return 2


def _misused_word(error: click.ClickException) -> str:
    """Return the option or argument that a message is about."""
    parameter, name = getattr(error, "param", None), getattr(error, "option_name", None)
    return str(name or (parameter.opts[0] if parameter is not None else ""))


MISUSES = {
    click.NoSuchOption: "unknown-option",
    click.BadOptionUsage: "bad-option",
    click.MissingParameter: "missing-argument",
    click.BadParameter: "bad-option",
}


def _leave_pipe() -> None:
    """Whoever read the output has stopped reading: that is no error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: Exception) -> int:
    from appraisal.ground.problem import AppraisalError
    from appraisal.outputs.problems import blocks

    if isinstance(error, AppraisalError):
        click.echo(blocks(error.problems, "warning" if error.exit_code == 1 else "error"), err=True)
        return error.exit_code
    if isinstance(error, OSError):
        click.echo(f"error cannot-write  {error.filename or ''}\n  {error.strerror or error}", err=True)
        return 4
    message = f"{type(error).__name__}: {error}. This is our mistake, and nothing was written; --debug shows where"
    click.echo(f"error internal\n  {message}", err=True)
    return 5


if __name__ == "__main__":
    main()

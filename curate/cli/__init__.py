"""The command line: thin, no logic, nothing imported before the command that needs it.

Words go in; text goes out on stdout, progress and messages on stderr, and an exit code (`EXIT_CODES`).
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from curate.errors import EXIT_INTERRUPTED, CurateError, OutputError

#: as every help page that needs them says; the numbers are those of `curate.errors`
EXIT_CODES = """\b
Exit codes:
  0  done                             5  built, and no row was kept
  1  refused, or curate broke down    6  can't write: exists, disk full, no permission
  2  wrong usage                      7  a remote source is out of reach
  3  bad input: file, row, column     8  a corpus is damaged or fails its check
  4  bad recipe: key, value           9  training can't start or go on
130  interrupted: Ctrl-C, SIGTERM
"""

#: command -> (module:attribute, what it does)
COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("curate.cli.build:command", "Build a corpus from a domain or a recipe."),
    "show": ("curate.cli.show:command", "Read records of a corpus."),
    "rejected": ("curate.cli.rejected:command", "See which rows were turned away, and why."),
    "explore": ("curate.cli.explore:command", "Look into a corpus in the browser, on this machine alone."),
    "card": ("curate.cli.card:command", "Print a corpus's data card."),
    "check": ("curate.cli.check:command", "Re-verify a corpus: hashes, schema, rows, splits, answers."),
    "diff": ("curate.cli.diff:command", "Compare two corpora: recipe, rows, splits, distributions."),
    "push": ("curate.cli.push:command", "Publish a corpus on the Hugging Face hub."),
    "recipe": ("curate.cli.recipe:command", "Print the effective recipe of a domain or a recipe file."),
    "sources": ("curate.cli.sources:command", "List the public data sets of a domain."),
    "fingerprint": ("curate.cli.fingerprint:command", "Make or list benchmark fingerprints for decontamination."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are run; packages add theirs through ``curate.commands``."""

    def list_commands(self, context: click.Context) -> list[str]:
        return [*COMMANDS, *sorted(point.name for point in _added())]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name in COMMANDS:
            module, _, attribute = COMMANDS[name][0].partition(":")
            command: click.Command = getattr(importlib.import_module(module), attribute)
            return command
        for point in _added():
            if point.name == name:
                added: click.Command = point.load()
                return added
        return None

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, text) for name, (_, text) in COMMANDS.items()]
        rows += [(point.name, _said_of(point)) for point in _added()]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, context: click.Context, arguments: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(context, arguments)
        except click.UsageError as error:
            from curate.domain import suggestion

            name = arguments[0]
            raise click.UsageError(
                f"there is no command {name!r}; {suggestion(name, self.list_commands(context))}", error.ctx
            ) from None


def _added() -> list[EntryPoint]:
    return [point for point in entry_points(group="curate.commands") if point.name not in COMMANDS]


def _said_of(point: EntryPoint) -> str:
    """What an added command says of itself; a package that can't be imported is no reason to show no help."""
    try:
        return str(point.load().get_short_help_str(limit=80))
    except Exception as error:  # another package's code
        return f"(can't be loaded: {error})"


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=EXIT_CODES,
)
@click.version_option(package_name="curate-reasoning", prog_name="curate")
def cli() -> None:
    """Build verified chain-of-thought corpora for a domain, and look into them.

    \b
      curate build medical                       a corpus under corpora/medical, offline
      curate build medical --from rows.jsonl     the same pipeline over your own rows
      curate show corpora/medical --level 3      read some records
      curate check corpora/medical               verify every hash, count and answer
    """


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; errors are messages, never tracebacks.

    A polite request to end (SIGTERM: a batch system, a container) is heard as Ctrl-C is.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        The exit code.
    """
    given = tuple(sys.argv[1:] if arguments is None else arguments)
    colour = False if os.environ.get("NO_COLOR") else None
    try:
        result: Any = cli.main(args=list(given), prog_name="curate", standalone_mode=False, obj=given, color=colour)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except CurateError as error:
        return _refuse(str(error), error.exit_code)
    except click.ClickException as error:
        if isinstance(error, click.UsageError) and error.ctx is not None:
            click.echo(error.ctx.get_usage(), err=True)
        return _refuse(error.format_message(), error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        hear_no_interrupt()
        click.echo("interrupted", err=True)
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        _drop_output()
        return 0
    except SystemExit as left:
        # click leaves so after completing a word for the shell, or when whoever read the output is gone: no error
        return int(left.code or 0) if "_CURATE_COMPLETE" in os.environ else 0
    except OSError as error:
        if error.filename is None and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            _drop_output()
            full = OutputError(
                "the disk is full", why=error.strerror,
                remedy="free some space for the output and for temporary files (TMPDIR); a build goes on with --resume",
            )  # fmt: skip
            return _refuse(str(full), OutputError.exit_code)
        return _refuse(f"{error.strerror or error}" + (f"\n  where: {error.filename}" if error.filename else ""), 1)
    except Exception as error:
        if os.environ.get("CURATE_DEBUG"):
            raise
        return _refuse(
            f"curate broke down: {type(error).__name__}: {error}\n"
            "  why:   this is a defect of curate, not of your input\n"
            "  to do: run again with CURATE_DEBUG=1 for a traceback, and report it",
            1,
        )


def hear_no_interrupt() -> None:
    """Let further Ctrl-C do nothing, so that an impatient second one can't break into the leaving."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _refuse(message: str, code: int) -> int:
    from curate.cli.text import printable

    click.echo(click.style("error:", fg="red", bold=True) + f" {printable(message, keep=chr(10))}", err=True)
    return code


def _drop_output() -> None:
    """Point stdout at nothing: whoever read it is gone, and what is still buffered must not raise again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

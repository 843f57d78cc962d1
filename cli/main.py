"""`bobbin`: finds the command, and turns every mistake of a person into one line that says what to do.

Nothing heavy is imported here: `bobbin --help` answers before a database library could be loaded.
"""

import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

USAGE, FAILED = 2, 1
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None means "not to be found"
"""structlog loads it where it finds it, to colour tracebacks that we never print: memory in every process."""

COMMANDS: dict[str, tuple[str, str]] = {
    "run": ("cli.run", "Everything in one process: web, sender and clock."),
    "web": ("cli.web", "The web role: webhooks and the advisor's pages."),
    "sender": ("cli.sender", "The sender role: sends what waits."),
    "clock": ("cli.clock", "The clock role: ticks; one leads, the others stand by."),
    "migrate": ("cli.migrate", "Bring the database to the newest schema."),
    "doctor": ("cli.doctor", "Check settings, keys, database, clock, webhooks and translations."),
    "factory": ("cli.factory", "Register a factory; make its poster."),
    "telegram": ("cli.telegram", "Tell Telegram where to call, and which commands to show."),
    "user": ("cli.user", "Register a user of the web view; close an account."),
    "committee": ("cli.committee", "Found a committee of a factory."),
    "member": ("cli.member", "Register a committee member."),
    "roster": ("cli.roster", "Import a list of workers who may be asked."),
    "survey": ("cli.survey", "Import a survey, send it to workers, see the results."),
    "keys": ("cli.keys", "Make new keys while the line answers."),
    "backup": ("cli.backup", "Back the database up while the line runs."),
    "restore": ("cli.restore", "Put a backup back."),
    "audit": ("cli.audit", "Check the chain of the audit log."),
    "promises": ("cli.promises", "What Bobbin promises, and the tests that show it."),
    "chat": ("cli.chat", "Talk to the bot in the terminal."),
}


class Lazy(click.Group):
    """Loads a command's module when it is called; its one-line help stands here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_module, summary) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bobbin")
def bobbin() -> None:
    """The thread between the factory floor, its committee and its Better Work advisor."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command; errors are one line on standard error, 2 for usage and settings, 1 for the rest."""
    try:
        code = bobbin.main(arguments, prog_name="bobbin", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)  # nothing is wrong yet: it says what can be done
        sys.exit(USAGE)
    except click.ClickException as error:
        _say(_in_one_line(error))
        sys.exit(USAGE if isinstance(error, click.UsageError) else FAILED)
    except click.Abort:
        _say("stopped")
        sys.exit(FAILED)
    except Exception as error:
        sys.exit(_explained(error))
    sys.exit(code if isinstance(code, int) else 0)


def _explained(error: Exception) -> int:
    """A known mistake in one line; an unknown one is ours, and shows its class only: its words may hold a number."""
    from cli.errors import explain  # loads the database library; not for --help

    words, code = explain(error)
    _say(words)
    return code


def _in_one_line(error: click.ClickException) -> str:
    """What is wrong, and where to read what to do."""
    words = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{words}; “{context.command_path} --help” explains it" if context else words


def _say(words: str) -> None:
    print(f"bobbin: {words}", file=sys.stderr)

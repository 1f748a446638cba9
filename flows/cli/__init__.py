"""The console command `opinionflow`: results on stdout, talk on stderr."""

import os
import sys
from importlib import import_module

import click

COMMANDS = {
    "audit": "flows.cli.audit:audit",
    "collect": "flows.cli.adhoc:collect",
    "correct": "flows.cli.correct:correct",
    "demo": "flows.cli.project:demo",
    "hotspots": "flows.cli.reading:hotspots",
    "import": "flows.cli.project:import_",
    "init": "flows.cli.project:init",
    "new-source": "flows.cli.project:new_source",
    "new-words": "flows.cli.words:new_words",
    "profile": "flows.cli.reading:profile",
    "query": "flows.cli.reading:query",
    "report": "flows.cli.reading:report",
    "retag": "flows.cli.retag:retag",
    "run": "flows.cli.project:run",
    "segments": "flows.cli.reading:segments",
    "serve": "flows.cli.project:serve",
    "tag": "flows.cli.tagging:tag",
    "topics": "flows.cli.topics:topics",
    "trust": "flows.cli.trust:trust",
    "words": "flows.cli.words:words",
}


class _Lazy(click.Group):
    """A group that imports a command when it is called, so that each starts fast."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="opinionflow")
def cli() -> None:
    """Collect reviews and posts, tag them, enrich customer profiles, report hotspots."""


def main() -> None:
    """Run the command line; 0 = all of it worked, 1 = an error of ours, 2 = wrong use."""
    try:
        status = cli(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(1)
    except BrokenPipeError:  # whoever read our output has enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        if not _is_ours(error):
            raise
        click.echo(f"opinionflow: {error}", err=True)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _is_ours(error: Exception) -> bool:
    """Tell our own errors, which are for users, from bugs, which want a traceback."""
    roots = {
        f"{package}.errors.{root}"
        for package, root in (
            ("flows", "FlowError"),
            ("collectors", "CollectorError"),
            ("nlp", "NlpError"),
            ("segments", "SegmentError"),
        )
    }
    return any(f"{kind.__module__}.{kind.__qualname__}" in roots for kind in type(error).__mro__)

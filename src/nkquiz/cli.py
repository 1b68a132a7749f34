"""The command line: options in, exit code out. What a command does stands in commands/, one file each.

Exit codes: 0 clean, 1 problems, 2 usage (a missing path included), 3 our bug, 130 Ctrl-C. Everything heavy is
imported by the command that needs it.
"""

from __future__ import annotations

import gc
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from nkquiz import __version__
from nkquiz.leaving import leave

if TYPE_CHECKING:
    from typer.models import CommandInfo

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

WELCOME = """\
nkquiz: facts on NK-cell and CAR-T safety, learned in the terminal and in Anki

To learn
  nkquiz run            a quiz of what is due and a little that is new
  nkquiz stats          what you know, and what comes when
  nkquiz settings       questions a session, new cards a day, retention
  nkquiz progress       export your answers, join those of another machine
  nkquiz build          make the Anki package

To write decks
  nkquiz new DIR        begin a collection of your own
  nkquiz check PATH     find every mistake, with line and hint
  nkquiz preview PATH   look at the cards in a browser while you write
  nkquiz diff OLD       what changes for learners since a package or git tag
  nkquiz release PATH   make a package that updates learners safely

More: nkquiz --help"""


PathArgument = Annotated[
    Path | None, typer.Argument(metavar="[PATH]", help="A collection, or a file of one. Default: the one you stand in.")
]
LevelOption = Annotated[Literal["core", "more", "trials"] | None, typer.Option(help="Only facts of this level.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _now() -> datetime:
    return datetime.now(UTC)


def _codes(given: list[str] | None) -> tuple[str, ...]:
    """Return codes that were given one by one or as `NK301,NK305`."""
    return tuple(code.strip().upper() for each in given or () for code in each.split(",") if code.strip())


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"nkquiz {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Learn and write facts: a terminal quiz and Anki packages from YAML decks."""
    if context.invoked_subcommand is None:
        print(WELCOME)


@app.command()
def run(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[DECK or PATH]...", help="Decks by id, or paths. Default: all decks.")
    ] = None,
    questions: Annotated[
        int | None, typer.Option("-n", "--questions", min=1, help="At most this many questions. Default: your settings, or 20.")
    ] = None,
    new_cards: Annotated[
        int | None, typer.Option(min=0, help="At most this many new cards a day. Default: your settings, or 10.")
    ] = None,
    practice: Annotated[bool, typer.Option("--practice", help="Practise; the schedule stays as it is.")] = False,
    weak: Annotated[bool, typer.Option("--weak", help="Practise what you know least.")] = False,
    exam: Annotated[
        int | None, typer.Option("--exam", metavar="N", min=1, help="An exam of N questions, told at the end.")
    ] = None,
    time: Annotated[str | None, typer.Option(metavar="TIME", help="How long the exam lasts: 90s, 10m, 1h.")] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where the report of the exam goes; it must not exist yet.")
    ] = None,
    level: LevelOption = None,
    tag: Annotated[str | None, typer.Option(help="Only facts with this tag.")] = None,
    seed: Annotated[int | None, typer.Option(help="Make the session's chance repeatable.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Plain lines, for screen readers and pipes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Events as JSON lines, for programs.")] = False,
    answers: Annotated[
        Path | None, typer.Option("--answers", metavar="FILE", help="Answer from a file of JSON lines, then end.")
    ] = None,
) -> None:
    """Be quizzed on what is due and a little that is new."""
    from nkquiz.commands.choosing import Wishes
    from nkquiz.commands.run import run as command

    wishes = Wishes(
        tuple(targets or ()), questions, new_cards, practice, weak, level, tag, seed, plain,
        as_json, answers, exam, time, report,
    )  # fmt: skip
    raise typer.Exit(command(wishes))


@app.command()
def stats(
    deck: Annotated[str | None, typer.Option(metavar="ID", help="Only this deck.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE|30d", help="Only answers from this day on.")] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Sentences and no pictures, for screen readers and pipes.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what you know and what comes when."""
    from nkquiz.commands.stats import Wanted
    from nkquiz.commands.stats import stats as command

    raise typer.Exit(command(Wanted(deck, since, as_json, plain), _now(), sys.stdout))


progress = typer.Typer(help="Export, join, find or reset your review log.", no_args_is_help=True)
app.add_typer(progress, name="progress")
FilesArgument = Annotated[list[str], typer.Argument(metavar="FILE...", help="Exports or progress files; - reads an export.")]


@progress.command()
def export(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write. Default: print.")] = None,
) -> None:
    """Write every review of every collection as JSON lines."""
    from nkquiz.commands.progress import export as command

    raise typer.Exit(command(output, sys.stdout))


@progress.command(name="import")
def bring_in(files: FilesArgument) -> None:
    """Take in the reviews of exports or other progress files; what is known stays."""
    from nkquiz.commands.joining import bring_in as command

    raise typer.Exit(command(files, _now(), sys.stdout, sys.stdin.buffer))


@progress.command()
def merge(files: FilesArgument) -> None:
    """Another name for `import`."""
    bring_in(files)


@progress.command()
def where() -> None:
    """Show where your progress lies, how much there is, and cards gone from the decks."""
    from nkquiz.commands.progress import where as command

    raise typer.Exit(command(_now(), sys.stdout))


@progress.command()
def reset(
    collection: Annotated[bool, typer.Option("--collection", help="Only the collection in use.")] = False,
    deck: Annotated[str | None, typer.Option(metavar="ID", help="Only this deck of it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Begin anew; a copy of your progress is kept."""
    from nkquiz.commands.progress import Part
    from nkquiz.commands.progress import reset as command

    raise typer.Exit(command(Part(collection, deck), yes, _now(), sys.stdout, sys.stdin))


@app.command()
def settings() -> None:
    """Show your settings and where they lie; makes the file if there is none."""
    from nkquiz.commands.settings import settings as command

    raise typer.Exit(command(sys.stdout))


@app.command(name="list")
def list_facts(
    path: PathArgument = None,
    as_json: JsonOption = False,
) -> None:
    """List the decks and their facts."""
    from nkquiz.commands.list import list_facts as command

    raise typer.Exit(command(path, as_json, _now(), sys.stdout))


@app.command()
def show(
    fact_id: Annotated[str, typer.Argument(metavar="FACT_ID", help="The id of a fact.")],
    path: PathArgument = None,
) -> None:
    """Show one fact with its cards, reasons and sources."""
    from nkquiz.commands.show import show as command

    raise typer.Exit(command(fact_id, path, _now(), sys.stdout))


@app.command()
def grade(
    fact_id: Annotated[str, typer.Argument(metavar="FACT_ID", help="A fact, or one card of it: `fact-id#card`.")],
    response: Annotated[str, typer.Argument(metavar="RESPONSE", help="What a learner might type.")],
    path: PathArgument = None,
    as_json: JsonOption = False,
) -> None:
    """Show what the grader says of a typed answer."""
    from nkquiz.commands.grade import grade as command

    raise typer.Exit(command(fact_id, response, path, as_json, _now(), sys.stdout))


@app.command()
def new(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder to make; `.` for the one you stand in.")],
    table: Annotated[
        Path | None,
        typer.Option("--from", metavar="CARDS.csv", help="Facts of a spreadsheet: question, answer, why, source."),
    ] = None,
    git: Annotated[bool, typer.Option("--git", help="Add what a repository wants: CI, pre-commit, editor settings.")] = False,
) -> None:
    """Begin a collection of your own: a small one that works at once."""
    from nkquiz.commands.new import new as command

    raise typer.Exit(command(folder, table, git, sys.stdout))


@app.command()
def check(
    path: PathArgument = None,
    form: Annotated[
        Literal["text", "json", "github"], typer.Option("--format", help="For people, for programs, for GitHub.")
    ] = "text",
    select: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="Only these rules about good cards: NK301, or NK30 for ten.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="CODE", help="Not these rules about good cards.")] = None,
    mend: Annotated[bool, typer.Option("--fix", help="First mend what is safe to mend: missing ids, quotes, spaces.")] = False,
) -> None:
    """Find every problem of every deck and the cards that are weak, with place and hint."""
    from nkquiz.commands.check import Wanted
    from nkquiz.commands.check import check as command

    wanted = Wanted(_codes(select), _codes(ignore))
    if mend:
        from nkquiz.commands.fix import fix

        wanted.rules()  # a slip in the command comes before any change
        fix(path, _now(), sys.stderr if form == "json" else sys.stdout)
    raise typer.Exit(command(path, wanted, form, _now(), sys.stdout))


@app.command()
def build(
    path: PathArgument = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The package to write.")] = None,
    level: LevelOption = None,
    locked: Annotated[bool, typer.Option("--locked", help="Fail unless the lock matches the sources.")] = False,
) -> None:
    """Make the Anki package, as a preview of the next release."""
    from nkquiz.commands.build import build as command

    raise typer.Exit(command(path, output, level, locked, _now(), sys.stdout))


@app.command()
def release(
    path: PathArgument = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The package to write.")] = None,
    first: Annotated[bool, typer.Option("--first", help="There was no release before.")] = False,
    recover_from: Annotated[
        Path | None, typer.Option("--from", metavar="OLD.apkg", help="Rebuild a lost lock from the last package.")
    ] = None,
) -> None:
    """Make the package of a release and record it in nkquiz.lock."""
    from nkquiz.commands.release import release as command

    raise typer.Exit(command(path, output, first, recover_from, _now(), sys.stdout))


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A package, a lock, a collection, or a git revision of one.")],
    new: Annotated[str | None, typer.Argument(metavar="[NEW]", help="The same. Default: the collection as it stands.")] = None,
    form: Annotated[
        Literal["text", "json", "markdown"], typer.Option("--format", help="How to write it; markdown is for learners.")
    ] = "text",
) -> None:
    """Show what changes for learners between two releases."""
    from nkquiz.commands.diff import diff as command

    raise typer.Exit(command(old, new, form, _now(), sys.stdout))


@app.command()
def preview(
    path: PathArgument = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this computer; 0 takes a free one.")] = 8337,
) -> None:
    """Look at the cards in a browser, as Anki and the quiz show them, while you write."""
    from nkquiz.commands.preview import preview as command

    raise typer.Exit(command(path, port, sys.stdout))


@app.command()
def schema(
    file: Annotated[
        Literal["deck", "collection", "sources"],
        typer.Argument(metavar="[FILE]", help="`deck`, `collection` (nkquiz.yaml) or `sources`."),
    ] = "deck",
) -> None:
    """Print the JSON Schema of a deck file, so that an editor completes and checks what you type."""
    from nkquiz.commands.schema import schema as command

    raise typer.Exit(command(file, sys.stdout))


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The package, an .apkg file.")],
    after: Annotated[
        Path | None, typer.Option(metavar="OLD", help="Import this first, as a learner did, then review and edit.")
    ] = None,
    anki: Annotated[
        str | None, typer.Option(metavar="PYTHON", help="A Python with the `anki` library. Default: $NKQUIZ_ANKI_PYTHON.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Import a package into the real Anki and say what learners meet."""
    from nkquiz.commands.verify import verify as command

    raise typer.Exit(command(file, after, anki, as_json, sys.stdout))


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    gc.disable()  # a command is short and makes few cycles; looking for them nearly doubles a large build
    _keep_only_asked(sys.argv[1:])
    try:
        leave(lambda: app(prog_name="nkquiz"))
    finally:
        gc.freeze()  # nor is anything looked for at the end, when all is thrown away


def _keep_only_asked(words: list[str]) -> None:
    """Take the other commands away from typer, which makes every one of them ready before it looks which is asked."""
    asked = [command for command in app.registered_commands if words and _name(command) == words[0]]
    if asked:
        app.registered_commands, app.registered_groups = asked, []


def _name(command: CommandInfo) -> str:
    return command.name or str(getattr(command.callback, "__name__", ""))

"""The main job on the sample clinic in plain text: what `posture demo` does where there is no terminal to draw on."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from posture.cli.comparing import told_apart, write_comparison
from posture.cli.opening import library
from posture.cli.output import say
from posture.cli.plain import say_caps, say_three_things
from posture.errors import ExitCode
from posture.report import compared
from posture.report.formats import FORMATS
from posture.report.wording import day, headline
from posture.sample import open_sample, sample_workspace
from posture.session import Session, open_session


def plain_demo(arguments: Namespace) -> int:
    """Say posture with its range and the three things, and write the report."""
    with sample_workspace() as where:
        session = open_sample(library(arguments), where)
        evaluation = session.evaluation()
        say(f"{session.assessment.clinic} (a sample), {day(evaluation.as_of)}")
        say(f"Posture {headline(evaluation)}")
        say_caps(evaluation)
        say()
        say_three_things(session, session.plan())
        say()
        # What the sample's reports look like must not depend on which extras are installed.
        formats = [name for name, one in FORMATS.items() if not one.needs] if arguments.all else ["markdown"]
        written = session.export(formats, folder=Path(arguments.output) if arguments.output else None)
        for path in (*written, *(_compared(session, written[0].parent) if arguments.all else ())):
            say(f"Report written: {path}")
    return ExitCode.DONE


def _compared(session: Session, folder: Path) -> Iterator[Path]:
    """The comparison with the sample clinic's visit before, in every format."""
    earlier = [path for path in sorted(session.path.parent.glob("*.toml")) if path != session.path]
    for path in earlier[-1:]:
        old = open_session(path, session.library, session.places)
        yield from write_comparison(told_apart(old, session), compared.FORMATS, folder)

"""Commands that make or change an assessment. Each prints the path that it wrote."""

import contextlib
from argparse import Namespace
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

from posture.cli.opening import library, parsed_facts, places
from posture.cli.output import narrate, say
from posture.errors import ExitCode, WrongUse
from posture.model.assessment import Acceptance, ActionState
from posture.model.control import Answer
from posture.report.wording import headline
from posture.session import NewAssessment, Session, new_session, open_session
from posture.store import assessments
from posture.store.assessments import ChangedElsewhere

_ATTEMPTS: Final = 100
"""How often a change is made anew because another program saved in between; each time, one of them got through."""


def _save(session: Session, done: str) -> int:
    session.save()
    narrate(f"{done} {session.assessment.clinic}: {headline(session.evaluation())}")
    say(str(session.path))
    return ExitCode.DONE


def _change(arguments: Namespace, make: Callable[[Session], str]) -> int:
    """Make a change and save it; where another program saves in between, on top of what that one saved."""
    content = library(arguments)

    def once() -> int:
        opened = open_session(Path(arguments.file), content, places(arguments))
        return _save(opened, make(opened))

    for _ in range(_ATTEMPTS - 1):
        with contextlib.suppress(ChangedElsewhere):
            return once()
    return once()


def new(arguments: Namespace) -> int:
    """`posture new`."""
    content = library(arguments)
    facts = parsed_facts(arguments.fact, content)
    wanted = NewAssessment(
        clinic=arguments.clinic,
        assessor=arguments.assessor,
        facts={key: value for key, value in facts.items() if value is not None},
        checklists=tuple(arguments.checklist),
        previous=assessments.read(Path(arguments.previous)) if arguments.previous else None,
    )
    path = Path(arguments.output) if arguments.output else None
    opened = new_session(wanted, content, places(arguments), path=path)
    return _save(opened, f"{opened.evaluation().applicable} controls to walk.")


def answer(arguments: Namespace) -> int:
    """`posture answer`."""
    name = arguments.control
    chosen = None if arguments.answer == "clear" else Answer(arguments.answer)

    def make(opened: Session) -> str:
        opened.answer(name, chosen, reason=arguments.reason, by=arguments.by)
        if arguments.note is not None:
            opened.note(name, arguments.note)
        if arguments.flagged is not None:
            opened.flag(name, arguments.flagged)
        if arguments.evidence:
            opened.add_evidence(name, arguments.method, arguments.evidence, arguments.collected or opened.today)
        return f"{name}: {arguments.answer}."

    return _change(arguments, make)


def fact(arguments: Namespace) -> int:
    """`posture fact`."""

    def make(opened: Session) -> str:
        changes = parsed_facts(arguments.facts, opened.library)
        facts = {**opened.assessment.facts, **changes}
        opened.set_facts({key: value for key, value in facts.items() if value is not None})
        return f"{opened.evaluation().applicable} controls apply."

    return _change(arguments, make)


def action(arguments: Namespace) -> int:
    """`posture action`."""

    def make(opened: Session) -> str:
        old = opened.assessment.action_state(arguments.action)
        status = arguments.status or old.status
        reason = old.reason if arguments.reason is None else arguments.reason
        if status == "declined" and not reason.strip():
            raise WrongUse("Needs a reason: why is this action declined?", arguments.action, "Say it with --reason.")
        state = ActionState(
            status=status,
            owner=old.owner if arguments.owner is None else arguments.owner,
            due=arguments.due or old.due,
            reason=reason,
        )
        opened.set_action(arguments.action, state)
        return f"{arguments.action}: {status}."

    return _change(arguments, make)


def accept(arguments: Namespace) -> int:
    """`posture accept`."""
    until: date = arguments.until

    def make(opened: Session) -> str:
        if not arguments.reason.strip():
            raise WrongUse("Needs a reason: why is this gap accepted?", arguments.control, "Say it with --reason.")
        opened.accept(arguments.control, Acceptance(reason=arguments.reason, by=arguments.by, until=until))
        return f"{arguments.control}: accepted until {until.isoformat()}."

    return _change(arguments, make)

"""The interview line by line: question, answer, saved, next question. No cursor is moved and no colour is used.

Each change is on disk before the next question. Whatever ends the interview, nothing that was answered is lost.
"""

import textwrap
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Final

from posture.assess.applicability import Item, all_hold
from posture.assess.walk import Group, minutes_left
from posture.cli.output import complain, say
from posture.cli.replies import Reply, help_lines, reply
from posture.errors import DamagedFile, PostureError, WrongUse
from posture.model.assessment import Assessment
from posture.model.control import Answer
from posture.report.wording import ANSWER_WORDS, answer_word, count, day
from posture.session import Session
from posture.store.assessments import ChangedElsewhere

WIDTH: Final = 78
"""Columns of a line; a serial terminal breaks longer ones in the middle of a word."""

Read = Callable[[], str]
"""The next line that was typed. Raises EOFError at the end of the input."""

Regroup = Callable[[], tuple[Group, ...]]
"""The questions in their order as they stand now."""


class _Quit(Exception):
    """The person wants to stop."""


class Interview:
    """One run through the questions of an assessment.

    Args:
        session: The assessment.
        regroup: Makes the questions in their order; they are made anew after every change.
        read: Where answers come from.
        by: Who answers; empty to leave that open.
    """

    def __init__(self, session: Session, regroup: Regroup, read: Read, by: str = "") -> None:
        self._session, self._regroup, self._read, self._by = session, regroup, read, by
        self._groups = regroup()
        self._skipped: set[str] = set()
        self._seen: list[str] = []
        self._current = ""

    @property
    def items(self) -> list[Item]:
        """All questions in their order."""
        return [item for group in self._groups for item in group.items]

    @property
    def open(self) -> int:
        """How many have no answer."""
        return sum(not item.answered for item in self.items)

    def run(self) -> None:
        """Ask until nothing is open, or until the person stops or the input ends."""
        try:
            self._go_on()
            while self._current:
                self._ask()
        except (_Quit, EOFError):
            return  # all is saved but for what the disk refused; whoever opened the assessment tries that again

    # --- going about -----------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        """To the next open question after this one, then from the start; to none if all are answered or skipped."""
        items = self.items
        ids = [item.control.id for item in items]
        place = ids.index(self._current) + 1 if self._current in ids else 0
        wanted = (item for item in (*items[place:], *items[:place]) if not item.answered)
        self._current = next((item.control.id for item in wanted if item.control.id not in self._skipped), "")

    def _back(self) -> None:
        if self._seen:
            self._current = self._seen.pop()
        else:
            tell("This is the first question of this run.")

    # --- asking ----------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        asked = self._current
        item = next(item for item in self.items if item.control.id == asked)
        self._say_question(item)
        while True:
            say(f"Your answer, 1 to {len(Answer) if item.control.na_allowed else len(Answer) - 1}, or ? for help:")
            line = self._read()
            said = reply(line)
            if not line.strip():
                if self._enter(item):
                    return
            elif said.answer is not None:
                if self._answer(item, said.answer, said.words):
                    return
            elif said.command:
                if self._obey(item, said):
                    return
            else:
                near = f" Did you mean {said.hint}?" if said.hint else ""
                tell(f"That is no answer and no command.{near} ? says what there is.")
            item = next(one for one in self.items if one.control.id == asked)

    def _enter(self, item: Item) -> bool:
        if self._session.unsaved:
            self._save()
            return False
        if item.answered:
            self._leave()
            return True
        tell("Type a number, or s to leave this open and go on.")
        return False

    def _say_question(self, item: Item) -> None:
        total, left = len(self.items), minutes_left(self._groups)
        group = next(group for group in self._groups if item in group.items)
        ids = [one.control.id for one in group.items]
        say()
        tell(f"{total - self.open} of {total} answered, about {count(_rounded(left), 'minute')} left.")
        role = self._session.library.role_title(item.control.ask)
        who = f" Ask the {role}." if role not in ("", group.title) else ""
        flag = " Flagged." if item.response.flagged else ""
        tell(f"{group.title}, {ids.index(item.control.id) + 1} of {len(ids)}: {item.control.title}.{who}{flag}")
        tell(item.control.question)
        for number, answer in enumerate(Answer, 1):
            meaning = item.control.answers.of(answer)
            if answer is not Answer.NA or item.control.na_allowed:
                tell(f"{number} {ANSWER_WORDS[answer]}{f': {meaning}' if meaning else ''}")
        if item.answered or item.response.note:
            self._say_response(item)

    def _say_response(self, item: Item) -> None:
        response = item.response
        if item.answered:
            when = f" on {day(response.at.astimezone().date())}" if response.at else ""
            by = f" by {response.by}" if response.by else ""
            reason = f" ({response.reason})" if response.reason else ""
            tell(f"Now: {answer_word(response.answer)}{reason}, answered{by}{when}. Enter keeps it.")
        if response.note:
            tell(f"Note: {response.note}")

    # --- answers and commands --------------------------------------------------------------------------------

    def _answer(self, item: Item, answer: Answer, reason: str) -> bool:
        if answer is Answer.NA:
            if not item.control.na_allowed:
                tell("This applies to every clinic. Choose another answer, or 5 if nobody knows.")
                return False
            reason = reason or self._line("Why does this not apply here? An empty line goes back to the question.")
            if not reason:
                return False
        by = self._by or None
        try:
            self._session.answer(item.control.id, answer, reason=reason, by=by)
        except WrongUse as error:
            complain(error)
            return False
        self._changed(f"{ANSWER_WORDS[answer]}.")
        self._leave()
        return True

    def _leave(self) -> None:
        self._seen.append(self._current)
        self._go_on()

    def _obey(self, item: Item, said: Reply) -> bool:
        """Carry out a command; True when another question is to be shown."""
        if said.command == "quit":
            raise _Quit
        if said.command in ("why", "check", "help"):
            for line in self._told(item, said.command):
                tell(line)
            return False
        if said.command == "note":
            self._note(item, said.words)
            return False
        if said.command == "flag":
            self._session.flag(item.control.id, not item.response.flagged)
            self._changed("The flag is off." if item.response.flagged else "Flagged.")
            return False
        if said.command == "undo":
            return self._undo()
        if said.command == "skip":
            self._skipped.add(item.control.id)
            self._leave()
        else:
            self._back()
        return True

    def _told(self, item: Item, what: str) -> Iterable[str]:
        if what == "help":
            return help_lines()
        if what == "why":
            return (item.control.why or "Nothing is said about this.",)
        checks = [check for check in item.control.checks if all_hold(check.when, self._session.assessment.facts)]
        lines = [
            line for check in checks for line in (check.how, f"Keep as proof: {check.proof}" if check.proof else "")
        ]
        return [line for line in lines if line.strip()] or ["No check is written for this."]

    def _note(self, item: Item, words: str) -> None:
        if not words:
            already = " It replaces the one that is there; - takes that away." if item.response.note else ""
            say(f"Write the note; an empty line ends it.{already}")
            words = self._paragraph()
            if not words:
                tell("The note stays as it was.")
                return
        self._session.note(item.control.id, "" if words == "-" else words)
        self._changed("The note is gone." if words == "-" else "Noted.")

    def _paragraph(self) -> str:
        lines: list[str] = []
        try:
            while (line := self._read()).strip():
                lines.append(line.rstrip())
        except EOFError:
            if not lines:  # what was written is kept; the next question meets the end again
                raise
        return "\n".join(lines).strip()

    def _line(self, prompt: str) -> str:
        say(prompt)
        return self._read().strip()

    def _undo(self) -> bool:
        before = self._session.assessment
        if not self._session.undo():
            tell("Nothing was changed in this run.")
            return False
        changed = _changed_control(before, self._session.assessment)
        self._changed("Taken back.")
        if changed in [item.control.id for item in self.items]:
            self._current = changed
        return True

    # --- saving ----------------------------------------------------------------------------------------------

    def _changed(self, done: str) -> None:
        self._groups = self._regroup()
        self._save(done)

    def _save(self, done: str = "") -> None:
        """Save what changed, and say so, or why not; what was answered stays in any case."""
        session = self._session
        if not session.unsaved:
            if done:
                say(done)
            return
        try:
            try:
                session.save()
            except ChangedElsewhere:
                self._join_or_part()
        except PostureError as error:
            complain(error)
            tell(f"{done} NOT SAVED. It is kept here meanwhile; Enter tries again.".strip())
            return
        say(f"{done} Saved.".strip())

    def _join_or_part(self) -> None:
        """Somebody else has saved meanwhile: take that in, or go on in a file of one's own; no answer is lost."""
        session = self._session
        with suppress(ChangedElsewhere, DamagedFile):
            if not session.join().conflicts:
                session.save()
                self._groups = self._regroup()
                tell("Somebody else changed this file meanwhile; what they said is in it too.")
                return
        session.save_beside()
        tell(f"Somebody else answered the same otherwise; theirs stays. Yours goes on in {session.path}")


def _changed_control(one: Assessment, other: Assessment) -> str:
    names = [*one.responses, *other.responses]
    return next((name for name in names if one.response(name) != other.response(name)), "")


def _rounded(minutes: int) -> int:
    """Minutes as one says them: from ten on, in fives."""
    return minutes if minutes < 10 else -(-minutes // 5) * 5


def tell(text: str) -> None:
    """Text of any length, in lines that every terminal has room for; its own line ends stay."""
    for line in text.split("\n"):
        wrapped: Sequence[str] = textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for part in wrapped or [""]:
            say(part)

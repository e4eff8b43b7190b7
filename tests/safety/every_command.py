"""Every command there is, carried out once, on two clinics with a canary in every text that somebody could have typed.

A new command is not forgotten: a test holds `Scene.lines` to what `posture.cli.commands` lists.
"""

import io
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from posture.cli.main import run
from posture.content.library import BUILTIN, assemble, require
from posture.model.action import ActionText, Closes, Hours
from posture.model.assessment import (
    Acceptance,
    ActionState,
    Assessment,
    ChecklistRef,
    Evidence,
    PlanSettings,
    Response,
)
from posture.model.control import Answer
from posture.session import NewAssessment, Session, new_session
from posture.store import verifying
from posture.store.paths import Places

NOW: Final = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


class Canaries:
    """Words that stand nowhere else, one for each text of one clinic."""

    def __init__(self, clinic: str) -> None:
        self._stem = f"kanarie{clinic}{secrets.token_hex(4)}x"
        self.places: dict[str, str] = {}

    def sing(self, place: str) -> str:
        """A new word for a place such as `Response.note`."""
        word = f"{self._stem}{len(self.places):02}z"
        self.places[place] = word
        return word

    def heard(self, text: str | bytes) -> list[str]:
        """The places whose words stand in a text, however their letters are cased; in bytes of UTF-8 too."""
        found = (text if isinstance(text, str) else text.decode("utf-8", "replace")).lower()
        return [place for place, word in self.places.items() if word in found]

    @property
    def any(self) -> str:
        """What all words begin with."""
        return self._stem


def assessment_with(canaries: Canaries, base: Assessment, controls: tuple[str, ...]) -> Assessment:
    """An assessment with a canary wherever text can be typed."""
    sing = canaries.sing
    first, second, third, _ = controls
    values = {name: getattr(base, name) for name in Assessment.model_fields}
    values |= {
        "assessor": sing("Assessment.assessor"),
        "responses": {
            first: Response(
                answer=Answer.PARTLY,
                note=sing("Response.note"),
                by=sing("Response.by"),
                at=NOW,
                flagged=True,
                evidence=(Evidence(reference=sing("Evidence.reference"), collected=date(2026, 11, 20)),),
            ),
            second: Response(answer=Answer.NA, reason=sing("Response.reason")),
            third: Response(
                answer=Answer.NOT,
                accepted=Acceptance(
                    reason=sing("Acceptance.reason"), by=sing("Acceptance.by"), until=date(2027, 5, 31)
                ),
            ),
        },
        "own_actions": {
            "own-action": ActionText(
                title=sing("ActionText.title"),
                closes=(Closes(control=first, share=1),),
                hours=Hours(base=1),
                steps=(sing("ActionText.steps"),),
                proof=sing("ActionText.proof"),
            )
        },
        "actions": {
            "own-action": ActionState(
                status="declined", owner=sing("ActionState.owner"), reason=sing("ActionState.reason")
            )
        },
        "checklists": tuple(
            ref if number else ChecklistRef(id=ref.id, version=sing("ChecklistRef.version"), sha256=ref.sha256)
            for number, ref in enumerate(base.checklists)
        ),
        "plan": PlanSettings(hours_per_week=6, year_dollars=1000),
    }
    return Assessment(**values)


def typed_texts(schema: Mapping[str, Any]) -> set[str]:
    """`Response.note` and every other field of the file that takes any text, by the model's own schema."""
    found = set()
    for name, model in (("Assessment", schema), *schema["$defs"].items()):
        for key, told in model.get("properties", {}).items():
            kind = told.get("items", told)
            if kind.get("type") == "string" and not {"pattern", "enum", "format", "const"} & set(kind):
                found.add(f"{name}.{key}")
    return found - {"Assessment.id"}  # a random number, made by posture


@dataclass
class Done:
    """What one command line came to."""

    words: tuple[str, ...]
    code: int
    out: str
    err: str


@dataclass
class Scene:
    """A workspace with two clinics, another one to unarchive into, and folders beside them.

    Attributes:
        first: Canaries of the clinic that the commands are about.
        second: Canaries of the other one, which they are not about.
        every_format: Whether a report is written in all formats, which takes seconds, or in one.
    """

    root: Path
    first: Canaries = field(default_factory=lambda: Canaries("erste"))
    second: Canaries = field(default_factory=lambda: Canaries("zweite"))
    every_format: bool = True
    file: Path = Path()
    other: Path = Path()
    controls: tuple[str, ...] = ()
    action: str = ""

    @property
    def workspace(self) -> Path:
        return self.root / "workspace"

    @property
    def written(self) -> Path:
        """Where commands write what has been given a path."""
        return self.root / "written"

    def lay_out(self) -> None:
        """Save both clinics, as posture saves."""
        library = require(assemble([BUILTIN]))
        known = [control.id for checklist in library.checklists for control in checklist.controls]
        self.controls = tuple(known[:4])
        paths = []
        for canaries in (self.first, self.second):
            wanted = NewAssessment(clinic=canaries.sing("Assessment.clinic"))
            session = new_session(wanted, library, Places(self.workspace), clock=lambda: NOW)
            self._fill(session, canaries)
            paths.append(session.path)
        self.file, self.other = paths
        self.action = next(action.id for checklist in library.checklists for action in checklist.actions)

    def _fill(self, session: Session, canaries: Canaries) -> None:
        session.assessment = assessment_with(canaries, session.assessment, self.controls)
        session.unsaved = True
        session.save()

    def lines(self) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Name of the command, its words, and what is typed at it. In an order in which each has what it needs."""
        file, written = str(self.file), self.written
        control, action = self.controls[3], self.action
        note = self.first.places["Response.note"]
        yield "where", (), ""
        yield "doctor", (), ""
        yield "doctor", ("--json",), ""
        yield "check", ("--strict",), ""
        yield "check", ("--table",), ""
        yield "quick-check", (), ""
        yield "schema", ("-o", str(written / "schema")), ""
        yield "new-checklist", ("my-own",), ""
        yield "demo", ("--plain", "-o", str(written / "demo")), ""
        yield "answer", (file, control, "partly", "--note", note, "--by", note, "--evidence", note), ""
        yield "fact", (file, "staff=8"), ""
        yield "action", (file, action, "--status", "doing", "--owner", note), ""
        yield "accept", (file, control, "--reason", note, "--until", "2027-05-31", "--by", note), ""
        yield "ask", (file,), f"5\nn {note}\nq\n"
        yield "score", (file,), ""
        yield "score", (file, "--json"), ""
        yield "plan", (file, "--hours-per-week", "6", "--save"), ""
        yield "explain", (file, self.controls[0]), ""
        yield "export", (file, *(("--all",) if self.every_format else ())), ""
        yield "export", (file, "--redact", "--format", "csv", "-o", str(written / "redacted")), ""
        yield "export", (file, "--audience", "owner", "-o", str(written / "owner")), ""
        yield "templates", ("-o", str(written / "templates")), ""
        own = ("--template", str(written / "templates"), "--format", "html", "-o", str(written / "own"))
        yield "export", (file, *own), ""
        yield "sheet", (file, "-o", str(written / "sheets")), ""
        yield "fill", (file, "SHEET", "--yes"), ""
        yield "new", ("--clinic", self.first.places["Assessment.clinic"], "--from", file), ""
        yield "new", ("--clinic", f"{note} again", "-o", str(written / "new.toml")), ""
        yield "compare", (file, str(written / "new.toml")), ""
        yield "compare", (file, str(written / "new.toml"), "-o", str(written / "compared"), "--format", "html"), ""
        yield "history", (file,), ""
        yield "verify", (file,), ""
        yield "verify", (file, "--seal", "SEAL"), ""
        yield "restore", (file, "1"), ""
        yield "archive", (self.first.places["Assessment.clinic"], "-o", str(written / "clinic.zip")), ""
        yield "unarchive", (str(written / "clinic.zip"), "--workspace", str(self.root / "second workspace")), ""
        yield "delete", (self.first.places["Assessment.clinic"],), f"{self.first.places['Assessment.clinic']}\n"

    def carry_out(self) -> Iterator[Done]:
        """One command line after the other."""
        for name, words, typed in self.lines():
            yield carry_out((name, *map(self._named, words)), typed)

    def _named(self, word: str) -> str:
        """A word of a line; for `SHEET` a question sheet that was written on the way, for `SEAL` the last seal."""
        if word == "SEAL":
            last = verifying.last_entry(self.file)
            return last.seal if last else ""
        return str(min((self.written / "sheets").iterdir())) if word == "SHEET" else word


def carry_out(words: tuple[str, ...], typed: str = "") -> Done:
    """One command line in this process, with what it prints caught."""
    out, err = io.StringIO(), io.StringIO()
    stdin, sys.stdin = sys.stdin, io.StringIO(typed)
    try:
        with redirect_stdout(out), redirect_stderr(err):
            try:
                code = run(words)
            except SystemExit as asked:
                code = int(asked.code or 0)
    finally:
        sys.stdin = stdin
    return Done(words, code, out.getvalue(), err.getvalue())

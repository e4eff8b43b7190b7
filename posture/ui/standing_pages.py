"""Pages behind the lines of the results: a checklist control by control, a standard requirement by requirement."""

from collections.abc import Iterable

from posture.assess.frameworks import Status
from posture.assess.scoring import ControlScore
from posture.report.record import framework_blocks
from posture.report.weaknesses import weaknesses
from posture.report.wording import (
    FRAMEWORK_STATUS_WORDS,
    answer_glyph,
    answer_word,
    count,
    item_answer,
    one_decimal,
)
from posture.session import Session


def checklist_page(session: Session, name: str) -> tuple[str, str]:
    """Title and text of the page that takes the score of a checklist apart."""
    evaluation = session.evaluation()
    entry = next(entry for entry in evaluation.checklists if entry.id == name)
    title = session.library.checklist_by_id[name].title
    if entry.score is None:
        return title, "No control of this checklist applies here, so there is nothing to score."
    own = [score for score in evaluation.controls if score.item.checklist.id == name and score.credit is not None]
    weight = sum(score.weight for score in own)
    lines = [
        f"{one_decimal(entry.score.point)} of 100: each control's weight times what its answer earns, divided by all "
        f"the weight, which is {weight}. At least {one_decimal(entry.score.low)}, could be "
        f"{one_decimal(entry.score.high)}.",
        "",
        "## What is missing, the heaviest first",
        "",
        *_missing(own),
        "",
        "## In place",
        "",
        *(f"- {_of(score)}" for score in own if not score.lost),
    ]
    return title, "\n".join(lines)


def _missing(own: Iterable[ControlScore]) -> Iterable[str]:
    gaps = sorted((score for score in own if score.lost), key=lambda score: (-(score.lost or 0), score.id))
    for score in gaps:
        yield f"- {_of(score)}: weight {score.weight}, lost {one_decimal(score.lost or 0)} points of posture"
    if not gaps:
        yield "- Nothing."


def _of(score: ControlScore) -> str:
    answer = item_answer(score.item)
    return f"{answer_glyph(answer)} {score.item.control.title} ({answer_word(answer).lower()})"


def framework_page(session: Session, name: str) -> tuple[str, str]:
    """Title and text of the page that lists a standard's requirements by their status."""
    evaluation = session.evaluation()
    place = next(place for place, status in enumerate(evaluation.frameworks) if status.framework.id == name)
    status = evaluation.frameworks[place]
    blocks = {block.title: block for block in framework_blocks(session.report())}
    block = blocks.get(status.framework.title)
    if block is None:
        return status.framework.title, "None of these checklists answers any of its requirements."
    rows = {row.id: row for row in block.rows}
    lines = [*(f"- {words}" for words in block.counts)]
    for kind in Status:
        entries = [entry for entry in status.requirements if entry.status is kind]
        if entries:
            words = FRAMEWORK_STATUS_WORDS[kind]
            lines += ["", f"## {words[:1].upper()}{words[1:]}: {len(entries)}", ""]
            for entry in entries:
                row = rows[entry.requirement.id]
                lines.append(f"- {row.id} {row.title} ({row.controls})")
    return status.framework.title, "\n".join(lines)


def weaknesses_page(session: Session) -> tuple[str, str]:
    """Title and text of the page of what weakens the assessment itself."""
    found = weaknesses(session.report())
    title = "What weakens this assessment"
    if not found.rows and not found.notes:
        return title, "Nothing that posture looks for."
    lines = ["This changes no score unless it says so. Each is worth a second look.", ""]
    if found.rows:
        lines += [f"## {count(len(found.rows), 'warning')}", ""]
        lines += [f"- {row.about}: {row.message}" if row.about else f"- {row.message}" for row in found.rows]
    if found.notes:
        lines += ["", "## Good to know", "", *(f"- {note}" for note in found.notes)]
    return title, "\n".join(lines)

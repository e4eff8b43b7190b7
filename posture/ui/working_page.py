"""The working behind a number as a page: the sentences of the report's explanation, ready to be read."""

from collections.abc import Iterable

from posture.report.explanation import Kind, Section, explained, posture_sections
from posture.session import Session

_BULLET = "• "


def posture_page(session: Session) -> tuple[str, str]:
    """Title and text of the page that takes posture apart."""
    return "How posture comes about", _text(posture_sections(session.report()))


def working_page(session: Session, kind: Kind, name: str) -> tuple[str, str]:
    """Title and text of the page that takes one control, action, cap or threat apart."""
    first, *rest = explained(session.report(), kind, name)
    return first.title, _text((Section("", first.lines), *rest))


def action_page(session: Session, name: str) -> tuple[str, str]:
    """What is to be done for an action, and the working behind it."""
    first, *rest = explained(session.report(), "action", name)
    own = {action.id: action for action in session.assessment.own}
    action = session.library.action_by_id.get(name) or own.get(name)
    parts = [_text((Section("", first.lines),))]
    if action is not None and action.steps:
        parts += ["## Steps", "\n".join(f"{number}. {words}" for number, words in enumerate(action.steps, 1))]
    if action is not None and action.proof:
        parts += ["## Done when", action.proof]
    return (action.title if action else first.title), "\n\n".join([*parts, _text(rest)])


def _text(sections: Iterable[Section]) -> str:
    parts: list[str] = []
    for section in sections:
        if section.title:
            parts.append(f"## {section.title}")
        for line in section.lines:
            listed = line.startswith(_BULLET)
            words = f"- {line.removeprefix(_BULLET)}" if listed else line
            # Sentences run on as a paragraph, and so do the items of a list; the two are kept apart.
            if parts and parts[-1].startswith("- ") == listed and not parts[-1].startswith("## "):
                parts[-1] += f"\n{words}"
            else:
                parts.append(words)
    return "\n\n".join(parts)

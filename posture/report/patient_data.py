"""Text that looks as if it held patient data, which an assessment never needs: found, named, and never repeated."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from posture.model.assessment import Assessment

_DAY: Final = (
    r"(?:\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{1,2}-\d{1,2}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4}|"
    r"\d{1,2}\.? [A-Za-z]{3,9}\.? \d{4})"
)

KINDS: Final = (
    # Numbers that were never given out (SSA): 000, 666 and 9xx at the start, 00 and 0000 after.
    ("a Social Security number", r"(?<![\w-])(?!000|666|9)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![\w-])"),
    (
        "a medical record number",
        r"\b(?:MRN|(?:medical record|chart|patient|pt)\W{0,2}(?:number|num|no|nr|id|#))\W{0,3}"
        r"[A-Z]{0,3}-?\d[\d-]{2,18}\d\b",
    ),
    ("a date of birth", rf"\b(?:DOB|D\.O\.B\.?|dates? of birth|birth ?(?:date|day)|born)\W{{0,4}}(?:on\W)?{_DAY}"),
)
"""What is looked for, with a pattern each."""

_PATTERNS: Final = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in KINDS)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A place in an assessment, in words, and what its text looks like."""

    place: str
    kind: str


def suspicions(assessment: Assessment) -> tuple[Suspicion, ...]:
    """Every place whose text looks like patient data."""
    return tuple(
        Suspicion(place, kind)
        for place, text in _texts(assessment)
        for kind, pattern in _PATTERNS
        if pattern.search(text)
    )


def _texts(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for name, response in assessment.responses.items():
        yield f"the note on {name}", response.note
        yield f"the reason at {name}", response.reason
        for evidence in response.evidence:
            yield f"the evidence for {name}", evidence.reference
        if response.accepted:
            yield f"the accepted gap at {name}", response.accepted.reason
    for name, state in assessment.actions.items():
        yield f"the reason at action {name}", state.reason
    for name, action in assessment.own_actions.items():
        yield f"the clinic's own action {name}", "\n".join((action.title, action.proof, *action.steps))

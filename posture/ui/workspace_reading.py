"""Reading a workspace away from the keys: which clinics, then their names, then their numbers, the visible ones first.

Runs in a thread. It says what it has found as messages, and ends as soon as nobody wants it any more.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from textual.message import Message

from posture.clock import Clock
from posture.model.library import Library
from posture.portfolio import Backlog, Practice, judged, listed, named, unchanged, with_past
from posture.store import removal
from posture.store.paths import Places

FIRST_NAMES: Final = 60
"""Clinics whose names are read before any is shown: more than any screen has rows."""

REST_SECONDS: Final = 0.15
"""After a key the judging waits for so long, so that the next key does not wait for it."""


class Listed(Message):
    """The clinics of the workspace, in the order in which they are shown.

    Attributes:
        whole: Whether all of them have their names.
    """

    def __init__(self, practices: list[Practice], *, whole: bool) -> None:
        super().__init__()
        self.practices = practices
        self.whole = whole


class Judged(Message):
    """A clinic of which more is known now."""

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self.practice = practice


@dataclass
class Sight:
    """What a user looks at; written by the screen, read by the thread.

    Attributes:
        near: Keys of the clinics in sight.
        here: Key of the one under the cursor.
        touched: When a key was pressed last, by the clock that only goes on.
    """

    near: tuple[str, ...] = ()
    here: str | None = None
    touched: float = 0.0


Say = Callable[[Message], object]
Stopped = Callable[[], bool]


def read(places: Places, clock: Clock, known: Mapping[str, Practice], say: Say, stopped: Stopped) -> list[Practice]:
    """List the clinics and read their names; what is `known` of one whose files did not change is kept."""
    removal.finish(places, clock().timestamp())
    found = listed(places)
    fresh = [practice for practice in found if not unchanged(practice, known.get(practice.key))]
    names = {practice.key: named(practice) for practice in fresh[:FIRST_NAMES]}
    rest = fresh[FIRST_NAMES:]
    if rest:
        say(Listed([_best(practice, names, known) for practice in found], whole=False))
    for practice in rest:
        if stopped():
            return []
        names[practice.key] = named(practice)
    whole = [_best(practice, names, known) for practice in found]
    say(Listed(whole, whole=True))
    return whole


def _best(practice: Practice, names: Mapping[str, Practice], known: Mapping[str, Practice]) -> Practice:
    old = known.get(practice.key)
    if old is not None and unchanged(practice, old):
        return old
    return names.get(practice.key, practice)


def judge(
    practices: Sequence[Practice], sight: Sight, library: Callable[[], Library], today: date, say: Say, stopped: Stopped
) -> None:
    """Judge what is not judged yet, and say each clinic of which more is known."""
    known = {practice.key: practice for practice in practices}
    backlog = Backlog.of(practices)
    while (wanted := backlog.next(sight.near, sight.here)) is not None:
        while time.monotonic() - sight.touched < REST_SECONDS and not stopped():
            time.sleep(REST_SECONDS / 5)
        if stopped():
            return
        key, is_past = wanted
        known[key] = (with_past if is_past else judged)(known[key], library(), today)
        say(Judged(known[key]))

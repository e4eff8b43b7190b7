"""Answers, notes, undo, an editor, a crash, a full disk and earlier states brought back, in any order."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from posture.store.journal import Journal
from tests.store.machine import Keeping

SHORT = settings(
    max_examples=10,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    derandomize=True,
    database=None,
)


def test_whatever_happens_nothing_acknowledged_is_lost_and_every_state_comes_back() -> None:
    run_state_machine_as_test(Keeping, settings=SHORT)


def test_the_control_that_never_adds_to_its_history_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[Journal, bytes], None] = Journal.add

    def first_only(book: Journal, data: bytes) -> None:
        if not book.size:
            real(book, data)

    monkeypatch.setattr(Journal, "add", first_only)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Keeping, settings=SHORT)

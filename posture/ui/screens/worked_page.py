"""A page whose text takes a moment: the keys go on, and Escape leaves it at once."""

from collections.abc import Callable

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from posture.errors import PostureError
from posture.ui.screens.page import PageScreen
from posture.ui.widgets.control_card import Detail

WORKING = "Working it out … Esc stops."

PATIENCE = 0.3
"""Seconds after which it is said that something is being worked out."""


class WorkedPage(PageScreen):
    """Text that is made in a thread of its own; what comes after the page was closed is dropped."""

    class Made(Message):
        """The text is there."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, title: str, make: Callable[[], str]) -> None:
        super().__init__(title, "")
        self._make = make
        self._made = False

    def on_mount(self) -> None:
        """Begin, and say so if it takes long."""
        self.work_it_out()
        self.set_timer(PATIENCE, self._say_working)

    def _say_working(self) -> None:
        if not self._made:
            self.query_one(Detail).show(WORKING)

    @work(thread=True, exclusive=True, group="page", description="page")
    def work_it_out(self) -> None:
        """Make the text, away from the keys."""
        worker = get_current_worker()
        try:
            text = self._make()
        except PostureError as error:
            text = str(error)
        if not worker.is_cancelled:
            self.post_message(self.Made(text))

    def on_worked_page_made(self, event: Made) -> None:
        """Show it."""
        self._made = True
        self.query_one(Detail).show(event.text)

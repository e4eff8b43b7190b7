"""Two packs compared, for the tests of the trend."""

from posture.assess.trend import Change, Trend, Visit, trend
from tests.core.packs import Pack


def compare(old: Pack, new: Pack) -> Trend:
    return trend(*(Visit(one.library, one.assessment, one.as_of) for one in (old, new)))


def both(compared: Trend) -> list[Change]:
    """The change as declared and that of the low reading, where there are any."""
    return [change for change in (compared.point, compared.low) if change is not None]

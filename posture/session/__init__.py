"""What both faces do with an assessment: open, answer, undo, judge, report, save.

The only place that joins core and edges. It draws nothing, prints nothing and asks nothing.
"""

from posture.session.opening import NewAssessment, load_library, new_session, open_session
from posture.session.session import Session

__all__ = ["NewAssessment", "Session", "load_library", "new_session", "open_session"]

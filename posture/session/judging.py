"""An assessment in hand, judged and planned; what has not changed is not worked out again."""

from datetime import date
from typing import TYPE_CHECKING

from posture.assess.evaluate import Evaluation, evaluate
from posture.assess.quality import QualityFinding, quality_findings
from posture.assess.reevaluate import reevaluated
from posture.model.assessment import Assessment, PlanSettings
from posture.session.editing import Editing

if TYPE_CHECKING:
    from posture.plan.plan import Plan


class Judging(Editing):
    """What an assessment says about a clinic, as of a day."""

    _evaluation: tuple[Assessment, date, Evaluation] | None
    _plan: "tuple[Evaluation, PlanSettings, Plan] | None"

    def evaluation(self, as_of: date | None = None) -> Evaluation:
        """The assessment judged as of a day (today where none is given)."""
        day = as_of or self.today
        if self._evaluation is None:
            self._evaluation = (self.assessment, day, evaluate(self.library, self.assessment, day))
        judged, judged_on, evaluation = self._evaluation
        if judged is not self.assessment or judged_on != day:
            evaluation = reevaluated(evaluation, self.library, judged, self.assessment, day)
            self._evaluation = (self.assessment, day, evaluation)
        return evaluation

    def quality(self, as_of: date | None = None) -> tuple[QualityFinding, ...]:
        """What weakens the assessment as of a day, today unless said otherwise."""
        return quality_findings(self.library, self.assessment, self.evaluation(as_of))

    def plan(self, as_of: date | None = None, settings: PlanSettings | None = None) -> "Plan":
        """The plan for the assessment as of a day, with its own settings or with others."""
        from posture.plan.plan import make_plan  # noqa: PLC0415 - a score is shown without it

        evaluation = self.evaluation(as_of)
        settings = settings or self.assessment.plan
        if self._plan is None or self._plan[0] is not evaluation or self._plan[1] != settings:
            self._plan = (
                evaluation,
                settings,
                make_plan(self.library, self.assessment, evaluation, settings),
            )
        return self._plan[2]

    def plan_in_hand(self) -> "Plan | None":
        """The plan for today, if it is worked out already."""
        known = self._plan
        fits = known is not None and known[0] is self.evaluation() and known[1] == self.assessment.plan
        return known[2] if known is not None and fits else None

    def keep_plan(self, evaluation: Evaluation, settings: PlanSettings, plan: "Plan") -> None:
        """Keep a plan that was worked out elsewhere, away from the keys."""
        self._plan = (evaluation, settings, plan)

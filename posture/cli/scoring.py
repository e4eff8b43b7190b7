"""The command that says where a clinic stands."""

from argparse import Namespace
from fractions import Fraction

from posture.cli.opening import session
from posture.cli.output import narrate, say_json
from posture.cli.plain import say_quality, say_score
from posture.errors import ExitCode


def score(arguments: Namespace) -> int:
    """`posture score`."""
    opened = session(arguments)
    evaluation = opened.evaluation(arguments.as_of)
    if arguments.json or arguments.exact:
        from posture.report.records import score_record  # noqa: PLC0415 - plain text does without it

        say_json(score_record(evaluation, exact=arguments.exact))
    else:
        say_score(evaluation)
        say_quality(opened.quality(arguments.as_of))
    under = arguments.fail_under
    if under is not None and (evaluation.posture is None or evaluation.posture.point < Fraction(str(under))):
        narrate(f"posture: under {under:g}")
        return ExitCode.NO
    return ExitCode.DONE

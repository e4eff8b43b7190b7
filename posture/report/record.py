"""What an auditor asks for beside the answers: versions and hashes, standards, and the constants of the model."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from posture.assess.confidence import PROVISIONAL_BELOW
from posture.assess.frameworks import FrameworkStatus, RequirementStatus, Status
from posture.assess.readiness import PARTLY, PREPARED
from posture.assess.scoring import ControlScore
from posture.model.control import Answer, Level, Strength
from posture.model.library import LoadedChecklist
from posture.report import wording
from posture.report.facts import NOT_RECORDED
from posture.report.material import MadeFrom, ReportInput
from posture.report.wording import NO_NUMBER


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A checklist as it was used for this report, and whether it is the one that the assessment recorded."""

    id: str
    title: str
    version: str
    origin: str
    sha256: str
    recorded: str


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """A control that is not as its checklist has it: what is changed, why, and in which file that is said."""

    title: str
    checklist: str
    changes: str
    reason: str
    file: str


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement with its status; `controls` says how many of its controls are in place, or why none answers it."""

    id: str
    group: str
    title: str
    status: str
    controls: str


@dataclass(frozen=True, slots=True)
class FrameworkBlock:
    """A standard: how many of its requirements are met, in all or per group, and each of them."""

    title: str
    edition: str
    publisher: str
    source: str
    licence: str
    counts: tuple[str, ...]
    rows: tuple[RequirementRow, ...]
    grouped: bool


@dataclass(frozen=True, slots=True)
class CreditRow:
    """What an answer earns, in per cent."""

    answer: str
    graded: str
    strict: str


@dataclass(frozen=True, slots=True)
class Constants:
    """The constants of the model as the policy sets them, in words."""

    credits: tuple[CreditRow, ...]
    weights: str
    grades: str
    strengths: str
    cap_urgency: str
    stage_urgency: str
    provisional_below: str
    prepared: int
    partly: int


def version_rows(material: ReportInput) -> tuple[VersionRow, ...]:
    """The checklists of the assessment, as they were used."""
    named = {ref.id for ref in material.assessment.checklists}
    return tuple(_version_row(material, loaded) for loaded in material.library.loaded if loaded.checklist.id in named)


def _version_row(material: ReportInput, loaded: LoadedChecklist) -> VersionRow:
    checklist = loaded.checklist
    changed = {one.control for one in material.library.overridden} & {control.id for control in checklist.controls}
    ref = next(ref for ref in material.assessment.checklists if ref.id == checklist.id)
    if ref.sha256 is not None:
        recorded = "the same content" if ref.sha256 == loaded.sha256 else f"other content, {ref.sha256}"
    elif ref.version:
        recorded = "the same version" if ref.version == checklist.version else f"version {ref.version}"
    else:
        recorded = NOT_RECORDED
    return VersionRow(
        id=checklist.id,
        title=checklist.title,
        version=checklist.version or NO_NUMBER,
        origin=("comes with posture" if loaded.builtin else "added here") + (", changed here" if changed else ""),
        sha256=loaded.sha256,
        recorded=recorded,
    )


def changed_checklists(material: ReportInput) -> tuple[str, ...]:
    """Titles of checklists that are not the ones that the assessment recorded."""
    refs = {ref.id: ref for ref in material.assessment.checklists}
    found = []
    for loaded in material.library.loaded:
        ref = refs.get(loaded.checklist.id)
        if ref is None:
            continue
        other_content = ref.sha256 is not None and ref.sha256 != loaded.sha256
        if other_content or (ref.version and ref.version != loaded.checklist.version):
            found.append(loaded.checklist.title)
    return tuple(found)


def file_seals(made_from: MadeFrom | None) -> Iterable[str]:
    """By what the assessment's file and its history can be told from any other, a sentence each."""
    if made_from is None:
        return
    yield f"SHA-256 of the assessment's file: {made_from.sha256}"
    if made_from.revision is None:
        yield "There is no history of it, or none that can be read."
        return
    yield (
        f"Its history stood at revision {made_from.revision}, with the seal {made_from.seal}. Given that seal, posture "
        "verify --seal says whether the history was rewritten since."
    )
    if not made_from.fits:
        yield "The file is not as that revision left it: it was changed outside posture."


def override_rows(material: ReportInput) -> tuple[OverrideRow, ...]:
    """The controls of this assessment's checklists that are asked or weighed otherwise than there."""
    named = {ref.id for ref in material.assessment.checklists}
    library = material.library
    return tuple(
        OverrideRow(
            title=library.control_by_id[one.control].title,
            checklist=library.checklist_of[one.control].title,
            changes=_list(name.replace("_", " ") for name in one.changes),
            reason=one.reason,
            file="/".join(PurePath(one.file).parts[-3:]),  # not where on whose computer the folder lies
        )
        for one in library.overridden
        if library.checklist_of[one.control].id in named
    )


def framework_blocks(material: ReportInput) -> tuple[FrameworkBlock, ...]:
    """Every standard of which these checklists answer at least one requirement."""
    scores = {score.id: score for score in material.evaluation.controls}
    return tuple(
        _framework_block(status, scores)
        for status in material.evaluation.frameworks
        if status.count(Status.NOT_COVERED) < len(status.requirements)
    )


def _framework_block(status: FrameworkStatus, scores: Mapping[str, ControlScore]) -> FrameworkBlock:
    framework = status.framework
    grouped = any(status.groups)
    return FrameworkBlock(
        title=framework.title,
        edition=framework.edition,
        publisher=framework.publisher,
        source=framework.source,
        licence=framework.licence,
        counts=tuple(_counts(status, group) for group in (status.groups if grouped else (None,))),
        rows=tuple(_requirement_row(entry, scores) for entry in status.requirements),
        grouped=grouped,
    )


def _counts(status: FrameworkStatus, group: str | None) -> str:
    total = sum(group is None or entry.requirement.group == group for entry in status.requirements)
    others = [
        f"{count} {wording.FRAMEWORK_STATUS_WORDS[kind]}"
        for kind in Status
        if kind is not Status.MET and (count := status.count(kind, group))
    ]
    name = f"{group}: " if group else ""
    return ", ".join([f"{name}{status.count(Status.MET, group)} of {total} met", *others])


def _requirement_row(entry: RequirementStatus, scores: Mapping[str, ControlScore]) -> RequirementRow:
    requirement = entry.requirement
    mapped = [scores[link.control] for link in requirement.maps if link.control in scores]
    applicable = [score for score in mapped if score.credit is not None]
    in_place = sum(score.item.answer is Answer.IMPLEMENTED for score in applicable)
    controls = requirement.outside or NO_NUMBER
    if applicable:
        controls = f"{in_place} of {len(applicable)} in place"
    elif mapped:
        controls = "none applies"
    return RequirementRow(
        id=requirement.id,
        group=requirement.group,
        title=requirement.title,
        status=wording.FRAMEWORK_STATUS_WORDS[entry.status],
        controls=controls,
    )


def constants(material: ReportInput) -> Constants:
    """The constants of the model, in words."""
    policy = material.library.policy
    return Constants(
        credits=tuple(
            CreditRow(
                wording.answer_word(answer),
                f"{policy.credits.graded.of(answer)} %",
                f"{policy.credits.strict.of(answer)} %",
            )
            for answer in Answer
            if answer is not Answer.NA
        ),
        weights=_list(f"{_words(level)} {policy.weights.of(level)}" for level in Level),
        grades=_list(
            f"{grade.grade} from {grade.start}" if grade.start else f"{grade.grade} below that"
            for grade in policy.grades
        ),
        strengths=_list(f"{_words(strength)} {policy.strengths.of(strength)} %" for strength in Strength),
        cap_urgency=f"{policy.urgency.cap} %",
        stage_urgency=f"{policy.urgency.weakest_stage} %",
        provisional_below=f"{PROVISIONAL_BELOW} %",
        prepared=PREPARED,
        partly=PARTLY,
    )


def _words(level: Level | Strength) -> str:
    return level.value.replace("-", " ")


def _list(parts: Iterable[str]) -> str:
    return ", ".join(parts)

"""A checklist: a versioned, read-only set of controls on one subject, with the actions that close their gaps."""

from posture.model.action import Action
from posture.model.base import Frozen, Id, Many, Required, SchemaVersion, Text
from posture.model.control import Control


class Section(Frozen):
    """A heading under which controls stand."""

    id: Id
    title: Required


class Checklist(Frozen):
    """One TOML file of `checklists/`. Its score is the domain score."""

    schema_version: SchemaVersion
    id: Id
    title: Required
    version: Text = ""
    summary: Text = ""
    order: int = 1000
    sections: Many[Section] = ()
    controls: Many[Control] = ()
    actions: Many[Action] = ()

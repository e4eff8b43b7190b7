"""A checklist: a versioned, read-only set of controls on one subject, with the actions that close their gaps."""

from posture.model.action import Action
from posture.model.base import Frozen, Id, Many, Required, SchemaVersion, Text
from posture.model.control import Control


class Section(Frozen):
    """A heading under which controls stand.

    Attributes:
        id: What the controls under it name in `section`.
        title: The heading.
    """

    id: Id
    title: Required


class Checklist(Frozen):
    """One TOML file of `checklists/`. Its score is the domain score.

    Attributes:
        schema_version: Format of the file, not of its content: 1.
        id: The name of the file without `.toml`.
        title: What it is about, in a few words.
        version: Version of the content, such as 1.0.0; raise it with every change.
        summary: One or two sentences on what it is good for.
        order: Checklists are walked from the lowest number.
        sections: The headings under which its controls stand.
        controls: The questions.
        actions: What closes their gaps. An action may close gaps of other checklists too.
    """

    schema_version: SchemaVersion
    id: Id
    title: Required
    version: Text = ""
    summary: Text = ""
    order: int = 1000
    sections: Many[Section] = ()
    controls: Many[Control] = ()
    actions: Many[Action] = ()

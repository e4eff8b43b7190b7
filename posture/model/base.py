"""What all our nouns share: strictness, ids, and text that can't carry a terminal command."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from posture.model.text import clean


class Frozen(BaseModel):
    """A value that never changes and accepts no key it does not know.

    Strict: ``"5"`` is not a number and ``1`` is not true. Lists of TOML become tuples.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


T = TypeVar("T")


def _cleaned(value: object) -> object:
    # Before the type is checked: a lone surrogate, as a command line can hold one, is no text to pydantic.
    return clean(value) if isinstance(value, str) else value


Text = Annotated[str, BeforeValidator(_cleaned)]
"""Text as a person typed it, without control codes."""

# Cleaned first: pydantic can't measure text that is not Unicode, which a terminal of another encoding gives.
Required = Annotated[str, BeforeValidator(lambda v: clean(v) if isinstance(v, str) else v), Field(min_length=1)]
"""Text that must not be empty."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
"""Id of a checklist, section, control, action, role, scenario, cap or framework."""

FactId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_]{0,63}$")]
"""Id of a fact."""

Many = Annotated[tuple[T, ...], Field(strict=False)]
"""An array of TOML as a tuple; what stands in it stays strict."""

Named = Annotated[
    Mapping[str, T],
    AfterValidator(lambda value: MappingProxyType(dict(value))),
    PlainSerializer(dict),
]
"""A table of TOML whose keys are ids; read-only, so that a frozen value stays frozen."""

SchemaVersion = Annotated[int, Field(ge=1)]

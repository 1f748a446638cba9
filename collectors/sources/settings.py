"""Kinds of settings that several sources share."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from collectors.times import zone_named


def known_zone(name: str | None) -> str | None:
    """Let pass the name of a zone that exists.

    Raises:
        ValueError: it does not exist.
    """
    if name is not None:
        zone_named(name)
    return name


WebAddress = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s/]")]
"""An address of http or https."""

Zone = Annotated[str | None, AfterValidator(known_zone)]
"""Name of a time zone, such as Asia/Shanghai."""

ZONE_HELP = (
    "Zone of times that name none, such as Asia/Shanghai; by default Beijing for times written in"
    " Chinese, else UTC."
)

Days = Annotated[float, Field(ge=0, le=3650, allow_inf_nan=False)]
"""A time in days that can be counted back from any date."""

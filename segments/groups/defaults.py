"""The segmentations that come with the package."""

import tomllib
from importlib.resources import files

from segments.groups.rules import Segmentation, read_segmentations

DEFAULTS = files("segments.groups").joinpath("defaults.toml")
"""The file itself, to be copied and edited."""


def default_segmentations() -> tuple[Segmentation, ...]:
    """Return the segmentations of `defaults.toml`: value, voice, care, generation and interest."""
    return read_segmentations(tomllib.loads(DEFAULTS.read_text(encoding="utf-8")))

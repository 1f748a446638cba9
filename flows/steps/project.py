"""A project opened for work: its settings, record, client and tagger."""

import atexit
import gc
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from flows.settings import Settings, SettingsError, pseudonym_key
from nlp.aspects.taxonomy import GENERAL
from nlp.emotion.model import load as load_feelings
from nlp.errors import NlpError
from nlp.pipeline import Pipeline
from nlp.sentiment.model import SHIPPED as SHIPPED_MODELS
from nlp.sentiment.model import load_model
from nlp.tagger import tagger
from nlp.text.words import cutter
from nlp.topics.brands import read_brands
from nlp.topics.examples import read_learned
from nlp.topics.taxonomy import read_taxonomy
from segments.errors import SegmentError
from segments.groups.rules import Segmentation, read_segmentations

if TYPE_CHECKING:
    from flows.store.record import Record


@dataclass(frozen=True, slots=True)
class TaggerRecipe:
    """All that a process needs to build the same tagger; picklable."""

    model: str
    taxonomy: Path
    brands: Path
    labels: Mapping[str, str] = field(default_factory=dict)
    industry: str = GENERAL
    examples: tuple[Path, ...] = ()

    def build(self) -> Pipeline:
        """Return the tagger.

        Raises:
            nlp.errors.NlpError: a word list or the model cannot be used.
        """
        brands = read_brands(self.brands)
        # The dictionary of the tagger, so that no second one is loaded for the samples.
        cut = cutter(tuple(sorted(set(brands.words))))
        made = tagger(
            taxonomy=read_taxonomy(self.taxonomy, cut),
            brands=brands,
            sentiment=load_model(self.model, self.labels),
            emotions=load_feelings(),
            industry=self.industry,
            examples=tuple(map(read_learned, self.examples)),
        )
        # What was read stays: without this the collector looks at it again at every other batch,
        # which costs a tenth of the time. At the end it must see all: libraries tell of leaks else.
        gc.freeze()
        atexit.register(gc.unfreeze)
        return made


TAUGHT = "topics"
"""Folder of a project with what examples taught (`opinionflow topics learn`)."""


def open_record(settings: Settings) -> "Record":
    """Return the project's record, migrated to the newest revision."""
    from flows.store.record import Record  # noqa: PLC0415  # half a second that `tag` does without

    return Record.open(
        settings.record_url, key=pseudonym_key(settings), keep_names=settings.record.keep_names
    )


def tagger_recipe(settings: Settings) -> TaggerRecipe:
    """Return the recipe of the tagger that the settings ask for."""
    return TaggerRecipe(
        model=model_name(settings),
        taxonomy=chosen(settings, "taxonomy"),
        brands=chosen(settings, "brands"),
        labels=settings.tag.labels,
        industry=settings.tag.industry,
        examples=tuple(sorted(settings.path(Path(TAUGHT)).glob("*.json"))),
    )


def model_name(settings: Settings) -> str:
    """Return the model of the settings; a folder by its whole path, read from the project's.

    A name that begins with a dot can be no other thing; any other, such as `models/mine`, is a
    folder where the project has one of that name.
    """
    name = settings.tag.model
    folder = settings.path(Path(name).expanduser())
    if name in SHIPPED_MODELS:
        return name
    return str(folder) if name.startswith((".", "~")) or folder.is_dir() else name


def build_tagger(settings: Settings) -> Pipeline:
    """Return the tagger that the settings ask for.

    Raises:
        SettingsError: a word list or the model cannot be used.
    """
    try:
        return tagger_recipe(settings).build()
    except NlpError as error:
        raise SettingsError("tagging", str(error)) from error


SHIPPED = {
    "taxonomy": ("nlp", "lexicons/topics.toml"),
    "brands": ("nlp", "lexicons/brands.toml"),
    "segments": ("segments", "groups/defaults.toml"),
}
"""Word lists and rules that come with the packages."""


def shipped(what: str) -> Path:
    """Return the shipped `taxonomy`, `brands` or `segments` file."""
    package, name = SHIPPED[what]
    return Path(str(files(package))) / name


def chosen(settings: Settings, what: str) -> Path:
    """Return the file of the settings, or the shipped one where they name none."""
    own: Path | None = getattr(settings.files, what)
    return shipped(what) if own is None else settings.path(own)


def segmentations(settings: Settings) -> tuple[Segmentation, ...]:
    """Return the segment rules that the settings ask for.

    Raises:
        SettingsError: the file is missing, is not TOML, or a rule is wrong.
    """
    path = chosen(settings, "segments")
    try:
        return read_segmentations(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, SegmentError) as error:
        raise SettingsError(str(path), str(error)) from error


def end_of_day(now: datetime) -> datetime:
    """Return the midnight (UTC) after `now`.

    The default `as_of` of every figure: today's facts count, and a second run on the same day
    gives the same figures.
    """
    day = now.astimezone(UTC).date()
    return datetime.combine(day, time.min, UTC) + timedelta(days=1)


EARLIEST, LATEST = 1990, 2200
"""Years that figures can speak of."""


def moment_of(as_of: datetime | None) -> datetime:
    """Return the moment that figures speak of: `as_of`, UTC if it names no zone, else today's end.

    Raises:
        SettingsError: it lies before 1990 or after 2200.
    """
    if as_of is None:
        return end_of_day(datetime.now(UTC))
    if not EARLIEST <= as_of.year <= LATEST:
        problem = f"{as_of.isoformat()} lies outside of {EARLIEST} to {LATEST}"
        raise SettingsError("as_of", problem)
    return as_of.astimezone(UTC) if as_of.tzinfo else as_of.replace(tzinfo=UTC)

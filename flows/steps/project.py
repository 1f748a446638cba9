"""A project opened for work: its settings, record, client and tagger."""

import atexit
import gc
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from flows.setting_faults import placed
from flows.settings import MORE, SETTINGS_FILE, Settings, SettingsError, pseudonym_key
from nlp.aspects.aspects import Aspects, read_aspects, shipped_aspects
from nlp.aspects.opinions import read_opinions
from nlp.aspects.taxonomy import GENERAL, industry_of
from nlp.emotion.model import load as load_feelings
from nlp.errors import LexiconError, NlpError
from nlp.interests.taxonomy import read_interests
from nlp.needs.rules import read_rules as read_needs
from nlp.pipeline import Pipeline
from nlp.sentiment.model import SHIPPED as SHIPPED_MODELS
from nlp.sentiment.model import load_model
from nlp.tagger import Lists, tagger
from nlp.text.words import Cut
from nlp.topics.brands import read_brands
from nlp.topics.comparisons import read_comparisons
from nlp.topics.examples import read_learned
from nlp.topics.taxonomy import Taxonomy, read_taxonomy
from nlp.topics.toml import line_of, parsed, read_text
from nlp.topics.toml_places import Place
from nlp.trust.rules import read_rules as read_trust
from segments.errors import BadSegmentation
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
    own: Mapping[str, Path] = field(default_factory=dict)
    """Other files of the project's own: aspects, opinions, needs, interests ..."""

    def build(self) -> Pipeline:
        """Return the tagger.

        Raises:
            nlp.errors.NlpError: a word list or the model cannot be used.
        """
        brands = read_brands(self.brands)
        # The dictionary of the tagger, so that no second one is loaded for the samples.
        cut = brands.cut()
        taxonomy = read_taxonomy(self.taxonomy, cut)
        made = tagger(
            taxonomy=taxonomy,
            brands=brands,
            sentiment=load_model(self.model, self.labels),
            emotions=load_feelings(),
            industry=self._trained_on(),
            examples=tuple(map(read_learned, self.examples)),
            lists=self._lists(taxonomy, cut),
        )
        # What was read stays: without this the collector looks at it again at every other batch,
        # which costs a tenth of the time. At the end it must see all: libraries tell of leaks else.
        gc.freeze()
        atexit.register(gc.unfreeze)
        return made

    def _lists(self, taxonomy: Taxonomy, cut: Cut) -> Lists:
        own = self.own
        return Lists(
            aspects=self.aspects(cut),
            needs=read_needs(own["needs"]) if "needs" in own else None,
            # The shipped ones may speak of topics that the project has not.
            interests=read_interests(own["interests"], taxonomy, cut)
            if "interests" in own
            else None,
            comparisons=read_comparisons(own["comparisons"]) if "comparisons" in own else None,
            trust=read_trust(own["trust"]) if "trust" in own else None,
        )

    def _trained_on(self) -> str:
        """Return whose trained categories are added: of the industry that own aspects build on."""
        below = industry_of(self.own["aspects"]) if "aspects" in self.own else GENERAL
        return self.industry if below == GENERAL else below

    def aspects(self, cut: Cut) -> Aspects:
        """Return the project's aspects, or those of its industry; `cut` cuts their samples."""
        own = self.own
        opinions = read_opinions(own["opinions"]) if "opinions" in own else None
        if "aspects" in own:
            return read_aspects(own["aspects"], cut, opinions)
        return shipped_aspects(self.industry, cut, opinions)


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
        own={what: chosen(settings, what) for what in MORE if getattr(settings.files, what)},
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
    "aspects": ("nlp", "lexicons/own_aspects.toml"),
    "opinions": ("nlp", "lexicons/opinions.toml"),
    "needs": ("nlp", "lexicons/needs.toml"),
    "interests": ("nlp", "lexicons/interests.toml"),
    "comparisons": ("nlp", "lexicons/comparisons.toml"),
    "trust": ("nlp", "lexicons/trust.toml"),
}
"""Word lists and rules that come with the packages; aspects to build on those of an industry."""


def shipped(what: str) -> Path:
    """Return a shipped file: one of `SHIPPED`."""
    package, name = SHIPPED[what]
    return Path(str(files(package))) / name


def chosen(settings: Settings, what: str) -> Path:
    """Return the file of the settings, or the shipped one where they name none.

    Raises:
        SettingsError: they name one that is not there.
    """
    own: Path | None = getattr(settings.files, what)
    if own is None:
        return shipped(what)
    path = settings.path(own)
    if not path.is_file():
        problem = f"{path} is not there; name another file, or none for the shipped one"
        named = f"{placed(settings.path(SETTINGS_FILE), 'files', what)}: files.{what}"
        raise SettingsError(named, problem)
    return path


def segmentations(settings: Settings) -> tuple[Segmentation, ...]:
    """Return the segment rules that the settings ask for.

    Raises:
        SettingsError: the file is missing, is not TOML, or a rule is wrong.
    """
    path = chosen(settings, "segments")
    try:
        text = read_text(path)
        return read_segmentations(parsed(path, text))
    except BadSegmentation as error:
        named = f"{path}:{line_of(text, *_way(error.where))}"
        raise SettingsError(named, str(error)) from error
    except LexiconError as error:
        named, _, problem = str(error).partition(": ")
        raise SettingsError(named, problem) from error


def _way(where: str) -> Place:
    """Return the way to a key that `read_segmentations` complains of: voice.segments[1].why."""
    found = re.findall(r"\[(\d+)\](?: \(.*\)(?=\.where))?|([^.\[]+)", where)
    return tuple(int(number) - 1 if number else key for number, key in found)


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

"""One settings object: the environment over `opinionflow.toml` over the defaults here."""

import contextlib
import os
import secrets
import tempfile
import tomllib
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import (
    SettingsError as UnreadableVariable,
)

from collectors.errors import CollectorError
from collectors.policy import Policy
from collectors.post import Kind
from collectors.registry import make_collector
from flows.errors import Terminal
from flows.setting_faults import placed, told

SETTINGS_FILE = "opinionflow.toml"
KEY_FILE = ".opinionflow-key"
SQLITE_RELATIVE = "sqlite:///"
MOST_DAYS = 3660
"""Days back that anything looks, at most: ten years."""


class SettingsError(Terminal):
    """The settings cannot be used as they are."""

    def __init__(self, path: str, problem: str) -> None:
        """Name the file (and key) and what is wrong with it."""
        self.path, self.problem = path, problem
        super().__init__(f"{path}: {problem}")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordSettings(_Part):
    """Where the record is kept."""

    url: str = Field("sqlite:///record.db", description="SQLAlchemy address of the database.")
    keep_names: bool = Field(default=False, description="Keep authors' names as shown.")


class MartsSettings(_Part):
    """Where the tables for analysts are published."""

    url: str = Field("marts", description="Folder or fsspec address of the Parquet tables.")


class RevisitSettings(_Part):
    """When posts are looked at again, where a source can answer for single ones."""

    ages_h: tuple[Annotated[float, Field(gt=0)], ...] = Field(
        (1, 6, 24, 72, 168),
        description="Ages of a post, hours, ascending; none of them for never. A change holds for"
        " posts that are first seen, or looked at again, after it.",
    )
    posts: int = Field(500, ge=0, description="Posts of one source in one run, at most.")
    sure_after_h: float = Field(
        3.0,
        ge=0,
        description="Hours after which a post that was not found is looked for once more before it"
        " counts as withdrawn; eight times as long where most of a run's posts were not found.",
    )

    @field_validator("ages_h")
    @classmethod
    def _ascending(cls, ages_h: tuple[float, ...]) -> tuple[float, ...]:
        if list(ages_h) != sorted(set(ages_h)):
            msg = "write each age once, the youngest first"
            raise ValueError(msg)
        return ages_h

    @property
    def ages(self) -> tuple[timedelta, ...]:
        """Return the ages as spans of time."""
        return tuple(timedelta(hours=hours) for hours in self.ages_h)


MODELS = "fast, accurate, auto, or a folder or hub name for transformers."
"""Which sentiment models there are, for help."""

Meaning = Literal["negative", "neutral", "positive", "ignored"]
"""What a label of a sentiment model may mean."""


Industry = Literal[
    "general", "app", "baby", "beauty", "car", "electronics", "firm", "hotel", "restaurant"
]
"""Names of the shipped lists of aspects."""


class TagSettings(_Part):
    """How texts are tagged."""

    model: str = Field("auto", description=MODELS)
    labels: dict[str, Meaning] = Field(
        {},
        description="What the labels of a model of a folder or hub mean, where it does not say so"
        ' itself: `{LABEL_0="negative", "4 stars"="positive"}`; negative, neutral, positive, or'
        " ignored, all of its labels or none.",
    )
    industry: Industry = Field(
        "general", description="Whose aspects are looked for; general serves any shop."
    )
    batch: int = Field(2000, gt=0, description="Texts tagged and stored at a time.")


class InterestSettings(_Part):
    """How interests fade."""

    half_life_days: float = Field(
        45.0, ge=0.01, allow_inf_nan=False, description="Days after which a post counts half."
    )


class HotspotSettings(_Part):
    """When a term counts as hot."""

    baseline_days: int = Field(
        28, ge=7, le=MOST_DAYS, description="Days of its own past that a term is held against."
    )
    window_days: int = Field(
        90, ge=1, le=MOST_DAYS, description="Days back that hotspots are looked for."
    )
    alpha: float = Field(0.01, gt=0, lt=1, description="Bound on the share of false alarms.")
    min_posts: int = Field(5, ge=1, description="Fewer posts than this are never a hotspot.")


class DiscoverySettings(_Part):
    """Topics that nobody listed, looked for among posts that no label covers."""

    days: int = Field(30, ge=1, le=MOST_DAYS, description="Days back that posts are looked at.")
    posts: int = Field(
        30_000, ge=0, description="Posts looked at, the newest, at most; 0 to look at none."
    )


class ReportSettings(_Part):
    """The report."""

    folder: str = Field("reports", description="Folder of the reports.")
    title: str = Field("Opinion report", description="Its title.")
    base_url: str | None = Field(None, description="Address under which the folder is served.")


def _account(account: str) -> str:
    source, colon, author = account.partition(":")
    if not (source.strip() and colon and author.strip()):
        msg = f"{account!r} is no account; write SOURCE:ID, the id as `collect` prints author_id"
        raise ValueError(msg)
    return f"{source.strip()}:{author.strip()}"


Account = Annotated[str, AfterValidator(_account)]
"""An author of a source: SOURCE:ID."""
SourceName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class TrustSettings(_Part):
    """How far posts are trusted, and whose they are."""

    least: float = Field(0.5, ge=0, le=1, description="Score from which a post is trusted.")
    leave_out: bool = Field(
        default=False,
        description="Count interests, profiles and trends from trusted posts alone; else from all.",
    )
    owned_sources: tuple[SourceName, ...] = Field(
        (), description="Names of sources that are the brand's own."
    )
    owned_authors: tuple[Account, ...] = Field(
        (),
        description="Accounts that are the brand's own, each as SOURCE:ID, the id as `collect`"
        " prints author_id.",
    )
    media_sources: tuple[SourceName, ...] = Field(
        (), description="Names of sources that media run."
    )
    media_authors: tuple[Account, ...] = Field(
        (), description="Accounts of media, experts and other professionals, each as SOURCE:ID."
    )

    def unmet(self, sources: Collection[str]) -> str:
        """Return a warning where sources are named here that no post is of; else nothing.

        Args:
            sources: names of those that posts are of; where there are none, nothing is said.
        """
        accounts = (*self.owned_authors, *self.media_authors)
        named = {account.partition(":")[0] for account in accounts}
        strange = {*self.owned_sources, *self.media_sources, *named}.difference(sources)
        if not sources or not strange:
            return ""
        told = ", ".join(map(repr, sorted(strange)))
        return f"[trust] names {told}, but posts are of {', '.join(sorted(sources))} alone"

    @model_validator(mode="after")
    def _one_owner(self) -> Self:
        for what in ("sources", "authors"):
            owned, media = (getattr(self, f"{whose}_{what}") for whose in ("owned", "media"))
            for name in sorted({*owned} & {*media}):
                msg = f"{name!r} is in owned_{what} and in media_{what}; leave it in one of them"
                raise ValueError(msg)
        return self


class AuditSettings(_Part):
    """How well tags do, measured by people."""

    window_days: int = Field(
        90,
        ge=1,
        le=MOST_DAYS,
        description="Days for which a verdict on a tag counts in the reports.",
    )


class FileSettings(_Part):
    """Word lists and rules to use instead of the shipped ones."""

    taxonomy: Path | None = Field(None, description="Topics and their words (TOML).")
    brands: Path | None = Field(None, description="Brands and their names (TOML).")
    segments: Path | None = Field(None, description="Segment rules (TOML).")
    aspects: Path | None = Field(
        None,
        description="Aspects and their words (TOML), with or without those of an industry to build"
        " on; its trained categories are added, those of tag.industry if it builds on none.",
    )
    opinions: Path | None = Field(None, description="Words that judge anything (TOML).")
    needs: Path | None = Field(
        None, description="Rules for needs, intents, roles and psychology (TOML)."
    )
    interests: Path | None = Field(
        None, description="Interests, and what shows the stance to them (TOML)."
    )
    comparisons: Path | None = Field(None, description="Rules for who wins a comparison (TOML).")
    trust: Path | None = Field(None, description="Rules for what speaks against a text (TOML).")


MORE = ("aspects", "opinions", "needs", "interests", "comparisons", "trust")
"""Files of which few projects need a copy of their own."""


def is_reference(value: Any) -> bool:
    """Return whether a setting names a secret that is kept elsewhere."""
    return isinstance(value, Mapping) and set(value) in ({"from_env"}, {"from_block"})


class SourceSettings(BaseModel):
    """One source; keys other than these are those of its collector.

    A value may be kept elsewhere: `{ from_env = "NAME" }` for a variable of the environment,
    `{ from_block = "name" }` for a Secret block of Prefect.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    name: str = Field(min_length=1, description="Name under which its posts are stored.")
    kind: str = Field(description="Which collector reads it: page, feed, mastodon, ...")

    @property
    def options(self) -> dict[str, Any]:
        """Return the collector's own settings."""
        return dict(self.model_extra or {})

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """Show name and kind only: the rest may hold secrets."""
        yield from (("name", self.name), ("kind", self.kind))


OF_POSTS = (
    "format",
    "kind",
    "mapping",
    "questions",
    "rating_high",
    "rating_low",
    "saved_at",
    "table",
)
"""Settings of an import that only files of posts have."""


class ImportSettings(_Part):
    """One file of facts that the company already has."""

    what: Literal["posts", "customers", "orders", "identities"]
    file: Path = Field(
        description="CSV, XLSX, JSON, JSONL, Parquet or SQLite; posts also as saved pages or"
        " answers, or a folder of them."
    )
    name: str | None = Field(None, description="Name of the source; the file's name if missing.")
    map: dict[str, str] = Field({}, description="Our column = theirs.")
    mapping: Path | None = Field(None, description="File with a saved mapping; posts only.")
    format: str | None = Field(None, description="Format; by its looks if missing; posts only.")
    kind: Kind | None = Field(None, description="What the rows are: review, post, ...; posts only.")
    table: str | None = Field(None, description="Sheet or table; posts only.")
    questions: tuple[str, ...] = Field((), description="Columns that are questions of a survey.")
    rating_low: float | None = Field(None, description="Worst rating, where the file is silent.")
    rating_high: float | None = Field(None, description="Best rating, where the file is silent.")
    zone: str = Field("Asia/Shanghai", description="Zone of times that carry none.")
    saved_at: datetime | None = Field(
        None, description="When the file was saved, UTC; its age if missing; posts only."
    )

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ValueError, OSError, ZoneInfoNotFoundError):
            msg = f"{zone!r} is no time zone; write one such as Asia/Shanghai"
            raise ValueError(msg) from None
        return zone

    @model_validator(mode="after")
    def _posts_only(self) -> Self:
        named = sorted(set(OF_POSTS) & self.model_fields_set)
        if self.what != "posts" and named:
            msg = f"{named[0]} is for posts; {self.what} have map"
            raise ValueError(msg)
        return self

    @property
    def source(self) -> str:
        """Return the name under which its rows are stored."""
        return self.name or self.file.stem


class Settings(BaseSettings):
    """Everything that a project decides."""

    model_config = SettingsConfigDict(
        env_prefix="OPINIONFLOW_", env_nested_delimiter="__", frozen=True, extra="forbid"
    )

    home: Path = Field(description="Folder of the project.")
    key: SecretStr | None = Field(None, description="Key of the pseudonyms; else a key file.")
    executor: Literal["inline", "processes"] = Field(
        "processes", description="Tag in this process, or on all cores."
    )
    record: RecordSettings = RecordSettings()
    marts: MartsSettings = MartsSettings()
    http: Policy = Policy()
    revisits: RevisitSettings = RevisitSettings()
    tag: TagSettings = TagSettings()
    interests: InterestSettings = InterestSettings()
    hotspots: HotspotSettings = HotspotSettings()
    discovery: DiscoverySettings = DiscoverySettings()
    report: ReportSettings = ReportSettings()
    trust: TrustSettings = TrustSettings()
    audit: AuditSettings = AuditSettings()
    files: FileSettings = FileSettings()
    sources: tuple[SourceSettings, ...] = ()
    imports: tuple[ImportSettings, ...] = ()

    def path(self, relative: Path | str) -> Path:
        """Return a path of the settings, read from the project's folder."""
        return self.home / relative

    @property
    def record_url(self) -> str:
        """Return the record's address with a relative SQLite path made absolute."""
        name = self.record.url.removeprefix(SQLITE_RELATIVE)
        if name == self.record.url or name.startswith("/"):
            return self.record.url
        return f"{SQLITE_RELATIVE}{self.path(name)}"

    @property
    def marts_url(self) -> str:
        """Return the marts' address with a relative folder made absolute."""
        return self.marts.url if "://" in self.marts.url else str(self.path(self.marts.url))


def find_home(home: Path | str | None = None) -> Path:
    """Return the project's folder: `home`, else OPINIONFLOW_HOME, else the current one."""
    return Path(home or os.environ.get("OPINIONFLOW_HOME") or ".").resolve()


def load_settings(home: Path | str | None = None) -> Settings:
    """Return the settings of the project in `home` (see `find_home`).

    Raises:
        SettingsError: the file is missing, is not TOML, or holds a wrong key or value.
    """
    folder = find_home(home)
    path = folder / SETTINGS_FILE
    if not path.is_file():
        raise SettingsError(str(path), "is missing; make a project with `opinionflow init`")
    try:
        settings = _settings_from(path)(home=folder)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(str(path), f"is not TOML in UTF-8: {error}") from error
    except UnreadableVariable as error:
        problem = f"{error}; write lists and tables as JSON"
        raise SettingsError("environment", problem) from error
    except ValidationError as error:
        raise SettingsError(*told(path, error)) from error
    _check_variables()
    _check_names(settings, path)
    _check_sources(settings, path)
    _check_marts(settings, path)
    return settings


def pseudonym_key(settings: Settings) -> bytes:
    """Return the key of this installation's pseudonyms, made on first use.

    It comes from the setting `key` (`OPINIONFLOW_KEY`), else from a file in the project that
    only its owner can read. Whoever loses it can no longer join new posts to old authors.
    """
    if settings.key is not None:
        return settings.key.get_secret_value().encode()
    path = settings.path(KEY_FILE)
    if not path.exists():
        _make_key(path)
    key = path.read_bytes().strip()
    if not key:
        raise SettingsError(str(path), "is empty; restore it from a backup, or set OPINIONFLOW_KEY")
    return key


def _make_key(path: Path) -> None:
    """Write a key aside and link it into place, so that two first runs agree on one key."""
    descriptor, aside = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    with contextlib.suppress(FileExistsError):
        os.link(aside, path)
    Path(aside).unlink()


def _settings_from(path: Path) -> type[Settings]:
    class FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the signature asked for
            file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  # the same
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, path)

    return FromFile


def _check_variables() -> None:
    """Refuse variables that mean no setting: a misspelt one must not be passed over."""
    known = {*Settings.model_fields, "full"}
    for variable in os.environ:
        name = variable.lower().removeprefix("opinionflow_").partition("__")[0]
        if variable.startswith("OPINIONFLOW_") and name not in known:
            problem = f"{variable} is no setting; known: {', '.join(sorted(known))}"
            raise SettingsError("environment", problem)


def _check_names(settings: Settings, path: Path) -> None:
    """Refuse two sources or files of one name: their rows could not be told apart."""
    names = [source.name for source in settings.sources]
    names += [item.source for item in settings.imports]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        problem = f"sources, imports: name {twice[0]!r} is used twice; give one another name"
        raise SettingsError(str(path), problem)


def _check_marts(settings: Settings, path: Path) -> None:
    import fsspec  # noqa: PLC0415  # a tenth of a second that a command without a project spares

    scheme, separator, _ = settings.marts.url.partition("://")
    try:
        fsspec.get_filesystem_class(scheme if separator else "file")
    except (ImportError, ValueError) as error:
        raise SettingsError(placed(path, "marts", "url"), f"marts.url: {error}") from error


def _check_sources(settings: Settings, path: Path) -> None:
    for position, source in enumerate(settings.sources):
        try:
            make_collector(source.kind, _as_if_opened(source.options))
        except CollectorError as error:
            place = placed(path, "sources", position)
            raise SettingsError(place, f"sources.{position} ({source.name}): {error}") from error


def _as_if_opened(value: Any) -> Any:
    """Return settings with a word in the place of each secret, to be checked without it."""
    if is_reference(value):
        return "secret"
    if isinstance(value, Mapping):
        return {key: _as_if_opened(one) for key, one in value.items()}
    return value

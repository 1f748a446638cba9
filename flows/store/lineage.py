"""What each kind of tag was made of, and what that makes old."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

import sqlalchemy as sa

from flows.store import tables
from flows.store.record import Record
from flows.store.rows import write
from flows.store.tag_rows import KINDS, kinds_of
from nlp.pipeline import Pipeline, code_version
from nlp.stage import Stage, digest

CODE: Final = "code"
"""Beside the stages of a kind: what stands for the program itself."""

WORDS: Final = "words"
"""The stage that cuts texts into words."""

UNKNOWN: Final = "unknown"
"""In place of reasons, where a version was never noted."""


@dataclass(frozen=True, slots=True)
class Versions:
    """Which versions give each kind of tag.

    Attributes:
        made_of: kind -> what it comes from (the code, each stage) -> version of that.
        names: words that the stage `words` keeps whole; one that is not in a text has no part in
            how that is cut.
    """

    made_of: Mapping[str, Mapping[str, str]]
    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pipeline: Pipeline, names: Iterable[str] = ()) -> Self:
        """Return those of a tagger: a kind comes from the stages that its columns need."""
        made_of = {kind: _made_of(pipeline, kind) for kind in sorted(kinds_of(pipeline.adds))}
        return cls(made_of, frozenset(names))

    @property
    def models(self) -> dict[str, str]:
        """Kind -> its version: 16 hexadecimal digits that stand on each of its rows."""
        return {kind: _version(kind, made) for kind, made in self.made_of.items()}

    @property
    def version(self) -> str:
        """All kinds together: 16 hexadecimal digits that stand in `tagged`."""
        return digest(*(f"{kind} {model}" for kind, model in sorted(self.models.items())))

    def changed_from(self, before: "Versions") -> frozenset[str]:
        """Return the kinds that are not as they were, gone ones too."""
        now, then = self.models, before.models
        return frozenset(kind for kind in KINDS if now.get(kind) != then.get(kind))

    def cut_from(self, before: "Versions") -> frozenset[str]:
        """Return the changed kinds that are as they were but for names in the dictionary.

        None where something else than the names has a part in how texts are cut.
        """
        if not (_names_tell(self) and _names_tell(before)):
            return frozenset()
        changed = self.changed_from(before) & self.made_of.keys() & before.made_of.keys()
        return frozenset(
            kind for kind in changed if _rest(self.made_of[kind]) == _rest(before.made_of[kind])
        )

    def reasons(self, before: "Versions") -> tuple[str, ...]:
        """Return what has another version than before: stages by name, and `code`."""
        now, then = _parts(self), _parts(before)
        return tuple(sorted(name for name in {*now, *then} if now.get(name) != then.get(name)))


@dataclass(frozen=True, slots=True)
class Outdated:
    """Posts that were tagged as they now are, but by other versions than those in use.

    Attributes:
        version: what tagged them, all kinds together.
        kinds: kinds of tags that have another version now.
        reasons: what has another version: stages by name, and `code`.
        posts: how many.
        cut: kinds of tags that have another version only in posts with one of the `names`.
        names: names that the dictionary had not, or has no more.
    """

    version: str
    kinds: frozenset[str]
    reasons: tuple[str, ...]
    posts: int
    cut: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    @property
    def why(self) -> str:
        """Say what has changed, in words."""
        if UNKNOWN in self.reasons:
            return "by what they were tagged was never noted"
        lists = ", ".join(name for name in self.reasons if name != CODE)
        edited = f"word lists or models were edited ({lists})" if lists else ""
        program = "the program is another" if CODE in self.reasons else ""
        return " and ".join(filter(None, (program, edited)))


def outdated(record: Record, versions: Versions) -> list[Outdated]:
    """Return what has not been tagged by `versions`, most posts first; new posts aside.

    Of a version that was never noted, all kinds count as changed.
    """
    tagged, posts = tables.tagged.c, tables.posts.c
    same = sa.and_(posts.post_key == tagged.post_key, posts.content_hash == tagged.content_hash)
    count = sa.func.count().label("posts")
    chosen = (
        sa.select(tagged.model, count)
        .select_from(tables.tagged.join(tables.posts, same))
        .where(posts.deleted_at.is_(None), tagged.model != versions.version)
        .group_by(tagged.model)
        .order_by(count.desc(), tagged.model)
    )
    with record.read() as connection:
        found = list(connection.execute(chosen))
        known = {version: known_versions(connection, version) for version, _ in found}
    return [_outdated(versions, known[version], version, posts) for version, posts in found]


def _outdated(versions: Versions, before: Versions, version: str, posts: int) -> Outdated:
    if not before.made_of:
        return Outdated(version, frozenset(KINDS), (UNKNOWN,), posts)
    cut = versions.cut_from(before)
    changed, reasons = versions.changed_from(before) - cut, versions.reasons(before)
    names = versions.names ^ before.names if cut else frozenset()
    return Outdated(version, changed, reasons, posts, cut, names)


def stages_for(pipeline: Pipeline, kinds: Iterable[str]) -> tuple[Stage, ...]:
    """Return the stages without which `kinds` cannot be given, in their order."""
    made = [KINDS[kind] for kind in kinds]
    wanted = {column for kind in made for column in (*kind.columns, *kind.helped)}
    chosen: list[Stage] = []
    for stage in reversed(pipeline.stages):
        if wanted & set(stage.assigns):
            chosen.append(stage)
            wanted |= set(stage.requires)
    return tuple(reversed(chosen))


def keep_versions(record: Record, versions: Versions, *, now: datetime) -> None:
    """Note what `versions` are made of, unless that is known."""
    known = tables.tag_versions
    rows = [
        (versions.version, kind, model, json.dumps(versions.made_of[kind], sort_keys=True), now)
        for kind, model in versions.models.items()
    ]
    with record.begin() as connection:
        here = sa.select(known.c.kind).where(known.c.version == versions.version).limit(1)
        if connection.execute(here).first() is None:
            write(connection, known, rows)
            listed = json.dumps(sorted(versions.names), ensure_ascii=False)
            write(connection, tables.tag_names, [(versions.version, listed)])


def known_versions(connection: sa.Connection, version: str) -> Versions:
    """Return what `version` was made of; nothing where that was never noted."""
    known = tables.tag_versions.c
    chosen = sa.select(known.kind, known.made_of).where(known.version == version)
    made_of = {kind: json.loads(made) for kind, made in connection.execute(chosen)}
    listed = tables.tag_names.c
    names = connection.scalar(sa.select(listed.names).where(listed.version == version))
    return Versions(made_of, frozenset(json.loads(names or "[]")))


def _made_of(pipeline: Pipeline, kind: str) -> dict[str, str]:
    stages = {stage.name: stage.version for stage in stages_for(pipeline, [kind])}
    return {CODE: code_version(), **stages}


def _version(kind: str, made: Mapping[str, str]) -> str:
    return digest(kind, *(f"{name} {version}" for name, version in sorted(made.items())))


def _names_tell(versions: Versions) -> bool:
    """Return whether its names are all that the stage `words` was made from."""
    told = digest(*sorted(versions.names))
    return all(made.get(WORDS, told) == told for made in versions.made_of.values())


def _rest(made: Mapping[str, str]) -> dict[str, str]:
    return {name: version for name, version in made.items() if name != WORDS}


def _parts(versions: Versions) -> dict[str, str]:
    return {name: found for made in versions.made_of.values() for name, found in made.items()}

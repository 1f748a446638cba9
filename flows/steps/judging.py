"""From tagged posts to how far each may be trusted, and where it comes from."""

from collections.abc import Iterable

import pandas as pd

from flows.settings import Settings
from flows.steps.project import chosen
from flows.store import trust as store
from flows.store.corrected import TRUSTED
from flows.store.privacy import author_key
from flows.store.record import Record
from nlp.pipeline import code_version
from nlp.stage import digest
from nlp.text.cleaning import cleaned
from nlp.trust.origin import origins
from nlp.trust.rules import read_rules
from nlp.trust.signals import heaviest, score, signals, trusted


def judge(record: Record, settings: Settings) -> int:
    """Judge all standing posts anew, by their words and among each other; return how many.

    A person's word holds: a code that they took away does not count, whatever is found, and a
    post that they called trusted has nothing against it.
    """
    posts = _posts(record)
    found = signals(posts)
    del posts["clean"], posts["brands"]
    found = _settled(found, store.reasons_in_texts(record), store.overruled(record))
    found = found[found["post_key"].isin(posts["post_key"])]
    scores = score(posts["post_key"], found)
    version = version_of(settings)
    judged = _origins(posts, found, settings, record.key).assign(
        score=scores["score"],
        trusted=trusted(scores, least=settings.trust.least),
        version=version,
    )
    store.keep_trust(record, found.assign(version=version), judged)
    return len(judged)


def version_of(settings: Settings) -> str:
    """Return the version of a judgement: of rules, code and settings."""
    asked = settings.trust.model_dump_json(exclude={"leave_out"})
    return digest(code_version(), read_rules(chosen(settings, "trust")).version, asked)


def _posts(record: Record) -> pd.DataFrame:
    """Return all standing posts as `nlp.trust` wants them, without their texts as stored."""
    # Texts as objects: they are taken in another order, which would copy those of Arrow.
    parts = [
        cleaned(part).drop(columns="text").astype({"clean": object})
        for part in store.posts_to_judge(record)
    ]
    posts = pd.concat(parts, ignore_index=True)
    named, none = store.brands_named(record), list[dict[str, str]]()
    brands = [named.get(key, none) for key in posts["post_key"]]
    return posts.assign(brands=pd.Series(brands, dtype="object"))


def _settled(found: pd.DataFrame, said: pd.DataFrame, gone: pd.DataFrame) -> pd.DataFrame:
    """Return the signals that count: each code of a post once, those that a person denies not.

    Args:
        found: signals among all posts.
        said: those of the words, and what persons said of whole posts.
        gone: codes that persons took away.
    """
    freed = said.loc[said["code"] == TRUSTED, "post_key"]
    each = pd.concat([found, said[said["code"] != TRUSTED]], ignore_index=True)
    pairs = pd.MultiIndex.from_frame(each[["post_key", "code"]])
    denied = pairs.isin(pd.MultiIndex.from_frame(gone)) | each["post_key"].isin(freed)
    return heaviest(each[~denied])


def _origins(
    posts: pd.DataFrame, found: pd.DataFrame, settings: Settings, key: bytes
) -> pd.DataFrame:
    asked = settings.trust
    return origins(
        posts,
        signals=found,
        owned_sources=asked.owned_sources,
        owned_authors=_keys(asked.owned_authors, key),
        media_sources=asked.media_sources,
        media_authors=_keys(asked.media_authors, key),
    )


def _keys(accounts: Iterable[str], key: bytes) -> set[str]:
    """Return the pseudonyms of accounts that are told as SOURCE:ID."""
    told = (account.partition(":") for account in accounts)
    return {author_key(key, source, author) for source, _, author in told}

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from subjects import SUBJECTS, texts_on

from nlp.discovery.bags import bags
from nlp.discovery.clusters import Discovered, discover
from nlp.discovery.naming import cohesion, fits
from nlp.text.words import cutter

SAID = st.characters(exclude_categories=["Cs"])


def made(subject: str, count: int, *, seed: int, prefix: str = "") -> pd.DataFrame:
    texts = texts_on(subject, count, seed=seed)
    cut = cutter()
    return pd.DataFrame(
        {
            "post_key": [f"{prefix}{subject}{place:03d}" for place in range(count)],
            "clean": texts,
            "words": [cut(text) for text in texts],
            "published_at": pd.Timestamp("2026-03-01", tz="UTC"),
        }
    )


@pytest.fixture(scope="module")
def posts() -> pd.DataFrame:
    return pd.concat([made(each, 40, seed=3) for each in SUBJECTS], ignore_index=True)


@pytest.fixture(scope="module")
def found(posts: pd.DataFrame) -> Discovered:
    return discover(posts)


def subjects_of(found: Discovered) -> "pd.Series[str]":
    members = found.members.dropna(subset="cluster")
    return members.groupby("cluster")["post_key"].agg(lambda keys: "".join({*keys.str[:-3]}))


def test_posts_of_one_subject_stand_together(found: Discovered) -> None:
    assert sorted(subjects_of(found)) == sorted(SUBJECTS)
    assert found.clusters["n"].sum() == 120


def test_a_cluster_is_named_by_words_of_its_subject(found: Discovered) -> None:
    subject = subjects_of(found)
    for row in found.clusters.itertuples():
        assert {*str(row.name).split(" · ")} <= {*SUBJECTS[subject[row.id]]}
        assert all(str(key).startswith(subject[row.id]) for key in row.typical)


def test_clusters_of_posts_too_unlike_each_other_are_none_unless_they_were_there(
    posts: pd.DataFrame, found: Discovered, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = found.clusters["cohesion"]
    assert close.min() > 0.8 * close.max()
    monkeypatch.setattr("nlp.discovery.clusters.CLOSE", 1.2 * float(close.max()))
    assert discover(posts).outliers == 1
    more = pd.concat([posts, made("ice", 1, seed=8, prefix="new-")])
    assert set(discover(more, found).clusters["id"]) == set(found.clusters["id"])
    monkeypatch.setattr("nlp.discovery.clusters.CLOSE", 0.8 * float(close.min()))
    assert discover(posts).outliers == 0


def test_cohesion_is_the_mean_cosine_of_two_posts() -> None:
    rows = np.random.default_rng(1).random((12, 5)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    numbers = np.array([0] * 7 + [1] * 4 + [-1])
    (close, other) = cohesion(fits(sparse.csr_matrix(rows), numbers, 2), numbers, 2)
    for mean, part in ((close, rows[:7]), (other, rows[7:11])):
        pairs = (part @ part.T)[np.triu_indices(len(part), 1)]
        assert mean == pytest.approx(pairs.mean(), abs=1e-4)


def test_a_post_like_no_other_is_an_outlier(posts: pd.DataFrame) -> None:
    alone = posts.iloc[:1].assign(post_key="x", clean="量子纠缠", words=[["量子", "纠缠"]])
    empty = posts.iloc[:1].assign(post_key="y", clean="", words=[[]])
    found = discover(pd.concat([posts, alone, empty]))
    told = found.members.set_index("post_key")
    assert told.loc[["x", "y"], "cluster"].isna().all()
    assert (told.loc[["x", "y"], "score"] == 0).all()
    assert found.outliers == pytest.approx(2 / 122)


def written(*texts: str) -> pd.DataFrame:
    cut = cutter()
    return pd.DataFrame(
        {
            "post_key": [f"{place:04d}" for place in range(len(texts))],
            "clean": texts,
            "words": [cut(text) for text in texts],
            "published_at": pd.NaT,
        }
    )


@pytest.mark.parametrize("count", [5, 60, 200])
def test_equal_posts_are_one_cluster_however_many(count: int) -> None:
    (row,) = discover(written(*["雪糕涨价刺客"] * count)).clusters.itertuples()
    assert (row.n, {*str(row.words)} >= {*"雪糕涨价刺客"}) == (count, True)


def test_two_texts_said_a_hundred_times_each_are_two_clusters() -> None:
    found = discover(written(*["雪糕涨价刺客"] * 100, *["高铁列车晚点"] * 100))
    assert found.clusters["n"].tolist() == [100, 100]
    assert found.outliers == 0


@pytest.mark.parametrize(("count", "others"), [(40, 340), (60, 340), (200, 300)])
def test_a_growing_story_is_found_and_named_by_its_words(count: int, others: int) -> None:
    story = made("ice", count, seed=1)
    story["clean"] = "雪糕刺客，" + story["clean"]
    story["words"] = [["雪糕", "刺客", *words] for words in story["words"]]
    rest = [made(each, others // 2, seed=2) for each in ("train", "cat")]
    found = discover(pd.concat([story, *rest]))
    ids = found.members.set_index("post_key").loc[story["post_key"], "cluster"]
    assert (ids == ids.iloc[0]).mean() > 0.9
    words = found.clusters.set_index("id").loc[ids.iloc[0], "words"]
    assert {*words[:2]} == {"雪糕", "刺客"}


def test_words_of_too_many_posts_tie_none_but_stay_for_names(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nlp.discovery.bags.REACH", 50)
    held = bags(["雪糕 冰柜"] * 60 + ["雪糕"] * 5, [["雪糕", "冰柜"]] * 60 + [["雪糕"]] * 5)
    assert held.vocabulary == ["冰柜", "雪糕"]
    assert held.tying().nnz == 0
    assert (held.idf > 0).all()


def test_equal_posts_of_two_clusters_stay_in_them(posts: pd.DataFrame) -> None:
    before = discover(posts)
    ids = before.clusters["id"].tolist()
    same = written(*["雪糕冰柜"] * 20).assign(post_key=[f"same{place}" for place in range(20)])
    halves = pd.DataFrame({"post_key": same["post_key"], "cluster": [ids[0], ids[1]] * 10})
    told = pd.concat([before.members, halves.assign(score=1.0)], ignore_index=True)
    after = discover(pd.concat([posts, same]), Discovered(before.clusters, told))
    assert after.clusters["id"].is_unique
    assert set(ids) <= set(after.clusters["id"])


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**16))
def test_the_order_of_the_posts_changes_nothing(seed: int) -> None:
    posts = pd.concat([made(each, 15, seed=5) for each in SUBJECTS])
    one, other = discover(posts), discover(posts.sample(frac=1, random_state=seed))
    pd.testing.assert_frame_equal(one.clusters, other.clusters)
    pd.testing.assert_frame_equal(one.members, other.members)


def test_clusters_keep_their_ids_when_posts_are_added(posts: pd.DataFrame) -> None:
    before = discover(posts[~posts["post_key"].str.startswith("cat")])
    after = discover(pd.concat([posts, made("ice", 10, seed=8, prefix="new-")]), before)
    old = before.members.dropna().set_index("post_key")["cluster"]
    now = after.members.set_index("post_key")["cluster"]
    assert (now.reindex(old.index) == old).mean() >= 0.95
    assert set(before.clusters["id"]) < set(after.clusters["id"])
    new = now[now.index.str.startswith("new-")]
    assert set(new) == {old["ice000"]}


def test_without_a_new_post_nothing_moves(posts: pd.DataFrame) -> None:
    alone = written("量子纠缠")
    mixed = pd.concat([posts, alone])
    before = discover(mixed)
    again = discover(mixed.sample(frac=1, random_state=2), before)
    pd.testing.assert_frame_equal(again.clusters, before.clusters)
    pd.testing.assert_frame_equal(again.members, before.members)
    some = discover(
        mixed[~mixed["post_key"].isin([f"ice{place:03d}" for place in range(37)])], again
    )
    ids = before.members.set_index("post_key")["cluster"]
    assert set(ids) - set(some.members["cluster"]) == {ids["ice000"]}  # three posts are too few


def test_a_cluster_whose_posts_are_gone_is_known_again_by_its_words(found: Discovered) -> None:
    later = discover(made("ice", 40, seed=99, prefix="later-"), found)
    ids = {str(subject): str(name) for name, subject in subjects_of(found).items()}
    assert ids["ice"] in set(later.clusters["id"])


def test_no_two_clusters_have_one_id(posts: pd.DataFrame, found: Discovered) -> None:
    renamed = posts.assign(post_key="z" + posts["post_key"])
    later = discover(pd.concat([posts.iloc[:40], renamed.iloc[40:]]), found)
    assert later.clusters["id"].is_unique
    assert set(later.members["cluster"].dropna()) == set(later.clusters["id"])


@pytest.mark.parametrize("count", [0, 1, 4])
def test_too_few_posts_make_no_cluster(count: int) -> None:
    found = discover(made("ice", 4, seed=1).iloc[:count])
    assert found.clusters.empty
    assert len(found.members) == count
    assert list(found.clusters) == [
        "id",
        "name",
        "words",
        "n",
        "share",
        "cohesion",
        "typical",
        "first_seen",
        "last_seen",
    ]


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(SAID, max_size=30), min_size=1, max_size=12))
def test_any_text_goes_through(texts: list[str]) -> None:
    posts = pd.DataFrame(
        {
            "post_key": list(map(str, range(len(texts)))),
            "clean": texts,
            "words": [list(text) for text in texts],
            "published_at": pd.NaT,
        }
    )
    found = discover(posts)
    assert sorted(found.members["post_key"]) == sorted(posts["post_key"])
    assert found.members["score"].between(0, 1).all()

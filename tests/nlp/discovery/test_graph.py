import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from nlp.discovery.graph import NEIGHBOURS, communities, neighbours


def test_the_nearest_posts_are_tied_both_ways() -> None:
    dice = np.random.default_rng(4)
    rows = dice.random((60, 12)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ties = neighbours(sparse.csr_matrix(rows)).toarray()
    cosines = rows @ rows.T - 2 * np.eye(60, dtype=np.float32)
    near = np.zeros((60, 60), bool)
    np.put_along_axis(near, np.argsort(-cosines, axis=1)[:, :NEIGHBOURS], values=True, axis=1)
    assert ((ties > 0) == (near | near.T)).all()


def planted(seed: int) -> np.ndarray:
    """Twenty groups of 8; ties within a group are likelier by far than between groups."""
    dice = np.random.default_rng(seed)
    groups = np.repeat(np.arange(20), 8)
    likely = np.where(groups[:, None] == groups, 0.9, 0.01)
    upper = np.triu(dice.random((160, 160)) < likely, 1).astype(float)
    return upper + upper.T


@pytest.mark.parametrize("seed", range(3))
def test_planted_groups_are_found(seed: int) -> None:
    found = communities(sparse.csr_matrix(planted(seed)), np.full(160, -1)).reshape(20, 8)
    assert (found == found[:, :1]).all()
    assert len(np.unique(found)) == 20


def test_nodes_without_ties_stay_alone() -> None:
    found = communities(sparse.csr_matrix((4, 4)), np.full(4, -1))
    assert len(np.unique(found)) == 4


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(-1, 3), min_size=12, max_size=12), st.integers(0, 99))
def test_known_communities_stay_whole_and_apart(known: list[int], seed: int) -> None:
    weights = np.random.default_rng(seed).random((12, 12))
    before = np.array(known)
    found = communities(sparse.csr_matrix(weights + weights.T), before)
    for each in set(known) - {-1}:
        assert len(set(found[before == each])) == 1
        assert not set(found[before == each]) & set(found[(before >= 0) & (before != each)])

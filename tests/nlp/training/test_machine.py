import numpy as np
import pytest
from scipy import sparse
from sklearn.svm import LinearSVC

from nlp.training.machine import machine, telling


def rows(seed: int) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    dice = np.random.default_rng(seed)
    matrix = dice.normal(size=(200, 8))
    answers = matrix @ dice.normal(size=8) + dice.normal(size=200) > 0.3
    return sparse.csr_matrix(matrix.astype(np.float32)), answers, dice.uniform(0.1, 2, 200)


@pytest.mark.parametrize("seed", [1, 2])
def test_it_finds_what_liblinear_finds(seed: int) -> None:
    matrix, answers, weights = rows(seed)
    theirs = LinearSVC(C=0.5, dual=False, intercept_scaling=1, tol=1e-8)
    theirs.fit(matrix, answers, sample_weight=weights)
    found = machine(matrix, answers, cost=0.5, weights=weights)
    assert found == pytest.approx(theirs.coef_.ravel(), abs=5e-3)


def test_a_row_without_weight_teaches_nothing() -> None:
    matrix, answers, weights = rows(3)
    weights[100:] = 0
    alone = machine(matrix[:100], answers[:100], cost=0.5, weights=weights[:100])
    assert machine(matrix, answers, cost=0.5, weights=weights) == pytest.approx(alone, abs=1e-3)


def test_a_column_that_takes_sides_tells_more_than_one_that_is_everywhere() -> None:
    answers = np.array([True, True, False, False] * 10)
    sided, common = answers.astype(np.float32), np.ones(40, np.float32)
    matrix = sparse.csr_matrix(np.stack([sided, common, 1 - sided], axis=1))
    scales = telling(matrix, answers, least=0.1)
    assert scales[0] > 5 * scales[1]
    assert scales[0] == pytest.approx(scales[2])

"""A linear support vector machine with weighted rows, and a first guess at what tells."""

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

_STEPS = 50
_SURE = 3.0  # of a log ratio: rare columns are lopsided by chance


def machine(
    matrix: sparse.csr_matrix,
    answers: NDArray[np.bool_],
    *,
    cost: float,
    weights: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the weight of each column: squared hinge loss, by L-BFGS from zero.

    The offset is left out: the logistic curve that is fitted to the answers has its own.

    Args:
        matrix: (n, k) rows of length 1.
        answers: (n,) what is asked.
        cost: of an error (C).
        weights: (n,) how much each row counts.
    """
    sides = np.where(answers, 1.0, -1.0).astype(np.float32)
    counts = (cost * weights).astype(np.float32)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        inner = point.astype(np.float32)
        short = np.maximum(0, 1 - sides * (matrix @ inner[:-1] + inner[-1]))
        pull = counts * short
        slope = -2 * pull * sides
        total = 0.5 * (point @ point) + (pull * short).sum(dtype=np.float64)
        return float(total), point + np.append(matrix.T @ slope, slope.sum(dtype=np.float64))

    options = {"maxiter": _STEPS, "maxcor": 8, "ftol": 1e-6}
    start = np.zeros(matrix.shape[1] + 1)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options)
    return np.asarray(found.x[:-1])


def telling(
    matrix: sparse.csr_matrix, answers: NDArray[np.bool_], *, least: float
) -> NDArray[np.float64]:
    """Return for each column how lopsidedly the answers fall where it is, 1 on average.

    The log ratio of naive Bayes, which helps a support vector machine where rows are few (Wang
    and Manning 2012); here as a scale of the columns of rows that have length 1 already.

    Args:
        matrix: (n, k) rows.
        answers: (n,) what is asked.
        least: added to each ratio; the larger, the more alike the columns.
    """
    there = matrix.astype(bool).astype(np.float64)
    yes, no = (np.asarray(there[side].sum(axis=0)).ravel() + 1 for side in (answers, ~answers))
    ratios = np.abs(np.log(yes / yes.sum()) - np.log(no / no.sum()))
    scales = np.minimum(ratios, _SURE) + least
    both = yes + no
    return np.asarray(scales / np.sqrt(both @ scales**2 / both.sum()))

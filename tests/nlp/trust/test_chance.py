import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nlp.trust.chance import crowded, frequent


@given(st.integers(0, 200), st.floats(0.1, 50), st.floats(0.05, 500))
def test_crowded_is_the_upper_tail_of_a_negative_binomial(
    count: int, shape: float, rate: float
) -> None:
    wanted = stats.nbinom.sf(count - 1, shape, rate / (1 + rate))
    assert crowded(count, shape=shape, rate=rate) == pytest.approx(wanted, rel=1e-6, abs=1e-250)


@given(st.integers(0, 200), st.integers(0, 200), st.floats(0.001, 0.999))
def test_frequent_is_the_upper_tail_of_a_binomial(count: int, more: int, share: float) -> None:
    wanted = stats.binom.sf(count - 1, count + more, share)
    said = frequent(count, of=count + more, share=share)
    assert said == pytest.approx(wanted, rel=1e-6, abs=1e-250)


@pytest.mark.parametrize(("share", "chance"), [(0.0, 0.0), (1.0, 1.0)])
def test_what_never_or_always_happens(share: float, chance: float) -> None:
    assert frequent(3, of=5, share=share) == chance

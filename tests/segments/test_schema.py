import pandas as pd
import pytest

from segments.errors import BadFrame
from segments.schema import OrderLine, Voice, checked


def voices(**changed: object) -> pd.DataFrame:
    columns: dict[str, object] = {
        "author_key": ["a", "b"],
        "posts": [1, 2],
        "judged": [1, 0],
        "mean_polarity": [0.5, None],
        "last_post_at": pd.to_datetime(["2026-01-01", None], utc=True),
    }
    return pd.DataFrame(columns | changed)


def test_columns_nobody_asked_for_are_dropped_and_the_order_is_the_schemas() -> None:
    given = voices(colour="red")[["colour", *reversed(voices().columns)]]
    assert list(checked(Voice, given, name="voices")) == list(voices())


def test_a_missing_column_is_named() -> None:
    lines = pd.DataFrame({"order_id": ["1"], "customer_id": ["a"], "amount": [1.0]})
    dated = lines.assign(ordered_at=pd.Timestamp("2026-01-01", tz="UTC"))
    with pytest.raises(BadFrame, match=r"^orders: column 'quantity' is missing$"):
        checked(OrderLine, dated, name="orders")


def test_a_wrong_value_is_named_with_its_column_and_rows() -> None:
    with pytest.raises(BadFrame) as caught:
        checked(Voice, voices(mean_polarity=[0.5, 3.0]), name="voices")
    assert (caught.value.column, caught.value.rows) == ("mean_polarity", (1,))
    assert "3.0" in str(caught.value)


def test_text_where_a_number_should_be_is_named() -> None:
    with pytest.raises(BadFrame, match="posts"):
        checked(Voice, voices(posts=["one", "two"]), name="voices")


@pytest.mark.parametrize("kind", ["datetime64[us]", object], ids=["column", "objects"])
def test_times_without_a_zone_are_refused(kind: object) -> None:
    naive = pd.Series(pd.to_datetime(["2026-01-01", "2026-01-02"])).astype(kind)
    with pytest.raises(BadFrame, match=r"last_post_at.*without a zone"):
        checked(Voice, voices(last_post_at=naive), name="voices")


def test_an_empty_frame_gets_its_types() -> None:
    empty = checked(Voice, voices().iloc[:0].astype(object), name="voices")
    assert empty.dtypes.equals(checked(Voice, voices(), name="voices").dtypes)

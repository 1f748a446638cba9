"""The marts: Parquet files that the record is published as, and DuckDB views over them."""

from flows.store.marts.manifest import Manifest, Mart
from flows.store.marts.opening import open_marts
from flows.store.marts.publishing import publish

__all__ = ["Manifest", "Mart", "open_marts", "publish"]

"""Parquet."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from collectors.errors import NotThisFormat

BATCH_ROWS = 2000


def parquet_rows(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows, batch by batch.

    Raises:
        NotThisFormat: it is not Parquet, or broken.
    """
    number = 0
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS):
                for row in batch.to_pylist():
                    number += 1
                    yield f"{path.name} row {number}", row
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise NotThisFormat(str(path), expected="Parquet", why=str(error)) from error

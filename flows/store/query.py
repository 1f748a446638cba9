"""Read-only SQL over the marts, for people who type it."""

import json
import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import duckdb

from flows.store.errors import QueryFailed, QueryRefused
from flows.store.marts import open_marts
from flows.store.marts.opening import OFFLINE

_EXPLAIN = re.compile(r"\s*EXPLAIN\s+(?:ANALYZE\s+)?", re.IGNORECASE)
_KIND = duckdb.StatementType


def run_query(url: str, sql: str) -> Any:
    """Return the answer to one reading statement over the marts at `url`, a `pyarrow.Table`.

    Reading statements are SELECT in all its forms (WITH, VALUES, FROM, DESCRIBE, SHOW,
    SUMMARIZE), and EXPLAIN of one.

    Raises:
        MartsMissing, MartsDamaged: nothing is published there, or not what is there now.
        QueryRefused: more than one statement, or one that does more than read the marts.
        QueryFailed: it is not SQL, names what is not there, or breaks while it runs.
    """
    check(sql)
    with closing(open_marts(url)) as connection:
        try:
            return connection.sql(sql).to_arrow_table()
        except duckdb.PermissionException as error:
            reason = "it reaches beyond the published tables"
            raise QueryRefused(reason) from error
        except duckdb.Error as error:
            raise QueryFailed(_one_line(error)) from error


def check(sql: str) -> None:
    """Raise unless `sql` is one statement that only reads, whatever it is asked of."""
    statements = _parsed(sql)
    if len(statements) != 1:
        many = f"there are {len(statements)} statements" if statements else "there is no statement"
        raise QueryRefused(many)
    kind = statements[0].type
    if kind not in {_KIND.SELECT, _KIND.EXPLAIN}:
        name = "PIVOT without IN (...)" if kind == _KIND.MULTI else kind.name
        reason = f"{name} does more than read"
        raise QueryRefused(reason)
    explained = _EXPLAIN.sub("", sql, count=1) if kind == _KIND.EXPLAIN else sql
    _check_tree(explained)


def _parsed(sql: str) -> list[duckdb.Statement]:
    try:
        return duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise QueryFailed(_one_line(error)) from error


def _check_tree(sql: str) -> None:
    """Refuse what hides in a SELECT: WITH may hold INSERT, UPDATE, DELETE and COPY ... TO."""
    with closing(duckdb.connect(":memory:", config=OFFLINE)) as parser:
        found = parser.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    tree = json.loads(found[0]) if found else {"error": True}
    if tree["error"]:
        reason = "it does more than read, or cannot be checked"
        raise QueryRefused(reason)
    for kind in _kinds(tree):
        if kind.endswith("_QUERY_NODE"):
            name = kind.removesuffix("_QUERY_NODE")
            reason = f"{name} does more than read"
            raise QueryRefused(reason)


def _kinds(tree: Any) -> Iterator[str]:
    """Yield the types of all nodes of a serialized statement."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(node.get("type"), str):
                yield node["type"]
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _one_line(error: duckdb.Error) -> str:
    """Return DuckDB's message without the line of carets that points into the statement."""
    return re.sub(r"\s*\^+\s*$", "", " ".join(str(error).split()))

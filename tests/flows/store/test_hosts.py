import multiprocessing
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from collectors.turns import HostState, failed, held, taken
from flows.store.hosts import RecordTurns
from flows.store.record import Record

KEY = b"a key that only tests may know"
PAUSE = 10.0
NOON = datetime(2026, 5, 13, 12, tzinfo=UTC).timestamp()


def take(turns: RecordTurns, host: str = "a.example") -> float:
    return turns.change(host, lambda state: taken(state, pause_s=PAUSE, now=NOON))


def _take_some(url: str, count: int, queue: "multiprocessing.Queue[float]") -> None:
    with Record.open(url, key=KEY) as record:
        for _ in range(count):
            queue.put(take(RecordTurns(record)))


def test_processes_and_threads_share_the_turns_of_a_host(record: Record, url: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[float] = spawn.Queue()
    others = [spawn.Process(target=_take_some, args=(url, 5, queue)) for _ in range(2)]
    for other in others:
        other.start()
    with ThreadPoolExecutor(4) as pool:
        ours = list(pool.map(lambda _: take(RecordTurns(record)), range(10)))
    turns = sorted([*ours, *(queue.get(timeout=60) for _ in range(10))])
    for other in others:
        other.join()
    assert turns == [NOON + n * PAUSE for n in range(20)]


def test_what_one_run_was_told_holds_for_the_next(record: Record) -> None:
    RecordTurns(record).change("a.example", lambda state: (None, held(state, until=NOON + 60)))
    assert take(RecordTurns(record)) == NOON + 60
    assert take(RecordTurns(record), "b.example") == NOON


def test_every_part_of_the_state_comes_back(record: Record) -> None:
    def step(state: HostState) -> tuple[HostState, HostState]:
        return state, failed(state, now=time.time(), at_once=True)

    RecordTurns(record).change("a.example", step)
    seen = RecordTurns(record).change("a.example", lambda state: (state, state))
    assert (seen.walls, seen.shut_until > time.time()) == (1, True)

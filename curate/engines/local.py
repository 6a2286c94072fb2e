"""This machine's cores: tasks in, results out, in the order of the tasks.

One worker runs in this process. More run as spawned processes that hold the pipeline, take a task at a time, and go
away when their parent does, however it ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, TypeVar

from curate.errors import CurateError

Item = TypeVar("Item")
Result = TypeVar("Result")

#: what this worker process does with an item; made when the first one comes, so that its errors reach the parent
_work: Callable[[Any], Any] | None = None
_prepare: Callable[[], Callable[[Any], Any]] | None = None


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def map_in_order(
    prepare: Callable[..., Callable[[Item], Result]], arguments: tuple[Any, ...], items: Iterable[Item], workers: int
) -> Iterator[Result]:
    """Results of ``prepare(*arguments)`` over the items, in their order.

    Args:
        prepare: importable function that makes the work; called once a worker.
        items: picklable; at most three a worker are held at a time.

    Raises:
        CurateError: a worker was killed (out of memory, usually), or the work itself raised one.
    """
    if workers <= 1:
        yield from map(prepare(*arguments), items)
        return
    pool = ProcessPoolExecutor(
        workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=(prepare, arguments)
    )
    waiting: deque[Future[Any]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(_run, item))
            while len(waiting) >= 3 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise CurateError(
            "a worker process was killed",
            why="most often the machine ran out of memory",
            remedy="continue with --resume and fewer --workers",
        ) from None
    except BaseException:
        _stop(pool)
        raise
    finally:
        for future in waiting:
            future.cancel()
        pool.shutdown(wait=True, cancel_futures=True)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers in the middle of what they do; a task that is not whole is done again by a resumed build.

    Waiting for them would take as long as their tasks, and an impatient second Ctrl-C in that wait would hang.
    """
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()


def _begin(prepare: Callable[..., Callable[[Any], Any]], arguments: tuple[Any, ...]) -> None:
    global _prepare
    for told in (signal.SIGINT, signal.SIGTERM):  # the parent hears them too, and ends its workers itself
        signal.signal(told, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
    _prepare = partial(prepare, *arguments)


def _leave_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _run(item: Any) -> Any:
    global _work
    if _work is None:
        assert _prepare is not None
        _work = _prepare()
    return _work(item)

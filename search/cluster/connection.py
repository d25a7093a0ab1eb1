"""The way to a Dask cluster: connecting, giving it tasks, and noticing that it is gone."""

from __future__ import annotations

import json
import logging
import math
import time
import warnings
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, Self

from search.cluster import tasks
from search.cluster.build import difference
from search.errors import ClusterError
from search.text import printable

CONNECT_SECONDS = 15.0
"""How long a scheduler may take to answer, and the first worker to come."""
COUNT_SECONDS = 2.0
"""How long a count of the workers is believed."""
RETRIES = 2
"""How often a task is given out again whose worker died, before it is done here."""
INSTALL = "pip install 'dossier[cluster]'"
GO_ON = "What was committed is kept; the same command goes on from there, with or without --cluster."


class Future(Protocol):
    """What is used of :class:`distributed.Future`."""

    status: str

    def done(self) -> bool:
        """Whether the task has ended, well or badly."""
        ...

    def result(self) -> Any:
        """What the task gave."""
        ...

    def exception(self) -> BaseException | None:
        """What the task raised."""
        ...

    def add_done_callback(self, heard: Callable[[Future], Any], /) -> None:
        """Call ``heard`` in another thread when the task has ended."""
        ...


class Connection:
    """A connection to the scheduler of a running cluster; close it."""

    def __init__(self, client: Any, address: str) -> None:
        """``client``: a :class:`distributed.Client`."""
        self._client = client
        self._address = address
        self._threads = 1
        self._counted = -math.inf
        """When the threads were asked for."""

    @classmethod
    def open(cls, address: str) -> Self:
        """Connect to the scheduler at ``address``, or the one that a scheduler file tells of.

        Raises ClusterError when there is none, when it has no workers, or workers with another build.
        """
        try:
            distributed: Any = import_module("distributed")
        except ImportError as error:
            raise ClusterError("Dask is not installed.", f"Install it with: {INSTALL}") from error
        for name in ("distributed", "tornado"):  # what goes wrong is told by us, in a sentence
            logging.getLogger(name).setLevel(logging.CRITICAL)
        where = {"scheduler_file": address} if Path(address).is_file() else {"address": address}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                client = distributed.Client(
                    **where, timeout=CONNECT_SECONDS, set_as_default=False, name="dossier"
                )
        except (OSError, ValueError, TypeError, ImportError, RuntimeError) as error:
            why = printable(_first_line(error), 120)
            raise ClusterError(
                f"No Dask scheduler answers at {printable(address, 200)} ({why}).",
                "Start one with: dask scheduler, and give the address that it prints.",
            ) from error
        connection = cls(client, address)
        try:
            connection._check_workers()
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_workers(self) -> None:
        """See that there are workers, all of the same build as this one. Raises ClusterError."""
        try:
            self._client.wait_for_workers(1, timeout=CONNECT_SECONDS)
            told = self._client.run(tasks.greet, on_error="return")
        except (OSError, TimeoutError) as error:
            raise ClusterError(
                f"The cluster at {printable(self._address, 200)} has no workers.",
                "Start some with: dask worker ADDRESS",
            ) from error
        except Exception as error:  # what a scheduler of another version answers has no kind of its own
            raise ClusterError(
                f"The cluster does not understand this program ({printable(_first_line(error), 160)}).",
                f"Install the same versions of Dask and Dossier on all machines: {INSTALL}",
            ) from error
        for worker, theirs in sorted(told.items()):
            _check_build(str(worker), theirs)

    def close(self) -> None:
        """Let go of the cluster; what it still works on is forgotten."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._client.close(timeout=2)

    @property
    def threads(self) -> int:
        """Tasks that its workers can do at once; workers that come later are noticed soon."""
        if time.monotonic() - self._counted >= COUNT_SECONDS:  # each asking is a way to the scheduler and back
            workers = self._client.scheduler_info(n_workers=-1).get("workers", {}).values()
            self._threads = max(1, sum(int(worker["nthreads"]) for worker in workers))
            self._counted = time.monotonic()
        return self._threads

    def submit(self, task: Callable[[bytes], bytes], order: bytes, heard: Callable[[Future], Any]) -> Future:
        """Have a task done; ``heard`` is called with its future, in a thread of Dask's, when it has ended."""
        future: Future = self._client.submit(task, order, pure=False, retries=RETRIES)
        future.add_done_callback(heard)
        return future

    def forget(self, futures: Iterable[Future]) -> None:
        """Have tasks be done no further, where there is still somebody to do them."""
        if self._client.status == "running":
            self._client.cancel(list(futures))

    def answer(self, future: Future) -> bytes | None:
        """What an ended task gave; None when whoever asked must do it. Raises ClusterError when all is lost."""
        self.check()
        if future.status == "finished":
            found: bytes = future.result()
            return found
        error = future.exception() if future.status == "error" else None
        if isinstance(error, ClusterError):
            raise error
        return None

    def check(self) -> None:
        """Raise ClusterError when the scheduler is gone."""
        if self._client.status not in ("running", "connecting"):
            raise ClusterError(f"The scheduler at {printable(self._address, 200)} is gone.", GO_ON)


def _check_build(worker: str, theirs: object) -> None:
    """Raise ClusterError when a worker answered with another build, or could not answer."""
    if isinstance(theirs, bytes):
        differs = difference(json.loads(theirs))
        if not differs:
            return
        raise ClusterError(
            f"The worker {printable(worker, 100)} has another build: {printable(differs, 200)}.",
            "Install the same version with the same extras on all machines.",
        )
    raise ClusterError(
        f"The worker {printable(worker, 100)} cannot run Dossier ({printable(str(theirs), 160)}).",
        f"Install the same version with the same extras on all machines: {INSTALL}",
    )


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]

"""Runs a Pulumi program offline and gives its resource graph."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from hds_blueprint.graph.adopted import with_adopted
from hds_blueprint.graph.collection import paused
from hds_blueprint.graph.error import GraphError
from hds_blueprint.graph.model import DEFAULT_PROJECT, Ref, ResourceGraph
from hds_blueprint.graph.origin import with_document, with_profile
from hds_blueprint.graph.program_errors import Failures, ProgramError

if TYPE_CHECKING:
    from hds_blueprint.graph.recording import RecordingMonitor
    from hds_blueprint.hosting.document import LoadedDocument

# A program that fails on outputs is run again without them; the last run withholds them all.
_ATTEMPTS = 8


def record(
    program: Callable[[], object],
    *,
    project: str,
    stack: str,
    config: Mapping[str, str] | None = None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
) -> ResourceGraph:
    """The resource graph of a program: a callable that creates resources as `__main__.py` does.

    The program runs in a thread of its own with its own event loop and Pulumi settings, so that
    this can be called inside a running Pulumi program, and as often as wanted.

    Args:
        program: creates the resources; it may be `async`.
        project: the Pulumi project's name.
        stack: the stack's name.
        config: configuration values by full key (`aws:region`), as texts. Nothing else is visible to
            the program: configuration in the environment is not read.
        answers: answers to data sources by token, before our own.

    Raises:
        GraphError: the program fails; the problem names its file and line.
        InputError: raised by the program itself, passed on as it is.
    """
    from hds_blueprint.graph.recording import RecordingMonitor
    from hds_blueprint.graph.withheld import outputs_met

    withheld: frozenset[Ref] | None = frozenset()
    for attempt in range(_ATTEMPTS):
        if attempt == _ATTEMPTS - 1:
            withheld = None
        monitor = RecordingMonitor(
            project=project, stack=stack, config=config, answers=answers, withheld=withheld
        )
        with paused(sweep_first=True):
            try:
                _run_apart(partial(_run, program, monitor, config or {}))
            except ProgramError as failure:
                met = outputs_met(failure.error, monitor.markers)
                if failure.of_monitor or withheld is None or met <= withheld:
                    raise failure.told from failure.cause
                withheld |= met
                continue
            graph = ResourceGraph(
                project=project,
                stack=stack,
                source="program",
                resources=monitor.resources(),
                outputs=monitor.outputs,
            )
            return with_adopted(with_profile(graph))
    raise AssertionError  # the last attempt has returned or raised


def build(
    document: LoadedDocument,
    *,
    stack: str,
    project: str = DEFAULT_PROJECT,
    config: Mapping[str, str] | None = None,
    answers: Mapping[str, Mapping[str, Any]] | None = None,
) -> ResourceGraph:
    """The resource graph of a requirements document, as our own program would deploy it.

    Each resource's `origin` is the place in the document that its nearest component names. `config`
    and `answers` are as in `record`: a deployment knows its account, for instance.

    Raises:
        GraphError: as in `record`.
        InputError: the document asks for what the components refuse to build.
    """

    def program() -> None:
        from hds_blueprint.components.program import build as build_content

        build_content(document.content)

    graph = record(program, project=project, stack=stack, config=config, answers=answers)
    return with_document(graph, document)


class _InlineExecutor(ThreadPoolExecutor):
    """Runs the monitor's calls where they are made: each is a few microseconds of our own code.

    With transforms, the monitor calls the program back, whose event loop must be free to answer:
    then, and only then, a thread is used.
    """

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        from pulumi.runtime._callbacks import _CallbackServicer  # pyright: ignore[reportPrivateUsage]

        loop = asyncio.get_running_loop()
        if any(servicer._loop is loop for servicer in _CallbackServicer._servicers):  # pyright: ignore[reportPrivateUsage]
            return super().submit(fn, *args, **kwargs)
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - handed on to whoever awaits the call
            future.set_exception(error)
        return future


class _Closed(dict[str, str]):
    """Configuration that knows every key, so that the SDK never asks the environment."""

    def __contains__(self, key: object) -> bool:
        return True

    def __missing__(self, key: str) -> None:
        return None


class _Journal:
    """The engine as the program's log sees it: keeps errors, drops the rest."""

    def __init__(self, failures: Failures) -> None:
        self._failures = failures

    def Log(self, request: Any) -> None:  # noqa: N802 - the name of the protocol
        from pulumi.runtime.proto import engine_pb2

        if request.severity == engine_pb2.ERROR:
            self._failures.logged.append(request.message)

    def RequirePulumiVersion(self, request: Any) -> None:  # noqa: N802
        """Offline there is no engine whose version could be wrong."""


def _run_apart(action: Callable[[], None]) -> None:
    """Runs an action in a thread with an empty context; what it raises is raised here."""
    failure: list[BaseException] = []

    def body() -> None:
        try:
            Context().run(action)
        except BaseException as error:  # noqa: BLE001 - raised again by the caller's thread
            failure.append(error)

    thread = threading.Thread(target=body, name="pulumi-program", daemon=True)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]


def _run(program: Callable[[], object], monitor: RecordingMonitor, config: Mapping[str, str]) -> None:
    from pulumi.runtime import config as runtime_config
    from pulumi.runtime import settings
    from pulumi.runtime.stack import run_in_stack

    from hds_blueprint.graph import output_tracking, source_positions, type_hints

    source_positions.shorten()
    type_hints.remember()
    failures = Failures()
    settings.ROOT.set(None)
    settings.configure(
        settings.Settings(
            project=monitor.project,
            stack=monitor.stack,
            monitor=monitor,
            engine=_Journal(failures),
            dry_run=True,
            legacy_apply_enabled=False,
            organization="organization",
        )
    )
    output_tracking.simplify()
    runtime_config.CONFIG.set(_Closed(config))
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    # what failed is told once, by us; the loop would print the rest as tracebacks
    loop.set_exception_handler(lambda _loop, _context: None)
    loop.set_default_executor(_InlineExecutor(max_workers=4, thread_name_prefix="pulumi-monitor"))
    try:
        loop.run_until_complete(run_in_stack(lambda: _settled(program, failures)))  # pyright: ignore[reportArgumentType]
    except BaseException as error:  # noqa: BLE001 - programs may raise anything, SystemExit too
        raise ProgramError(error, failures) from None
    finally:
        _finish(loop)
    if failures.logged:
        raise GraphError.of(f"the program logged an error: {failures.logged[0]}", code="program-failed")


async def _settled(program: Callable[[], object], failures: Failures) -> None:
    """Runs the program and waits until all its resources and outputs stand, or one has failed.

    The SDK waits by itself, but goes through all outputs again after each that is ready: its time
    grows with the square of their number. Here the requests are waited for first, after which few
    outputs are open, and the SDK finds all of them done; a failure is left for it to report.
    """
    from pulumi.runtime import settings

    from hds_blueprint.graph.output_tracking import forget_ready

    try:
        result = program()
        if isawaitable(result):
            await result
    except BaseException as error:
        failures.note(error)
        raise
    while True:
        state: Any = settings.SETTINGS
        waiting = _unfinished(state.rpc_manager.rpcs) or _unfinished(state.outputs)
        if not waiting:
            forget_ready()
            return
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_EXCEPTION)
        if any(future.cancelled() or future.exception() is not None for future in done):
            return


def _unfinished(known: Iterable[Any]) -> list[asyncio.Future[Any]]:
    return [future for future in known if isinstance(future, asyncio.Future) and not future.done()]


def _finish(loop: asyncio.AbstractEventLoop) -> None:
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    asyncio.set_event_loop(None)
    loop.close()

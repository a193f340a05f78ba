"""What stands before Streamlit: all that the server answers itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from concurrent.futures import Future

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

BLAS = "OPENBLAS_NUM_THREADS"
HEALTH = "/_stcore/health"  # where a server is asked whether it is there


class Front:
    """ASGI middleware: the rooms and the trainings of this server, and what it has in memory; all else is Streamlit's.

    The server is there before any of it is imported, so that a browser is on its way meanwhile: a thread imports it, and goes on with
    what the first page needs (ui/warm.py). Who asks for something sooner waits. `base` is ``server.baseUrlPath``.
    """

    def __init__(self, app: ASGIApp, base: str = ""):
        self._streamlit, self._base = app, base
        self._own: Future[ASGIApp] = Future()
        # seconds, a tenth of Python's own: who asks for a file while pages are drawn waits for short turns of theirs
        sys.setswitchinterval(0.0005)
        threading.Thread(target=self._begin, daemon=True).start()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._streamlit
        if scope["type"] != "lifespan" and not scope["path"].endswith(HEALTH):
            app = self._own.result() if self._own.done() else await run_in_threadpool(self._own.result)
        await app(scope, receive, send)

    def _begin(self) -> None:
        try:
            self._own.set_result(self._imported())
        except BaseException as error:
            self._own.set_exception(error)  # who waits waits no longer
            traceback.print_exc()
            os.kill(os.getpid(), signal.SIGTERM)  # a server that can answer nothing ends
        else:
            from ui import warm

            warm.warm_up()

    def _imported(self) -> ASGIApp:
        _numpy_on_one_core()
        from starlette.middleware.exceptions import ExceptionMiddleware
        from starlette.routing import Router

        from ui import broadcast, hall, warm
        from ui.memory import FromMemory

        warm.theme_once()  # before the first session
        routes = broadcast.routes(self._base) + hall.routes(self._base)
        return FromMemory(ExceptionMiddleware(Router(routes, redirect_slashes=False, default=self._streamlit)), self._base)


def _numpy_on_one_core() -> None:
    """Import NumPy so that it multiplies in the thread that asks. What a page multiplies takes a millisecond or two; threads of OpenBLAS that find
    no core free spin for up to a hundred, a class's server has many threads of its own, and a browser beside a server just started needs the cores."""
    given = os.environ.get(BLAS)
    os.environ.setdefault(BLAS, "1")
    import numpy  # noqa: F401

    if given is None:
        del os.environ[BLAS]  # not for what is started here: a training has the machine

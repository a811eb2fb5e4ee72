"""How long the web server waits for what a browser sends: a slow sender does not hold a thread for long."""

import errno
import os
import socket
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from roriq_portal.serving.full_queue import waited

# A request has these seconds for its head and its body, and one more for each so many bytes that came: an upload of
# twelve megabytes has ten minutes, a request that drips has twenty seconds.
GRACE_SECONDS = float(os.environ.get("SLOW_SENDER_SECONDS", "20"))
BYTES_A_SECOND = 20_000


class PacedSocket(socket.socket):
    """The socket of a browser. What comes too slowly ends as if the browser had gone."""

    _since = 0.0
    _received = 0
    # When its request began to wait for a thread
    arrived = 0.0

    def begin(self) -> None:
        """Count from now: a request begins."""
        self._since, self._received = monotonic(), 0

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        left = GRACE_SECONDS + self._received / BYTES_A_SECOND - (monotonic() - self._since)
        if left <= 0:
            raise _gone()
        self.settimeout(left)
        try:
            data = super().recv(size, flags)
        except TimeoutError as late:
            raise _gone() from late
        finally:
            self.settimeout(None)
        self._received += len(data)
        return data


def _gone() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "the browser sends too slowly")


class PacedWorker(ThreadWorker):
    """Gunicorn's worker with threads, which has no limit of its own for the time that a request takes to arrive."""

    def enqueue_req(self, conn: TConn) -> Any:
        if not isinstance(conn.sock, PacedSocket):
            conn.sock = PacedSocket(fileno=conn.sock.detach())
        conn.sock.arrived = monotonic()
        return super().enqueue_req(conn)

    def handle(self, conn: TConn) -> Any:
        conn.sock.begin()
        waited.set(monotonic() - conn.sock.arrived)
        return super().handle(conn)

"""TCP proxy between a worker and its database, whose connection can be cut and restored."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class TcpProxy:
    """Forwards connections to `port` of 127.0.0.1 to a server there.

    Args:
        server: the server's port.
    """

    def __init__(self, server: int) -> None:
        self._server = server
        self._through = threading.Event()
        self._through.set()
        self._connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Hold back everything from now on, silently, as a network failure does."""
        self._through.clear()

    def restore(self) -> None:
        """Forward new connections again; those from before the cut are closed."""
        before, self._connections = self._connections, []
        for connection in before:
            _close(connection)
        self._through.set()

    def close(self) -> None:
        """Close every connection, and refuse new ones."""
        _close(self._listener)
        self.restore()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._connections.append(near)
        self._through.wait()
        with suppress(OSError):
            far = socket.create_connection(("127.0.0.1", self._server))
            self._connections.append(far)
            threading.Thread(target=self._forward, args=(far, near), daemon=True).start()
            self._forward(near, far)

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65_536):
                self._through.wait()
                target.sendall(content)
        for end in (source, target):
            _close(end)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits in recv or accept
    end.close()

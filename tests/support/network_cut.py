"""A network between a worker and its database that can be cut: a TCP proxy on 127.0.0.1."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class Network:
    """Forwards what is sent to `port` to a server, until it is cut, and again once it is mended."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._through = threading.Event()
        self._through.set()
        self._connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """From now on nothing arrives any more, and nobody is told so."""
        self._through.clear()

    def mend(self) -> None:
        """New connections get through again; those from before the cut are broken."""
        before, self._connections = self._connections, []
        for connection in before:
            _close(connection)
        self._through.set()

    def close(self) -> None:
        """Break everything."""
        _close(self._listener)
        self.mend()

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
        end.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in recv or accept
    end.close()

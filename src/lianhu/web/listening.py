"""The address that is served."""

import errno
import ipaddress
import socket
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from lianhu.web.failure import Failed

BACKLOG = 256
ANSWER_S = 1.0


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


def is_loopback(host: str) -> bool:
    return all(ipaddress.ip_address(found[4][0]).is_loopback for found in _resolve(host, 0))


def listen(host: str, port: int) -> socket.socket:
    """Listen at once, so that a taken port is known before any work is done."""
    family, kind, protocol, _, where = _resolve(host, port)[0]
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(where)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Failed(
                f"Something else is using port {port}. Stop it, or take a free port: --port 0."
            ) from None
        raise Failed(f"Cannot serve {host}:{port}: {error.strerror}.") from None
    return listener


def address_of(listener: socket.socket) -> Address:
    """Where a person on this machine finds it: all addresses include the loopback one."""
    host, port = listener.getsockname()[:2]
    if ipaddress.ip_address(host).is_unspecified:
        host = "::1" if listener.family == socket.AF_INET6 else "127.0.0.1"
    return Address(host, port)


def answers(address: Address) -> bool:
    """Whether the web server says anything at all, be it only where to go instead."""
    connection = HTTPConnection(address.host, address.port, timeout=ANSWER_S)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def _resolve(host: str, port: int) -> list[tuple]:
    try:
        return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, OverflowError) as error:
        raise Failed(f"There is no address {host}:{port} ({error}).") from None

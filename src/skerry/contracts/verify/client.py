"""Sends requests to one address and to no other: redirects are not followed, proxies are not asked."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import ip_address
from threading import Timer
from urllib.parse import quote, urlsplit

from skerry.contracts.verify.exchange import Answer, Request, curl

LARGEST = 8 * 1024 * 1024
PATIENCE = 10.0
_SLOWED = 3
_WAIT = 5


class UnreachableError(Exception):
    """There is no answer, or none that is HTTP."""


class OutOfTimeError(Exception):
    """The time that was given is over."""


class Client:
    """One service. `headers` go with every request; after `seconds` every further request is refused."""

    def __init__(self, url: str, headers: Mapping[str, str], seconds: float) -> None:
        parts = urlsplit(url)
        self.base = url.rstrip("/")
        self.headers = dict(headers)
        self.deadline = time.monotonic() + seconds
        self.sent = 0
        self._host = parts.hostname or ""
        self._port = parts.port
        self._secure = parts.scheme == "https"
        self._prefix = parts.path.rstrip("/")

    def send(self, request: Request) -> Answer:
        """The answer, for which a service that is asked too fast is given time; raises `UnreachableError` and `OutOfTimeError`."""
        answer = self._sent(request)
        for _ in range(_SLOWED):
            if answer.status != 429:
                break
            wanted = answer.headers.get("retry-after", "")
            time.sleep(min(int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 1, _WAIT))
            answer = self._sent(request)
        return answer

    def _sent(self, request: Request) -> Answer:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise OutOfTimeError
        self.sent += 1
        patience = min(left, PATIENCE)
        connection = self._connection(patience)
        alarm = Timer(patience, _cut, (connection,))  # a timeout of a socket is one for each byte
        alarm.daemon = True
        try:
            connection.connect()
            alarm.start()
            connection.request(request.method, self._target(request), body=request.data, headers=self._headed(request))
            got = connection.getresponse()
            data = got.read(LARGEST)
            if time.monotonic() >= self.deadline - left + patience:  # cut, and it may look whole
                raise TimeoutError("no whole answer in time")
            names = {name.lower(): value for name, value in got.getheaders()}
            return Answer(got.status, names, data)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise UnreachableError(f"{request.method} {request.path}: {error or type(error).__name__}") from error
        finally:
            alarm.cancel()
            connection.close()

    def curl(self, request: Request) -> str:
        """The request as a line for a shell."""
        return curl(self.base, request, self.headers)

    def _connection(self, patience: float) -> http.client.HTTPConnection:
        if self._secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self._host, self._port, timeout=patience, context=context)
        return http.client.HTTPConnection(self._host, self._port, timeout=patience)

    def _target(self, request: Request) -> str:
        return quote(self._prefix + request.target, safe="/?&=%:@!$'()*+,;~-._")

    def _headed(self, request: Request) -> dict[str, str]:
        own = {"Accept": "application/json, application/problem+json, */*;q=0.1"}
        if request.data is not None:
            own["Content-Type"] = request.media
        return {**own, **self.headers, **request.headers}


def _cut(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def local(host: str) -> bool:
    """Whether a host is this machine, by its address or by all addresses of its name."""
    try:
        found = {entry[4][0] for entry in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ip_address(str(each).partition("%")[0]).is_loopback for each in found)

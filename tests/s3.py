"""A server that speaks S3, on this machine: what Amazon's does, for tests of what is kept there."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Lock
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

REGION = "us-east-1"


class Server:
    """Trusts every key, but where rights are enforced."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._server.start()
        self._answer_in_turn()
        host, port = self._server.get_host_and_port()
        self._host = f"{host}:{port}"
        self.address = f"http://{self._host}"

    def _answer_in_turn(self) -> None:
        """Amazon's keeps two who write the same name apart; this one loses a file between them."""
        server: Any = self._server._server
        answer, turn = server.app, Lock()

        def in_turn(environ: Any, start_response: Any) -> list[bytes]:
            with turn:
                return list(answer(environ, start_response))

        server.app = in_turn

    def stop(self) -> None:
        self._server.stop()

    def empty(self, *buckets: str) -> None:
        """Forget everything; these buckets are there, and empty."""
        self._tell("reset")
        for bucket in buckets:
            self.client("s3").create_bucket(Bucket=bucket)

    def client(self, service: str) -> Any:
        """What the server's administrator has: "s3" for the buckets, "iam" for the keys."""
        return boto3.client(service, endpoint_url=self.address, region_name=REGION)

    @contextmanager
    def rights_enforced(self) -> Iterator[None]:
        """The server asks of every request what its key may do."""
        self._tell("reset-auth", "0")
        try:
            yield
        finally:
            self._tell("reset-auth", "inf")

    def _tell(self, what: str, value: str = "") -> None:
        connection = HTTPConnection(self._host)
        connection.request("POST", f"/moto-api/{what}", value, {"Content-Type": "text/plain"})
        assert connection.getresponse().status == HTTPStatus.OK
        connection.close()

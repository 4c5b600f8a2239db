"""gRPC by hand, for what the command line does not say (request ids, health, many calls at one time): protoc writes and reads the
messages as text, curl speaks HTTP/2."""

from __future__ import annotations

import functools
import re
import subprocess
import tempfile
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from stack import ROOT, SERVICES, Stack

# Canonical codes (google.rpc.Code).
OK, INVALID_ARGUMENT, NOT_FOUND, PERMISSION_DENIED = 0, 3, 5, 7


@dataclass(frozen=True)
class Reply:
    code: int
    message: str  # grpc-message: empty when all is well
    text: str  # the response in protobuf's text format

    def __contains__(self, part: str) -> bool:
        return part in self.text


def call(stack: Stack, of: str, method: str, request: str, token: str = "") -> Reply:
    """`of`: directory, network, notifier; `method`: `maillage.network.v1.EventService/GetEvent`; `request`: in protobuf's text
    format. As whom the token says, else as the operator."""
    return call_together(stack, of, method, [request], token)[0]


def call_together(stack: Stack, of: str, method: str, requests: list[str], token: str = "") -> list[Reply]:
    """All at the same time, over one connection; answers in the order of the requests."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(4) as pool:
        service = method.split("/")[0]
        target = f"http://127.0.0.1:{stack.base + 1 + SERVICES.index(of)}/{method}"
        request_type, response_type = _types(method)
        bearer = token or stack.token("services/cli", "SERVICE", caf="*")
        bodies = list(pool.map(lambda request: _protoc("--encode", request_type, service, request.encode()), requests))
        config = []
        for i, body in enumerate(bodies):
            Path(folder, f"{i}.request").write_bytes(b"\0" + len(body).to_bytes(4, "big") + body)
            config += [f'url = "{target}"', "http2-prior-knowledge", f'data-binary = "@{folder}/{i}.request"',
                       'header = "content-type: application/grpc"', 'header = "te: trailers"',
                       f'header = "authorization: Bearer {bearer}"', f'output = "{folder}/{i}.response"',
                       f'dump-header = "{folder}/{i}.headers"', "next"]
        ended = subprocess.run(["curl", "--silent", "--show-error", "--parallel", "--parallel-immediate", "--parallel-max", "100",
                                "--max-time", "60", "--config", "-"], input="\n".join(config[:-1]), text=True, capture_output=True,
                               timeout=90)
        assert ended.returncode == 0, ended.stderr
        return list(pool.map(lambda i: _reply(Path(folder), i, response_type, service), range(len(requests))))


def _reply(folder: Path, i: int, response_type: str, service: str) -> Reply:
    headers = (folder / f"{i}.headers").read_text()
    code = int(re.search(r"^grpc-status: (\d+)", headers, re.MULTILINE)[1])
    message = re.search(r"^grpc-message: (.*)", headers, re.MULTILINE)
    body = (folder / f"{i}.response").read_bytes() if (folder / f"{i}.response").exists() else b""
    text = _protoc("--decode", response_type, service, body[5:]).decode() if code == OK else ""
    return Reply(code, urllib.parse.unquote(message[1].strip()) if message else "", text)


def _protoc(what: str, message: str, service: str, given: bytes) -> bytes:
    ended = subprocess.run(["protoc", f"--proto_path={ROOT / 'proto'}", f"{what}={message}", _file(service)], input=given,
                           capture_output=True, timeout=30)
    assert ended.returncode == 0, ended.stderr.decode()
    return ended.stdout


@functools.cache
def _file(service: str) -> str:
    """The proto file that declares a service."""
    folder = service.rsplit(".", 1)[0].replace(".", "/")
    (found,) = [path for path in sorted((ROOT / "proto" / folder).glob("*.proto"))
                if f"service {service.rsplit('.', 1)[1]} " in path.read_text()]
    return str(found.relative_to(ROOT / "proto"))


@functools.cache
def _types(method: str) -> tuple[str, str]:
    service, name = method.split("/")
    declared = re.search(rf"rpc {name}\((\w+)\) returns \((\w+)\)", (ROOT / "proto" / _file(service)).read_text())
    package = service.rsplit(".", 1)[0]
    return f"{package}.{declared[1]}", f"{package}.{declared[2]}"


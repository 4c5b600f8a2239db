"""gRPC for what the command line does not say: request ids, health, many calls at one time, load. Messages are written in protobuf's text
format; their types are read from proto/."""

from __future__ import annotations

import functools
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory, text_format

from stack import ROOT, SERVICES, Stack

# Canonical codes (google.rpc.Code).
OK, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, PERMISSION_DENIED, RESOURCE_EXHAUSTED, ABORTED, INTERNAL, UNAVAILABLE, UNAUTHENTICATED = (
    0, 3, 4, 5, 7, 8, 10, 13, 14, 16)
OPTIONS = [("grpc.min_reconnect_backoff_ms", 50), ("grpc.initial_reconnect_backoff_ms", 50), ("grpc.max_reconnect_backoff_ms", 200),
           ("grpc.enable_retries", 0), ("grpc.use_local_subchannel_pool", 1)]


@dataclass(frozen=True)
class Reply:
    code: int
    message: str  # grpc-message: empty when all is well
    text: str  # the response in protobuf's text format
    seconds: float = 0

    def __contains__(self, part: str) -> bool:
        return part in self.text


def call(stack: Stack, of: str, method: str, request: str, token: str = "", timeout: float = 60) -> Reply:
    """`of`: directory, network, notifier; `method`: `maillage.network.v1.EventService/GetEvent`; `request`: in protobuf's text
    format. As whom the token says, else as the operator."""
    return call_together(stack, of, method, [request], token, timeout)[0]


def call_together(stack: Stack, of: str, method: str, requests: list[str], token: str = "", timeout: float = 60) -> list[Reply]:
    """All at the same time, over one connection; answers in the order of the requests."""
    with Caller(stack, of, token) as caller:
        begun = [caller.begin(method, request, timeout) for request in requests]
        return [one.reply() for one in begun]


class Caller:
    """One connection to a service, for many calls. Thread-safe."""

    def __init__(self, stack: Stack, of: str, token: str = ""):
        self.channel = grpc.insecure_channel(f"127.0.0.1:{stack.base + 1 + SERVICES.index(of)}", OPTIONS)
        self.metadata = [("authorization", f"Bearer {token or stack.token('services/cli', 'SERVICE', caf='*')}")]

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()

    def begin(self, method: str, request: str, timeout: float = 60) -> "Begun":
        request_type, response_type = types(method)
        body = text_format.Parse(request, request_type()).SerializeToString()
        return self.begin_bytes(method, body, response_type, timeout)

    def begin_bytes(self, method: str, body: bytes, response_type, timeout: float = 60) -> "Begun":
        stub = self.channel.unary_unary(f"/{method}", request_serializer=None, response_deserializer=response_type.FromString)
        began = time.monotonic()
        future = stub.future(body, timeout=timeout, metadata=self.metadata)
        return Begun(future, began)

    def call(self, method: str, request: str, timeout: float = 60) -> Reply:
        return self.begin(method, request, timeout).reply()


class Begun:
    """A call under way; the time of its end is taken when it ends, not when somebody asks."""

    def __init__(self, future, began: float):
        self.future, self.began, self.ended = future, began, 0.0
        self._over = threading.Event()
        future.add_done_callback(self._end)

    def _end(self, _) -> None:
        self.ended = time.monotonic()
        self._over.set()

    @property
    def done(self) -> bool:
        return self._over.is_set()

    def reply(self) -> Reply:
        assert self._over.wait(90), "a call without an end"
        code = self.future.code().value[0]
        text = text_format.MessageToString(self.future.result(), as_utf8=True) if code == OK else ""
        return Reply(code, self.future.details() or "", text, self.ended - self.began)


@functools.cache
def types(method: str) -> tuple[type, type]:
    service, name = method.split("/")
    declared = _pool().FindServiceByName(service).FindMethodByName(name)
    factory = message_factory.MessageFactory(_pool())
    return factory.GetPrototype(declared.input_type), factory.GetPrototype(declared.output_type)


@functools.cache
def message(name: str) -> type:
    return message_factory.MessageFactory(_pool()).GetPrototype(_pool().FindMessageTypeByName(name))


def is_stream(method: str) -> bool:
    return f"rpc {method.split('/')[1]}(" in _protos() and f"rpc {method.split('/')[1]}({types(method)[0].DESCRIPTOR.name}) returns (stream" in _protos()


def filled(method: str, text: str) -> bytes:
    """A request in which every text, also one level down, is `text`."""
    request = types(method)[0]()
    for part in (request, *(getattr(request, field.name) for field in request.DESCRIPTOR.fields
                            if field.message_type and field.label != field.LABEL_REPEATED and not field.message_type.file.name.startswith("google"))):
        for field in part.DESCRIPTOR.fields:
            if field.type == field.TYPE_STRING:
                getattr(part, field.name).append(text) if field.label == field.LABEL_REPEATED else setattr(part, field.name, text)
    return request.SerializeToString()


def of_a_caf(method: str) -> bool:
    """Whether its access rule names the Caf that it is about (proto/maillage/platform/v1/access.proto)."""
    name, request = method.split("/")[1], types(method)[0].DESCRIPTOR.name
    option = _protos().split(f"rpc {name}({request})")[1].split("rpc ")[0]
    return 'caf_from: "none"' not in option and "public: true" not in option


@functools.cache
def _protos() -> str:
    return "\n".join(file.read_text() for file in sorted((ROOT / "proto/maillage").rglob("*.proto")))


@functools.cache
def methods() -> list[str]:
    """Every method of our services, in the order of the files."""
    names = []
    for file in sorted((ROOT / "proto/maillage").rglob("*.proto")):
        described = _pool().FindFileByName(str(file.relative_to(ROOT / "proto")))
        names += [f"{service.full_name}/{method.name}" for service in described.services_by_name.values() for method in service.methods]
    return names


@functools.cache
def _pool() -> descriptor_pool.DescriptorPool:
    files = sorted(str(file.relative_to(ROOT / "proto")) for file in (ROOT / "proto").rglob("*.proto"))
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["protoc", f"--proto_path={ROOT / 'proto'}", "--include_imports", f"--descriptor_set_out={folder}/all", *files],
                       check=True, timeout=60)
        described = descriptor_pb2.FileDescriptorSet.FromString(Path(folder, "all").read_bytes())
    pool = descriptor_pool.DescriptorPool()
    for file in described.file:
        pool.Add(file)
    return pool


@dataclass
class Load:
    """Calls at a steady rate from a thread of its own, whatever becomes of them."""

    caller: Caller
    method: str
    requests: list[bytes]
    rate: float  # a second
    begun: list[Begun] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        response_type = types(self.method)[1]
        began = time.monotonic()
        for i, body in enumerate(self.requests):
            if self._ending.wait(max(0.0, began + i / self.rate - time.monotonic())):
                return
            self.begun.append(self.caller.begin_bytes(self.method, body, response_type, 20))

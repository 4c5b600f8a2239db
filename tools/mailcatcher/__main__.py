"""A mail server that keeps everything and delivers nothing: `python3 tools/mailcatcher --smtp 7125 --http 7180 --dir DIR`."""

import argparse
import asyncio
import signal
import ssl
import threading
from pathlib import Path

import web
from catcher import Catcher, Service
from faults import Faults
from store import Store

LOOPBACK = "127.0.0.1"


async def run(options: argparse.Namespace) -> None:
    store, faults = Store(options.dir), Faults()
    catcher = Catcher(store, faults, service_of(options))
    smtp = await catcher.serve(LOOPBACK, options.smtp)
    http = web.serve(store, faults, catcher, LOOPBACK, options.http)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    smtp_port = smtp.sockets[0].getsockname()[1]
    print(f"mailcatcher: smtp://{LOOPBACK}:{smtp_port} http://{LOOPBACK}:{http.server_port}/ mails in {options.dir}", flush=True)

    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    smtp.close()
    http.shutdown()


def service_of(options: argparse.Namespace) -> Service:
    tls = None
    if options.tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(*options.tls)
    return Service(options.pipelining, tls, tuple(options.login) if options.login else None)


def main() -> None:
    parser = argparse.ArgumentParser(prog="mailcatcher", description=__doc__)
    parser.add_argument("--smtp", type=int, default=7125, metavar="PORT", help="SMTP port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--http", type=int, default=7180, metavar="PORT", help="port of the web page on 127.0.0.1 (0: any free one)")
    parser.add_argument("--dir", type=Path, required=True, help="folder of the .eml files")
    parser.add_argument("--pipelining", action="store_true", help="takes several commands at once, as most mail servers do")
    parser.add_argument("--tls", nargs=2, metavar=("CERTIFICATE", "KEY"), help="offers STARTTLS, and takes nothing without it")
    parser.add_argument("--login", nargs=2, metavar=("USER", "PASSWORD"), help="takes nothing from anybody else; with --tls")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()

"""Holds the scoring port open while routers come and go.

Usage: hold.py PORT SOCKET UNUSED_SECONDS. Listens on 127.0.0.1:PORT without ever accepting, and hands the listening socket to whoever connects to the
Unix socket SOCKET (take.py does, and becomes the router). While no router runs, connections wait in the kernel's queue, so a router that
was killed costs the requests it was working on and not one connection more. Ends when nobody has held a lease for UNUSED_SECONDS: without an agent
to start the next router, callers must hear "refused" instead of waiting.
"""
import json
import os
import selectors
import signal
import socket
import sys


def main() -> None:
    port, path, unused_seconds = int(sys.argv[1]), sys.argv[2], float(sys.argv[3])
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(511)

    if os.path.exists(path):
        os.unlink(path)
    os.umask(0o177)
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    door.bind(path)
    door.listen(8)

    # A signal ends the process at once: nothing is held that the kernel does not release by itself, except the door's name.
    signal.signal(signal.SIGTERM, lambda *_: leave(path))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    print(json.dumps({"port": listening.getsockname()[1], "python": os.path.realpath(sys.executable)}), flush=True)
    # Whoever reads the line goes away afterwards.
    os.close(1)

    waiting = selectors.DefaultSelector()
    waiting.register(door, selectors.EVENT_READ)
    leases = 0
    while True:
        events = waiting.select(None if leases else unused_seconds)
        if not events and not leases:
            leave(path)
        for key, _ in events:
            if key.fileobj is door:
                lease, _address = door.accept()
                try:
                    socket.send_fds(lease, [b"1"], [listening.fileno()])
                except OSError:
                    lease.close()
                    continue
                waiting.register(lease, selectors.EVENT_READ)
                leases += 1
            elif not key.fileobj.recv(64):
                # The router that held this lease has ended.
                waiting.unregister(key.fileobj)
                key.fileobj.close()
                leases -= 1


def leave(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # already gone
    os._exit(0)


main()

"""The first worker of a server, forked from it before either knows what to serve.

A fork copies the memory map of a process with all its imports, and a worker begins with pages that are not its own yet; both
take a while, so they happen while nobody waits. When the request comes, server and worker run the same start side by side. Where
gunicorn would fork its first worker, the server hands over what only one of them can make (the socket that is listened on, the
file of signs of life), and the worker goes on as if it had been forked there.
https://docs.gunicorn.org/en/stable/settings.html#server-hooks
"""

import mmap
import os
import socket
import sys

def is_possible():
    """Descriptors are passed since Python 3.9."""
    return hasattr(socket, "send_fds")


def is_wanted(environment, folder):
    """False where the start runs what the user brought before the first worker is forked: that must not happen twice."""
    preloads = environment.get("WORKER_PRELOAD", "false").lower() == "true"
    configured = "GUNICORN_CMD_ARGS" in environment or os.path.exists(os.path.join(folder, "gunicorn.conf.py"))
    return not preloads and not configured


class ServerSide:
    """What the server knows of its worker."""

    def __init__(self, worker, request, channel, marks):
        self.worker = worker
        self.request = request
        self.channel = channel
        self.marks = marks

    def begin(self, line):
        """Lets the worker run beside."""
        try:
            while line:
                line = line[os.write(self.request, line) :]
        except OSError:
            pass  # It has ended; what is given to it then says so.
        os.close(self.request)

    def dismiss(self):
        """It ends without having done anything."""
        os.close(self.request)
        self.channel.close()

    def give(self, descriptor):
        try:
            socket.send_fds(self.channel, [b"."], [descriptor])
            return True
        except OSError:
            return False

    def listens(self, server):
        """The socket is there."""
        self.give(server.LISTENERS[0].fileno())

    def is_due(self, worker):
        """Right before the server would fork its first worker. Where the one forked ahead has ended, it does fork another."""
        given = self.give(worker.tmp.fileno())
        self.channel.close()
        if given:
            answer_next_fork(self.worker)


class WorkerSide:
    """What the worker knows of its server."""

    def __init__(self, server, channel, marks):
        self.server = server
        self.channel = channel
        self.marks = marks
        self.joined = False

    def run_beside(self):
        """Until it joins, what the server says is not said twice, and what the server makes is waited for."""
        from gunicorn import sock

        self.create_sockets, self.getpid = sock.create_sockets, os.getpid
        self.output = os.dup(1), os.dup(2)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        os.close(nothing)
        sock.create_sockets = lambda config, log, fds=None: self.create_sockets(config, log, [self.take()])
        # gunicorn asks for the id of the server, whose end the worker watches for.
        os.getpid = lambda: self.server

    def take(self):
        """There is nothing to go on with when the server has ended or forked another worker."""
        message, descriptors, _, _ = socket.recv_fds(self.channel, 1, 1)
        if not message:
            os._exit(0)
        return descriptors[0]

    def listens(self, server):
        """The socket has been taken already."""

    def is_due(self, worker):
        """Takes the place of the worker that the server would fork now."""
        sign_of_life = self.take()
        os.dup2(sign_of_life, worker.tmp.fileno())
        os.close(sign_of_life)
        self.channel.close()
        answer_next_fork(0, self.join)

    def join(self):
        from gunicorn import sock

        sys.stdout.flush()
        sys.stderr.flush()
        for number, descriptor in enumerate(self.output, 1):
            os.dup2(descriptor, number)
            os.close(descriptor)
        sock.create_sockets, os.getpid = self.create_sockets, self.getpid
        self.joined = True


def answer_next_fork(pid, then=lambda: None):
    """The next fork has been made already."""
    fork = os.fork

    def already_forked():
        os.fork = fork
        then()
        return pid

    os.fork = already_forked


def fork_worker(slots):
    """Forks the worker of this process, with so many bytes shared. Answers where the request comes from in the worker, and the side."""
    server = os.getpid()
    for_worker, to_worker = os.pipe()
    here, there = socket.socketpair()
    marks = mmap.mmap(-1, slots)
    worker = os.fork()
    if worker != 0:
        os.close(for_worker)
        there.close()
        return None, ServerSide(worker, to_worker, here, marks)
    os.close(to_worker)
    here.close()
    return for_worker, WorkerSide(server, there, marks)

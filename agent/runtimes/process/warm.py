"""Holds the imports of one environment and forks a serving process from them on request.

Requests and answers are JSON lines on file descriptor 3. Its end (the agent is gone, however that came about) ends this
process; what was forked serves on. Forking is refused, with the reason, wherever it could not be told from a fresh start:
while other threads live, or something is open that two processes must not share.

Copying the memory map of a process with all those imports takes a while, so it happens before it is asked for: one pair of
processes (a supervisor and its server, see fork_pair, which has its first worker already, see forked_ahead.py) waits for the next
request and ends unused when this process does.
"""

import gc
import importlib
import importlib.util
import json
import os
import resource
import select
import signal
import sys
import time

CHANNEL = 3
# The pair for the next request is made when the instance before had time to come up.
STANDBY_AFTER_SECONDS = 0.4


def load_beside(name):
    """A module beside this file, under a name that no module of a model can have."""
    directory = os.path.dirname(os.path.abspath(__file__))
    # The folder of this file must not hide the user's modules.
    sys.path[:] = [entry for entry in sys.path if entry != directory]
    spec = importlib.util.spec_from_file_location("_scorepoint_" + name, os.path.join(directory, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def send(message):
    os.write(CHANNEL, (json.dumps(message) + "\n").encode())


def lines_of(descriptor, when_idle=None):
    """One JSON line after the other; ends with the writing side. `when_idle` is called once when nothing came for a moment."""
    waiting = b""
    while True:
        if when_idle is not None and not select.select([descriptor], [], [], STANDBY_AFTER_SECONDS)[0]:
            when_idle()
            select.select([descriptor], [], [])
        chunk = os.read(descriptor, 65536)
        if not chunk:
            return
        waiting += chunk
        while b"\n" in waiting:
            line, waiting = waiting.split(b"\n", 1)
            yield json.loads(line)


def import_recorded(path):
    """Imports what the last run had imported; what cannot be imported alone is left to whoever needs it."""
    with open(path, encoding="utf-8") as record:
        names = json.load(record)
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            print("not imported ahead: %s (%s: %s)" % (name, type(error).__name__, error), flush=True)
    return names


def thread_count():
    return len(os.listdir("/proc/self/task"))


def obstacle():
    """Why this process must not be forked; None when it may be."""
    if thread_count() > 1:
        import threading

        # BLAS libraries end their own threads when a process forks and start them again when asked: one fork that ends at once shows it.
        others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
        if others:
            return "the thread %s runs after the imports" % others[0]
        trial = os.fork()
        if trial == 0:
            os._exit(0)
        try:
            os.waitpid(trial, 0)
        except ChildProcessError:
            pass  # it has ended: from the first pair on nobody waits for children (see main)
        if thread_count() > 1:
            return "%d threads of a library run after the imports" % (thread_count() - 1)
    for entry in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink("/proc/self/fd/" + entry)
        except OSError:
            continue  # the descriptor of this very listing
        if target.startswith("socket:") and int(entry) != CHANNEL:
            return "a socket is open after the imports"
        if target.startswith("anon_inode:[event"):
            return "an event loop is open after the imports"
        if target.startswith(("/dev/nvidia", "/dev/kfd", "/dev/dri")):
            return "the GPU is in use after the imports"
    return None


def hidden_module(folder, names):
    """A module beside the scoring script that a fresh process would take instead of one that is imported here."""
    imported = {name.split(".", 1)[0] for name in names}
    for entry in sorted(os.listdir(folder)):
        name = entry[:-3] if entry.endswith(".py") else entry
        if name in imported and (entry.endswith(".py") or os.path.isdir(os.path.join(folder, entry))):
            return name
    return None


def take_marks(variable, marks):
    """Puts the marks of the instance where the system shows the start environment, in place of this process's own."""
    with open("/proc/self/environ", "rb") as shown:
        offset = shown.read().index(variable.encode() + b"=")
    with open("/proc/self/stat", encoding="ascii", errors="replace") as stat:
        begin = int(stat.read().rsplit(")", 1)[1].split()[47])
    length = len(variable) + 1 + len(os.environb[variable.encode()])
    text = b"\0".join(("%s=%s" % mark).encode() for mark in marks.items())
    if len(text) > length:
        raise ValueError("the marks need %d bytes, there are %d" % (len(text), length))
    memory = os.open("/proc/self/mem", os.O_RDWR)
    os.pwrite(memory, text.ljust(length, b"\0"), begin + offset)
    os.close(memory)


def take_place(request):
    """Supervisor and server alike: the marks, limits, folder and log of the instance."""
    take_marks(request["variable"], request["marks"])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (request["openFiles"], request["openFiles"]))
    except (ValueError, OSError):
        pass  # as in shim.sh: fewer must do
    os.chdir(request["cwd"])
    log = os.open(request["logFile"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(nothing)
    os.close(log)


class ToServe(Exception):
    """Leaves the loop of the parent in a process that was forked to serve; `input` brings its request, `side` is of forked_ahead.py."""

    def __init__(self, input, side):
        super().__init__()
        self.input = input
        self.side = side


def write_all(descriptor, data):
    while data:
        data = data[os.write(descriptor, data) :]


def hand_over(descriptor, line):
    """Gives the request to a pair; False when it has ended meanwhile."""
    try:
        write_all(descriptor, line)
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)


def fork_pair(launcher, forked_ahead, is_awaited):
    """Forks a supervisor, which forks its server, which forks its worker; all wait. Answers where to write the request.

    Raises ToServe in the server and in the worker.
    """
    for_supervisor, from_parent = os.pipe()
    if os.fork() != 0:
        os.close(for_supervisor)
        return from_parent
    os.close(from_parent)
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        for_server, from_supervisor = os.pipe()
        server = os.fork()
        if server != 0:
            os.close(for_server)
            supervise(for_supervisor, from_supervisor, server)
            # Nobody's request came, or it could not be taken.
            os._exit(0)
        os.close(for_supervisor)
        os.close(from_supervisor)
        os.close(CHANNEL)
        for_worker, side = forked_ahead.fork_worker(launcher.READY_SLOTS) if forked_ahead.is_possible() else (None, None)
        if for_worker is not None:
            os.close(for_server)
        if not is_awaited:
            launcher.rehearse(as_worker=for_worker is not None)
            # What the rehearsal left behind is not to be tidied up while somebody waits.
            gc.collect()
            gc.freeze()
    except Exception as error:
        print("nothing stands by: %s: %s" % (type(error).__name__, error), flush=True)
        os._exit(1)
    raise ToServe(for_server if for_worker is None else for_worker, side)


def supervise(for_supervisor, from_supervisor, server):
    """Waits for the request, becomes the supervisor of its instance, lets the server begin and writes its end down."""
    request = next(lines_of(for_supervisor), None)
    if request is None:
        return
    try:
        if os.waitpid(server, os.WNOHANG)[0] != 0:
            raise ChildProcessError("the process that stood by has ended")
        take_place(request)
    except BaseException as error:
        send({"id": request["id"], "refused": "%s: %s" % (type(error).__name__, error)})
        return
    now = time.time()
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now))
    os.write(1, ("%s,%03d I [scorepoint] %s\n" % (stamp, now % 1 * 1000, request["how"])).encode())
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(server, signal.SIGTERM))
    send({"id": request["id"], "pid": os.getpid()})
    os.close(CHANNEL)
    try:
        write_all(from_supervisor, (json.dumps(request) + "\n").encode())
    except OSError:
        pass  # it has ended: its code says how
    os.close(from_supervisor)
    write_whole(request["pidFile"], "%d\n" % server)
    status = os.waitpid(server, 0)[1]
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    code = 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    write_whole(request["exitFile"], "%d %d\n" % (code, time.time()))
    # Whatever the server left behind in this process group ends with it (this process too).
    os.kill(0, signal.SIGKILL)


def write_whole(path, text):
    with open(path + ".partial", "w", encoding="ascii") as file:
        file.write(text)
    os.replace(path + ".partial", path)


def begin_serving(input, side, forked_ahead):
    """In server and worker: waits for the request and takes its place. Answers it with the side that goes on with it, if any.

    The request is None when the pair is not needed any more.
    """
    request = next(lines_of(input), None)
    if request is None:
        return None, None
    os.close(input)
    if isinstance(side, forked_ahead.ServerSide):
        if forked_ahead.is_wanted(request["environment"], request["cwd"]):
            side.begin((json.dumps(request) + "\n").encode())
        else:
            side.dismiss()
            side = None
    # As a program started by shim.sh would have it: interrupts of a terminal are not for instances.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    take_place(request)
    os.environ.clear()
    os.environ.update(request["environment"])
    return request, side


def wait_for_request(names, launcher, forked_ahead):
    """Has a pair ready for each request. Returns as begin_serving does; the request is None when the agent has gone, too."""
    pair = None

    def stand_by():
        nonlocal pair
        if pair is None and obstacle() is None:
            pair = fork_pair(launcher, forked_ahead, is_awaited=False)

    try:
        for request in lines_of(CHANNEL, stand_by):
            reason = obstacle() if pair is None else None
            hidden = hidden_module(request["cwd"], names)
            if reason is None and hidden is not None:
                reason = "the code has a module %s of its own, and one of that name is imported already" % hidden
            if reason is not None:
                send({"id": request["id"], "refused": reason})
                continue
            line = (json.dumps(request) + "\n").encode()
            # Ended while it stood by: there may be time for another.
            if pair is None or not hand_over(pair, line):
                hand_over(fork_pair(launcher, forked_ahead, is_awaited=True), line)
            pair = None
    except ToServe as server:
        return begin_serving(server.input, server.side, forked_ahead)
    return None, None


def main():
    launcher, forked_ahead = load_beside("launcher"), load_beside("forked_ahead")
    names = import_recorded(sys.argv[1])
    reason = obstacle()
    if reason is not None:
        send({"refused": reason})
        os._exit(0)
    # Ended instances are nobody's to wait for: their own supervisors write their end down.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    launcher.imported_ahead = frozenset(sys.modules)
    gc.collect()
    # What is here already is not looked at again, so that its pages stay shared.
    gc.freeze()
    send({"ready": len(names)})
    request, side = wait_for_request(names, launcher, forked_ahead)
    if request is None:
        os._exit(0)
    sys.argv = [sys.argv[0], *request["arguments"]]
    launcher.forked_ahead = side
    if not isinstance(side, forked_ahead.WorkerSide):
        launcher.main()
        return
    side.run_beside()
    try:
        launcher.main()
    except BaseException:
        # Whatever kept it from coming up keeps the server from it, which says so.
        if not side.joined:
            os._exit(0)
        raise


if __name__ == "__main__":
    main()

"""Holds the imports of one environment and forks a serving process from them on request.

Requests and answers are JSON lines on file descriptor 3. Its end (the agent is gone, however that came about) ends this
process; what was forked serves on. Forking is refused, with the reason, wherever it could not be told from a fresh start:
while other threads live, or something is open that two processes must not share.
"""

import gc
import importlib
import importlib.util
import json
import os
import resource
import signal
import sys
import time

CHANNEL = 3


def load_launcher():
    """The module beside this file, under a name that no module of a model can have."""
    directory = os.path.dirname(os.path.abspath(__file__))
    # The folder of this file must not hide the user's modules.
    sys.path[:] = [entry for entry in sys.path if entry != directory]
    spec = importlib.util.spec_from_file_location("_scorepoint_launcher", os.path.join(directory, "launcher.py"))
    launcher = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(launcher)
    return launcher


def send(message):
    os.write(CHANNEL, (json.dumps(message) + "\n").encode())


def requests():
    """One request after the other; ends when the agent has gone."""
    waiting = b""
    while True:
        chunk = os.read(CHANNEL, 65536)
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
        os.waitpid(trial, 0)
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


def become_instance(request):
    """In the forked process: does what shim.sh does, and returns in its child alone, which is to serve."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
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
    now = time.time()
    stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(now))
    os.write(1, ("%s,%03d I [scorepoint] %s\n" % (stamp, now % 1 * 1000, request["how"])).encode())
    send({"id": request["id"], "pid": os.getpid()})
    os.close(CHANNEL)

    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Held back until there is somebody to hand it on to.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
    server = os.fork()
    if server == 0:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
        os.environ.clear()
        os.environ.update(request["environment"])
        return
    signal.signal(signal.SIGTERM, lambda *_: os.kill(server, signal.SIGTERM))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
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


def wait_for_request(names):
    """Forks for every request; returns the request in the process that is to serve it, None when the agent has gone."""
    for request in requests():
        reason = obstacle()
        hidden = hidden_module(request["cwd"], names)
        if reason is None and hidden is not None:
            reason = "the code has a module %s of its own, and one of that name is imported already" % hidden
        if reason is not None:
            send({"id": request["id"], "refused": reason})
        elif os.fork() == 0:
            try:
                become_instance(request)
                return request
            except BaseException as error:
                send({"id": request["id"], "refused": "%s: %s" % (type(error).__name__, error)})
                os._exit(1)
    return None


def main():
    launcher = load_launcher()
    names = import_recorded(sys.argv[1])
    reason = obstacle()
    if reason is not None:
        send({"refused": reason})
        os._exit(0)
    # Ended instances are nobody's to wait for: their own supervisors write their end down.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    gc.collect()
    # What is here already is not looked at again, so that its pages stay shared.
    gc.freeze()
    send({"ready": len(names)})
    request = wait_for_request(names)
    if request is None:
        os._exit(0)
    sys.argv = [sys.argv[0], *request["arguments"]]
    launcher.main()


if __name__ == "__main__":
    main()

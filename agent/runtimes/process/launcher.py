"""Starts the official inference server on a Unix socket instead of on every network interface.

The server's own start-up (arguments, environment, banner, log format) runs unchanged; only the last step, the call of
gunicorn, is replaced, because the address 0.0.0.0 is fixed there.
https://github.com/microsoft/azureml-inference-server
"""

import faulthandler
import importlib
import json
import mmap
import os
import signal
import sys

# A worker that dies this often in a row before it finished init() will not come up: gunicorn alone would try for ever.
BOOT_DEATH_LIMIT = 2
READY_SLOTS = 4096
SERVER_MODULES = "azureml_inference_server_http.server"
APPLICATION = SERVER_MODULES + ".entry:app"


# Names of the modules that were here before this instance was; empty in a process of its own.
imported_ahead = frozenset()
# The first worker, where it was forked before there was anything to serve (forked_ahead.py); None in a process of its own.
forked_ahead = None


def importable_modules(among):
    """Names of the modules of the environment and of Python itself that are loaded here, in the order of their import.

    Left out: the user's modules, which change, and what the server makes of the variables of one instance while it is imported.
    """
    roots = tuple({os.path.join(root, "") for root in (sys.prefix, sys.base_prefix)})
    code = os.path.join(os.environ["AML_APP_ROOT"], "")
    names = []
    for name in among:
        module = sys.modules.get(name)
        spec = getattr(module, "__spec__", None)
        origin = getattr(spec, "origin", None)
        if spec is None or spec.name != name or name.startswith(SERVER_MODULES):
            continue
        if origin in ("built-in", "frozen") or (origin and origin.startswith(roots) and not origin.startswith(code)):
            names.append(name)
    return names


def record_modules(path):
    """Notes what is imported, for whoever prepares the next start of this environment, unless that was prepared for all of it."""
    loaded = list(sys.modules)
    if imported_ahead and not importable_modules([name for name in loaded if name not in imported_ahead]):
        return
    partial = "%s.%d" % (path, os.getpid())
    with open(partial, "w", encoding="utf-8") as record:
        json.dump(importable_modules(loaded), record)
    os.replace(partial, path)


def listen_for_debugger(port):
    """Lets a debugger attach to this worker, on this computer only."""
    import debugpy

    debugpy.listen(("127.0.0.1", port))
    print("[scorepoint] debugpy listens on 127.0.0.1:%d." % port, flush=True)
    if os.environ.get("SCOREPOINT_DEBUG_WAIT") == "1":
        print("[scorepoint] Waiting for a debugger to attach; init() runs afterwards.", flush=True)
        debugpy.wait_for_client()


def server_arguments(socket_path, grace_seconds):
    """What the server itself gives gunicorn, but for the socket and the form of the access log."""
    return [
        "-b",
        "unix:" + socket_path,
        "-w",
        os.environ.get("WORKER_COUNT", "1"),
        "--timeout",
        os.environ.get("WORKER_TIMEOUT", "300"),
        "--graceful-timeout",
        str(grace_seconds),
        "--access-logfile",
        "-",
        # gunicorn's own format, then the duration and the request's id: by them the log of one request is found.
        "--access-logformat",
        '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s %(b)s "%(f)s" "%(a)s" %(D)sus %({x-request-id}i)s',
        "--error-logfile",
        "/dev/null",
    ]


def serve(socket_path, grace_seconds, record_path):
    """Run gunicorn with the official application bound to `socket_path`, with the settings the server itself uses."""
    from gunicorn.app.wsgiapp import WSGIApplication
    from gunicorn.config import Chdir
    from gunicorn.errors import HaltServer

    # The folder that was the current one when gunicorn was imported, which may have been in the warm parent.
    Chdir.default = os.getcwd()

    # One byte per worker age, shared with the forked workers: 1 = finished init(), 2 = has answered.
    ready = forked_ahead.marks if forked_ahead else mmap.mmap(-1, READY_SLOTS)
    boot_deaths = [0]

    def server_listens(server):
        if forked_ahead:
            forked_ahead.listens(server)

    def worker_is_due(server, worker):
        if forked_ahead and worker.age == 1:
            forked_ahead.is_due(worker)

    def worker_forked(server, worker):
        # Where numpy is imported before the fork, all workers would draw the same random numbers.
        if "numpy.random" in sys.modules:
            sys.modules["numpy.random"].seed()
        if os.environ.get("SCOREPOINT_DEBUG_PORT"):
            listen_for_debugger(int(os.environ["SCOREPOINT_DEBUG_PORT"]))

    def worker_ready(worker):
        ready[worker.age % READY_SLOTS] = 1

    def worker_answered(worker, request, environment, response):
        # After the first answer, not before it: that is what somebody waits for.
        if ready[worker.age % READY_SLOTS] == 1:
            ready[worker.age % READY_SLOTS] = 2
            record_modules(record_path)

    def worker_exits(server, worker):
        # Once more: run() may have imported something.
        if ready[worker.age % READY_SLOTS]:
            record_modules(record_path)

    def worker_ended(server, worker):
        slot = worker.age % READY_SLOTS
        if ready[slot]:
            ready[slot] = 0
            boot_deaths[0] = 0
            return
        boot_deaths[0] += 1
        if boot_deaths[0] >= BOOT_DEATH_LIMIT:
            print("[scorepoint] The worker ended %d times before init() was done; giving up." % boot_deaths[0], flush=True)
            raise HaltServer("Worker failed to boot.", 3)

    class SocketApplication(WSGIApplication):
        def load_config(self):
            super().load_config()
            self.cfg.set("when_ready", server_listens)
            self.cfg.set("pre_fork", worker_is_due)
            self.cfg.set("post_fork", worker_forked)
            self.cfg.set("post_worker_init", worker_ready)
            self.cfg.set("post_request", worker_answered)
            self.cfg.set("worker_exit", worker_exits)
            self.cfg.set("child_exit", worker_ended)
            # gunicorn >= 25 would open a control socket in the user's folders.
            if "control_socket_disable" in self.cfg.settings:
                self.cfg.set("control_socket_disable", True)

    sys.argv = [sys.argv[0], *server_arguments(socket_path, grace_seconds)]
    if os.environ.get("WORKER_PRELOAD", "false").lower() == "true":
        sys.argv.append("--preload")
    sys.argv.append(APPLICATION)
    print("[scorepoint] Listening on the Unix socket %s; no network port is opened." % socket_path, flush=True)
    SocketApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def rehearse(as_worker):
    """Does once, with nobody's settings, what every start does: the memory that it writes to is this process's own then.

    In a worker also the import of the server's own modules, which are made anew from the settings of the instance when these are there.
    """
    if "gunicorn.app.wsgiapp" not in sys.modules:
        return  # Nothing of the server was imported ahead, and the rehearsal is not to do that.
    arguments, path = sys.argv, sys.path[:]
    try:
        from azureml_inference_server_http import amlserver
        from gunicorn.app.wsgiapp import WSGIApplication
        from gunicorn.arbiter import Arbiter

        sys.argv = [arguments[0], "--entry_script", "score.py"]
        amlserver.parse_arguments()
        # What a user adds to the command line may be anything, and may run anything.
        if "GUNICORN_CMD_ARGS" not in os.environ:
            sys.argv = [arguments[0], *server_arguments("nobody", 1), APPLICATION]
            Arbiter(WSGIApplication("%(prog)s [OPTIONS] [APP_MODULE]"))
        if as_worker:
            importlib.import_module(SERVER_MODULES + ".create_app")
    except (Exception, SystemExit) as error:
        print("not rehearsed: %s: %s" % (type(error).__name__, error), flush=True)
    finally:
        sys.argv, sys.path[:] = arguments, path
        for name in [name for name in sys.modules if (name + ".").startswith(SERVER_MODULES + ".")]:
            del sys.modules[name]
        vars(sys.modules["azureml_inference_server_http"]).pop("server", None)


def main():
    socket_path, grace_seconds, record_path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    # The folder of this file must not hide the user's modules.
    sys.path[:] = [entry for entry in sys.path if entry != os.path.dirname(os.path.abspath(__file__))]
    if hasattr(signal, "SIGPWR"):
        # Asked for when an instance does not become ready: says in which line it hangs. Inherited by the workers.
        faulthandler.register(signal.SIGPWR, file=2, all_threads=False)

    from azureml_inference_server_http import amlserver, amlserver_linux

    entry_script = os.environ["AZUREML_ENTRY_SCRIPT"]

    def run(host, port, worker_count, health_port=None):
        # The command line made this absolute; Azure's containers carry the name alone.
        os.environ["AZUREML_ENTRY_SCRIPT"] = entry_script
        serve(socket_path, grace_seconds, record_path)

    amlserver_linux.run = run
    sys.argv = ["azmlinfsrv", "--entry_script", os.path.join(os.environ["AML_APP_ROOT"], entry_script)]
    amlserver.run()


if __name__ == "__main__":
    main()

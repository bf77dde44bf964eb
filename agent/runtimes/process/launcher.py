"""Starts the official inference server on a Unix socket instead of on every network interface.

The server's own start-up (arguments, environment, banner, log format) runs unchanged; only the last step, the call of
gunicorn, is replaced, because the address 0.0.0.0 is fixed there.
https://github.com/microsoft/azureml-inference-server
"""

import faulthandler
import json
import mmap
import os
import signal
import sys

# A worker that dies this often in a row before it finished init() will not come up: gunicorn alone would try for ever.
BOOT_DEATH_LIMIT = 2
READY_SLOTS = 4096


# Names of the modules that were here before this instance was; empty in a process of its own.
imported_ahead = frozenset()


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
        if spec is None or spec.name != name or name.startswith("azureml_inference_server_http.server"):
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


def serve(socket_path, grace_seconds, record_path):
    """Run gunicorn with the official application bound to `socket_path`, with the settings the server itself uses."""
    from gunicorn.app.wsgiapp import WSGIApplication
    from gunicorn.errors import HaltServer

    # One byte per worker age, shared with the forked workers: 1 = finished init(), 2 = has answered.
    ready = mmap.mmap(-1, READY_SLOTS)
    boot_deaths = [0]

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
            self.cfg.set("post_fork", worker_forked)
            self.cfg.set("post_worker_init", worker_ready)
            self.cfg.set("post_request", worker_answered)
            self.cfg.set("worker_exit", worker_exits)
            self.cfg.set("child_exit", worker_ended)
            # gunicorn >= 25 would open a control socket in the user's folders.
            if "control_socket_disable" in self.cfg.settings:
                self.cfg.set("control_socket_disable", True)

    sys.argv = [
        sys.argv[0],
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
    if os.environ.get("WORKER_PRELOAD", "false").lower() == "true":
        sys.argv.append("--preload")
    sys.argv.append("azureml_inference_server_http.server.entry:app")
    print("[scorepoint] Listening on the Unix socket %s; no network port is opened." % socket_path, flush=True)
    SocketApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def rehearse():
    """Does once, with nobody's settings, what every start of gunicorn does: the memory that it writes to is this process's own then."""
    from gunicorn.config import Config

    settings = Config()
    for name, value in vars(settings.parser().parse_args(["-w", "1"])).items():
        if name in settings.settings and value is not None:
            settings.set(name, value)


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

"""Starts the official inference server on a Unix socket instead of on every network interface.

The server's own start-up (arguments, environment, banner, log format) runs unchanged; only the last step, the call of
gunicorn, is replaced, because the address 0.0.0.0 is fixed there.
https://github.com/microsoft/azureml-inference-server
"""

import faulthandler
import mmap
import os
import signal
import sys

# A worker that dies this often in a row before it finished init() will not come up: gunicorn alone would try for ever.
BOOT_DEATH_LIMIT = 2
READY_SLOTS = 4096


def serve(socket_path, grace_seconds):
    """Run gunicorn with the official application bound to `socket_path`, with the settings the server itself uses."""
    from gunicorn.app.wsgiapp import WSGIApplication
    from gunicorn.errors import HaltServer

    # One byte per worker age, shared with the forked workers: 1 = finished init().
    ready = mmap.mmap(-1, READY_SLOTS)
    boot_deaths = [0]

    def worker_ready(worker):
        ready[worker.age % READY_SLOTS] = 1

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
            self.cfg.set("post_worker_init", worker_ready)
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
        "--error-logfile",
        "/dev/null",
    ]
    if os.environ.get("WORKER_PRELOAD", "false").lower() == "true":
        sys.argv.append("--preload")
    sys.argv.append("azureml_inference_server_http.server.entry:app")
    print("[scorepoint] Listening on the Unix socket %s; no network port is opened." % socket_path, flush=True)
    SocketApplication("%(prog)s [OPTIONS] [APP_MODULE]").run()


def main():
    socket_path, grace_seconds = sys.argv[1], int(sys.argv[2])
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
        serve(socket_path, grace_seconds)

    amlserver_linux.run = run
    sys.argv = ["azmlinfsrv", "--entry_script", os.path.join(os.environ["AML_APP_ROOT"], entry_script)]
    amlserver.run()


if __name__ == "__main__":
    main()

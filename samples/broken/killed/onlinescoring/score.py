"""The process is killed during init(), as the operating system does when memory runs out."""

import os
import signal


def init():
    os.kill(os.getpid(), signal.SIGKILL)


def run(raw_data):
    return "never"

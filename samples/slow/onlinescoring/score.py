"""Takes SLEEP_SECONDS (6 unless set) for every answer: longer than the default request timeout of 5 s."""

import os
import time


def init():
    pass


def run(raw_data):
    seconds = float(os.environ.get("SLEEP_SECONDS", "6"))
    time.sleep(seconds)
    return {"slept_seconds": seconds}

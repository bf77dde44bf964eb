"""init() takes more memory than the instance type has, 64 MiB at a time."""

import time

STEP_BYTES = 64 * 1024 * 1024


def init():
    global table
    table = []
    while True:
        table.append(bytearray(b"\x01") * STEP_BYTES)
        time.sleep(0.02)


def run(raw_data):
    return len(table)

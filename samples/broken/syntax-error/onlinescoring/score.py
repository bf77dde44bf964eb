"""A bracket is never closed."""

import json
import os


def init():
    global factor
    factor = float(os.environ.get("FACTOR", "2")


def run(raw_data):
    return [factor * value for value in json.loads(raw_data)["data"]]

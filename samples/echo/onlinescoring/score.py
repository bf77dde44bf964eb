"""Answers with what it was sent."""

import json
import os


def init():
    pass


def run(raw_data):
    return {"echo": json.loads(raw_data), "pid": os.getpid()}

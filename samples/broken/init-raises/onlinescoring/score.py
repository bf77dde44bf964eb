"""init() raises."""

THRESHOLDS = {"low": 0.2, "high": 0.8}


def read_threshold(name):
    if name not in THRESHOLDS:
        raise ValueError("there is no threshold named " + name)
    return THRESHOLDS[name]


def init():
    global threshold
    threshold = read_threshold("medium")


def run(raw_data):
    return threshold

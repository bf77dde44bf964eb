"""The deployment comes up, but run() raises for every request without the key "features"."""

import json


def init():
    pass


def first_feature(request):
    return request["features"][0]


def run(raw_data):
    return {"first": first_feature(json.loads(raw_data))}

"""Forgets that a model folder keeps its own name below AZUREML_MODEL_DIR: the file is model/weights.json there."""

import json
import os


def init():
    global weights
    with open(os.path.join(os.environ["AZUREML_MODEL_DIR"], "weights.json")) as file:
        weights = json.load(file)["weights"]


def run(raw_data):
    return [sum(w * x for w, x in zip(weights, row)) for row in json.loads(raw_data)["data"]]

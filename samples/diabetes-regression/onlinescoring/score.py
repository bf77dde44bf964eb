"""Answers {"data": [[ten numbers], …]} with one prediction per row and the name of the model that made them."""

import json
import logging
import os
from pathlib import Path

import joblib
import numpy

MODEL_FILE = "diabetes.joblib"

model_name = None
regressor = None


def init():
    global model_name, regressor
    # The folder given as `path` of the model keeps its name below AZUREML_MODEL_DIR: model-blue/ or model-green/.
    path = next(Path(os.environ["AZUREML_MODEL_DIR"]).rglob(MODEL_FILE))
    saved = joblib.load(path)
    model_name, regressor = saved["name"], saved["regressor"]
    logging.info("Loaded %s from %s", model_name, path)


def run(raw_data):
    rows = numpy.asarray(json.loads(raw_data)["data"], dtype=float)
    return {"model": model_name, "predictions": regressor.predict(rows).tolist()}

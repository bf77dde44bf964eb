"""Scoring script for Microsoft's regression sample model (model-1), written to the documented contract."""

import json
import os

import joblib
import numpy


def init():
    global model
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "model", "sklearn_regression_model.pkl")
    model = joblib.load(path)


def run(raw_data):
    data = numpy.array(json.loads(raw_data)["data"])
    return model.predict(data).tolist()

"""Imports a package that the conda file does not list."""

import json

import lightgbm


def init():
    global booster
    booster = lightgbm.Booster(model_file="model.txt")


def run(raw_data):
    return booster.predict(json.loads(raw_data)["data"]).tolist()

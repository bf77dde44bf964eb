"""Trains the sample and saves it the MLflow way: model/ holds MLmodel, conda.yaml, the weights and an input example.

python train.py   (in an environment with the packages of model/conda.yaml)
"""

import shutil
from pathlib import Path

import mlflow.sklearn
import sklearn.datasets
import sklearn.linear_model
from mlflow.models import infer_signature

here = Path(__file__).parent
data = sklearn.datasets.load_diabetes(as_frame=True)
columns = ["age", "bmi", "bp"]
features, target = data.data[columns], data.target
regression = sklearn.linear_model.LinearRegression().fit(features, target)

shutil.rmtree(here / "model", ignore_errors=True)
mlflow.sklearn.save_model(
    regression,
    here / "model",
    signature=infer_signature(features, regression.predict(features)),
    input_example=features.head(2),
)

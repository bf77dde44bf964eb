"""Trains the two models of this sample on scikit-learn's diabetes data and writes them to model-blue/ and model-green/.

    python train.py

Needs the packages of environment/conda.yaml. Both runs of the same versions write models that answer alike.
"""

from pathlib import Path

import joblib
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Lasso, Ridge
from sklearn.model_selection import cross_val_score

HERE = Path(__file__).parent

MODELS = {
    "blue": Ridge(alpha=0.1),
    "green": Lasso(alpha=0.5),
}


def main():
    features, target = load_diabetes(return_X_y=True)
    for name, model in MODELS.items():
        score = cross_val_score(model, features, target, cv=5, scoring="r2").mean()
        model.fit(features, target)
        path = HERE / ("model-" + name) / "diabetes.joblib"
        path.parent.mkdir(exist_ok=True)
        joblib.dump({"name": name, "regressor": model}, path)
        print("%s: %s, r2 %.3f, %d bytes" % (path.relative_to(HERE), model, score, path.stat().st_size))


if __name__ == "__main__":
    main()

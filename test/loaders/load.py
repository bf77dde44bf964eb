"""Answers, for each line {"kind", "text", "origin"} on the standard input, whether azure-ai-ml loads the text.

One line {"error": null | class name, "message": str} per case. Nothing is sent anywhere: loading is reading and checking.
"""

import io
import json
import logging
import sys
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

from azure.ai.ml import load_environment, load_model, load_online_deployment, load_online_endpoint  # noqa: E402

LOADERS = {
    "endpoint": load_online_endpoint,
    "deployment": load_online_deployment,
    "model": load_model,
    "environment": load_environment,
}


def answer(case: dict) -> dict:
    try:
        LOADERS[case["kind"]](io.StringIO(case["text"]), relative_origin=case["origin"])
    except RecursionError as error:
        return {"error": "RecursionError", "message": str(error)}
    except Exception as error:  # every way of refusing counts
        return {"error": type(error).__name__, "message": str(error)[:4000]}
    return {"error": None, "message": ""}


out = sys.stdout
# What the SDK prints (experimental classes) must not stand between the answers.
sys.stdout = sys.stderr
for line in sys.stdin:
    out.write(json.dumps(answer(json.loads(line))) + "\n")
    out.flush()

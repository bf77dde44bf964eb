"""
Everything a script does with online endpoints, through Microsoft's SDK: drive.py <set-up> <folder> <prefix> <result>.

<set-up> holds the lines the studio copies ("Use from Python"); they make `ml_client`. What was seen is written as one JSON object.
"""

import json
import sys
import time
from pathlib import Path

setup, folder, prefix, result = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
names = {}
exec(compile(setup.read_text(encoding="utf-8"), str(setup), "exec"), names)
ml_client = names["ml_client"]

import assets
import azure.ai.ml
import endpoints
import survey
from watched import Requests, Watched, public_methods

# Otherwise the code of an earlier run would be found again by its hash, and nothing would go up.
for name in ("sample", "diabetes"):
    (folder / name / "onlinescoring" / "release.txt").write_text(prefix, encoding="utf-8")
requests = Requests()
notes = {}
seconds = {}


def group(name):
    return Watched(getattr(ml_client, name), notes.setdefault(name, {}))


def timed(what, call):
    began = time.monotonic()
    seen = call()
    seconds[what] = round(time.monotonic() - began, 1)
    return seen


online, deployed = group("online_endpoints"), group("online_deployments")
models, environments = group("models"), group("environments")
seen = {
    "version": azure.ai.ml.VERSION if hasattr(azure.ai.ml, "VERSION") else azure.ai.ml.__version__,
    "environments": timed("environments", lambda: assets.run_environments(environments, folder, prefix)),
    "models": timed("models", lambda: assets.run_models(models, folder, prefix, requests)),
    "endpoints": timed("endpoints", lambda: endpoints.run(online, deployed, models, environments, folder, prefix)),
    "token": timed("token", lambda: endpoints.with_token(online, deployed, folder, prefix)),
}
timed("survey", lambda: survey.run(ml_client, group, folder, prefix))
seen |= {
    "methods": {name: public_methods(getattr(ml_client, name)) for name in notes},
    "calls": notes,
    "not_applicable": survey.not_applicable,
    "seconds": seconds,
    "code_upload": {"tickets": requests.count("startPendingUpload"), "lookups": requests.count(r"GET .*/codes/.*hash=")},
}
# The SDK prints its progress to standard output.
result.write_text(json.dumps(seen), encoding="utf-8")

"""
A script as a person writes it, with azure-ai-ml alone: deploys a sample twice, scores it, splits and mirrors the traffic, reads both logs and
deletes all: sample.py <set-up> <folder>. <set-up> holds the lines the studio copies; they make `ml_client`. Tells each step as `step <name>`.
"""

import sys
from pathlib import Path

setup, folder = Path(sys.argv[1]), Path(sys.argv[2])
exec(compile(setup.read_text(encoding="utf-8"), str(setup), "exec"))

from azure.ai.ml.entities import CodeConfiguration, Environment, ManagedOnlineDeployment, ManagedOnlineEndpoint, Model


def step(name, detail=""):
    print(f"step {name} {detail}".rstrip(), flush=True)


def wait():
    """Until whoever watches has seen the step."""
    sys.stdin.readline()


endpoint = ManagedOnlineEndpoint(name="sdk-endpoint", auth_mode="key")
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
step("endpoint")
wait()

for name in ("blue", "green"):
    deployment = ManagedOnlineDeployment(
        name=name,
        endpoint_name="sdk-endpoint",
        model=Model(path=str(folder / "sample" / "model")),
        code_configuration=CodeConfiguration(code=str(folder / "sample" / "onlinescoring"), scoring_script="score.py"),
        environment=Environment(
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest", conda_file=str(folder / "sample" / "conda.yaml")
        ),
        instance_type="Standard_DS3_v2",
        instance_count=1,
    )
    ml_client.online_deployments.begin_create_or_update(deployment).result()
    step(name)
    wait()

endpoint.traffic = {"blue": 90, "green": 10}
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
step("traffic")
wait()
step("score", ml_client.online_endpoints.invoke("sdk-endpoint", request_file=str(folder / "sample" / "request.json")))
wait()

endpoint.traffic = {"blue": 100}
endpoint.mirror_traffic = {"green": 10}
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
step("mirror")
wait()

log = ml_client.online_deployments.get_logs("blue", "sdk-endpoint", lines=100)
step("log", str("POST /score 200" in log))
log = ml_client.online_deployments.get_logs("blue", "sdk-endpoint", lines=100, container_type="storage-initializer")
step("storage-log", str("AZUREML_MODEL_DIR=" in log))

ml_client.online_endpoints.begin_delete("sdk-endpoint").result()
step("deleted")

"""Deploys an image with a server of its own, built from a local context, and a script on an image alone: image.py <set-up> <folder> <image> <result>."""

import json
import sys
from pathlib import Path

setup, folder, result = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[4])
base_image = sys.argv[3]
exec(compile(setup.read_text(encoding="utf-8"), str(setup), "exec"))

from azure.ai.ml.entities import BuildContext, CodeConfiguration, Environment, ManagedOnlineDeployment, ManagedOnlineEndpoint, Model

route = {"port": 9000, "path": "/ready"}
environment = Environment(
    name="own-image",
    version="1",
    build=BuildContext(path=str(folder / "context")),
    inference_config={"liveness_route": route, "readiness_route": route, "scoring_route": {"port": 9000, "path": "/v1/predict"}},
)
endpoint = ManagedOnlineEndpoint(name="image-endpoint", auth_mode="key")
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
made = ml_client.online_deployments.begin_create_or_update(
    ManagedOnlineDeployment(
        name="blue",
        endpoint_name="image-endpoint",
        model=Model(path=str(folder / "model")),
        model_mount_path="/models",
        environment=environment,
        instance_type="Standard_DS3_v2",
        instance_count=1,
    )
).result()
endpoint.traffic = {"blue": 100}
ml_client.online_endpoints.begin_create_or_update(endpoint).result()
(folder / "request.json").write_text('{"data": 1}', encoding="utf-8")
seen = {
    "state": made.provisioning_state,
    "uri": ml_client.online_endpoints.get("image-endpoint").scoring_uri,
    "answer": json.loads(ml_client.online_endpoints.invoke("image-endpoint", request_file=str(folder / "request.json"))),
    "storage_log": ml_client.online_deployments.get_logs("blue", "image-endpoint", lines=50, container_type="storage-initializer"),
}
ml_client.online_endpoints.begin_delete("image-endpoint").result()

ml_client.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(name="script-endpoint", auth_mode="key")).result()
script = ml_client.online_deployments.begin_create_or_update(
    ManagedOnlineDeployment(
        name="blue",
        endpoint_name="script-endpoint",
        model=Model(path=str(folder / "model")),
        code_configuration=CodeConfiguration(code=str(folder / "code"), scoring_script="score.py"),
        environment=Environment(image=base_image),
        instance_type="Standard_DS3_v2",
        instance_count=1,
    )
).result()
answer = ml_client.online_endpoints.invoke("script-endpoint", request_file=str(folder / "request.json"), deployment_name="blue")
seen["script"] = {"state": script.provisioning_state, "answer": json.loads(answer)}
ml_client.online_endpoints.begin_delete("script-endpoint").result()
result.write_text(json.dumps(seen), encoding="utf-8")

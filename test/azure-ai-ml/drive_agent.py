"""Drives the agent with Microsoft's own SDK and writes what it saw as one JSON object: drive_agent.py <folder> <result>."""

import json
import os
import sys
import time
from pathlib import Path

from azure.ai.ml import MLClient
from azure.ai.ml.entities import (
    CodeConfiguration,
    Environment,
    ManagedOnlineDeployment,
    ManagedOnlineEndpoint,
    Model,
)
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError


class LocalCredential:
    """The agent's token in place of an Entra one."""

    def get_token(self, *scopes, **kwargs):
        return AccessToken(os.environ["AGENT_TOKEN"], int(time.time()) + 3600)


def main(folder):
    seen = {}
    client = MLClient(LocalCredential(), "00000000-0000-0000-0000-000000000000", "local", "local")

    endpoint = ManagedOnlineEndpoint(name="sdk-endpoint", auth_mode="key", description="made by the SDK", tags={"a": "1"})
    created = client.online_endpoints.begin_create_or_update(endpoint).result()
    seen["endpoint"] = {"state": created.provisioning_state, "uri": created.scoring_uri, "tags": created.tags}

    model = client.models.create_or_update(Model(name="sdk-model", path=str(folder / "model"), description="a folder"))
    again = client.models.create_or_update(Model(name="sdk-model", path=str(folder / "other.pkl")))
    seen["models"] = [[model.name, model.version], [again.name, again.version]]
    seen["model_path"] = model.path

    deployment = ManagedOnlineDeployment(
        name="blue",
        endpoint_name="sdk-endpoint",
        model=Model(path=str(folder / "model")),
        code_configuration=CodeConfiguration(code=str(folder / "code"), scoring_script="score.py"),
        environment=Environment(
            image="mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest", conda_file=str(folder / "conda.yaml")
        ),
        instance_type="Standard_DS3_v2",
        instance_count=1,
    )
    made = client.online_deployments.begin_create_or_update(deployment).result()
    seen["deployment"] = {"state": made.provisioning_state, "count": made.instance_count}

    registered = ManagedOnlineDeployment(
        name="green",
        endpoint_name="sdk-endpoint",
        model="sdk-model@latest",
        code_configuration=CodeConfiguration(code=str(folder / "code"), scoring_script="score.py"),
        environment=deployment.environment,
        instance_type="Standard_DS3_v2",
        instance_count=1,
    )
    client.online_deployments.begin_create_or_update(registered).result()
    seen["green_model"] = client.online_deployments.get("green", "sdk-endpoint").model
    seen["deployments"] = sorted(one.name for one in client.online_deployments.list("sdk-endpoint"))

    created.traffic = {"blue": 100}
    client.online_endpoints.begin_create_or_update(created).result()
    seen["traffic"] = client.online_endpoints.get("sdk-endpoint").traffic

    seen["logs"] = client.online_deployments.get_logs("blue", "sdk-endpoint", lines=5)
    seen["storage_logs"] = client.online_deployments.get_logs(
        "blue", "sdk-endpoint", lines=5, container_type="storage-initializer"
    )
    before = client.online_endpoints.get_keys("sdk-endpoint")
    client.online_endpoints.begin_regenerate_keys("sdk-endpoint", key_type="primary").result()
    after = client.online_endpoints.get_keys("sdk-endpoint")
    seen["keys"] = {
        "primary_changed": before.primary_key != after.primary_key,
        "secondary_kept": before.secondary_key == after.secondary_key,
    }
    (folder / "request.json").write_text('{"data": [1]}', encoding="utf-8")
    seen["answer"] = client.online_endpoints.invoke("sdk-endpoint", request_file=str(folder / "request.json"))
    seen["answer_green"] = client.online_endpoints.invoke(
        "sdk-endpoint", request_file=str(folder / "request.json"), deployment_name="green"
    )

    client.models.download("sdk-model", model.version, download_path=str(folder / "downloaded"))
    seen["downloaded"] = sorted(
        str(path.relative_to(folder / "downloaded")) for path in (folder / "downloaded").rglob("*") if path.is_file()
    )

    try:
        client.online_endpoints.get("not-there")
    except HttpResponseError as error:
        seen["not_found"] = [error.status_code, error.error.code]

    client.online_deployments.begin_delete("green", "sdk-endpoint").result()
    client.online_endpoints.begin_delete("sdk-endpoint").result()
    seen["left"] = [one.name for one in client.online_endpoints.list()]
    return seen


if __name__ == "__main__":
    # The SDK prints its progress to standard output.
    Path(sys.argv[2]).write_text(json.dumps(main(Path(sys.argv[1]))), encoding="utf-8")

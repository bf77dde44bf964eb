"""Deploys a folder with the official SDK's own local mode and says when: official_local.py <folder> <image>.

Reads lines from standard input: `deploy` answers one JSON line {"began": Unix ms, "returned": Unix ms, "uri": …} and `delete` one `{}`.
"""

import contextlib
import json
import sys
import time
from pathlib import Path

from azure.ai.ml import MLClient
from azure.ai.ml.entities import CodeConfiguration, Environment, ManagedOnlineDeployment, ManagedOnlineEndpoint, Model
from azure.core.credentials import AccessToken


class NoCredential:
    """The local mode asks nobody."""

    def get_token(self, *scopes, **kwargs):
        return AccessToken("local", int(time.time()) + 3600)


def deploy(client, folder, image):
    client.online_endpoints.begin_create_or_update(ManagedOnlineEndpoint(name="official"), local=True)
    deployment = ManagedOnlineDeployment(
        name="blue",
        endpoint_name="official",
        model=Model(path=str(folder / "model")),
        code_configuration=CodeConfiguration(code=str(folder / "onlinescoring"), scoring_script="score.py"),
        environment=Environment(image=image),
        instance_type="Standard_DS3_v2",
        instance_count=1,
    )
    began = time.time() * 1000
    client.online_deployments.begin_create_or_update(deployment, local=True)
    returned = time.time() * 1000
    return {"began": began, "returned": returned, "uri": client.online_endpoints.get("official", local=True).scoring_uri}


def main(folder, image):
    client = MLClient(NoCredential(), "00000000-0000-0000-0000-000000000000", "local", "local")
    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr):
            if line.strip() == "deploy":
                answer = deploy(client, folder, image)
            else:
                client.online_endpoints.begin_delete("official", local=True)
                answer = {}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

"""Online endpoints and deployments, the whole life of both."""

import json

from azure.ai.ml.entities import CodeConfiguration, Environment, ManagedOnlineDeployment, ManagedOnlineEndpoint, Model, OnlineRequestSettings
from azure.core.exceptions import HttpResponseError

from watched import told

image = "mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest"


def run(endpoints, deployments, models, environments, folder, prefix):
    seen = {}
    name = f"{prefix}-endpoint"
    sample = folder / "sample"
    own = folder / "diabetes"

    # The life of an endpoint.
    made = endpoints.begin_create_or_update(
        ManagedOnlineEndpoint(name=name, auth_mode="key", description="made by the SDK", tags={"a": "1"})
    )
    seen["created"] = {"state": made.provisioning_state, "uri": made.scoring_uri, "tags": dict(made.tags), "type": type(made).__name__}
    made.tags["b"] = "2"
    made.description = "changed"
    endpoints.begin_create_or_update(made)
    got = endpoints.get(name)
    seen["updated"] = {"tags": dict(got.tags), "description": got.description}
    seen["listed"] = name in [one.name for one in endpoints.list()]

    def code(path):
        return CodeConfiguration(code=str(path), scoring_script="score.py")

    def managed(deployment, **parts):
        return ManagedOnlineDeployment(
            name=deployment, endpoint_name=name, instance_type="Standard_DS3_v2", **{"instance_count": 1, **parts}
        )

    # Everything from local files, as Microsoft's sample has it.
    blue = managed(
        "blue",
        model=Model(path=str(sample / "model")),
        code_configuration=code(sample / "onlinescoring"),
        environment=Environment(image=image, conda_file=str(sample / "conda.yaml")),
    )
    made = deployments.begin_create_or_update(blue)
    seen["blue"] = {"state": made.provisioning_state, "count": made.instance_count, "type": type(made).__name__}

    # From registered assets; `@latest` is the newest version.
    registered = models.create_or_update(Model(name=f"{prefix}-registered", version="3", path=str(own / "model-green")))
    environment = environments.create_or_update(
        Environment(name=f"{prefix}-registered", version="7", image=image, conda_file=str(own / "conda.yaml"))
    )
    green = managed(
        "green",
        model=f"azureml:{registered.name}:{registered.version}",
        environment=f"azureml:{environment.name}:{environment.version}",
        code_configuration=code(own / "onlinescoring"),
        environment_variables={"ROUND": "1"},
    )
    made = deployments.begin_create_or_update(green)
    seen["green"] = {"state": made.provisioning_state, "model": made.model, "environment": made.environment}

    # An update, with the references changed to the newest version of each, and then the scale.
    green.model = f"{registered.name}@latest"
    green.environment = f"{environment.name}@latest"
    green.environment_variables = {"ROUND": "2"}
    green.request_settings = OnlineRequestSettings(request_timeout_ms=9000, max_concurrent_requests_per_instance=2)
    made = deployments.begin_create_or_update(green)
    green.instance_count = 2
    scaled = deployments.begin_create_or_update(green)
    got = deployments.get("green", name)
    seen["green_updated"] = {
        "model": made.model,
        "environment": made.environment,
        "variables": dict(got.environment_variables),
        "timeout": got.request_settings.request_timeout_ms,
        "count": [scaled.instance_count, got.instance_count],
        "state": got.provisioning_state,
    }
    seen["deployments"] = sorted(one.name for one in deployments.list(name))

    # Traffic, and the mirror beside it.
    got = endpoints.get(name)
    seen["traffic_before"] = dict(got.traffic)
    got.traffic = {"blue": 90, "green": 10}
    endpoints.begin_create_or_update(got)
    seen["traffic"] = dict(endpoints.get(name).traffic)
    got.traffic = {"blue": 100}
    got.mirror_traffic = {"green": 10}
    endpoints.begin_create_or_update(got)
    kept = endpoints.get(name)
    seen["mirror"] = {"traffic": dict(kept.traffic), "mirror": dict(kept.mirror_traffic)}

    # Without a deployment first: the SDK keeps the name of the last one it was given.
    (folder / "own.json").write_text(json.dumps({"data": [[0.0] * 10]}), encoding="utf-8")
    seen["answer"] = json.loads(endpoints.invoke(name, request_file=str(sample / "request.json")))
    seen["answer_green"] = json.loads(endpoints.invoke(name, request_file=str(folder / "own.json"), deployment_name="green"))

    # Keys.
    before = endpoints.get_keys(name)
    endpoints.begin_regenerate_keys(name, key_type="primary")
    after = endpoints.get_keys(name)
    endpoints.begin_regenerate_keys(name, key_type="secondary")
    last = endpoints.get_keys(name)
    seen["keys"] = {
        "primary": [before.primary_key != after.primary_key, after.primary_key == last.primary_key],
        "secondary": [before.secondary_key == after.secondary_key, after.secondary_key != last.secondary_key],
    }

    # Both logs.
    seen["log"] = deployments.get_logs("blue", name, lines=200)
    seen["log_server"] = deployments.get_logs("blue", name, lines=3, container_type="inference-server")
    seen["log_storage"] = deployments.get_logs("blue", name, lines=50, container_type="storage-initializer")

    seen["failures"] = failures(endpoints, deployments, name, folder, managed, code, environment)

    deployments.begin_delete("broken", name)
    # A deployment that is mirrored to cannot be deleted.
    got = endpoints.get(name)
    got.traffic = {"blue": 100}
    got.mirror_traffic = {}
    endpoints.begin_create_or_update(got)
    deployments.begin_delete("green", name)
    seen["left"] = [one.name for one in deployments.list(name)]
    endpoints.begin_delete(name)
    seen["gone"] = failed(lambda: endpoints.get(name))
    return seen


def failed(call):
    """The error a call ends with; None when it ends well."""
    try:
        call()
    except HttpResponseError as error:
        return told(error)
    return None


def failures(endpoints, deployments, name, folder, managed, code, environment):
    """Failures as they arrive in Python."""
    reference = f"azureml:{environment.name}:{environment.version}"
    model = Model(path=str(folder / "diabetes" / "model-green"))

    def create(deployment="broken", **parts):
        return lambda: deployments.begin_create_or_update(
            managed(
                deployment, **{"model": model, "environment": reference, "code_configuration": code(folder / "diabetes" / "onlinescoring"), **parts}
            )
        )

    return {
        "init": failed(create(code_configuration=code(folder / "broken"))),
        "missing_model": failed(create("nothing", model="azureml:not-there:1")),
        "registry_model": failed(create("nothing", model="azureml://registries/azureml/models/some-model/versions/4")),
        "registry_environment": failed(create("nothing", environment="azureml://registries/azureml/environments/sklearn-1.5/labels/latest")),
        "not_found": failed(lambda: endpoints.get("not-there")),
    }


def with_token(endpoints, deployments, folder, prefix):
    """An endpoint with token authentication."""
    name = f"{prefix}-token"
    endpoints.begin_create_or_update(ManagedOnlineEndpoint(name=name, auth_mode="aml_token"))
    own = folder / "diabetes"
    deployments.begin_create_or_update(
        ManagedOnlineDeployment(
            name="only",
            endpoint_name=name,
            model=Model(path=str(own / "model-blue")),
            environment=f"{prefix}-registered@latest",
            code_configuration=CodeConfiguration(code=str(own / "onlinescoring"), scoring_script="score.py"),
            instance_type="Standard_DS3_v2",
            instance_count=1,
        )
    )
    token = endpoints.get_keys(name)
    seen = {
        "type": type(token).__name__,
        "ends_after_refresh": token.expiry_time_utc > token.refresh_after_time_utc,
        "answer": json.loads(endpoints.invoke(name, request_file=str(folder / "own.json"), deployment_name="only")),
    }
    endpoints.begin_delete(name)
    return seen

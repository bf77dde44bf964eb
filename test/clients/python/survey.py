"""
Calls every public method of the groups beside online endpoints, each once more or for the first time, so that a table can say of each how it
ends: it passes, or the agent answers 501 with a sentence. What never reaches the agent is listed with its reason.
"""

from azure.ai.ml import command
from azure.ai.ml.entities import (
    AzureBlobDatastore,
    AzureMLOnlineInferencingServer,
    Data,
    ModelPackage,
    Workspace,
)

registries = "registries are shared through Azure; the agent is not asked"
mounts = "needs Microsoft's azureml-dataprep, which mounts Azure's storage; the agent is not asked"
jobs = "about jobs, which the SDK starts with a token of Entra only"

not_applicable = {
    "models": {"share": registries},
    "environments": {"share": registries},
    "data": {"share": registries, "mount": mounts, "import_data": jobs, "list_materialization_status": jobs},
    "datastores": {"mount": mounts},
    "components": {"validate": "checks on the caller's computer", "prepare_for_sign": "works on the caller's files"},
}

# Of these groups one method stands for all: the agent serves none of their addresses.
elsewhere = ["batch_endpoints", "connections", "feature_store_entities", "jobs", "schedules", "serverless_endpoints", "workspace_outbound_rules"]


def calls(folder, prefix):
    """{group: {method: arguments}}: how the methods that nothing else calls are called."""
    model = f"{prefix}-registered"
    package = ModelPackage(
        target_environment=f"{prefix}-packaged", inferencing_server=AzureMLOnlineInferencingServer(code_configuration=None)
    )
    component = command(name="one", command="true", environment=f"azureml:{model}:7").component
    datastore = AzureBlobDatastore(name="mine", account_name="account", container_name="container")
    workspace = Workspace(name="local", description="changed")
    return {
        "models": {"package": (model, "3", package)},
        "environments": {},
        "workspaces": {
            "begin_create": (workspace,),
            "begin_delete": ("local", {"delete_dependent_resources": False}),
            "begin_diagnose": ("local",),
            "begin_provision_network": ({"workspace_name": "local"},),
            "begin_sync_keys": ("local",),
            "begin_update": (workspace,),
            "get": ("local",),
            "get_keys": ("local",),
            "list": (),
        },
        "datastores": {
            "create_or_update": (datastore,),
            "delete": ("workspaceblobstore",),
            "get": ("workspaceblobstore",),
            "get_default": (),
            "list": (),
        },
        "data": {
            "archive": ("inputs", "1"),
            "create_or_update": (Data(name="inputs", version="1", path=str(folder / "own.json"), type="uri_file"),),
            "get": ("inputs", "1"),
            "list": (),
            "restore": ("inputs", "1"),
        },
        "components": {
            "archive": ("one", "1"),
            "create_or_update": (component,),
            "download": ("one", str(folder / "component"), {"version": "1"}),
            "get": ("one", "1"),
            "list": (),
            "restore": ("one", "1"),
        },
    }


def run(ml_client, group, folder, prefix):
    """Ends when everything was called; how it went stands in the notes of the groups."""
    for name, methods in calls(folder, prefix).items():
        watched = group(name)
        for method, arguments in methods.items():
            keywords = arguments[-1] if arguments and isinstance(arguments[-1], dict) else {}
            positional = arguments[:-1] if keywords else arguments
            attempt(getattr(watched, method), *positional, **keywords)
    for name in elsewhere:
        attempt(group(name).list, **({"workspace_name": "local"} if name == "workspace_outbound_rules" else {}))


def attempt(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except Exception:  # noqa: BLE001 - noted by the group with its type, status and code.
        pass

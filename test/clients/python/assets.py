"""Models and environments: versions, archive, restore, download, paging, and an upload larger than the client sends in one piece."""

import hashlib
from pathlib import Path

from azure.ai.ml.constants import ListViewType
from azure.ai.ml.entities import Environment, Model

from endpoints import failed, image


def digests(folder):
    """{path below the folder: SHA-256} of its files."""
    root = Path(folder)
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(root.rglob("*")) if path.is_file()
    }


def versions(found):
    return sorted(one.version for one in found)


def run_models(models, folder, prefix, requests):
    seen = {}
    name = f"{prefix}-model"
    first = models.create_or_update(Model(name=name, path=str(folder / "diabetes" / "model-blue"), description="a folder", tags={"a": "1"}))
    second = models.create_or_update(Model(name=name, path=str(folder / "diabetes" / "model-green" / "diabetes.joblib")))
    seen["versions"] = [first.version, second.version]
    got = models.get(name, "1")
    seen["got"] = {"description": got.description, "tags": dict(got.tags), "type": got.type}
    seen["latest"] = models.get(name, label="latest").version
    got.description = "edited"
    seen["edited"] = models.create_or_update(got).description
    seen["listed"] = {"all": versions(models.list(name)), "containers": name in [one.name for one in models.list()]}

    models.archive(name, version="1")
    seen["archived"] = {
        "active": versions(models.list(name)),
        "archived": versions(models.list(name, list_view_type=ListViewType.ARCHIVED_ONLY)),
    }
    models.restore(name, version="1")
    seen["restored"] = versions(models.list(name))
    models.archive(name)
    seen["container_archived"] = name not in [one.name for one in models.list()]
    models.restore(name)
    seen["container_restored"] = name in [one.name for one in models.list()]

    models.download(name, "1", download_path=str(folder / f"downloaded-{prefix}"))
    seen["downloaded"] = sorted(digests(folder / f"downloaded-{prefix}").values()) == sorted(digests(folder / "diabetes" / "model-blue").values())
    seen["missing"] = failed(lambda: models.get(name, "99"))

    # More than the 64 MiB that the storage client sends in one request: blocks, several at a time, and a list of them.
    before = [requests.count(r"PUT .*blockid="), requests.count(r"PUT .*[?&]comp=")]
    large = models.create_or_update(Model(name=f"{prefix}-large", path=str(folder / "large")))
    seen["large"] = {
        "blocks": requests.count(r"PUT .*blockid=") - before[0],
        "block_lists": requests.count(r"PUT .*[?&]comp=") - before[1],
    }
    models.download(large.name, large.version, download_path=str(folder / f"downloaded-large-{prefix}"))
    seen["large"]["same"] = list(digests(folder / f"downloaded-large-{prefix}").values()) == list(digests(folder / "large").values())
    return seen


def run_environments(environments, folder, prefix):
    seen = {}
    name = f"{prefix}-environment"
    conda = str(folder / "diabetes" / "conda.yaml")
    first = environments.create_or_update(Environment(name=name, image=image, conda_file=conda, description="first"))
    # The same again changes nothing; another image is another version, which the SDK makes after the agent's 409.
    same = environments.create_or_update(Environment(name=name, image=image, conda_file=conda, description="first"))
    other = environments.create_or_update(Environment(name=name, image=f"{image}-other", conda_file=conda))
    seen["versions"] = [first.version, same.version, other.version]
    seen["conflict"] = failed(lambda: environments.create_or_update(Environment(name=name, version="1", image=f"{image}-third", conda_file=conda)))
    got = environments.get(name, "1")
    seen["got"] = {"image": got.image, "description": got.description, "conda": got.conda_file["name"]}
    seen["latest"] = environments.get(name, label="latest").version
    seen["listed"] = {"all": versions(environments.list(name)), "containers": name in [one.name for one in environments.list()]}
    environments.archive(name, version="1")
    seen["archived"] = versions(environments.list(name))
    environments.restore(name, version="1")
    seen["restored"] = versions(environments.list(name))
    environments.archive(name)
    seen["container_archived"] = name not in [one.name for one in environments.list()]
    environments.restore(name)
    seen["container_restored"] = name in [one.name for one in environments.list()]
    # Registered beforehand, more than one page of them.
    seen["many"] = len(versions(environments.list("many")))
    return seen

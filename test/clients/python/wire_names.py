"""Prints the property names on the wire of the SDK's own models as JSON: wire_names.py <class>… (classes the release lacks are left out)."""

import importlib
import json
import sys


def names(model):
    # Newer releases describe fields by descriptors that a first instance completes, older ones by a map whose `a.b` lies inside a.
    if hasattr(model, "_attribute_map"):
        return sorted({value["key"].split(".")[0] for value in model._attribute_map.values()})
    model({})
    return sorted(field._rest_name for field in model._attr_to_rest_field.values())


def modules():
    for name in ("arm_ml_service", "v2023_08_01_preview", "v2023_04_01_preview", "v2022_10_01_preview"):
        try:
            yield importlib.import_module(f"azure.ai.ml._restclient.{name}.models")
        except ImportError:
            continue


found = {}
for module in modules():
    for name in sys.argv[1:]:
        if name not in found and hasattr(module, name):
            found[name] = names(getattr(module, name))
print(json.dumps(found))

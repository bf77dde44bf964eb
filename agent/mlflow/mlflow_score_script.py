"""Serves an MLflow model that was deployed without a scoring script, with the requests and answers of Azure's no-code deployments.

Request: {"input_data": …, "params": {…}}, where input_data is a table {"columns": […], "index": […], "data": [[…]]}, a list, or an
object of named tensors, as the model's signature says. Answer: tables as a list of records, everything else as nested lists.
https://learn.microsoft.com/azure/machine-learning/how-to-deploy-mlflow-models-online-endpoints
"""

import datetime
import inspect
import json
import logging
import os

import numpy as np
import pandas as pd
from inference_schema.parameter_types.abstract_parameter_type import AbstractParameterType
from inference_schema.parameter_types.numpy_parameter_type import NumpyParameterType
from inference_schema.parameter_types.pandas_parameter_type import PandasParameterType
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema, output_schema
from mlflow.models import Model
from mlflow.pyfunc import load_model

logger = logging.getLogger("mlflow_score_script")

# Flavours whose input is text or objects and goes to the model as it was sent.
TEXT_FLAVOURS = ("transformers", "langchain", "openai", "sentence_transformers")
EXAMPLES = {"boolean": True, "string": "sample string", "integer": 42, "long": 42, "float": 0.15, "double": 0.15}

model_path = os.path.join(os.environ["AZUREML_MODEL_DIR"], os.environ.get("MLFLOW_MODEL_FOLDER", ""))
description = Model.load(model_path)
takes_text = any(flavour in description.flavors for flavour in TEXT_FLAVOURS)


class AnyType(AbstractParameterType):
    """Hands the value on as it was sent; used where nothing is known of it."""

    def __init__(self):
        super().__init__(None)

    def deserialize_input(self, input_data):
        return input_data

    def input_to_swagger(self):
        return {"type": "object", "example": {}}


class TableType(PandasParameterType):
    """A table by columns and rows; the index may be left out. Columns get the types of the sample where that is possible."""

    def __init__(self, sample):
        super().__init__(sample, enforce_column_type=False, enforce_shape=False, orient="split")

    def deserialize_input(self, input_data):
        columns = list(self.sample_input.columns)
        if isinstance(input_data, dict) and "data" in input_data and set(input_data) <= {"columns", "data", "index"}:
            return self.typed(as_table(dict(input_data, columns=input_data.get("columns", columns))))
        if isinstance(input_data, list) and input_data and all(isinstance(row, dict) for row in input_data):
            return self.typed(pd.DataFrame(input_data))
        if isinstance(input_data, list):
            return self.typed(pd.DataFrame(input_data, columns=columns))
        raise ValueError('input_data must be a table: {"columns": [...], "data": [[...]]}')

    def typed(self, table):
        wanted = {name: kind for name, kind in self.sample_input.dtypes.items() if name in table.columns}
        try:
            return table.astype(wanted)
        except (TypeError, ValueError) as error:
            # The model's own check names column and type better than a failed conversion.
            logger.warning("Types of the sample do not fit the request: %s", error)
            return table


def as_table(value):
    """A table from columns, data and perhaps an index."""
    return pd.DataFrame(value["data"], columns=value["columns"], index=value.get("index"))


def tensor_example(spec):
    """A tensor of zeros in the shape of the signature; one row where any number is allowed."""
    return np.zeros([1 if side == -1 else side for side in spec.shape], dtype=spec.type)


def example_of(schema):
    """A value that fits a signature: an array, named arrays or an empty table; None when its columns have no plain types."""
    if schema is None:
        return None
    if schema.is_tensor_spec():
        if schema.has_input_names():
            return {spec.name: tensor_example(spec) for spec in schema.inputs}
        return tensor_example(schema.inputs[0])
    try:
        names = schema.input_names() if schema.has_input_names() else [0]
        types = dict(zip(names, schema.pandas_types()))
        # Whole rows with values, so that the swagger shows what a request looks like.
        row = {name: EXAMPLES.get(column.type.name, "sample string") for name, column in zip(names, schema.inputs)}
        return pd.DataFrame([row]).astype(types)
    except (AttributeError, TypeError, ValueError, KeyError) as error:
        logger.warning("The signature %s has no table form (%s): input goes to the model as it is sent.", schema, error)
        return None


def saved_example():
    """The example saved beside the model, when it is a table."""
    info = description.saved_input_example_info or {}
    if info.get("type") != "dataframe":
        return None
    try:
        with open(os.path.join(model_path, info["artifact_path"])) as file:
            content = json.load(file)
        return as_table(content) if "columns" in content else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.warning("The input example could not be read: %s", error)
        return None


def parameter_type(example, orient=None):
    """How inference-schema reads and describes values like this one."""
    if takes_text or example is None:
        return AnyType()
    if isinstance(example, np.ndarray):
        return NumpyParameterType(example, enforce_shape=False)
    if isinstance(example, dict):
        return StandardPythonParameterType({name: NumpyParameterType(value, enforce_shape=False) for name, value in example.items()})
    return TableType(example) if orient is None else PandasParameterType(example, enforce_shape=False, orient=orient)


def params_type(signature):
    """Parameters with the defaults of the signature."""
    params = getattr(signature, "params", None)
    if params is None:
        return AnyType()
    known = {one.name: one.default if one.default is not None else EXAMPLES.get(one.dtype.name) for one in params.params}
    return StandardPythonParameterType({name: value for name, value in known.items() if value is not None})


signature = description.signature
if signature is None:
    logger.warning("The model has no signature: the swagger cannot describe its input. Save it with one to have that.")
inputs = saved_example() if not takes_text else None
if inputs is None and signature is not None:
    inputs = example_of(signature.inputs)
outputs = example_of(signature.outputs) if signature is not None else None
input_type = parameter_type(inputs)
output_type = parameter_type(outputs, "records")

logger.info("Loading the MLflow model in %s", model_path)
model = load_model(model_path)
takes_params = "params" in inspect.signature(model.predict).parameters


def init():
    """The model is loaded with this file, as in Azure; what is left is to say what it is."""
    logger.info("MLflow model with flavours %s, saved by MLflow %s", ", ".join(description.flavors), description.mlflow_version)
    if os.environ.get("ENABLE_MDC"):
        logger.warning("Data collection runs in Azure only; inputs and outputs are not collected here.")


@input_schema("input_data", input_type)
@input_schema("params", params_type(signature), optional=True)
@output_schema(output_type)
def run(input_data, params=None):
    """Predicts and answers plain JSON values."""
    data = input_data if takes_text else structured(input_data)
    result = model.predict(data, params=params) if takes_params else model.predict(data)
    return plain(result)


def structured(data):
    """What the schema left as it was: a list is an array, an object is a table or named arrays."""
    if isinstance(data, (np.ndarray, pd.DataFrame)):
        return data
    if isinstance(data, list):
        return np.asarray(data)
    if isinstance(data, dict) and "columns" in data and "data" in data:
        return as_table(data)
    if isinstance(data, dict):
        return {name: np.asarray(value) for name, value in data.items()}
    return data


def plain(value):
    """JSON values without numpy's and pandas' own types; tables as records."""
    if isinstance(value, pd.DataFrame):
        return [plain(record) for record in value.to_dict(orient="records")]
    if isinstance(value, pd.Series):
        return plain(value.to_frame())
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(one) for one in value]
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value

#!/bin/sh
# What the inference image's service does, as far as public sources say: the official server, on port 5001, with the deployment's environment.
if [ -n "$AZUREML_INFERENCE_PYTHON_PATH" ]; then PATH="$AZUREML_INFERENCE_PYTHON_PATH:$PATH"; fi
cd "${AML_APP_ROOT:-/var/azureml-app}" || exit 1
exec 2>&1
exec azmlinfsrv --entry_script "$AML_APP_ROOT/$AZUREML_ENTRY_SCRIPT" --port 5001

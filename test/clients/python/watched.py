"""Notes which public methods of the SDK's operation groups were called, how each call ended, and which requests were sent."""

import inspect
import logging
import re

from azure.core.exceptions import HttpResponseError
from azure.core.polling import LROPoller


def public_methods(group):
    """Names of the public methods of an operation group, by introspection."""
    return sorted(name for name, _ in inspect.getmembers(type(group), inspect.isfunction) if not name.startswith("_"))


def told(error):
    """What a caller sees of an error."""
    seen = {"error": type(error).__name__, "text": str(error)[:4000]}
    if isinstance(error, HttpResponseError):
        seen["status"] = error.status_code
        inner = error.error
        if inner is not None:
            seen["code"] = inner.code
            seen["message"] = inner.message
            seen["details"] = [{"code": one.code, "message": one.message, "target": one.target} for one in inner.details or []]
    return seen


class Watched:
    """An operation group whose calls are noted: `notes` is {method: [outcome, …]}, an outcome "passed" or what `told` gives."""

    def __init__(self, group, notes):
        self._group = group
        self._notes = notes

    def __getattr__(self, name):
        attribute = getattr(self._group, name)

        def call(*args, **kwargs):
            outcomes = self._notes.setdefault(name, [])
            try:
                answer = attribute(*args, **kwargs)
                # Polling and paging belong to the method: only their end says whether it works.
                if isinstance(answer, LROPoller):
                    answer = answer.result()
                elif hasattr(answer, "by_page"):
                    answer = list(answer)
            except Exception as error:
                outcomes.append(told(error))
                raise
            outcomes.append("passed")
            return answer

        return call


class Requests(logging.Handler):
    """Keeps `METHOD address` of every request that goes through the SDK's pipelines."""

    def __init__(self):
        super().__init__()
        self.lines = []
        logger = logging.getLogger("azure.core.pipeline.policies.http_logging_policy")
        logger.setLevel(logging.INFO)
        logger.propagate = False
        logger.addHandler(self)

    def emit(self, record):
        text = record.getMessage()
        url = re.search(r"Request URL: '([^']*)'", text)
        method = re.search(r"Request method: '([^']*)'", text)
        if url and method:
            self.lines.append(f"{method.group(1)} {url.group(1)}")

    def count(self, pattern):
        """How many requests match a regular expression."""
        return sum(1 for line in self.lines if re.search(pattern, line))

"""Requests held against the service's own model, as botocore carries it.

moto takes what it knows out of a body and does not mind the rest, so a misspelt field goes
unnoticed. Here it is refused, with its name.
"""

from __future__ import annotations

from functools import lru_cache

import botocore.loaders
import botocore.model
import botocore.validate

from .calls import Call
from .refusals import Refused


@lru_cache(maxsize=None)
def _model(service: str) -> botocore.model.ServiceModel | None:
    try:
        loaded = botocore.loaders.Loader().load_service_model(service, "service-2")
    except botocore.exceptions.UnknownServiceError:
        return None
    return botocore.model.ServiceModel(loaded, service)


def check(call: Call) -> None:
    """Refuses a JSON call with a field that its operation has not, or without one it needs."""
    if call.protocol != "json":
        return
    model = _model(call.service)
    if model is None:
        return
    if call.operation not in model.operation_names:
        raise Refused("UnknownOperationException", f"{call.service} has no {call.operation}")
    shape = model.operation_model(call.operation).input_shape
    if shape is None:
        return
    if unknown := _unknown(call.params, shape, ""):
        raise Refused("SerializationException", f"no such field: {', '.join(unknown)}")
    report = botocore.validate.ParamValidator().validate(call.params, shape)
    if report.has_errors():
        raise Refused("ValidationException", report.generate_report())


def _unknown(value: object, shape: botocore.model.Shape, path: str) -> list[str]:
    """The paths of fields that a shape does not have; in an exact spelling, as services read."""
    found: list[str] = []
    if isinstance(value, dict) and shape.type_name == "structure":
        for name, inner in value.items():
            member = shape.members.get(name)
            if member is None:
                found.append(f"{path}{name}")
            else:
                found += _unknown(inner, member, f"{path}{name}.")
    elif isinstance(value, dict) and shape.type_name == "map":
        for name, inner in value.items():
            found += _unknown(inner, shape.value, f"{path}{name}.")
    elif isinstance(value, list) and shape.type_name == "list":
        for index, inner in enumerate(value):
            found += _unknown(inner, shape.member, f"{path}{index}.")
    return found

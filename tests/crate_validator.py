"""Turns an archive into what the public RO-Crate validator finds, as a line of JSON.

Runs in the environment of the validators and asks nothing of the network: the one
address that a crate names, its vocabulary, is answered from the package rocrate. That
brings version 1.3 of it, in which the terms used here mean the same as in 1.2.
"""

import io
import json
import sys
from pathlib import Path

import requests
import rocrate
import urllib3
from rocrate_validator import models, services

VOCABULARY = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"
CONTEXT = "https://w3id.org/ro/crate/1.2/context"


def answer(adapter, request, **_options):
    if request.url != CONTEXT:
        raise requests.ConnectionError(f"{request.url} is not asked")
    head = {"Content-Type": "application/ld+json"}
    body = io.BytesIO(VOCABULARY.read_bytes())
    raw = urllib3.HTTPResponse(body, headers=head, status=200, preload_content=False)
    return adapter.build_response(request, raw)


def validate(archive: str) -> dict:
    requests.adapters.HTTPAdapter.send = answer
    settings = {
        "rocrate_uri": archive, "profile_identifier": "ro-crate-1.2",
        "requirement_severity": models.Severity.REQUIRED, "abort_on_first": False,
    }  # fmt: skip
    result = services.validate(services.ValidationSettings.parse(settings))
    issues = [f"{issue.check.identifier}: {issue.message}" for issue in result.get_issues()]
    return {"passed": result.passed(), "issues": sorted(issues)}


if __name__ == "__main__":
    print(json.dumps(validate(sys.argv[1])))

"""Holds a running service to its document: by generated requests (schemathesis), and by stories that span several requests.

    found = verify(document, service)     # in `run`; `document` is an OpenAPI document, `service` where and how it is reached

`client` is the only thing here that opens connections of ours, `generated` the only one that imports schemathesis.
"""

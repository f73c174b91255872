"""The gateway's certificate, and whose a service has to show. Both stand in files that Envoy reads again when they are replaced (SDS).

`{{identity}}` is the folder with `cert.pem`, `key.pem` and `bundle.pem`, `{{names}}` what the SPIFFE IDs of the system begin with,
`{{secrets}}` the folder of the two files that say so, with these filled in.
"""

from __future__ import annotations

from typing import Any

from skerry.generate.gateway.envoy.bounds import typed

Object = dict[str, Any]
_TLS = "envoy.extensions.transport_sockets.tls.v3"
_ONLY = "TLSv1_3"
_MOUNTED = {"path": "{{identity}}"}  # what is looked at: `..data` is replaced in it, as Kubernetes does


def towards(service: str, *protocols: str) -> Object:
    """How connections to a service are opened: with the gateway's certificate, and to nobody but this service.

    `protocols` are what is offered inside (ALPN); gRPC wants to be offered `h2`.
    """
    meant = {"san_type": "URI", "matcher": {"exact": f"{{{{names}}}}/sa/{service}"}}
    common: Object = {
        "tls_params": {"tls_minimum_protocol_version": _ONLY, "tls_maximum_protocol_version": _ONLY},
        "tls_certificate_sds_secret_configs": [_secret("certificate")],
        "combined_validation_context": {
            "default_validation_context": {"match_typed_subject_alt_names": [meant]},
            "validation_context_sds_secret_config": _secret("bundle"),
        },
    }
    if protocols:
        common["alpn_protocols"] = list(protocols)
    return {
        "name": "envoy.transport_sockets.tls",
        "typed_config": typed(f"{_TLS}.UpstreamTlsContext", common_tls_context=common, max_session_keys=0),
    }


def secrets() -> dict[str, Object]:
    """The two files, by their names."""
    pair = {"certificate_chain": _file("cert.pem"), "private_key": _file("key.pem"), "watched_directory": _MOUNTED}
    believed = {"trusted_ca": _file("bundle.pem"), "watched_directory": _MOUNTED}
    return {
        "envoy.certificate.json": _resource("certificate", tls_certificate=pair),
        "envoy.bundle.json": _resource("bundle", validation_context=believed),
    }


def _secret(name: str) -> Object:
    source = {"path_config_source": {"path": f"{{{{secrets}}}}/envoy.{name}.json"}, "resource_api_version": "V3"}
    return {"name": name, "sds_config": source}


def _resource(name: str, **what: Object) -> Object:
    return {"resources": [{**typed(f"{_TLS}.Secret"), "name": name, **what}]}


def _file(name: str) -> Object:
    return {"filename": f"{{{{identity}}}}/{name}"}

"""Hystrix' streams: Turbine collects those of the services that it is told, or of all that have breakers; a dashboard shows Turbine's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.facts.fleet import Witness
from skerry.read.fleet.evidence._jvm import Jvm, Module
from skerry.read.fleet.ground import Ground
from skerry.read.fleet.link import Link

# Measured on eight Java fleets: 3 of 3, 1 of 1, 2 of 2.
STRENGTHS = {"turbine-config": 0.97, "turbine": 0.6, "dashboard": 0.85}
_TURBINES = ("EnableTurbine", "EnableTurbineStream", "EnableTurbineAmqp")
_BREAKS = ("EnableHystrix", "EnableCircuitBreaker", "SpringCloudApplication")
_LIBRARY = re.compile(r"spring-cloud-starter-(netflix-)?hystrix")


def find(ground: Ground) -> Iterator[Link]:
    """Links from Turbine to what it collects, and from a dashboard to Turbine."""
    jvm = ground.derived(Jvm)
    turbines = [module for module in jvm if module.annotation(*_TURBINES)]
    for turbine in turbines:
        told = [*_told(jvm, turbine)]
        yield from told or _all(jvm, turbine)
    for module in jvm:
        if (seen := module.annotation("EnableHystrixDashboard")) and module not in turbines:
            for turbine in turbines:
                yield Link(module.node.name, turbine.node.name, _seen(seen, "dashboard"), "telemetry")


def _told(jvm: Jvm, turbine: Module) -> Iterator[Link]:
    for each in turbine.property("turbine.appconfig"):
        for node in jvm.meant(turbine, each.value.replace(" ", "")):
            witness = Witness(each.path, each.line, "", f"{each.written}={each.value}"[:120])
            yield Link(turbine.node.name, node, _seen(witness, "turbine-config"), "telemetry")


def _all(jvm: Jvm, turbine: Module) -> Iterator[Link]:
    """Turbine is not told in this tree which services: those that switch breakers on. A stream comes by the broker instead."""
    for module in jvm if turbine.annotation("EnableTurbine") else ():
        if (seen := module.annotation(*_BREAKS)) and module.library(_LIBRARY):
            yield Link(turbine.node.name, module.node.name, _seen(seen, "turbine"), "telemetry")


def _seen(witness: Witness, reader: str) -> Witness:
    return replace(witness, reader=reader, strength=STRENGTHS[reader])

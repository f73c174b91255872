"""What annotations and starters of Spring make of the application that has them."""

from __future__ import annotations

from collections.abc import Container, Iterable

# In this order: a gateway that has a dashboard too is a gateway.
_ANNOTATIONS = {
    "EnableEurekaServer": ("registry", "eureka"),
    "EnableConfigServer": ("config", "spring-cloud-config"),
    "EnableZuulProxy": ("gateway", "zuul"),
    "EnableZuulServer": ("gateway", "zuul"),
    "EnableAuthorizationServer": ("auth", "spring-oauth"),
    "EnableAdminServer": ("telemetry", "spring-boot-admin"),
    "EnableZipkinServer": ("telemetry", "zipkin"),
    "EnableZipkinStreamServer": ("telemetry", "zipkin"),
    "EnableTurbine": ("telemetry", "turbine"),
    "EnableTurbineStream": ("telemetry", "turbine"),
    "EnableTurbineAmqp": ("telemetry", "turbine"),
    "EnableHystrixDashboard": ("telemetry", "hystrix-dashboard"),
}
_LIBRARIES = {
    "spring-cloud-starter-netflix-eureka-server": ("registry", "eureka"),
    "spring-cloud-starter-eureka-server": ("registry", "eureka"),
    "spring-cloud-netflix-eureka-server": ("registry", "eureka"),
    "spring-cloud-config-server": ("config", "spring-cloud-config"),
    "spring-cloud-starter-gateway": ("gateway", "spring-cloud-gateway"),
    "spring-cloud-starter-gateway-mvc": ("gateway", "spring-cloud-gateway"),
    "spring-cloud-starter-gateway-server-webflux": ("gateway", "spring-cloud-gateway"),
    "spring-cloud-starter-gateway-server-webmvc": ("gateway", "spring-cloud-gateway"),
    "spring-cloud-gateway-webflux": ("gateway", "spring-cloud-gateway"),
    "spring-cloud-starter-netflix-zuul": ("gateway", "zuul"),
    "spring-cloud-starter-zuul": ("gateway", "zuul"),
    "spring-boot-starter-oauth2-authorization-server": ("auth", "spring-oauth"),
    "spring-security-oauth2-authorization-server": ("auth", "spring-oauth"),
    "spring-boot-admin-starter-server": ("telemetry", "spring-boot-admin"),
    "spring-boot-admin-server": ("telemetry", "spring-boot-admin"),
    "zipkin-server": ("telemetry", "zipkin"),
    "spring-cloud-starter-netflix-turbine-stream": ("telemetry", "turbine"),
    "spring-cloud-starter-netflix-turbine": ("telemetry", "turbine"),
}


def of_annotation(marks: Container[str]) -> tuple[str, str]:
    """Role and technology by the annotations of a class; '' and '' if they make nothing of it."""
    return next((found for mark, found in _ANNOTATIONS.items() if mark in marks), ("", ""))


def of_library(names: Iterable[str]) -> tuple[str, str]:
    """Role and technology by the libraries of a module."""
    had = set(names)
    return next((found for name, found in _LIBRARIES.items() if name in had), ("", ""))

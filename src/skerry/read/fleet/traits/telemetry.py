"""Metrics, traces, whether a node tells that it lives and is ready, and who shows that to people. Values name the product."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._signs import Family, key, library, sign
from skerry.read.fleet.traits._stand import Stand

_HEALTH = (
    r"['\"`](/[\w/{}.-]*(?:healthz?|livez?|liveness|health[-_]?check|ping|alive|readyz?|readiness)(?:/\w+)?)['\"`]"
)

_FAMILY = Family(
    "telemetry",
    (
        sign("meters", "MeterRegistry Timed Counted Gauge CollectorRegistry",
            r"\bMeterRegistry\b|@Timed\b|@Counted\b|\bio\.prometheus\b", "java", "micrometer"),
        sign("meters", "promhttp prometheus promauto", r"\bpromhttp\.Handler|\bprometheus\.(?:New|MustRegister)|\bpromauto\.", "go",
            "prometheus"),
        sign("meters", "promClient prom_client collectDefaultMetrics prometheus Registry",
            r"['\"]prom-client['\"]|\bcollectDefaultMetrics\s*\(|['\"]express-prom-bundle['\"]", "node", "prometheus"),
        sign("meters", "prometheus_client PrometheusMetrics Instrumentator start_http_server",
            r"\bprometheus_client\b|\bPrometheusMetrics\s*\(|\bInstrumentator\s*\(", "python", "prometheus"),
        sign("meters", "UseHttpMetrics MapMetrics AddPrometheusExporter WithMetrics AddMeter",
            r"\b(?:UseHttpMetrics|MapMetrics|AddPrometheusExporter|MapPrometheusScrapingEndpoint|WithMetrics|AddMeter)\b", "csharp"),
        sign("meters", "MeterProvider NewMeterProvider get_meter", r"\b(?:New)?MeterProvider\b|\bget_meter\s*\(", value="otel"),
        sign("meters", "prometheus Prometheus", r"\buse\s+prometheus\b|Prometheus\\\\", "rust php", "prometheus"),
        sign("traces",
            "TracerProvider NewTracerProvider NodeTracerProvider NodeSDK getTracer get_tracer StartSpan otelgrpc otelhttp",
            r"\b(?:New|Node)?TracerProvider\b|\bNodeSDK\s*\(|\b(?:otelgrpc|otelhttp)\.|\bget_?[tT]racer\s*\(", value="otel"),
        sign("traces", "AddOpenTelemetry WithTracing AddOpenTelemetryTracing", kinds="csharp", value="otel"),
        sign("traces", "WithSpan EnableZipkinStreamServer Sampler AlwaysSampler ObservedAspect",
            r"@WithSpan\b|\bAlwaysSampler\b|\bSampler\.ALWAYS_SAMPLE\b|\bObservedAspect\b", "java", "otel"),
        sign("traces", "opentracing jaegercfg jaeger zipkin",
            r"\bopentracing\.|\bjaeger\w*\.(?:New|Init|Configuration)|['\"]jaeger-client['\"]|\binitTracer\w*\s*\(|"
            r"\bzipkin\w*\.New", value="jaeger"),
        sign("traces", "FlaskInstrumentor FastAPIInstrumentor DjangoInstrumentor RequestsInstrumentor GrpcInstrumentorServer",
            kinds="python", value="otel"),
        sign("liveness", "AddHealthChecks MapHealthChecks UseHealthChecks", kinds="csharp", value="aspnet"),
        sign("readiness", "AddHealthChecks MapHealthChecks", r"\bMapHealthChecks\s*\(", "csharp", "aspnet"),
        sign("liveness",
            "HealthCheck TerminusModule RegisterHealthServer grpc_health HealthServicer HealthImplementation HealthIndicator "
            "HealthStatusManager", r"\bTerminusModule\b|\bRegisterHealthServer\b|\bHealthServicer\b|\bHealthImplementation\b|"
            r"\bimplements\s+HealthIndicator\b|\bHealthStatusManager\b|grpc-js-health-check", value="health"),
        sign("liveness", "health healthz live livez liveness alive ping healthcheck health_check ready readyz readiness", _HEALTH,
            group=1),
        sign("readiness", "ready readyz readiness", r"['\"`](/[\w/{}.-]*(?:readyz?|readiness)(?:/\w+)?)['\"`]", group=1),
        sign("shows-dashboard", "EnableHystrixDashboard", kinds="java", value="hystrix"),
        sign("shows-dashboard", "EnableAdminServer", kinds="java", value="spring-boot-admin"),
        sign("shows-dashboard", "AddHealthChecksUI MapHealthChecksUI", kinds="csharp", value="health"),
    ),
    (
        library("meters", "spring-boot-starter-actuator spring-boot-actuator", "actuator"),
        library("liveness", "spring-boot-starter-actuator spring-boot-actuator", "actuator"),
        library("readiness", "spring-boot-starter-actuator spring-boot-actuator", "actuator", 0.7),
        library("meters", "micrometer-registry-* spring-boot-admin-starter-client simpleclient_* quarkus-micrometer*", "micrometer"),
        library("meters", "prom-client express-prom-bundle prometheus-client prometheus_client prometheus-flask-exporter "
            "prometheus-fastapi-instrumentator prometheus-net*", "prometheus"),
        library("meters", "App.Metrics*", "app-metrics"),
        library("traces",
            "spring-cloud-starter-zipkin spring-cloud-sleuth-zipkin spring-cloud-sleuth-stream spring-cloud-starter-sleuth "
            "spring-cloud-sleuth* zipkin-reporter* brave-*", "zipkin"),
        library("traces",
            "micrometer-tracing* opentelemetry-* io.opentelemetry* @opentelemetry/sdk-* @opentelemetry/auto-* OpenTelemetry.* "
            "go.opentelemetry.io/otel* opentelemetry", "otel"),
        library("traces", "jaeger-client opentracing* skywalking* apm-toolkit-trace elastic-apm-*", "jaeger"),
        library("traces", "@instana/collector instana instana-* github.com/instana/*", "instana"),
        library("traces", "dd-trace ddtrace datadog-lambda* Datadog.Trace* gopkg.in/DataDog/dd-trace-go*", "datadog"),
        library("traces", "newrelic newrelic-* github.com/newrelic/* NewRelic.*", "newrelic"),
        library("traces", "applicationinsights applicationinsights-* Microsoft.ApplicationInsights*", "applicationinsights"),
        library("meters", "@instana/collector dd-trace ddtrace newrelic applicationinsights Microsoft.ApplicationInsights*", "apm", 0.8),
        library("liveness",
            "@godaddy/terminus @nestjs/terminus AspNetCore.HealthChecks.* grpcio-health-checking django-health-check "
            "quarkus-smallrye-health", "health"),
    ),
    (
        key("traces", r"spring\.(zipkin|sleuth)\.(baseurl|enabled|sampler\..*)", value="zipkin"),
        key("traces", r"management\.(zipkin\.)?tracing\.(endpoint|sampling\..*)", value="otel"),
        key("traces", r"otel\.exporter\.otlp\.(.*\.)?endpoint", value="otel"),
        key("meters", r"management\.(endpoints\.web\.exposure\.include)", r"\*|metrics|prometheus", "actuator"),
        key("meters", r"management\.endpoint\.(prometheus|metrics)\.enabled", "true", "actuator"),
        key("readiness", r"management\.endpoint\.health\.probes\.enabled", "true", "actuator"),
    ),
)  # fmt: skip


def find(stand: Stand) -> Iterator[Trait]:
    """From code, libraries and settings. Probes that manifests name are claims of theirs."""
    yield from _FAMILY.find(stand)
    yield from _FAMILY.settings(stand)

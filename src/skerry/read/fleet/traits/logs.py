"""What becomes of log lines: written at all, written to files of the node's own, sent to where all are collected."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._files import File
from skerry.read.fleet.traits._signs import Family, key, library, sign
from skerry.read.fleet.traits._stand import Stand

_FAMILY = Family(
    "logs",
    (
        sign("logs", "Logger Log LogManager LoggerFactory Slf4j Log4j2 Log4j CommonsLog",
            r"\bLogger\s+\w+\s*=|\bLoggerFactory\.getLogger|\bLogManager\.getLogger|\bLogFactory\.getLog|^\s*@(?:Slf4j|Log4j2?|"
            r"CommonsLog|Log)\b|\bKotlinLogging\b", "java"),
        sign("logs", "ILogger LoggerFactory LogInformation Serilog",
            r"\bILogger\b|\bLog\.(?:Information|Error|Warning|Debug|Logger)\b|\.Log(?:Information|Error|Warning)\s*\(", "csharp"),
        sign("logs", "log logrus zap zerolog slog logger glog klog",
            r"\b(?:log|logrus|slog|klog|glog|logger|sugar)\.(?:Print|Info|Warn|Error|Debug|Fatal|Trace|Msg|With)\w*\s*\(|"
            r"\bzap\.New|\bzerolog\.", "go"),
        sign("logs", "logger log winston pino bunyan morgan console Logger",
            r"\b(?:logger|log)\.(?:info|warn|error|debug|log|trace)\s*\(|\bconsole\.(?:log|error|warn|info)\s*\(|"
            r"\bnew\s+Logger\s*\(|['\"](?:winston|pino|bunyan|morgan|log4js)['\"]", "node"),
        sign("logs", "logging logger structlog loguru",
            r"\blogging\.(?:getLogger|info|warning|error|basicConfig|debug)\s*\(|\blogger\.(?:info|warning|error|debug|"
            r"exception)\s*\(|\bstructlog\.", "python"),
        sign("logs", "logger Logger Log error_log log",
            r"\b[lL]ogger\.(?:info|warn|error|debug)|\$\w*logger->\w+|\berror_log\s*\(|\b(?:info|warn|error|debug)!\s*\(",
            "ruby php rust elixir"),
        sign("logs-to-file", "FileAppender RollingFileAppender FileHandler RotatingFileHandler TimedRotatingFileHandler",
            kinds="java python"),
        sign("logs-to-file", "File WriteTo", r"\.WriteTo\s*\.\s*File\s*\(", "csharp"),
        sign("logs-to-file", "transports DailyRotateFile", r"\btransports\.(?:File|DailyRotateFile)\b", "node"),
        sign("logs-to-file", "lumberjack SetOutput", r"\blumberjack\.Logger\b", "go"),
        sign("logs-to-file", "basicConfig", r"\bbasicConfig\s*\([^)]*\bfilename\s*=", "python"),
        sign("ships-logs", "WriteTo Seq Elasticsearch LogstashTcpSocketAppender",
            r"\.WriteTo\s*\.\s*(Seq|Elasticsearch|Http|OpenTelemetry|GrafanaLoki|Fluentd|Graylog)\s*\(", "csharp", group=1),
        sign("ships-logs", "LogstashTcpSocketAppender LogstashEncoder GelfAppender FluentLogger", kinds="java python", value="logstash"),
        sign("ships-logs", "Elasticsearch LogstashTransport FluentTransport",
            r"\b(?:Elasticsearch|Logstash|Fluent|Loki)Transport\b|winston-(?:elasticsearch|logstash|loki)", "node"),
        sign("ships-logs", "LogstashHandler FluentHandler GelfUdpHandler LokiHandler OTLPLogExporter", kinds="python"),
        sign("ships-logs", "AddOpenTelemetry", r"\bLogging\s*\.\s*AddOpenTelemetry\b", "csharp", "otel"),
        sign("masks-logs", "redact Enrich sensitiveData MaskingConverter structlog", r"\bredact\s*:|\bWithSensitiveDataMasking\b|"
            r"\bDestructure\.\w*(?:Mask|Sensitive)\w*|\bextends\s+\w*Masking\w*(?:Converter|Layout)\b"),
    ),
    (
        library("ships-logs",
            "logstash-logback-encoder logstash-gelf logback-gelf gelfj loki-logback-appender logback-more-appenders", "logstash",
            0.7),
        library("ships-logs", "Serilog.Sinks.Seq Serilog.Sinks.Elasticsearch Serilog.Sinks.Grafana.Loki Serilog.Sinks.Http", "serilog"),
        library("ships-logs", "winston-elasticsearch winston-loki pino-elasticsearch winston-logstash fluent-logger python-logstash", ""),
    ),
    (
        key("logs-to-file", r"logging\.(file|path|file\.name|file\.path)", r"[\w./]"),
        key("logs", r"logging\.(file|path|pattern|config)(\..*)?", value=""),
    ),
)  # fmt: skip

_APPENDER = re.compile(r"<(?:appender|File|RollingFile|Socket|Gelf|Http)\b[^>]*")
_TO_FILE = re.compile(r"(?i)FileAppender|^<(?:Rolling)?File\b")
_SHIPPED = re.compile(r"(?i)logstash|gelf|loki|fluent|socketappender|syslog|kafka|^<(?:Socket|Gelf|Http)\b")
_MASKED = re.compile(r"%replace\s*\(|[mM]ask(?:ing)?(?:Pattern|Converter|Layout|JsonGenerator)|<maskData|RewritePolicy")
_LOGBACK = re.compile(r"(?:^|/)(?:logback|log4j2?)[\w.-]*\.(?:xml|properties)$")


def find(stand: Stand) -> Iterator[Trait]:
    """From code, libraries, settings, and the appenders of Logback and Log4j."""
    yield from _FAMILY.find(stand)
    yield from _FAMILY.settings(stand)
    for node in stand.nodes:
        for file in stand.configs(node.name):
            if _LOGBACK.search(file.path):
                yield from _appenders(node.name, file)


def _appenders(node: str, file: File) -> Iterator[Trait]:
    if masked := _MASKED.search(file.text):
        yield Trait(node, "masks-logs", "", "", (file.witness(masked.start(), "logs"),))
    for found in _APPENDER.finditer(file.text):
        if file.is_comment(found.start()):
            continue
        witness = file.witness(found.start(), "logs")
        if _SHIPPED.search(found[0]):
            yield Trait(node, "ships-logs", "", "", (witness,))
        elif _TO_FILE.search(found[0]):
            yield Trait(node, "logs-to-file", "", "", (witness,))
        yield Trait(node, "logs", "", "", (witness,))

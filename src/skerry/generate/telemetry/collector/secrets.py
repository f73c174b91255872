"""What the collector is known by to those it sends to."""

from skerry.generate.workloads import Secret

API_KEY = Secret("otel-collector-elasticsearch", "api-key", "", "an API key of Elasticsearch that may write logs")

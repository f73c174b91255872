"""Timeouts, retries, breakers, bulkheads and fallbacks: what a caller does about a callee that is slow or gone.

A sign in a file that is known to call somebody is of these calls; one elsewhere, as in settings or in where clients are made, is of
all calls of the node. Values of `times-out` are seconds where the text says them, of `retries` how often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._durations import seconds
from skerry.read.fleet.traits._files import File
from skerry.read.fleet.traits._signs import Family, key, library, of_calls, sign
from skerry.read.fleet.traits._stand import Stand

_CLIENT = re.compile(
    r"(?i)client|resttemplate|stub|proxy|feign|https?$|fetch|axios|requests|grpc|remote|enable(hystrix|circuitbreaker)|gateway|channel|resilien"
)

# What is bound is a call that is handed the context, and not the making or ending of a connection.
_BOUNDED = (
    r"context\.WithTimeout\s*\(\s*[\w.()]+\s*,\s*([^)\n]+)\)"
    r"(?=[^}]{0,600}?\.(?!New|Init|Close|Shutdown|Ping|Connect|Dial|Disconnect)[A-Z]\w*\(\s*\w*[cC]tx\b)"
)

_SIGNS = (
    # Java: resilience4j, Hystrix, Spring Cloud Circuit Breaker, Sentinel, Failsafe, MicroProfile Fault Tolerance, Feign, RestTemplate
    sign("breaks-circuit", "CircuitBreaker", r"@CircuitBreaker\b(?!Retry)", "java", "resilience4j"),
    sign("breaks-circuit", "HystrixCommand EnableHystrix EnableCircuitBreaker HystrixObservableCommand", kinds="java", value="hystrix"),
    sign("breaks-circuit", "CircuitBreakerFactory ReactiveCircuitBreakerFactory CircuitBreakerRegistry", kinds="java",
        value="resilience4j"),
    sign("breaks-circuit", "SentinelResource SphU SentinelRestTemplate", kinds="java", value="sentinel"),
    sign("breaks-circuit", "circuitBreaker", r"\.circuitBreaker\s*\(", "java", "spring-cloud-gateway"),
    sign("bulkhead", "Bulkhead ThreadPoolBulkhead BulkheadRegistry", r"@Bulkhead\b|\bBulkheadRegistry\b", "java", "resilience4j"),
    sign("times-out", "TimeLimiter", r"@TimeLimiter\b|TimeLimiterConfig", "java", "resilience4j"),
    sign("times-out", "Timeout", r"@Timeout\s*\(\s*(?:value\s*=\s*)?(\d+)", "java", group=1),
    sign("retries", "Retry Retryable RetryRegistry RetryTemplate", r"@Retry(?:able)?\b|\bRetry(?:Registry|Template)\b",
        "java"),
    sign("retries", "retryWhen", r"\.retryWhen\s*\(|\.retry\s*\(", "java"),
    # Spring Retry waits 1 s by default, resilience4j 500 ms.
    sign("backs-off", "Retryable RetryRegistry fixedDelay FixedBackOffPolicy fixedBackoff",
        r"@Retryable\b|\bRetryRegistry\b|\bRetry\.fixedDelay\b|\bFixedBackOffPolicy\b|\.fixedBackoff\s*\(", "java", "constant"),
    sign("backs-off", "Retry waitDuration", r"@Retry\s*\(\s*(?:name\b|\"|[^)]*\bdelay\s*=)|\.waitDuration\s*\(", "java", "constant"),
    sign("backs-off", "Backoff backoff ExponentialBackOffPolicy IntervalFunction",
        r"@Backoff\b|\bRetry\.backoff\b|ExponentialBackOff\w*|IntervalFunction\.of\w*", "java"),
    sign("falls-back", "fallbackMethod fallback fallbackFactory Fallback",
        r"\bfallback(?:Method|Factory)?\s*=|@Fallback\b|\.withFallback\b|\bFallbackFactory\s*<", "java"),
    sign("times-out", "setConnectTimeout setReadTimeout setConnectionRequestTimeout",
        r"\.set(?:Connect|Read|ConnectionRequest)Timeout\s*\(\s*([^;]*?)\)\s*;", "java", group=1),
    sign("times-out", "responseTimeout connectTimeout readTimeout callTimeout CONNECT_TIMEOUT_MILLIS ReadTimeoutHandler",
        r"\.(?:responseTimeout|connectTimeout|readTimeout|callTimeout)\s*\(\s*([^;\n]*)|CONNECT_TIMEOUT_MILLIS|"
        r"ReadTimeoutHandler", "java", group=1),
    sign("times-out", "Options", r"\bRequest\.Options\s*\(\s*([^)]*)", "java", group=1),
    sign("times-out", "timeout", r"\.timeout\s*\(\s*(Duration\.[^)]*\))", "java", group=1),
    sign("times-out", "withDeadlineAfter", r"\.withDeadlineAfter\s*\(\s*([^)]*)", "java", group=1),
    # .NET: Polly, Microsoft.Extensions.Http.Resilience, HttpClient, gRPC
    sign("breaks-circuit", "AddStandardResilienceHandler AddStandardHedgingHandler", kinds="csharp", value="polly"),
    sign("retries", "AddStandardResilienceHandler AddStandardHedgingHandler", kinds="csharp", value="3"),
    sign("backs-off", "AddStandardResilienceHandler", kinds="csharp"),
    sign("times-out", "AddStandardResilienceHandler AddStandardHedgingHandler", kinds="csharp", value="30"),
    sign("breaks-circuit",
        "CircuitBreaker CircuitBreakerAsync AddCircuitBreaker CircuitBreakerStrategyOptions AdvancedCircuitBreakerAsync",
        r"\b(?:Advanced)?CircuitBreaker(?:Async)?\s*\(|\bAddCircuitBreaker\b|CircuitBreakerStrategyOptions", "csharp", "polly"),
    sign("retries", "WaitAndRetry WaitAndRetryAsync RetryAsync AddRetry RetryForever WaitAndRetryForeverAsync RetryStrategyOptions",
        kinds="csharp"),
    # Its second argument is the pause; Polly's 8th edition waits 2 s by default.
    sign("backs-off", "WaitAndRetry WaitAndRetryAsync WaitAndRetryForever WaitAndRetryForeverAsync AddRetry RetryStrategyOptions",
        r"\bWaitAndRetry(?:Forever)?(?:Async)?\b(?![^;]{0,200}TimeSpan\.Zero)|\bAddRetry\b|\bRetryStrategyOptions\b"
        r"(?![^;]{0,200}Delay\s*=\s*TimeSpan\.Zero)", "csharp", "constant"),
    sign("backs-off", "WaitAndRetry WaitAndRetryAsync DelayBackoffType DecorrelatedJitterBackoffV2 ExponentialBackoff",
        r"WaitAndRetry(?:Async)?\s*\([^;]*Math\.Pow|DelayBackoffType\.\w+|\w+Backoff(?:V2)?\b", "csharp"),
    sign("bulkhead", "BulkheadAsync Bulkhead AddConcurrencyLimiter", kinds="csharp", value="polly"),
    sign("falls-back", "FallbackAsync Fallback AddFallback", r"\.(?:FallbackAsync|Fallback|AddFallback)\s*[(<]", "csharp"),
    sign("times-out", "TimeoutAsync AddTimeout", r"\b(?:TimeoutAsync(?:<\w+>)?|AddTimeout)\s*\(\s*([^)]*\)?)", "csharp", group=1),
    sign("times-out", "Timeout", r"\bTimeout\s*=\s*(TimeSpan\.[^;,}]*)", "csharp", group=1),
    sign("times-out", "deadline", r"\bdeadline\s*:\s*([^,)]*\))", "csharp", group=1),
    # Go
    sign("breaks-circuit", "gobreaker", r"\bgobreaker\.(?:New|Settings)", "go", "gobreaker"),
    sign("breaks-circuit", "hystrix", r"\bhystrix\.(?:Do|Go|ConfigureCommand|Configure)", "go", "hystrix-go"),
    sign("breaks-circuit", "circuitbreaker breaker", r"\b(?:circuitbreaker|breaker)\.(?:New|Gobreaker|Hystrix)\w*\(", "go"),
    sign("retries", "retry retryablehttp backoff",
        r"\bretry\.(?:Do|Exponential|Constant|Fibonacci)|retryablehttp\.New|\bbackoff\.Retry|grpc_retry\.|"
        r"\bretry\.UnaryClientInterceptor", "go"),
    sign("retries", "retryPolicy", r"\"?retryPolicy\"?", "go"),
    sign("backs-off", "backoff ExponentialBackOff",
        r"\bbackoff\.(?:NewExponentialBackOff|Retry|DefaultConfig|Config)|BackoffExponential\w*", "go"),
    # All of these pause unless they are told otherwise.
    sign("backs-off", "retry retryablehttp retryPolicy initialBackoff",
        r"\bretry\.(?:Do|Constant|Fibonacci|Exponential|UnaryClientInterceptor)|retryablehttp\.New|grpc_retry\.|\"?initialBackoff\"?",
        "go", "constant"),
    sign("times-out", "Timeout", r"http\.Client\s*\{[^}]*\bTimeout:\s*([^,}\n]+)", "go", group=1),
    sign("times-out", "WithTimeout", _BOUNDED, "go", group=1),
    sign("times-out", "WithDeadline", r"context\.WithDeadline\s*\(", "go"),
    # Node
    sign("breaks-circuit", "opossum CircuitBreaker",
        r"require\(['\"]opossum['\"]\)|from\s+['\"]opossum['\"]|new\s+CircuitBreaker\s*\(", "node", "opossum"),
    sign("breaks-circuit", "cockatiel brakes levee", r"['\"](?:cockatiel|brakes|levee)['\"]", "node"),
    sign("retries", "axiosRetry promiseRetry pRetry retryDelay",
        r"\baxiosRetry\s*\(|\bpromiseRetry\s*\(|\bpRetry\s*\(|\bretries\s*:\s*(\d+)", "node", group=1),
    sign("retries", "retry", r"['\"](?:async-retry|p-retry|axios-retry|fetch-retry|promise-retry)['\"]|\bretry\s*:\s*\{", "node"),
    sign("backs-off", "exponentialDelay retryDelay minTimeout backoff", r"\bexponentialDelay\b|\bretryDelay\b|\bbackoff\b", "node"),
    sign("backs-off", "retry", r"['\"](?:async-retry|p-retry|promise-retry)['\"]", "node"),  # they double the pause
    sign("times-out", "timeout",
        r"\b(?:axios|fetch|got|request|superagent|ky|http|https|needle)\b[^;]{0,200}?\btimeout\s*:\s*(\d[\d_]*)", "node", group=1),
    sign("times-out", "AbortSignal", r"AbortSignal\.timeout\s*\(\s*([^)]*)", "node", group=1),
    sign("times-out", "deadline", r"\bdeadline\s*:\s*([^,}\n]+)|\bsetDeadline\s*\(", "node", group=1),
    # Python
    sign("breaks-circuit", "pybreaker aiobreaker circuitbreaker",
        r"\b(?:pybreaker|aiobreaker)\.CircuitBreaker|@circuit\b|@(?:\w+)?breaker\b|\bCircuitBreaker\s*\(", "python", "pybreaker"),
    sign("retries", "tenacity backoff stamina retrying",
        r"@retry\b|@backoff\.on_(?:exception|predicate)|@stamina\.retry|\bRetrying\s*\(|tenacity\.retry", "python"),
    sign("retries", "HTTPAdapter Retry", r"\bmax_retries\s*=\s*(\w+)|\bRetry\s*\(", "python", group=1),
    sign("backs-off", "wait_exponential wait_random_exponential backoff_factor expo stamina",
        r"\bwait_(?:random_)?exponential\w*|\bbackoff_factor\b|\bbackoff\.expo\b|@stamina\.retry", "python"),
    sign("backs-off", "tenacity wait_fixed wait_random wait_incrementing wait_chain on_exception",
        r"\bwait_(?:fixed|random|incrementing|chain)\s*\(|@backoff\.on_\w+\s*\(|@retry\s*\([^)]{0,300}\b(?:wait|delay|wait_fixed)\s*=",
        "python", "constant"),
    sign("times-out", "timeout",
        r"\b(?:requests|httpx|session|client|http)\w*\.(?:get|post|put|delete|patch|head|request|AsyncClient|Client|"
        r"Timeout)\s*\((?:[^()]|\((?:[^()]|\([^()]*\)){0,300}\)){0,600}?\btimeout\s*=\s*([^,)\n]+)", "python", group=1),
    sign("times-out", "requests httpx",  # from requests import get
        r"(?<![\w.])(?:get|post|put|delete|patch|head|request)\s*\((?:[^()]|\([^()]{0,200}\)){0,600}?\btimeout\s*=\s*([^,)\n]+)",
        "python", group=1),
    sign("times-out", "ClientTimeout Timeout", r"\b(?:aiohttp\.)?ClientTimeout\s*\(\s*([^)]*)|\bhttpx\.Timeout\s*\(\s*([^)]*)",
        "python", group=1),
    sign("times-out", "timeout", r"\b\w*[sS]tub\w*\.\w+\s*\((?:[^()]|\([^()]*\))*\btimeout\s*=\s*([^,)\n]+)", "python", group=1),
    sign("times-out", "wait_for", r"asyncio\.wait_for\s*\([^\n]*timeout\s*=\s*([^,)\n]+)", "python", group=1),
    # Libraries that end a call by themselves if nobody says otherwise. RestTemplate, WebClient, requests, axios, Go's default client and
    # stubs of gRPC do not.
    sign("ends-by-default", "HttpClient AddHttpClient IHttpClientFactory AddRefitClient RestService",
        r"\b(?:Add)?HttpClient\b|\bIHttpClientFactory\b|\bAddRefitClient\b|\bRestService\.For\b", "csharp", "100"),
    sign("ends-by-default", "FeignClient", r"@FeignClient\b", "java", "60"),
    sign("ends-by-default", "RegisterRestClient", r"@RegisterRestClient\b", "java", "30"),
    sign("ends-by-default", "Retrofit OkHttpClient", r"\b(?:Retrofit|OkHttpClient)\b", "java", "10"),
    sign("ends-by-default", "micronaut Client", r"io\.micronaut\.http\.client\.annotation\.Client\b", "java", "10"),
    sign("ends-by-default", "httpx", r"\bhttpx\.", "python", "5"),
    sign("ends-by-default", "aiohttp ClientSession", r"\baiohttp\.ClientSession\b", "python", "300"),
    sign("ends-by-default", "Net HTTParty Faraday", r"\bNet::HTTP\b|\bHTTParty\b|\bFaraday\b", "ruby", "60"),
    # PHP, Ruby, Rust
    sign("times-out", "CURLOPT_TIMEOUT timeout", r"CURLOPT_TIMEOUT(?:_MS)?\s*(?:=>|,)\s*(\d+)|['\"]timeout['\"]\s*=>\s*([\d.]+)",
        "php", group=1),
    sign("times-out", "read_timeout open_timeout timeout", r"\b(?:read_timeout|open_timeout)\s*=\s*(\d+)|\btimeout:\s*(\d+)",
        "ruby", group=1),
    sign("times-out", "timeout", r"\.(?:connect_)?timeout\s*\(\s*(Duration::[^)]*\))", "rust", group=1),
)  # fmt: skip

_KEYS = (
    key("breaks-circuit", r"(.*\.)?resilience4j\.circuitbreaker\.(instances|backends|configs)\..*", value="resilience4j"),
    key("retries", r"(.*\.)?resilience4j\.retry\.(instances|backends|configs)\..*\.maxattempts"),
    key("retries", r"(.*\.)?resilience4j\.retry\.(instances|backends|configs)\.[^.]+", value=""),
    key("backs-off", r"(.*\.)?resilience4j\.retry\..*\.(waitduration|maxattempts)", r"[1-9]", "constant"),
    key("backs-off", r"(.*\.)?resilience4j\.retry\..*\.enable(exponentialbackoff|randomizedwait)", "true"),
    key("bulkhead", r"(.*\.)?resilience4j\.(threadpool)?bulkhead\.(instances|backends|configs)\..*", value="resilience4j"),
    key("times-out", r"(.*\.)?resilience4j\.timelimiter\..*\.timeoutduration"),
    key("breaks-circuit", r"feign\.(hystrix|circuitbreaker|sentinel)\.enabled|spring\.cloud\.openfeign\.circuitbreaker\.enabled",
        "true", "feign"),
    key("times-out", r"hystrix\.command\..*\.timeoutinmilliseconds", value=None),
    key("times-out", r"(.*\.)?ribbon\.(readtimeout|connecttimeout)"),
    key("retries", r"(.*\.)?ribbon\.maxautoretries(nextserver)?", r"[1-9]"),
    key("times-out", r"(spring\.cloud\.open)?feign\.client\.(config|default)\..*(readtimeout|connecttimeout)"),
    key("times-out", r"zuul\.host\.(connecttimeoutmillis|sockettimeoutmillis)"),
    key("times-out", r"spring\.cloud\.gateway\.(.*\.)?httpclient\.(responsetimeout|connecttimeout)"),
    key("times-out", r"spring\.(http|rest)\w*\.(.*\.)?(readtimeout|connecttimeout)"),
    key("breaks-circuit", r"zuul\.routes\..*\.hystrix.*", value="hystrix"),
)  # fmt: skip

_LIBRARIES = (
    library("breaks-circuit", "spring-cloud-starter-netflix-zuul spring-cloud-starter-zuul", "hystrix", 0.95),
    library("times-out", "spring-cloud-starter-netflix-zuul spring-cloud-starter-zuul", "1", 0.9),
)

_FAMILY = Family("resilience", _SIGNS, _LIBRARIES, _KEYS)


def find(stand: Stand) -> Iterator[Trait]:
    """All signs of resilience; durations in seconds. Zuul wraps each of its routes into a Hystrix command of a second."""
    for trait in of_calls(stand, (*_FAMILY.find(stand), *_FAMILY.settings(stand)), _speaks_of_clients):
        text = trait.evidence[0].text
        if trait.name == "times-out":
            yield replace(trait, value=seconds(trait.value, text))
        elif trait.name == "retries":
            yield replace(trait, value=trait.value if trait.value.isdecimal() else "")
        else:
            yield trait


def _speaks_of_clients(file: File) -> bool:
    """Whether what a file guards may be calls to others: a retry around a migration of the database is none of them."""
    return any(map(_CLIENT.search, file.words))

"""How many requests a node lets in."""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._signs import Family, key, library, sign
from skerry.read.fleet.traits._stand import Stand

_FAMILY = Family(
    "limits",
    (
        sign("limits-rate", "RateLimiter RequestRateLimiter Bucket4j Bucket requestRateLimiter",
            r"@RateLimiter\b|\bRequestRateLimiter\b|\bBucket4j\.|\.requestRateLimiter\s*\(|\bRateLimiter\.create\b", "java"),
        sign("limits-rate", "AddRateLimiter UseRateLimiter EnableRateLimiting UseIpRateLimiting", kinds="csharp"),
        sign("limits-rate", "rate ratelimit limiter tollbooth",
            r"\brate\.NewLimiter\s*\(|\bratelimit\.New|\blimiter\.New\s*\(|\btollbooth\.", "go"),
        sign("limits-rate", "rateLimit RateLimiterMemory ThrottlerModule slowDown",
            r"['\"]express-rate-limit['\"]|['\"]rate-limiter-flexible['\"]|\bThrottlerModule\b|['\"]@fastify/rate-limit['\"]",
            "node"),
        sign("limits-rate", "Limiter limiter throttle_classes ratelimit",
            r"\bLimiter\s*\(|@limiter\.limit|\bthrottle_classes\b|@ratelimit\b", "python"),
    ),
    (
        library("limits-rate", "spring-cloud-zuul-ratelimit bucket4j* resilience4j-ratelimiter express-rate-limit @nestjs/throttler"),
        library("limits-rate", "slowapi Flask-Limiter AspNetCoreRateLimit"),
    ),
    (
        key("limits-rate", r"(.*\.)?resilience4j\.ratelimiter\.(instances|configs)\..*", value=""),
        key("limits-rate", r"zuul\.ratelimit\.enabled", "true", ""),
        key("limits-rate", r"spring\.cloud\.gateway\..*\.name", r"^RequestRateLimiter$", ""),
    ),
)  # fmt: skip


def find(stand: Stand) -> Iterator[Trait]:
    """From code, libraries and settings."""
    yield from _FAMILY.find(stand)
    yield from _FAMILY.settings(stand)

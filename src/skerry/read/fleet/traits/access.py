"""Who proves who they are, who decides what they may do, who gives out tokens, and who checks them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.read.fleet.traits._files import kind_of
from skerry.read.fleet.traits._signs import Family, key, library, sign
from skerry.read.fleet.traits._stand import Stand

# A chain of rules by which not everybody may do everything: with `permitAll` alone nobody is asked.
_RULED = (
    r"\.authorize(?:Requests|HttpRequests|Exchange)\b"
    r"(?=[\s\S]{0,1500}?\b(?:\w*[aA]uthenticated|has\w*(?:Role|Authority|Scope)|access)\s*\()"
)
_SECURED = re.compile(r"(?i)security|oauth|keycloak|oidc|identity|jwt|shiro|cas-client")
_STARTER = "spring-boot"  # it locks everything with a password where no configuration says otherwise
_CONFIGURED = frozenset(
    ["WebSecurityConfigurerAdapter", "SecurityFilterChain", "SecurityWebFilterChain", "ResourceServerConfigurerAdapter"]
)

_FAMILY = Family(
    "access",
    (
        # Spring Security, with its OAuth2 of both generations
        sign("issues-tokens", "EnableAuthorizationServer OAuth2AuthorizationServerConfigurer RegisteredClientRepository "
            "AuthorizationServerSettings", kinds="java", value="oauth2"),
        sign("checks-tokens", "EnableResourceServer oauth2ResourceServer", r"@EnableResourceServer\b|\.oauth2ResourceServer\b",
            "java", "oauth2"),
        sign("authenticates", "EnableOAuth2Sso oauth2Login EnableOAuth2Login", r"@EnableOAuth2Sso\b|\.oauth2Login\b", "java", "oauth2"),
        sign("authenticates", "httpBasic", r"\.httpBasic\s*\(", "java", "basic"),
        sign("authenticates", "formLogin", r"\.formLogin\s*\(", "java", "form"),
        sign("authenticates", "AuthenticationManagerBuilder AuthenticationProvider UserDetailsService DaoAuthenticationProvider",
            kinds="java", value="spring-security"),
        sign("authenticates", "authenticated",
            r"\.anyRequest\(\)\s*\.\s*(?:fullyA|a)uthenticated\b|\.anyExchange\(\)\s*\.\s*authenticated\b", "java",
            "spring-security"),
        sign("authenticates", "BasicAuthenticationFilter OncePerRequestFilter JwtAuthenticationFilter",
            r"\bextends\s+(?:BasicAuthentication|\w*Jwt\w*|OncePerRequest)Filter\b", "java", "filter"),
        sign("authorizes", "PreAuthorize PostAuthorize Secured RolesAllowed EnableGlobalMethodSecurity EnableMethodSecurity",
            r"@(?:PreAuthorize|PostAuthorize|Secured|RolesAllowed)\b", "java", "spring-security"),
        sign("authorizes", "authorizeRequests authorizeHttpRequests authorizeExchange",
            _RULED, "java", "spring-security"),
        sign("authorizes", "hasRole hasAuthority hasAnyRole", r"\.has(?:Any)?(?:Role|Authority)\s*\(", "java", "spring-security"),
        sign("issues-tokens", "Jwts JWT", r"\bJwts\.builder\b|\bJWT\.create\b", "java", "jwt"),
        sign("checks-tokens", "Jwts JWT", r"\bJwts\.parser\w*\b|\bJWT\.require\b", "java", "jwt"),
        # ASP.NET
        sign("authorizes", "Authorize RequireAuthorization AddAuthorization", r"\[Authorize\b|\.RequireAuthorization\s*\(",
            "csharp", "aspnet"),
        sign("checks-tokens", "AddJwtBearer AddIdentityServerAuthentication AddMicrosoftIdentityWebApi", kinds="csharp", value="jwt"),
        sign("authenticates", "AddJwtBearer AddOpenIdConnect AddCookie AddIdentity AddAuthentication",
            r"\.Add(?:JwtBearer|OpenIdConnect|Cookie|Identity)\b", "csharp", "aspnet"),
        sign("issues-tokens", "AddIdentityServer AddOpenIddict JwtSecurityTokenHandler",
            r"\bAddIdentityServer\b|\bAddOpenIddict\b|\bnew\s+JwtSecurityToken\s*\(", "csharp", "oauth2"),
        # Go
        sign("checks-tokens", "jwt", r"\bjwt\.Parse(?:WithClaims)?\s*\(", "go", "jwt"),
        sign("issues-tokens", "jwt SignedString", r"\bjwt\.NewWithClaims\s*\(|\.SignedString\s*\(", "go", "jwt"),
        sign("authenticates", "BasicAuth", r"\.BasicAuth\s*\(", "go", "basic"),
        sign("authenticates", "CompareHashAndPassword", kinds="go", value="password"),
        # Node
        sign("authenticates", "passport", r"\bpassport\.(?:authenticate|use)\s*\(", "node", "passport"),
        sign("authenticates", "AuthGuard UseGuards", r"@UseGuards\s*\(\s*(?:AuthGuard|\w*Jwt\w*)", "node", "nest"),
        sign("checks-tokens", "jwt jsonwebtoken expressjwt jose",
            r"\bjwt\.verify\s*\(|\bjwtVerify\s*\(|\bexpressjwt\s*\(|['\"]express-jwt['\"]", "node", "jwt"),
        sign("issues-tokens", "jwt SignJWT jwtService", r"\bjwt\.sign\s*\(|\bnew\s+SignJWT\b|\bjwtService\.sign\w*\s*\(", "node", "jwt"),
        sign("authenticates", "bcrypt", r"\bbcrypt(?:js)?\.compare\w*\s*\(", "node", "password"),
        # Python
        sign("checks-tokens", "jwt jose", r"\bjwt\.decode\s*\(", "python", "jwt"),
        sign("issues-tokens", "jwt create_access_token", r"\bjwt\.encode\s*\(|\bcreate_access_token\s*\(", "python", "jwt"),
        sign("authenticates", "login_required OAuth2PasswordBearer HTTPBearer HTTPBasic jwt_required IsAuthenticated",
            r"@(?:\w+\.)?(?:login_required|jwt_required|auth_required)\b|\b(?:OAuth2PasswordBearer|HTTPBearer|HTTPBasic)\s*\(|"
            r"\bIsAuthenticated\b", "python"),
        sign("authenticates", "checkpw check_password_hash", r"\bbcrypt\.checkpw\s*\(|\bcheck_password_hash\s*\(", "python", "password"),
        sign("authorizes", "permission_required permission_classes requires",
            r"@(?:permission_required|user_passes_test|requires)\b|\bpermission_classes\b", "python"),
    ),
    (
        library("checks-tokens", "spring-boot-starter-oauth2-resource-server quarkus-oidc", "oauth2"),
        library("issues-tokens", "spring-security-oauth2-authorization-server spring-boot-starter-oauth2-authorization-server", "oauth2"),
        library("authenticates", "spring-boot-starter-security", _STARTER, 0.7),
        library("authenticates", "keycloak-spring-boot-starter keycloak-connect", "keycloak"),
    ),
    (
        key("checks-tokens", r"security\.oauth2\.resource\.(jwt\.keyuri|userinfouri|tokeninfouri|jwk\.keyseturi|jwt\.keyvalue)",
            value="oauth2"),
        key("checks-tokens", r"spring\.security\.oauth2\.resourceserver\..*(issueruri|jwkseturi|introspectionuri)", value="oauth2"),
        key("authenticates", r"(spring\.)?security\.user\.(name|password)", value="basic"),
        key("authenticates", r"security\.basic\.enabled", "true", "basic"),
        key("authenticates", r"security\.oauth2\.sso\..*", value="oauth2"),
        key("authenticates", r"spring\.security\.oauth2\.client\.registration\..*\.clientid", value="oauth2"),
        key("authenticates", r"(auth|jwt|oidc|keycloak|identity)\.?(authority|issuer(uri|url)?|realm)", r"://", "oauth2", 0.7),
    ),
)  # fmt: skip


def find(stand: Stand) -> Iterator[Trait]:
    """From code, libraries and settings. Who checks tokens knows its callers, so it authenticates them too, and lets nobody else in.

    Settings that a configuration server gives to all are read by those alone who have a library for them.
    """
    secured = {
        node.name for node in stand.nodes if any(_SECURED.search(name) for name, _ in stand.libraries(node.name))
    }
    for trait in (*_FAMILY.find(stand), *_FAMILY.settings(stand)):
        unread = (
            trait.node not in secured and kind_of(trait.evidence[0].path) == "config" and stand.libraries(trait.node)
        )
        if unread or (trait.value == _STARTER and _configured(stand, trait.node)):
            continue
        yield trait
        if trait.name == "checks-tokens":
            yield Trait(trait.node, "authenticates", trait.other, trait.value, trait.evidence)
            yield Trait(trait.node, "authorizes", trait.other, trait.value, trait.evidence)


def _configured(stand: Stand, node: str) -> bool:
    return any(_CONFIGURED & file.words for file in stand.code(node))

"""Services share code of the domain.

Why: A change of what they share is a change of all of them: built, tested and deployed together, or each with another version of the
truth.

Instead: Share what is technical and rarely changes (logging, clients). Let each context have its own types, and share contracts in
place of classes.

When: A module of this repository, or of the same organisation, is used by two or more services. Generated stubs are not counted. A
module that looks technical (common, util, logging, test) is a note.

Source: Taibi and Lenarduzzi, IEEE Software 35(3), 2018 (shared libraries); Newman, Building Microservices, 2nd edition, 2021, ch. 5
(DRY and the perils of code reuse).
"""

from __future__ import annotations

from collections.abc import Iterator

from skerry.facts.fleet import Trait
from skerry.kernel.finding import Persona
from skerry.kernel.problem import Severity
from skerry.kernel.words import split
from skerry.rules.case import Case
from skerry.rules.hit import Hit
from skerry.rules.rule import About, Needs

ABOUT = About(Severity.WARNING, Needs.CODE)
SOUND = {
    "compose.yaml": """\
services:
  orders: { build: ./orders }
  stock: { build: ./stock }
""",
    "pom.xml": """\
<project><groupId>shop</groupId><artifactId>shop</artifactId><version>1</version><modules><module>orders</module><module>stock</module></modules></project>
""",
    "orders/pom.xml": """\
<project><parent><groupId>shop</groupId><artifactId>shop</artifactId></parent><artifactId>orders</artifactId></project>
""",
    "stock/pom.xml": """\
<project><parent><groupId>shop</groupId><artifactId>shop</artifactId></parent><artifactId>stock</artifactId></project>
""",
    "orders/src/main/java/shop/Orders.java": """\
package shop;
class Orders {}
""",
    "stock/src/main/java/shop/Stock.java": """\
package shop;
class Stock {}
""",
}
BROKEN = {
    "compose.yaml": """\
services:
  orders: { build: ./orders }
  stock: { build: ./stock }
""",
    "pom.xml": """\
<project><groupId>shop</groupId><artifactId>shop</artifactId><version>1</version><modules><module>domain</module><module>orders</module><module>stock</module></modules></project>
""",
    "domain/pom.xml": """\
<project><parent><groupId>shop</groupId><artifactId>shop</artifactId></parent><artifactId>shop-domain</artifactId></project>
""",
    "domain/src/main/java/shop/Item.java": """\
package shop;
public class Item { public int count; }
""",
    "orders/pom.xml": """\
<project><parent><groupId>shop</groupId><artifactId>shop</artifactId></parent><artifactId>orders</artifactId><dependencies><dependency><groupId>shop</groupId><artifactId>shop-domain</artifactId></dependency></dependencies></project>
""",
    "stock/pom.xml": """\
<project><parent><groupId>shop</groupId><artifactId>shop</artifactId></parent><artifactId>stock</artifactId><dependencies><dependency><groupId>shop</groupId><artifactId>shop-domain</artifactId></dependency></dependencies></project>
""",
    "orders/src/main/java/shop/Orders.java": """\
package shop;
class Orders {}
""",
    "stock/src/main/java/shop/Stock.java": """\
package shop;
class Stock {}
""",
}


_TECHNICAL = frozenset(
    [
        "common",
        "commons",
        "util",
        "utils",
        "logging",
        "test",
        "testing",
        "tests",
        "monitoring",
        "tracing",
        "security",
        "config",
    ]
)


def check(case: Case) -> Iterator[Hit]:
    """One finding for each library."""
    side = case.seen
    users: dict[str, dict[str, Trait]] = {}
    for node in side.services if side else ():
        assert side is not None
        for trait in side.fleet.traits_of(node.name, "shares-library"):
            users.setdefault(trait.value, {}).setdefault(node.name, trait)
    for library, traits in users.items():
        if side is None or len(traits) < 2:
            continue
        place, others = side.along(traits.values(), "used here as well")
        technical = bool(_TECHNICAL & {word.lower() for word in split(library)})
        names = ", ".join(list(traits)[:5])
        message = f"{len(traits)} services use {library}: {names}"
        yield Hit(
            (library,),
            message,
            place,
            related=others[:5],
            severity=Severity.NOTE if technical else Severity.WARNING,
            persona=Persona.PEDANTIC if technical else None,
        )

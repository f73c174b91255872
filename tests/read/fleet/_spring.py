"""Spring services of a few files each, and the edges between them."""

from pathlib import Path

from tests.read.fleet._reading import fleet_of

from skerry.facts.fleet import Fleet

POM = "<project><artifactId>{name}</artifactId><dependencies>{libraries}</dependencies></project>"
BOOT = "package {name};\n{marks}\n@SpringBootApplication\npublic class Application {{ public static void main(String[] a) {{ }} }}\n"


def service(name: str, *libraries: str, marks: str = "", config: str = "", **files: str) -> dict[str, str]:
    """The files of a Spring service: what it is built with, its annotations, its configuration, and Java files by class."""
    rows = "".join(f"<dependency><artifactId>{library}</artifactId></dependency>" for library in libraries)
    main = f"{name}/src/main/java/app/{{}}.java"
    return {
        f"{name}/pom.xml": POM.format(name=name, libraries=rows),
        f"{name}/src/main/resources/application.yml": f"spring:\n  application:\n    name: {name}\n{config}",
        main.format("Application"): BOOT.format(name="app", marks=marks),
        **{main.format(each): text for each, text in files.items()},
    }


def edges(fleet: Fleet, kind: str = "") -> set[tuple[str, str]]:
    return {(edge.source, edge.target) for edge in fleet.believed if kind in {"", edge.kind}}


def read(tmp_path: Path, *services: dict[str, str], **more: str) -> Fleet:
    files = {path: text for each in services for path, text in each.items()}
    return fleet_of(tmp_path, {**files, **more})

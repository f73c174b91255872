"""Projects of .NET: those that are programs, with the libraries that only they reference. Source: MSBuild reference, .NET SDK projects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath

from skerry.facts.fleet import Witness
from skerry.read.manifests._modules import belonging
from skerry.read.manifests._part import Part
from skerry.read.manifests._texts import Texts

READER = "dotnet"
_WEB = re.compile(r'Sdk\s*=\s*"Microsoft\.NET\.Sdk\.(Web|Worker|BlazorWebAssembly)"|Microsoft\.NET\.Sdk\.Functions')
_PROGRAM = re.compile(r"<OutputType>\s*(Win)?Exe\s*</OutputType>", re.I)
_HOST = re.compile(r"Aspire\.AppHost|IsAspireHost|Microsoft\.NET\.Test\.Sdk|<IsTestProject>\s*true|IsPackable>true")
_REFERENCE = re.compile(r'<ProjectReference\s+[^>]*Include\s*=\s*"([^"]+)"')
_ROLES = (
    ("gateway", "yarp", re.compile(r'PackageReference\s+Include="Yarp\.ReverseProxy"', re.I)),
    ("gateway", "ocelot", re.compile(r'PackageReference\s+Include="Ocelot"', re.I)),
    ("auth", "identityserver", re.compile(r'PackageReference\s+Include="(Duende\.IdentityServer|IdentityServer4)[".]', re.I)),
    ("auth", "openiddict", re.compile(r'PackageReference\s+Include="OpenIddict\.(Server|AspNetCore)', re.I)),
    ("telemetry", "health-checks-ui", re.compile(r'PackageReference\s+Include="AspNetCore\.HealthChecks\.UI"', re.I)),
)  # fmt: skip


def read(texts: Texts) -> Iterator[Part]:
    """A part for each project that is a program."""
    projects = {file.path: texts.of(file.path) for file in texts.named("*.csproj", "*.fsproj") if file.role != "test"}
    folders = {dirname(path): path for path in projects}
    needs = {
        dirname(path): [
            dirname(normpath(join(dirname(path), said.replace("\\", "/")))) for said in _REFERENCE.findall(text)
        ]
        for path, text in projects.items()
    }
    programs = [folder for folder, path in folders.items() if _is_program(projects[path])]
    own = belonging(needs, programs)
    for folder in programs:
        path = folders[folder]
        name = path.rpartition("/")[2].rpartition(".")[0]
        role, technology = _role(projects[path])
        yield Part(
            name, Witness(path, 1, READER, name), rank=12, folder=folder, role=role, technology=technology or "dotnet", runs=False,
            serves=bool(_WEB.search(projects[path])), libraries=own[folder],
        )  # fmt: skip


def _is_program(text: str) -> bool:
    return bool(_WEB.search(text) or _PROGRAM.search(text)) and not _HOST.search(text)


def _role(text: str) -> tuple[str, str]:
    return next(((role, technology) for role, technology, pattern in _ROLES if pattern.search(text)), ("", ""))

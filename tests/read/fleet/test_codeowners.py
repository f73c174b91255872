"""Who owns a node: CODEOWNERS, wherever it stands, and what a catalogue says."""

from pathlib import Path

import pytest
from tests.read.fleet._reading import compose, fleet_of

FILES = {
    "docker-compose.yml": compose(cart="build: services/cart", stock="build: services/stock", db="image: postgres"),
    "services/cart/a.py": "", "services/stock/a.py": "",
}  # fmt: skip


@pytest.mark.parametrize("place", ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"])
@pytest.mark.parametrize(
    ("text", "owners"),
    [
        ("* @all\n", ("@all", "@all")), ("* @all\n/services/cart/ @a @b # both\n", ("@a @b", "@all")), ("stock @s\n", ("", "@s")),
        ("services/*/ @any\ncart/ @c\n", ("@c", "@any")), ("/cart @no\n", ("", "")), ("/services/**/cart @deep\n", ("@deep", "")),
        ("[Section]\n!x @no\n" + "*" * 50 + "a @slow\n", ("", "")),
    ],
)  # fmt: skip
def test_the_last_pattern_that_matches_counts(place: str, text: str, owners: tuple[str, str], tmp_path: Path) -> None:
    fleet = fleet_of(tmp_path, {**FILES, place: text})
    assert (fleet.by_name["cart"].owner, fleet.by_name["stock"].owner) == owners
    assert fleet.by_name["db"].owner == ""


def test_a_catalogue_names_the_owner_of_a_folder(tmp_path: Path) -> None:
    info = "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: basket}\nspec: {type: service, owner: team-a}\n"
    fleet = fleet_of(tmp_path, {**FILES, "services/cart/catalog-info.yaml": info, "CODEOWNERS": "* @all\n"})
    assert (fleet.by_name["cart"].owner, fleet.by_name["cart"].aliases) == ("team-a", ("basket",))


def test_processes_of_a_procfile_run_where_no_manifest_does(tmp_path: Path) -> None:
    files = {
        "Procfile": "web: cd web && npm start\nworker: cd jobs && python run.py\nrelease: migrate\n",
        "web/a.js": "",
        "jobs/run.py": "",
    }
    assert {n.name: n.folders for n in fleet_of(tmp_path, files).services} == {"web": ("web",), "worker": ("jobs",)}


def test_what_has_no_folder_is_owned_with_its_manifest(tmp_path: Path) -> None:
    text = compose(cart="build: services/cart", seen="image: vendor/seen", db="image: postgres")
    files = {**FILES, "docker-compose.yml": text, "CODEOWNERS": "* @all\n/services/ @s\n"}
    fleet = fleet_of(tmp_path, files)
    assert [fleet.by_name[name].owner for name in ("cart", "seen", "db")] == ["@s", "@all", ""]

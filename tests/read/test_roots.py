from skerry.read.languages.go import LANGUAGE as GO
from skerry.read.languages.typescript import LANGUAGE as TYPESCRIPT
from skerry.read.outline import Import
from skerry.read.places import Places
from skerry.read.roots import aliases, is_manifest


def meant(module: str, here: str, files: list[str], manifests: dict[str, str]) -> list[str]:
    places = Places(dict.fromkeys(files, ""), aliases(manifests))
    language = GO if here.endswith(".go") else TYPESCRIPT
    return list(language.imported(Import(module, "x", "", 1), here, places))


def test_relative_imports_find_extensions_indexes_and_sources_of_what_is_compiled() -> None:
    files = ["src/a.ts", "src/b/index.tsx", "src/c.service.ts", "src/d.js"]
    found = [meant(m, "src/main.ts", files, {}) for m in ("./a", "./a.js", "./b", "./c.service", "./d", "./e")]
    assert found == [["src/a.ts"], ["src/a.ts"], ["src/b/index.tsx"], ["src/c.service.ts"], ["src/d.js"], []]


def test_paths_of_a_tsconfig_hold_in_its_folder_only_and_comments_are_allowed() -> None:
    files = ["web/src/api.ts", "shop/src/api.ts"]
    manifests = {
        f"{app}/tsconfig.json": '{ // paths\n "compilerOptions": { "paths": { "@/*": ["./src/*"], }, } }'
        for app in ("web", "shop")
    }
    assert meant("@/api", "shop/src/main.ts", files, manifests) == ["shop/src/api.ts"]
    assert meant("@/api", "web/src/main.ts", files, manifests) == ["web/src/api.ts"]
    assert meant("@/api", "other/main.ts", files, manifests) == []


def test_a_tsconfig_takes_over_the_paths_of_what_it_extends() -> None:
    manifests = {
        "tsconfig.base.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@shop/api": ["libs/api/src/index.ts"]}}}',
        "apps/web/tsconfig.json": '{"extends": "../../tsconfig.base.json"}',
    }
    files = ["libs/api/src/index.ts", "libs/other.ts"]
    assert meant("@shop/api", "apps/web/main.ts", files, manifests) == ["libs/api/src/index.ts"]
    assert meant("libs/other", "apps/web/main.ts", files, manifests) == ["libs/other.ts"]


def test_packages_of_a_workspace_are_found_by_name() -> None:
    files = ["packages/utils/src/index.ts", "packages/utils/src/dates.ts"]
    manifests = {"packages/utils/package.json": '{"name": "@shop/utils"}'}
    assert meant("@shop/utils", "apps/a.ts", files, manifests) == ["packages/utils/src/index.ts"]
    assert meant("@shop/utils/dates", "apps/a.ts", files, manifests) == ["packages/utils/src/dates.ts"]


def test_a_go_import_is_all_files_of_the_folder_but_its_tests() -> None:
    files = ["svc/orders/a.go", "svc/orders/b.go", "svc/orders/a_test.go", "svc/orders/sub/c.go"]
    assert (
        meant("example.com/shop/orders", "svc/main.go", files, {"svc/go.mod": "module example.com/shop\n"}) == files[:2]
    )
    assert meant("fmt", "svc/main.go", files, {"svc/go.mod": "module example.com/shop\n"}) == []


def test_a_go_replacement_leads_to_its_folder() -> None:
    manifests = {"app/go.mod": "module example.com/app\nreplace (\n\texample.com/kit v1.0.0 => ../kit\n)\n"}
    assert meant("example.com/kit/log", "app/main.go", ["kit/log/log.go"], manifests) == ["kit/log/log.go"]


def test_broken_manifests_declare_nothing() -> None:
    broken = {
        "package.json": "{",
        "a/tsconfig.json": "[1, 2",
        "b/tsconfig.json": '{"extends": "./tsconfig.json"}',
        "go.mod": "",
    }
    assert aliases(broken) == {}
    assert aliases({"package.json": '{"name": 3}', "tsconfig.json": '{"compilerOptions": {"paths": {"a": [1]}}}'}) == {}


def test_manifests_are_known_by_name() -> None:
    assert [is_manifest(p) for p in ("a/tsconfig.app.json", "go.work", "a/package.json", "tsconfig.ts", "x.json")] == [
        True,
        True,
        True,
        False,
        False,
    ]

"""Sets of .proto files as people keep them, and as they break."""

from __future__ import annotations

from pathlib import Path

import pytest

from skerry.formats.bundle import Bundle, of_file, of_folder, of_texts
from skerry.formats.protobuf import compile as compiling
from skerry.formats.protobuf import read
from skerry.kernel.span import Span

A = 'syntax = "proto3";\npackage a;\nmessage A { string x = 1; }\n'


def bundle(**texts: str) -> Bundle:
    return of_texts({name.replace("__", "/") + ".proto": text.encode() for name, text in texts.items()}, "api/")


def test_a_file_is_read_with_its_places() -> None:
    found = read(bundle(a=A))
    assert found.problems == ()
    file = found.schema.file("a.proto")
    (field,) = file.messages[0].fields
    assert (file.package, file.syntax, field.full_name, field.kind) == ("a", "proto3", "a.A.x", "string")
    assert found.schema.span("a.proto", field.where) == Span("api/a.proto", 3, 13, 3, 26)
    assert str(found.schema.name_span("a.proto", file.messages[0].where)) == "api/a.proto:3:9"


@pytest.mark.parametrize("path", ["b/v1/b.proto", "v1/b.proto", "b.proto", "proto/b/v1/b.proto"])
def test_imports_are_found_from_any_plausible_root(path: str) -> None:
    user = f'syntax = "proto3";\npackage a;\nimport "{path}";\nmessage U {{ b.B b = 1; }}\n'
    found = read(bundle(proto__a__v1__a=user, proto__b__v1__b='syntax = "proto3"; package b; message B {}'))
    assert found.problems == ()
    assert found.schema.file("proto/a/v1/a.proto").messages[0].fields[0].type == "b.B"


def test_an_import_in_a_comment_or_a_text_is_none() -> None:
    text = '// import "no.proto";\n/* import "no.proto"; */\n' + A.replace(
        "string x", 'string y = 7 [json_name = "import"]; string x'
    )
    assert read(bundle(a=text)).problems == ()


def test_well_known_types_and_google_apis_are_there() -> None:
    text = (
        'syntax = "proto3";\npackage a;\nimport "google/protobuf/timestamp.proto";\nimport "google/api/annotations.proto";\n'
        'import "google/rpc/status.proto";\nmessage A { google.protobuf.Timestamp at = 1; google.rpc.Status status = 2; }\n'
        'service S { rpc Get(A) returns (A) { option (google.api.http) = { get: "/a" }; } }\n'
    )
    found = read(bundle(a=text))
    assert found.problems == ()
    assert [*found.schema.files] == ["a.proto"]
    assert "google/rpc/status.proto" in found.schema.imported


def test_a_single_file_finds_its_neighbours_but_does_not_claim_them(tmp_path: Path) -> None:
    (tmp_path / "a.proto").write_text(A)
    (tmp_path / "b.proto").write_text('syntax = "proto3";\nimport "a.proto";\nmessage B { a.A a = 1; }\n')
    found = read(of_file(tmp_path / "b.proto"))
    assert found.problems == ()
    assert [*found.schema.files] == ["b.proto"]


def test_what_does_not_compile_is_said_and_the_rest_is_read() -> None:
    found = read(
        bundle(
            good=A,
            wrong='syntax = "proto3";\npackage w;\nmessage W {\n  Nothing x = 1;\n}\n',
            unclosed='syntax = "proto3";\nmessage {',
            user='syntax = "proto3";\nimport "wrong.proto";\n',
            lost='syntax = "proto3";\nimport "not/here.proto";\n',
        )
    )
    assert [*found.schema.files] == ["good.proto"]
    said = {(str(problem.span), problem.code.id) for problem in found.problems}
    assert ("api/wrong.proto:4:3", "F301") in said
    assert ("api/unclosed.proto:2:9", "F301") in said
    assert ("api/user.proto", "F305") in said
    assert ("api/lost.proto:2:1", "F302") in said


def test_files_that_import_each_other_are_said() -> None:
    found = read(bundle(a='syntax = "proto3";\nimport "b.proto";\n', b='syntax = "proto3";\nimport "a.proto";\n', c=A))
    assert [*found.schema.files] == ["c.proto"]
    assert any("recursively imports itself" in problem.what for problem in found.problems)


def test_a_descriptor_set_is_the_same_as_its_files() -> None:
    source = read(bundle(a=A)).schema
    data = source.files["a.proto"]
    found = read(of_texts({"all.binpb": b"\x0a" + bytes([len(data)]) + data if len(data) < 128 else _set(data)}))
    assert found.problems == ()
    assert found.schema.file("a.proto") == source.file("a.proto")


@pytest.mark.parametrize(
    "data", [b"no descriptors", b"\x0a\xff\xff\xff\xff\x7f", b"\x0a\x05\x0a\xff\x01aa", b"{}" * 1000]
)
def test_bytes_that_are_no_descriptor_set_are_said(data: bytes) -> None:
    found = read(of_texts({"all.binpb": data}))
    assert not found.schema.files or found.schema.broken == []
    assert [problem.code.id for problem in found.problems] == ["F303"]


def test_hostile_sizes_are_refused() -> None:
    deep = 'syntax = "proto3";\n' + "message A {" * 5000 + "}" * 5000
    huge = 'syntax = "proto3";\n//' + "x" * 9_000_000
    found = read(bundle(good=A, deep=deep, huge=huge))
    assert [*found.schema.files] == ["good.proto"]
    assert {problem.code.id for problem in found.problems} == {"F301", "F304"}


def test_a_compiler_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "SECONDS", -1)
    monkeypatch.setattr(compiling.sys, "executable", "/bin/cat")
    found = read(bundle(a=A))
    assert [problem.code.id for problem in found.problems] == ["F304"]


def test_nothing_is_written_beside_the_files(tmp_path: Path) -> None:
    (tmp_path / "proto").mkdir()
    (tmp_path / "proto" / "a.proto").write_text(A)
    before = sorted(tmp_path.rglob("*"))
    read(of_folder(tmp_path))
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    "name", ["../../evil.proto", "--descriptor_set_out=out.proto", "@a.proto", "a\n-Ib.proto", "/a.proto"]
)
def test_names_that_lead_out_or_are_flags_are_not_compiled(name: str) -> None:
    found = read(Bundle("", (name, "a.proto"), lambda _: A.encode()))
    assert [*found.schema.files] == ["a.proto"]
    assert [problem.code.id for problem in found.problems] == ["F304"]


def _set(data: bytes) -> bytes:
    low, high = len(data) & 0x7F | 0x80, len(data) >> 7
    return b"\x0a" + bytes([low, high]) + data


def test_a_flag_is_no_import() -> None:
    user = 'syntax = "proto3"; import "--cpp_out=x.proto";'
    found = read(of_texts({"a.proto": user.encode(), "--cpp_out=x.proto": A.encode()}))
    assert {problem.code.id for problem in found.problems} == {"F302", "F304"}


def test_a_file_and_a_folder_of_one_name() -> None:
    found = read(of_texts({"a.proto": A.encode(), "a.proto/b.proto": b""}))
    assert [problem.code.id for problem in found.problems] == ["F304"]


def test_many_wrong_files_take_bounded_time_and_the_good_ones_before_them_are_read() -> None:
    wrong = {f"w{at:03}.proto": b"nothing" for at in range(60)}
    found = read(of_texts({"a.proto": A.encode(), **wrong, "z.proto": A.encode()}))
    assert [*found.schema.files] == ["a.proto"]
    assert found.problems[-1].code.id == "F304"

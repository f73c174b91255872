"""Comments made blank: strings and places stay."""

import pytest

from skerry.read.comments import without_comments


@pytest.mark.parametrize(
    ("extension", "text", "left"),
    [
        (".java", 'get("http://a"); // get("http://b")', 'get("http://a");'),
        (".cs", 'a(); /* get("x");\n b(); */ c();', "a();\n c();"),
        (".go", "a := `// kept`\n// gone", "a := `// kept`"),
        (".ts", "glob('/**/*.ts') // gone", "glob('/**/*.ts')"),
        (".js", r"const p = /https?:\/\//", r"const p = /https?:\/\//"),
        (".jsx", "<p>don't</p>\n// gone", "<p>don't</p>"),
        (".java", "a(); /* open", "a(); /* open"),
        (".py", "get('#a')  # get('b')", "get('#a')"),
        (".py", 'def f():\n    """get(a)"""\n    b = """# kept"""', 'def f():\n\n    b = """# kept"""'),
        (".txt", "// kept", "// kept"),
    ],
)
def test_what_is_left(extension: str, text: str, left: str) -> None:
    found = without_comments(text, extension)
    assert len(found) == len(text)
    assert found.count("\n") == text.count("\n")
    assert [line.split() for line in found.splitlines()] == [line.split() for line in left.splitlines()] + [[]] * (
        found.count("\n") - left.count("\n")
    )


@pytest.mark.parametrize("text", ['"\\"', "'\\'", "/*", '"""', "`\\`", "# ", "//", '\n   """', '\t"'])
def test_hostile_text_is_read_once(text: str) -> None:
    for extension in (".js", ".py"):
        assert len(without_comments(text * 100_000, extension)) == len(text) * 100_000

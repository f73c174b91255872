"""A fact's line stands in the file of its unit; JavaScript that a tool put together is not taken for code that somebody wrote."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from skerry.facts.graph import FactGraph
from skerry.facts.kinds import Event, Job
from skerry.read.codebase import ReadOptions, read


def graph(root: Path, files: Mapping[str, str]) -> FactGraph:
    for path, text in files.items():
        (root / path).write_text(text)
    return read(root, ReadOptions(remember=False, history=False))


def test_a_timetable_names_a_task_of_another_file(tmp_path: Path) -> None:
    found = graph(
        tmp_path,
        {
            "tasks.py": "from celery import shared_task\n\n\n@shared_task\ndef sweep(): ...\n",
            "app.py": "from celery import Celery\nfrom tasks import sweep\napp = Celery()\n"
            "@app.on_after_configure.connect\ndef setup(sender, **kwargs):\n"
            "    sender.add_periodic_task(30.0, sweep.s('x'), name='each half minute')\n",
        },
    )
    (job,) = found.of(Job)
    assert (found.qualified(job.unit), job.line, job.name, job.schedule) == ("tasks.py::sweep", 5, "sweep", "30.0")


def test_a_listener_of_another_file_is_shown_where_it_is_declared(tmp_path: Path) -> None:
    found = graph(
        tmp_path,
        {
            "paid.ts": "\n\nexport function onPaid(order: string) {}\n",
            "main.ts": "import { onPaid } from './paid';\n" + "\n" * 9 + "bus.subscribe('paid', onPaid);\n",
        },
    )
    (event,) = found.of(Event)
    assert (found.qualified(event.unit), event.line) == ("paid.ts::onPaid", 3)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("function f() {}\n", "source"),
        ("function f() {}\n//# sourceMappingURL=app.js.map\n", "generated"),
        ("/*! Library v3 */\nfunction f() {}\n", "generated"),
        ("function f(){return 1};" * 200 + "\n", "generated"),
    ],
)
def test_built_javascript_is_generated(tmp_path: Path, text: str, role: str) -> None:
    found = graph(tmp_path, {"app.js": text})
    assert {unit.role for unit in found.units} == {role}

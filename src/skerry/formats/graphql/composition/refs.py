"""How the types that several subgraphs give to one field become one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from skerry.formats.graphql.values import Listed, Named, Required, TypeRef

Wider = Callable[[str, str], bool]


def output(refs: Sequence[TypeRef], wider: Wider) -> TypeRef | None:
    """The type of which all are: null where one may be null. None where there is none."""
    return _joined(refs, wider, all)


def taken(refs: Sequence[TypeRef]) -> TypeRef | None:
    """The type that all accept: not null where one must not be null. None where there is none."""
    return _joined(refs, lambda one, other: one == other, any)


def _joined(refs: Sequence[TypeRef], wider: Wider, strict: Callable[[list[bool]], bool]) -> TypeRef | None:
    bare = [each.of if isinstance(each, Required) else each for each in refs]
    lists = [each for each in bare if isinstance(each, Listed)]
    names = [each.name for each in bare if isinstance(each, Named)]
    result: Named | Listed
    if len(lists) == len(bare):
        inner = _joined([each.of for each in lists], wider, strict)
        if inner is None:
            return None
        result = Listed(inner)
    elif len(names) == len(bare):
        widest = next((one for one in names if all(wider(one, other) for other in names)), None)
        if widest is None:
            return None
        result = Named(widest)
    else:
        return None
    return Required(result) if strict([isinstance(each, Required) for each in refs]) else result

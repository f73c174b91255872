"""What can be told of two descriptors before they are made into values."""

from __future__ import annotations

from collections.abc import Iterator

from google.protobuf import descriptor_pb2 as pb

from skerry.formats.protobuf import build


def differing(was: pb.FileDescriptorProto, now: pb.FileDescriptorProto) -> frozenset[str] | None:
    """The top-level messages that differ; None where all have to be looked at, as what surrounds them differs."""
    if was.package != now.package or build.syntax(was) != build.syntax(now):
        return None
    if build.file_features(was) != build.file_features(now):
        return None
    earlier = {each.name: each for each in was.message_type}
    later = {each.name: each for each in now.message_type}
    return frozenset(each for each in {*earlier, *later} if earlier.get(each) != later.get(each))


def first_values(file: pb.FileDescriptorProto) -> Iterator[tuple[str, int]]:
    """Each enum's full name and the number of its first value, which is the default."""
    todo: list[tuple[str, pb.FileDescriptorProto | pb.DescriptorProto]] = [(file.package, file)]
    while todo:
        around, holder = todo.pop()
        for enum in holder.enum_type:
            if enum.value:
                yield f"{around}.{enum.name}", enum.value[0].number
        inner = holder.message_type if isinstance(holder, pb.FileDescriptorProto) else holder.nested_type
        todo += [(f"{around}.{message.name}", message) for message in inner]

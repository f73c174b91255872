"""What aiormq raises, as errors of the bus; and cancellations, which it makes itself and swallows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator

import aiormq
from aiormq.abc import AbstractChannel
from aiormq.exceptions import AMQPError, ChannelLockedResource, ChannelNotFoundEntity, ChannelPreconditionFailed

from skerry_runtime.bus.port import BusUnavailable

CONFIRMED = 10.0


class Absent(BusUnavailable):
    """There is no such queue or exchange, or no queue wants a message."""


class Locked(BusUnavailable):
    """Somebody else holds it."""


@contextlib.contextmanager
def translated(what: str = "") -> Iterator[None]:
    """Errors of the client as errors of the bus."""
    try:
        with cancelled_by_us():
            yield
    except ChannelNotFoundEntity as error:
        raise Absent(f"RabbitMQ: {_said(error)}") from error
    except ChannelLockedResource as error:
        raise Locked(f"RabbitMQ: {_said(error)}") from error
    except ChannelPreconditionFailed as error:
        if "size" in _said(error):
            raise ValueError(f"{what} are more than RabbitMQ takes in a message") from error
        raise BusUnavailable(f"RabbitMQ: {_said(error)}") from error
    except aiormq.exceptions.PublishError as error:
        raise Absent("RabbitMQ has no queue for it") from error
    except TimeoutError as error:
        raise BusUnavailable(f"RabbitMQ did not answer within {CONFIRMED:g} s") from error
    except (AMQPError, OSError, RuntimeError) as error:
        raise BusUnavailable(f"RabbitMQ: {_said(error)}") from error


@contextlib.contextmanager
def cancelled_by_us() -> Iterator[None]:
    """A cancellation comes out of the block if, and only if, somebody has cancelled this task.

    aiormq ends what waits for a channel or connection that closes with a CancelledError: nobody meant the task, which would end for ever.
    And a cancellation that comes while a channel closes, or an answer arrives, it replaces by another error or forgets
    (`TaskWrapper`; `asyncio.wait_for` before Python 3.12): who waits for the task's end would wait for ever.

    Raises:
        ConnectionAbortedError: what waited was ended by the client.
    """
    task = asyncio.current_task()
    asked = task.cancelling() if task else 0
    try:
        yield
    except asyncio.CancelledError as error:
        if task and task.cancelling() == asked:
            raise ConnectionAbortedError("the connection was closed") from error
        raise
    finally:
        if task and task.cancelling() > asked:
            raise asyncio.CancelledError


def _said(error: BaseException) -> str:
    return " ".join(str(part) for part in error.args if part) or type(error).__name__


async def shut(channel: AbstractChannel) -> None:
    """Closes a channel that may be closed already."""
    with contextlib.suppress(AMQPError, OSError, RuntimeError, TimeoutError), cancelled_by_us():
        if not channel.is_closed:
            async with asyncio.timeout(2.0):
                await channel.close()

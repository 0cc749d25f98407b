"""Observers are told until they end it, whatever others do."""

import asyncio

from desktop.core.observers import Observers


def test_all_are_told_in_their_order_until_they_end_it():
    observers: Observers[[str, int]] = Observers()
    told: list[tuple[str, str, int]] = []
    end = observers.subscribe(lambda name, number: told.append(("first", name, number)))
    observers.subscribe(lambda name, number: told.append(("second", name, number)))
    observers.tell("a", 1)
    end()
    end()
    observers.tell("b", 2)
    assert told == [("first", "a", 1), ("second", "a", 1), ("second", "b", 2)]


def test_one_that_ends_itself_takes_no_turn_of_another():
    observers: Observers[[]] = Observers()
    told = []

    def once():
        told.append("once")
        end()

    end = observers.subscribe(once)
    observers.subscribe(lambda: told.append("always"))
    observers.tell()
    observers.tell()
    assert told == ["once", "always", "always"]


async def test_told_soon_what_goes_wrong_in_one_reaches_nobody_else():
    observers: Observers[[int]] = Observers()
    told: list[int] = []
    gone_wrong: list[BaseException] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: gone_wrong.append(context["exception"]))
    broken = ZeroDivisionError()

    def break_down(_number):
        raise broken

    observers.subscribe(break_down)
    observers.subscribe(told.append)
    observers.tell_soon(3)
    assert told == []
    await asyncio.sleep(0)
    assert (told, gone_wrong) == ([3], [broken])

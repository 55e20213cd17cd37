"""The shared memory of Kita planning: made once per key, the oldest forgotten."""

from dashboards.topics.kita.memory import Memory


def test_a_thing_is_made_once_and_the_one_asked_for_longest_ago_is_forgotten():
    made: list[str] = []

    def maker(name: str):
        return lambda: (made.append(name), name)[1]

    memory: Memory[str] = Memory(2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert memory.of(("key", name), maker(name)) == name
    # "b" was asked for longest ago when "c" came; "a" was still known.
    assert made == ["a", "b", "c", "b"]

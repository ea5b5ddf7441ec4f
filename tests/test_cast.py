from lianhu.accounts.models import User
from lianhu.grid.models import Node
from lianhu.knowledge.models import Topic
from tests.cast import make_city


def test_the_trees_of_the_cast_are_as_treebeard_makes_them(db: None) -> None:
    city = make_city()

    for tree in (Node, Topic):
        assert not any(tree.find_problems()), tree
    assert [node.code for node in Node.objects.all()] == [
        *("city", "town", "community", "village", "beat", "beat2", "village2", "beat3")
    ]
    assert {key: node.numchild for key, node in city.nodes.items()} == dict(
        Node.objects.values_list("code", "numchild")
    )


def test_nobody_of_the_cast_has_a_password(db: None) -> None:
    make_city()

    assert [person for person in User.objects.all() if person.has_usable_password()] == []

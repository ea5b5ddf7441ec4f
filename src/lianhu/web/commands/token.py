from argparse import ArgumentParser, Namespace
from datetime import timedelta

from lianhu.web import environment
from lianhu.web.failure import Failed

NAME = "token"
HELP = "Print a new token for the API: for one duty of a person, at a desk."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    parser.add_argument("person", help="a user name")
    parser.add_argument("--desk", default="", help="the desk's code, if there are several")
    parser.add_argument("--scope", choices=("read", "act", "intake"), default="read")
    parser.add_argument("--days", type=int, default=365, help="how long it is good for, at most")
    parser.add_argument("--label", default="lianhu token", help="what it is for")


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.accounts.models import User
    from lianhu.grid.queries import my_desks
    from lianhu.kernel import clock
    from lianhu.signin.rules import Scope
    from lianhu.signin.services import tokens

    person = User.objects.filter(username=options.person).first()
    if person is None:
        raise Failed(f"There is nobody called {options.person}.")
    now = clock.now()
    own = [my for my in my_desks(person, now) if not my.stands_in]
    found = [my for my in own if options.desk in ("", my.desk.code)]
    if len(found) != 1:
        codes = ", ".join(my.desk.code for my in own) or "none"
        raise Failed(f"Name one desk with --desk. {options.person} serves at: {codes}.")
    [my] = found
    try:
        _token, secret = tokens.make(
            my,
            Scope(options.scope),
            options.label[:60],
            expires_at=now + timedelta(days=max(1, options.days)),
            now=now,
        )
    except tokens.NotTheirs:
        raise Failed(
            "Only officers of beats and clerks of places ask for others: no token for that."
        ) from None
    print(secret)
    return 0

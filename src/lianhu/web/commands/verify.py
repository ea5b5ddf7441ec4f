import sys
from argparse import ArgumentParser, Namespace

from lianhu.web import environment
from lianhu.web.progress import Bar

NAME = "verify"
HELP = "Refold every timeline and compare it with all that is stored. Exit code 1 on findings."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.cases.models import Case
    from lianhu.cases.verify import verify

    with Bar("cases", Case.objects.count()) as bar:
        report = verify(bar.reach)
    print(f"Cases checked: {report.cases:,}")
    print(f"Events folded: {report.events:,}")
    for finding in report.findings:
        print(finding, file=sys.stderr)
    print(f"Findings: {len(report.findings):,}")
    return 1 if report.findings else 0

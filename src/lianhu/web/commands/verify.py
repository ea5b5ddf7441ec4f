import sys
from argparse import ArgumentParser, Namespace

from lianhu.web import environment
from lianhu.web.progress import Bar

NAME = "verify"
HELP = "Refold every timeline and compare it with all that is stored; check seals."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.cases.models import Case
    from lianhu.cases.verify import verify
    from lianhu.knowledge.attached import wrong_forms
    from lianhu.notices.attachments.verifying import wrong_attachments
    from lianhu.privacy.jobs import broken_seals
    from lianhu.privacy.models import Look

    with Bar("cases", Case.objects.count()) as bar:
        report = verify(bar.reach)
    print(f"Cases checked: {report.cases:,}")
    print(f"Events folded: {report.events:,}")
    print(f"Cases told as pages tell them: {report.told:,}")
    print(f"Looks at personal data not sealed yet: {Look.objects.filter(seal=None).count():,}")
    findings = [*map(str, report.findings), *wrong_attachments(), *wrong_forms(), *broken_seals()]
    for finding in findings:
        print(finding, file=sys.stderr)
    print(f"Findings: {len(findings):,}")
    return 1 if findings else 0

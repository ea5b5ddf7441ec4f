from argparse import ArgumentParser, Namespace

from lianhu.web import environment

NAME = "doctor"
HELP = "Say what is wrong with this installation, or will be, and what to do."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.kernel import clock
    from lianhu.web.doctor import Grade, examine

    findings = list(examine(clock.wall()))
    for finding in findings:
        print(f"{finding.grade.value:<6}{finding.what}")
        if finding.to_do:
            print(f"{'':<6}→ {finding.to_do}")
    return int(any(finding.grade is Grade.WRONG for finding in findings))

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from lianhu.web import environment
from lianhu.web.progress import Bar

NAME = "backup"
HELP = "Write the whole city into one file, while people go on working."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    parser.add_argument("file", type=Path, help="the file to write; it must not be there yet")


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.kernel import clock
    from lianhu.web.backup.making import make

    with Bar("files") as bar:
        made = make(options.file, now=clock.wall(), progress=bar.reach)
    print(f"Rows: {sum(made.manifest.rows.values()):,} in {len(made.manifest.rows)} tables")
    print(f"Files: {made.manifest.files:,}")
    print(f"Bytes: {options.file.stat().st_size:,}")
    for path in made.missing[:10]:
        print(f"Missing on the disk, and so in the backup: {path}", file=sys.stderr)
    if len(made.missing) > 10:
        print(f"… and {len(made.missing) - 10:,} more. See `lianhu verify`.", file=sys.stderr)
    print(
        "The keys (LIANHU_FIELD_KEYS, LIANHU_BLIND_KEY, LIANHU_SECRET_KEY) are not in it."
        " Keep them elsewhere: without them nobody can read it."
    )
    return 0

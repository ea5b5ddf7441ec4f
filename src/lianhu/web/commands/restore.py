from argparse import ArgumentParser, Namespace
from pathlib import Path

from lianhu.web import environment
from lianhu.web.progress import Bar

NAME = "restore"
HELP = "Make a city of a backup, in an empty database and folder."


def add_arguments(parser: ArgumentParser) -> None:
    environment.add_demo_argument(parser)
    parser.add_argument("file", type=Path, help="what `lianhu backup` wrote")


def run(options: Namespace) -> int:
    environment.set_up(options)
    from lianhu.web.backup.restoring import restore

    with Bar("files") as bar:
        manifest = restore(options.file, progress=bar.reach)
    print(f"Restored as of {manifest.made_at}, written by Lianhu {manifest.version}.")
    print(f"Rows: {sum(manifest.rows.values()):,} in {len(manifest.rows)} tables")
    print(f"Files: {manifest.files:,}")
    print("`lianhu verify` refolds every timeline; then `lianhu serve`.")
    return 0

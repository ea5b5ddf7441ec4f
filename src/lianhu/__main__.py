"""`python -m lianhu` is the `lianhu` command."""

import sys

from lianhu.web.cli import main

if __name__ == "__main__":
    sys.exit(main())

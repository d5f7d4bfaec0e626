"""`python -m enishi`."""

import sys

from enishi.cli import main

if __name__ == "__main__":
    sys.exit(main())

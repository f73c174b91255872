"""`python -m skerry` is `skerry`."""

import sys

from skerry.cli import main

sys.exit(main())

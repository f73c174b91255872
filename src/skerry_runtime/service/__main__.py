"""`python -m skerry_runtime.service PATH [prepare]`: runs the service of a folder, or of `module:name`; or only prepares its database."""

import sys

from skerry_runtime.service.runner import PREPARE, found, main

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[2:] not in ([], [PREPARE]):
        sys.stderr.write(f"{__doc__}\n")
        sys.exit(2)
    sys.exit(main(found(sys.argv[1]), sys.argv[2:]))

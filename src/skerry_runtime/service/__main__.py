"""`python -m skerry_runtime.service PATH`: runs the service of a folder, or of `module:name`."""

import sys

from skerry_runtime.service.runner import found, main

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        sys.exit(2)
    sys.exit(main(found(sys.argv[1])))

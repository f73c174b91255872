"""A service of somebody else: it starts another process, which does the work, as `npm start` would."""

import os
import subprocess
import sys
from pathlib import Path

child = subprocess.Popen([sys.executable, "-m", "http.server", os.environ["PORT"], "--bind", "127.0.0.1"])
Path("echo.pid").write_text(f"{child.pid}\n")
sys.exit(child.wait())

"""Makes every file again and compares it, byte for byte, with the one that is here.

    python3 vectors/generate/check.py          # all
    python3 vectors/generate/check.py nps      # these
    python3 vectors/generate/check.py -w nps   # and write what differs

The exit status is 1 if a file differs or nothing makes it. The last digits of another version
of scipy or R than that of Debian 12 are no difference, and said so. What needs R or scipy is
skipped where they are not there, and said so; with CX_REQUIRE_R set that is an error.
"""

import json
import os
import pathlib
import subprocess
import sys

GENERATE = pathlib.Path(__file__).resolve().parent
ROOT = GENERATE.parent.parent


def works(*command):
    try:
        return subprocess.run(command, capture_output=True).returncode == 0
    except OSError:
        return False


def close(a, b):
    """Whether two values are the same, except the last digits of their figures."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(close, a, b))
    try:
        return a == b or abs(float(a) - float(b)) <= 1e-10 * max(1, abs(float(b)))
    except (TypeError, ValueError):
        return False


def main():
    names, write = sys.argv[1:], False
    if names[:1] == ["-w"]:
        names, write = names[1:], True
    python = next((p for p in (sys.executable, "/usr/bin/python3") if works(p, "-c", "import scipy")), None)
    r = works("Rscript", "-e", "library(survival)")
    names = names or sorted({p.stem for p in GENERATE.parent.glob("*.json")} - {"schema"})
    failed = made = 0
    for name in names:
        here = GENERATE.parent / (name + ".json")
        if (GENERATE / (name + ".py")).exists():
            scipy = "scipy" in (GENERATE / (name + ".py")).read_text(encoding="utf-8")
            command = [python if scipy else sys.executable, str(GENERATE / (name + ".py"))]
        elif (GENERATE / (name + ".R")).exists():
            command = ["Rscript" if r else None, str(GENERATE / (name + ".R"))]
        else:
            print("%s: nothing makes it" % here.name)
            failed += 1
            continue
        if command[0] is None:
            print("%s: skipped: %s needs what is not here" % (here.name, command[1]))
            failed += bool(os.environ.get("CX_REQUIRE_R"))
            continue
        run = subprocess.run(command, cwd=ROOT, capture_output=True)
        if run.returncode != 0:
            print("%s: %s" % (here.name, run.stderr.decode()))
            failed += 1
        elif here.exists() and not write and run.stdout != here.read_bytes() and close(json.loads(run.stdout), json.loads(here.read_bytes())):
            print("%s: the last digits are those of another version" % here.name)
        elif not here.exists() or run.stdout != here.read_bytes():
            print("%s: %s" % (here.name, "written" if write else "differs from what is made"))
            failed += not write
            if write:
                here.write_bytes(run.stdout)
        made += run.returncode == 0
    print("%d of %d files made again, %d failed" % (made, len(names), failed))
    return 1 if failed or made == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

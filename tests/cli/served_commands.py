"""A process that runs command lines one after the other as `layerwise` would, and so pays for its imports once.

Each line of standard input is one command as JSON, each line of standard output what it ended with.
"""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
from typing import Any

from layerwise.cli.app import main


def serve(argv: list[str], cwd: str) -> dict[str, Any]:
    os.chdir(cwd)
    sys.argv = ["layerwise", *argv]
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)]
    sys.stdout, sys.stderr = streams
    status: Any = "returned"
    try:
        main()
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
        status = "raised"
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams)  # type: ignore[attr-defined]
    return {"status": status, "out": out, "err": err}


if __name__ == "__main__":
    answers = sys.stdout
    for line in sys.stdin:
        print(json.dumps(serve(**json.loads(line))), file=answers, flush=True)

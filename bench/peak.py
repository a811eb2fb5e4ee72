"""One side of P6: CPU seconds a page, peak MB and pages of one paper, as JSON.

Its own process, so that peaks do not mix.
"""

import json
import os
import resource
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roriq_portal.settings")
django.setup()

from bench.pdf import content_of, page_count  # noqa: E402
from bench.rounds import once  # noqa: E402
from reporting.papers.rendering.pdf import render_paper  # noqa: E402
from tests.papers import SHA256, funder_content  # noqa: E402

render_paper(funder_content(), sha256=SHA256)
content = content_of(int(sys.argv[1]))
made: list[bytes] = []
cpu = min(once(lambda: made.append(render_paper(content, sha256=SHA256)))[0] for _ in range(2))
pages = page_count(made[-1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
sys.stdout.write(json.dumps([cpu / pages, peak, pages]))

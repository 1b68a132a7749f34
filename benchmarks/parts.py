"""Parts measured inside a process of their own: `python -m benchmarks.parts NAME PATH` prints seconds.

`read` is our reading with positions, as build does it; `load` the C loader of PyYAML on the same files; `commit` the
median time in which one answer is rated, scheduled and safe on the disk, in the progress file given.
"""

from __future__ import annotations

import statistics
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


def read(folder: Path) -> float:
    import yaml  # noqa: F401  # loaded before the clock starts, for both

    from nkquiz.compiler import without_collector
    from nkquiz.yamltree import read_yaml

    start = time.process_time()
    with without_collector():
        for path in sorted(folder.glob("*.yaml")):
            read_yaml(path)
    return time.process_time() - start


def load(folder: Path) -> float:
    import yaml

    start = time.process_time()
    for path in sorted(folder.glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            yaml.load(file, Loader=yaml.CSafeLoader)
    return time.process_time() - start


def commit(path: Path) -> float:
    import secrets

    from nkquiz.compiler import compile_path
    from nkquiz.folders import embedded_folder
    from nkquiz.quiz.scheduling import SCHEDULER, state_of
    from nkquiz.review import Event, Form, Mode, Rating, Review, Verdict
    from nkquiz.store.log import open_log

    log = open_log(path)
    took = []
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    namespace = compile_path(embedded_folder(), begin).collection.settings.namespace
    for number in range(400):  # each of 40 cards ten times
        card = f"gone-{1000 + number % 40}#answer"
        review = Review(
            review_id=secrets.token_hex(16), namespace=namespace, card=card, event=Event.ANSWER,
            at=begin + timedelta(days=number // 40 * 7, seconds=number), session="bench", mode=Mode.REVIEW,
            form=Form.RECALL, scheduler=SCHEDULER, verdict=Verdict.CORRECT, rating=Rating.GOOD,
        )  # fmt: skip
        start = time.perf_counter()
        log.append(review, (card,), state_of)
        took.append(time.perf_counter() - start)
    log.close()
    return statistics.median(took)


if __name__ == "__main__":
    print({"read": read, "load": load, "commit": commit}[sys.argv[1]](Path(sys.argv[2])))

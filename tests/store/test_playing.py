from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from nkquiz.store.playing import Playing

OTHER = "import sys; from pathlib import Path; from nkquiz.store.playing import Playing; p = Playing(Path(sys.argv[1]))\n"
HOLD = OTHER + "assert p.take(sys.argv[2]); print('held', flush=True); sys.stdin.read()"
TRY = OTHER + "print(p.take(sys.argv[2]))"
ONE, TWO = "0f" * 16, "1e" * 16


def test_a_sitting_that_is_played_elsewhere_is_not_taken_and_a_killed_one_is(tmp_path: Path) -> None:
    path = tmp_path / "playing"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), ONE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    here = Playing(path)
    assert not here.take(ONE)
    assert here.take(TWO)
    assert here.take(TWO)
    holder.kill()
    holder.communicate()
    assert here.take(ONE)
    here.close()


def test_what_is_given_back_can_be_taken(tmp_path: Path) -> None:
    path = tmp_path / "playing"
    here = Playing(path)
    assert here.take(ONE)

    def tried() -> str:
        command = [sys.executable, "-c", TRY, str(path), ONE]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert tried() == "False"
    here.close()
    assert tried() == "True"


def test_a_sitting_of_another_programs_making_can_have_any_name(tmp_path: Path) -> None:
    here = Playing(tmp_path / "playing")
    assert here.take("yesterday, by hand: ½")
    here.close()

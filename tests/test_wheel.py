"""What is installed works outside a clone."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
NEEDED = {
    "index/models/embedding.onnx",
    "index/models/tokenizer.json",
    "qa/models/reader.onnx",
    "qa/models/reader.json",
    "qa/support/synonyms.txt",
    "qa/support/verbs.txt",
    "evals/questions.jsonl",
    "evals/baseline.json",
    "evals/report/page.css",
    "seeds/000_399332cef55f8cf9.txt",
    "seeds/metadata.toml",
    "ui/static/chat.css",
    "ui/widget/widget.js",
}


def test_the_wheel_holds_models_and_seeds_and_answers(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", str(tmp_path)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("footnote_qa-*.whl")
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        archive.extractall(unpacked)
    assert names >= NEEDED
    assert not any(name.startswith(("tests/", "training/")) for name in names)
    code = f"import sys; sys.path.insert(0, {str(unpacked)!r}); from ui.cli import main; main()"
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            code,
            "ask",
            "How many electoral votes did Joe Biden win?",
            "--json",
        ],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert "306" in json.loads(done.stdout)["answer"]

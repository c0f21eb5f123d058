# Every target sets up what it needs. PYTHON may name another interpreter (3.11 to 3.13).
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c '$(SUPPORTED)' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
export GRADIO_ANALYTICS_ENABLED := False

.PHONY: chat test check format eval same replicas results bench bench-chat bench-ingest torture load train lock clean

chat: .venv/runtime
	$(BIN)/footnote chat

test: .venv/development
	$(BIN)/pytest

check: .venv/development
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: .venv/development
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: .venv/runtime
	$(BIN)/footnote eval

# index, answers and reports ten times, with other hash seeds, on one core and on all
same: .venv/development
	FOOTNOTE_REPEATS=10 $(BIN)/pytest --timeout=3600 tests/evals/test_same_bytes.py

# every question of the evaluation to two replicas behind nginx, of which one is killed and one stopped
replicas: .venv/development
	FOOTNOTE_ALL_QUESTIONS=1 FOOTNOTE_NEEDS_NGINX=1 FOOTNOTE_NEEDS_POSTGRES=1 $(BIN)/pytest -s tests/ui/test_replicas.py

# make results DATA=folder-of-published-sets [LIMIT=200] [SETS=name]: the tables of docs/results.md
LIMIT := 200
results: .venv/runtime
	@test -d "$(DATA)" || { echo "DATA, a folder of published sets, expected: see docs/results.md"; exit 1; }
	PYTHONPATH=. $(BIN)/python tests/results.py $(DATA) $(SETS) --limit $(LIMIT)

# make bench [SIZES="1000 10000 100000"] [TEXTS=1000000]: what each takes is in docs/speed.md
SIZES := 1000 10000
TEXTS := 100000
bench: .venv/development
	$(BIN)/python tests/bench.py
	PYTHONPATH=. $(BIN)/python tests/bench_search.py .bench --sizes $(SIZES)
	$(BIN)/python tests/bench_plot.py .bench/results.jsonl docs/speed.svg
	PYTHONPATH=. $(BIN)/python tests/bench_lexical.py .bench/lexical $(TEXTS)

bench-chat: .venv/development
	$(BIN)/python -m tests.bench_chat

bench-ingest: .venv/development
	PYTHONPATH=. $(BIN)/python tests/bench_ingest.py

# A hundred chats at once, overload, and a soak of so many minutes: make load MINUTES=1
MINUTES := 10
load: .venv/development
	PYTHONPATH=. $(BIN)/python tests/ui/load.py $(MINUTES)

# 200 kills, full disks, and 20 kinds of damage to each file of an index; then with PostgreSQL,
# then with a Chroma server besides, of which either is killed 40 times
torture: .venv/development
	$(BIN)/python tests/torture/torture.py
	$(BIN)/python tests/torture/torture.py --postgres --mutations 5
	$(BIN)/python tests/torture/torture.py --postgres --chroma --kills 80 --failures 0 --mutations 0

# make train DATA=folder-of-squad WORDNET=folder-of-its-files MINILM=folder-of-published-weights RUN=folder-for-the-run
TRAIN := training/.venv/bin/python training
train: .venv/development
	@test -d "$(DATA)" -a -d "$(WORDNET)" -a -d "$(MINILM)" -a -n "$(RUN)" || \
	  { echo "DATA, WORDNET, MINILM and RUN expected: see training/README.md"; exit 1; }
	$(PYTHON) -m venv training/.venv
	training/.venv/bin/pip install -q --disable-pip-version-check -r training/requirements.txt
	$(TRAIN)/export_embedding.py $(MINILM) $(RUN)/embedding
	$(TRAIN)/data.py $(DATA) $(RUN)/data --wordnet $(WORDNET) --tokenizer $(MINILM)/tokenizer.json
	$(TRAIN)/train.py $(RUN)/data $(RUN) --encoder $(MINILM)/model.safetensors --tokenizer $(MINILM)/tokenizer.json
	$(TRAIN)/export.py $(RUN)/checkpoint.pt $(RUN)/export --tokenizer $(MINILM)/tokenizer.json
	$(TRAIN)/evaluate.py $(DATA) $(RUN)/export/reader.onnx --tokenizer $(MINILM)/tokenizer.json
	cp $(RUN)/export/reader.onnx qa/models/reader.onnx
	$(BIN)/python training/calibrate.py $(DATA) qa/models
	$(BIN)/python training/open_corpus.py $(DATA)

lock: .venv/development
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate -q pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate -q --extra postgres -c requirements.lock pyproject.toml -o requirements-postgres.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-header --no-annotate -q --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

.venv/bin/pip:
	@$(or $(PYTHON),false) -c '$(SUPPORTED)' || \
	  { echo "Python 3.11 to 3.13 expected, found: $(or $(PYTHON),none). Install it, or run make PYTHON=/path/to/python"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/runtime: .venv/bin/pip requirements.lock pyproject.toml
	@echo "Setting up (once, about a minute) ..."
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/development: .venv/runtime requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf .venv .footnote build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .footnote-runs

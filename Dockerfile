# The image holds the program, its models and the seeds; documents and the index are mounted.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/footnote
ENV PATH=/opt/footnote/bin:$PATH
WORKDIR /src
ARG LOCK=requirements.lock
COPY ${LOCK} ./
RUN pip install --no-cache-dir --no-compile --require-hashes -r ${LOCK}
COPY pyproject.toml README.md LICENSE ./
COPY index index
COPY qa qa
COPY evals evals
COPY ui ui
COPY seeds seeds
RUN pip install --no-cache-dir --no-compile --no-deps .
# What Footnote never runs: tests and C sources of other projects, the client that Chroma has for
# Kubernetes, scipy that two libraries want for functions not used here, downloads from a hub.
RUN pip uninstall -y kubernetes scipy hf-xet \
 && find /opt/footnote/lib -type d \( -name tests -o -name test \) -prune -exec rm -rf {} + \
 && find /opt/footnote/lib -type f \( -name '*.pyx' -o -name '*.pxd' -o -name '*.c' -o -name '*.h' \
    -o -name '*.pyi' \) -delete
# Answer once: a build that cannot is none, and what it imports is kept compiled.
RUN FOOTNOTE_INDEX=/tmp/index footnote ask "How many electoral votes did Joe Biden win?" \
 && python -c "import ui.server" && pip uninstall -y pip && rm -rf /tmp/index

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --create-home footnote \
 && install -d -o footnote -g footnote /data /documents
COPY --from=build /opt/footnote /opt/footnote
ENV PATH=/opt/footnote/bin:$PATH PYTHONDONTWRITEBYTECODE=1 FOOTNOTE_INDEX=/data/index
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 7860
HEALTHCHECK --start-period=60s --interval=30s --timeout=5s CMD \
  ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:7860/health', timeout=4)"]
ENTRYPOINT ["footnote"]
CMD ["chat", "--host", "0.0.0.0"]

# The service with the graph of the shipped documents built in. Build: docker build -t duikou .
FROM python:3.11-slim AS build
WORKDIR /src
RUN python -m venv /opt/duikou
COPY pyproject.toml README.md LICENSE ./
COPY . .
ARG EXTRAS=
RUN /opt/duikou/bin/pip install --no-cache-dir ".$EXTRAS" \
 && DUIKOU_OUTPUT=/var/lib/duikou/graph /opt/duikou/bin/duikou build

# The remote engine of compose.yaml.
FROM python:3.11-slim AS engine
RUN pip install --no-cache-dir "oxigraph>=0.5.13"
ENTRYPOINT ["oxigraph"]

FROM python:3.11-slim AS service
RUN useradd --system --uid 10001 --home-dir /var/lib/duikou duikou
COPY --from=build /opt/duikou /opt/duikou
COPY --from=build --chown=duikou /var/lib/duikou /var/lib/duikou
ENV PATH=/opt/duikou/bin:$PATH DUIKOU_OUTPUT=/var/lib/duikou/graph PYTHONUNBUFFERED=1
USER duikou
WORKDIR /var/lib/duikou
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --start-period=60s --interval=15s --timeout=6s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health', timeout=5)"]
CMD ["duikou", "serve", "--host", "0.0.0.0"]

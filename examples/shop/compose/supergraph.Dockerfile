FROM python:3.13-slim
RUN pip install --no-cache-dir "skerry==0.1.*" && useradd --system --uid 10001 service
COPY supergraph.json supergraph.graphql /etc/skerry/
USER 10001
ENV SKERRY_HOST=0.0.0.0 SKERRY_PORT=8080 PYTHONUNBUFFERED=1
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/health', timeout=1)"]
ENTRYPOINT ["python", "-m", "skerry_runtime.faces.graphql.composed", "/etc/skerry/supergraph.json"]

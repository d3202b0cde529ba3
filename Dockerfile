# The dashboard: `docker compose up`, or `docker build --tag kerasdl .` and `docker run --publish 127.0.0.1:8501:8501 kerasdl`.
FROM python:3.12-slim-trixie AS build
COPY Makefile /src/
RUN pip install --no-cache-dir "uv==$(sed -n 's/^UV_VERSION := //p' /src/Makefile)"
WORKDIR /src
COPY . .
ENV UV_PROJECT_ENVIRONMENT=/opt/kerasdl UV_PYTHON_DOWNLOADS=never
RUN uv sync --locked --no-dev --no-editable --compile-bytecode --no-cache

FROM python:3.12-slim-trixie
RUN useradd --create-home --uid 1000 kerasdl \
    && install --directory --owner kerasdl --group kerasdl /home/kerasdl/work
COPY --from=build /opt/kerasdl /opt/kerasdl
ENV PATH=/opt/kerasdl/bin:$PATH
USER kerasdl
# Models, trainings and searches are kept in saved_models/ here.
WORKDIR /home/kerasdl/work
VOLUME /home/kerasdl/work
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["kerasdl", "app", "--host", "0.0.0.0", "--port", "8501"]

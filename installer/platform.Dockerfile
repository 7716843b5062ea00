# The platform of a province, or of a hall, without anything of the desk.
FROM python:3.11-slim
WORKDIR /opt/zongchuang
COPY requirements/platform.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/platform.txt && useradd --system zongchuang
COPY sync/__init__.py sync/__init__.py
COPY sync/wire sync/wire
COPY sync/platform sync/platform
USER zongchuang
ENTRYPOINT ["python", "-m", "sync.platform"]

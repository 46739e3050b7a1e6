FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 RADA_VAR=/srv/rada/var
WORKDIR /srv/rada

COPY requirements.txt .
RUN pip install --require-hashes --only-binary=:all: -r requirements.txt

COPY . .
# Static files belong to the image, uploads to a volume. Collecting needs no secret, hence `local`.
RUN useradd --system --no-create-home rada \
    && mkdir -p var/files \
    && RADA_ENV=local python manage.py collectstatic --noinput --verbosity 0 \
    && chown -R rada var
USER rada

EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "python:rada.launcher.web", "rada.wsgi:application"]

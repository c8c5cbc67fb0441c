#!/bin/sh
# Reads secrets from files, then becomes `equipoise` with the arguments given: NAME_FILE=/run/secrets/x sets NAME.
set -eu
for name in DATABASE_URL EQUIPOISE_MASTER_KEY EQUIPOISE_METRICS_TOKEN EQUIPOISE_SMTP_URL AWS_SECRET_ACCESS_KEY \
  EQUIPOISE_DATABASE_URL_OWNER EQUIPOISE_DATABASE_URL_WRITER EQUIPOISE_DATABASE_URL_READER \
  EQUIPOISE_DATABASE_URL_SEALED EQUIPOISE_DATABASE_URL_ACCOUNT EQUIPOISE_DATABASE_URL_IDENTITY \
  EQUIPOISE_DATABASE_URL_JOB; do
  eval "file=\${${name}_FILE:-}"
  [ -n "$file" ] || continue
  [ -r "$file" ] || { echo "${name}_FILE is $file, which can't be read by $(id -un)" >&2; exit 3; }
  # An empty file is a secret that there is none of.
  [ ! -s "$file" ] || export "$name=$(cat "$file")"
done
exec node "$(dirname "$0")/../bin/equipoise.mjs" "$@"

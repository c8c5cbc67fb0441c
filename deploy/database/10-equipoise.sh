#!/bin/sh
# Runs once, when the database of compose.yaml is made: a login for Equipoise that may create roles, and its database.
set -eu
password=$(cat /run/secrets/database_password)
# For the files of the write-ahead log: beside the data of this version, in the same volume.
mkdir -p "$PGDATA/../../archive"
psql --set ON_ERROR_STOP=1 --set password="$password" --username "$POSTGRES_USER" --dbname postgres <<'SQL'
create role equipoise login createrole password :'password';
create database equipoise owner equipoise encoding 'UTF8' template template0;
SQL

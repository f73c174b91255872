#!/bin/sh
# Each database has a role of its own, which may connect to no other.
set -eu

database() {
  psql --set ON_ERROR_STOP=1 --username postgres --set name="$1" --set role="$2" --set password="$(cat "/run/secrets/$3")" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"role";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

database catalog catalog-service-main catalog-service-main-password
database orders order-service-main order-service-main-password
database order-service-sagas order-service-sagas order-service-sagas-password
database shipments fulfillment-service-main fulfillment-service-main-password
database customers customer-service-main customer-service-main-password
database payments payment-service-main payment-service-main-password
database inventory inventory-service-main inventory-service-main-password
database messages notification-service-main notification-service-main-password

#!/bin/sh
# Builds the real Prometheus, or its promtool: the name of the file to write, the one argument, says which.
set -eu
out=$1
cd "$(dirname "$0")"
mkdir -p "$(dirname "$out")"
# Without the finders of machines in somebody's cloud: nothing here has one, and they are most of the work.
GOTOOLCHAIN=local GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -buildvcs=false -trimpath -tags remove_all_sd,netgo -ldflags '-s -w -X github.com/prometheus/common/version.Version=3.16.0' -o "$out" "github.com/prometheus/prometheus/cmd/$(basename "$out")"

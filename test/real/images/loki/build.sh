#!/bin/sh
# Builds the real Loki; the one argument is the file to write.
set -eu
out=$1
cd "$(dirname "$0")"
mkdir -p "$(dirname "$out")"
GOTOOLCHAIN=local GOFLAGS=-mod=readonly CGO_ENABLED=0 go build -buildvcs=false -trimpath -tags netgo -ldflags '-s -w -X github.com/grafana/loki/v3/pkg/util/build.Version=3.7.8' -o "$out" github.com/grafana/loki/v3/cmd/loki

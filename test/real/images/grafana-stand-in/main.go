// A stand-in for Grafana, which cannot be built from packages: it reads the provisioning files and boards
// that are mounted for Grafana, ends with one line when one is bad, and answers the few addresses that tests
// and the product ask. It draws nothing, and says in every answer that it is not Grafana.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("grafana stand-in: ")
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	log.Print("this is a stand-in for tests, not Grafana")
	set, err := readSettings()
	if err != nil {
		return err
	}
	provisioning := set.get("paths", "provisioning", "/etc/grafana/provisioning")
	sources, err := readSources(filepath.Join(provisioning, "datasources"))
	if err != nil {
		return err
	}
	boards, err := readBoards(filepath.Join(provisioning, "dashboards"), sources)
	if err != nil {
		return err
	}
	if home := set.get("dashboards", "default_home_dashboard_path", ""); home != "" {
		if _, err := readBoard(home, sources); err != nil {
			return fmt.Errorf("the first board, %s: %w", home, err)
		}
	}
	password, err := keepPassword(set)
	if err != nil {
		return err
	}
	answers := &server{settings: set, sources: sources, boards: boards, password: password}
	address := net.JoinHostPort(set.get("server", "http_addr", ""), set.get("server", "http_port", "3000"))
	listening, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", address, err)
	}
	log.Printf("%d data sources, %d boards, listening on %s", len(sources), len(boards), listening.Addr())
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-asked
		os.Exit(0)
	}()
	web := &http.Server{Handler: answers, ReadHeaderTimeout: 10 * time.Second}
	return web.Serve(listening)
}

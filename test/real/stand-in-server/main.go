// A stand-in for any of the stack's servers: answers over HTTP, keeps what it is given, and fails when told to.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

const (
	settings = "/etc/stand-in/settings"
	kept     = "/data/kept"
)

func main() {
	given, _ := os.ReadFile(settings)
	fmt.Println("stand-in server: settings are", len(given), "bytes")
	if strings.HasPrefix(string(given), "broken") {
		fmt.Fprintln(os.Stderr, "error: line 1 of the settings is broken")
		os.Exit(7)
	}
	if strings.HasPrefix(string(given), "greedy") {
		eat()
	}
	http.HandleFunc("/health", func(to http.ResponseWriter, _ *http.Request) {
		if strings.HasPrefix(string(given), "ill") {
			fmt.Fprintln(os.Stderr, "warning: asked for health, and ill")
			http.Error(to, "ill", http.StatusServiceUnavailable)
		}
	})
	http.HandleFunc("/settings", func(to http.ResponseWriter, _ *http.Request) { to.Write(given) })
	http.HandleFunc("/keep", keep)
	http.HandleFunc("/user", func(to http.ResponseWriter, _ *http.Request) {
		written := os.WriteFile("/etc/mark", nil, 0o600)
		fmt.Fprint(to, os.Getuid(), " ", written != nil)
	})
	http.HandleFunc("/reach", reach)
	if fault := http.ListenAndServe(":"+os.Args[1], nil); fault != nil {
		fmt.Fprintln(os.Stderr, fault)
		os.Exit(1)
	}
}

// A body is kept in the volume; without one, what is kept comes back.
func keep(to http.ResponseWriter, asked *http.Request) {
	body, _ := io.ReadAll(asked.Body)
	if len(body) > 0 {
		if fault := os.WriteFile(kept, body, 0o644); fault != nil {
			http.Error(to, fault.Error(), http.StatusInternalServerError)
		}
		return
	}
	held, _ := os.ReadFile(kept)
	to.Write(held)
}

// Asks another container by its name.
func reach(to http.ResponseWriter, asked *http.Request) {
	answer, fault := http.Get(asked.URL.Query().Get("url"))
	if fault != nil {
		http.Error(to, fault.Error(), http.StatusBadGateway)
		return
	}
	defer answer.Body.Close()
	io.Copy(to, answer.Body)
}

func eat() {
	held := [][]byte{}
	for {
		piece := make([]byte, 8<<20)
		for at := range piece {
			piece[at] = 1
		}
		held = append(held, piece)
		fmt.Println("holding", len(held)*8, "MB")
	}
}

// The addresses that are answered, and who may ask them.
package main

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/http/httputil"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

type server struct {
	settings *settings
	sources  []source
	boards   []board
	password string
}

type role int

const (
	stranger role = iota
	viewer
	admin
)

func (s *server) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	out.Header().Set("X-Stand-In", "true")
	path := in.URL.Path
	if path == "/api/health" {
		answer(out, 200, map[string]any{"database": "ok", "version": "stand-in", "commit": "stand-in"})
		return
	}
	if path == "/metrics" {
		out.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		_, _ = out.Write([]byte("# TYPE grafana_stand_in gauge\ngrafana_stand_in 1\n"))
		return
	}
	who, fault := s.whoIs(in)
	if who == stranger {
		if !strings.HasPrefix(path, "/api/") && fault == "Unauthorized" {
			http.Redirect(out, in, "/login", http.StatusFound)
			return
		}
		say(out, 401, fault)
		return
	}
	switch {
	case path == "/api/search":
		s.search(out, in)
	case strings.HasPrefix(path, "/api/dashboards/uid/"):
		s.board(out, strings.TrimPrefix(path, "/api/dashboards/uid/"))
	case strings.HasPrefix(path, "/api/datasources/proxy/uid/"):
		s.proxy(out, in, strings.TrimPrefix(path, "/api/datasources/proxy/uid/"))
	case path == "/api/datasources" && who == admin:
		answer(out, 200, append([]source{}, s.sources...))
	case strings.HasPrefix(path, "/api/datasources/uid/") && who == admin:
		s.source(out, strings.TrimPrefix(path, "/api/datasources/uid/"))
	case strings.HasPrefix(path, "/api/datasources"):
		say(out, 403, "You'll need additional permissions to perform this action.")
	case strings.HasPrefix(path, "/api/"):
		say(out, 404, "the stand-in for Grafana does not know this address")
	default:
		out.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = out.Write([]byte("This is a stand-in for Grafana: it reads boards and draws none.\n"))
	}
}

// whoIs: a name with a password must be right; without one it depends on whether strangers may look.
func (s *server) whoIs(in *http.Request) (role, string) {
	if in.URL.Path == "/login" {
		return viewer, ""
	}
	name, password, given := in.BasicAuth()
	if given {
		right := subtle.ConstantTimeCompare([]byte(hashed(password)), []byte(s.password)) == 1
		if right && name == s.settings.get("security", "admin_user", "admin") {
			return admin, ""
		}
		return stranger, "Invalid username or password"
	}
	if !s.settings.is("auth.anonymous", "enabled", false) {
		return stranger, "Unauthorized"
	}
	if s.settings.get("auth.anonymous", "org_role", "Viewer") == "Admin" {
		return admin, ""
	}
	return viewer, ""
}

var notInSlug = regexp.MustCompile(`[^a-z0-9]+`)

func (one board) address() string {
	slug := strings.Trim(notInSlug.ReplaceAllString(strings.ToLower(one.Title), "-"), "-")
	return "/d/" + one.UID + "/" + slug
}

func (s *server) search(out http.ResponseWriter, in *http.Request) {
	query := strings.ToLower(in.URL.Query().Get("query"))
	tags := in.URL.Query()["tag"]
	found := []map[string]any{}
	for _, one := range s.boards {
		missing := func(tag string) bool { return !slices.Contains(one.Tags, tag) }
		if !strings.Contains(strings.ToLower(one.Title), query) || slices.ContainsFunc(tags, missing) {
			continue
		}
		found = append(found, map[string]any{
			"uid": one.UID, "title": one.Title, "url": one.address(), "type": "dash-db",
			"tags": one.Tags, "folderTitle": one.Folder, "folderUid": one.FolderUID,
		})
	}
	answer(out, 200, found)
}

func (s *server) board(out http.ResponseWriter, uid string) {
	at := slices.IndexFunc(s.boards, func(one board) bool { return one.UID == uid })
	if at < 0 {
		say(out, 404, "Dashboard not found")
		return
	}
	one := s.boards[at]
	answer(out, 200, map[string]any{
		"meta": map[string]any{
			"url": one.address(), "folderTitle": one.Folder, "folderUid": one.FolderUID,
			"provisioned": true, "provisionedExternalId": one.Path,
		},
		"dashboard": one.Model,
	})
}

func (s *server) find(uid string) *source {
	at := slices.IndexFunc(s.sources, func(one source) bool { return one.UID == uid })
	if at < 0 {
		return nil
	}
	return &s.sources[at]
}

func (s *server) source(out http.ResponseWriter, uid string) {
	if one := s.find(uid); one != nil {
		answer(out, 200, one)
		return
	}
	say(out, 404, "Data source not found")
}

func (s *server) proxy(out http.ResponseWriter, in *http.Request, rest string) {
	uid, path, _ := strings.Cut(rest, "/")
	one := s.find(uid)
	if one == nil {
		say(out, 404, "Unable to find datasource")
		return
	}
	if in.Method != http.MethodGet && in.Method != http.MethodPost {
		say(out, 403, "non allow-listed "+in.Method+"s not allowed on proxied data source")
		return
	}
	target, err := url.Parse(one.URL)
	if err != nil {
		say(out, 500, "the address of the data source is none")
		return
	}
	passing := &httputil.ReverseProxy{
		Rewrite: func(request *httputil.ProxyRequest) {
			request.Out.URL.Path, request.Out.URL.RawPath = "/"+path, ""
			request.SetURL(target)
			request.Out.Header.Del("Authorization")
			request.Out.Header.Del("Cookie")
		},
		ErrorHandler: func(out http.ResponseWriter, _ *http.Request, err error) {
			say(out, 502, err.Error())
		},
	}
	passing.ServeHTTP(out, in)
}

func say(out http.ResponseWriter, status int, message string) {
	answer(out, status, map[string]string{"message": message})
}

func answer(out http.ResponseWriter, status int, body any) {
	out.Header().Set("Content-Type", "application/json; charset=UTF-8")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(body)
}

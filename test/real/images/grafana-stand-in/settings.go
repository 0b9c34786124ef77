// Settings as Grafana takes them: GF_SECTION_KEY, GF_SECTION_KEY__FILE, then the configuration file.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

type settings struct{ file map[string]string }

func readSettings() (*settings, error) {
	set := &settings{file: map[string]string{}}
	for _, pair := range os.Environ() {
		name, file, _ := strings.Cut(pair, "=")
		base, isFile := strings.CutSuffix(name, "__FILE")
		if !isFile || !strings.HasPrefix(name, "GF_") || file == "" {
			continue
		}
		if os.Getenv(base) != "" {
			return nil, fmt.Errorf("both %s and %s are set", base, name)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%s cannot be read: %w", name, err)
		}
		if err := os.Setenv(base, strings.TrimRight(string(text), "\n")); err != nil {
			return nil, err
		}
	}
	return set, set.readFile(os.Getenv("GF_PATHS_CONFIG"))
}

func (set *settings) readFile(path string) error {
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("GF_PATHS_CONFIG='%s' is not readable", path)
	}
	defer file.Close()
	section := ""
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || line[0] == ';' || line[0] == '#':
		case line[0] == '[' && line[len(line)-1] == ']':
			section = strings.TrimSpace(line[1 : len(line)-1])
		default:
			key, value, found := strings.Cut(line, "=")
			if !found {
				return fmt.Errorf("%s, line %d: neither a section nor a setting", path, number)
			}
			value, err := expand(strings.TrimSpace(value))
			if err != nil {
				return fmt.Errorf("%s, line %d: %w", path, number, err)
			}
			set.file[section+"/"+strings.TrimSpace(key)] = value
		}
	}
	return lines.Err()
}

var notInNames = regexp.MustCompile(`[.-]`)

func (set *settings) get(section, key, usual string) string {
	name := "GF_" + strings.ToUpper(notInNames.ReplaceAllString(section, "_")+"_"+key)
	if value := os.Getenv(name); value != "" {
		return value
	}
	if value, found := set.file[section+"/"+key]; found {
		return value
	}
	return usual
}

func (set *settings) is(section, key string, usual bool) bool {
	return set.get(section, key, fmt.Sprint(usual)) == "true"
}

var special = regexp.MustCompile(`\$__(env|file)\{([^}]+)\}`)

// expand follows $__env{NAME} and $__file{path}; a file that cannot be read is a fault, as it is for Grafana.
func expand(value string) (string, error) {
	var fault error
	expanded := special.ReplaceAllStringFunc(value, func(found string) string {
		parts := special.FindStringSubmatch(found)
		if parts[1] == "env" {
			return os.Getenv(parts[2])
		}
		text, err := os.ReadFile(parts[2])
		if err != nil {
			fault = err
		}
		return strings.TrimSpace(string(text))
	})
	return expanded, fault
}

// expandAll follows $NAME and ${NAME} too, as provisioning files may; $$ is a dollar.
func expandAll(values ...*string) error {
	for _, value := range values {
		parts := strings.Split(*value, "$$")
		for at, part := range parts {
			expanded, err := expand(part)
			if err != nil {
				return err
			}
			parts[at] = os.ExpandEnv(expanded)
		}
		*value = strings.Join(parts, "$")
	}
	return nil
}

// keepPassword: like Grafana, the first start decides; a later setting changes nothing while the data stays.
func keepPassword(set *settings) (string, error) {
	folder := set.get("paths", "data", "/var/lib/grafana")
	kept := filepath.Join(folder, "stand-in-password")
	if text, err := os.ReadFile(kept); err == nil {
		return string(text), nil
	}
	mark := hashed(set.get("security", "admin_password", "admin"))
	if err := os.WriteFile(kept, []byte(mark), 0o600); err != nil {
		return "", fmt.Errorf("GF_PATHS_DATA='%s' is not writable: %w", folder, err)
	}
	return mark, nil
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
